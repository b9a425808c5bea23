"""What a machine can hold the site against, without a network: installed packages and their parsers."""
