"""What writes files for authors: the form of a new service."""
