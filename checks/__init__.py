"""What a machine can hold the site against, without a network: installed packages, their parsers, and rules of
content.
"""
