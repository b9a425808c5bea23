"""`python -m publish.search` by its former name, for tools/portable.py."""

import publish.search.__main__  # noqa: F401
