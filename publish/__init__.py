"""What is made of a built site, after any engine."""
