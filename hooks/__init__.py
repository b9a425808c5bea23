"""What mkdocs alone needs: its build, made strict and whole, and its server."""
