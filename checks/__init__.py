"""Checks of the built site and of the facts that need more than the data: each is a command and a test."""
