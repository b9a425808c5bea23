"""What a machine can hold the site against, without a network: installed packages, their parsers, and rules of
content.
"""

from pathlib import Path

ROOT = Path(__file__).parent.parent
