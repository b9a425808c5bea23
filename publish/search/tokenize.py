"""Text into words, and words into stems. `client/tokenize.js` does the same; a test holds them together."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Words that say that something is asked, not what.
STOP_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        """
    a an and are as at be been being between by can could did difference different do does for from get gets had
    happen happened happens has have how i if in into is it its just many may me mean means much must my need
    needs of on or our shall should so still take takes than that the their them then there these they this
    those to use used uses using versus vs was we were what when where which who whom whose why will with would
    you your
    """,
    )
)
# What nobody sees, and the signs of a trade mark, which would become letters.
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u2120\u2122]"
)
# Apostrophes that Unicode takes for a space with an accent, or for a letter.
_APOSTROPHE = re.compile(r"[\u00b4\u02bb\u02bc]")
_ACCENT = re.compile(r"[\u0300-\u036f]")
_STRAIGHT = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212‘’“”", "-------''\"\"")
# What may be one name: runs of letters and digits, joined by signs that do not part words.
_CHUNK = re.compile(r'\w+(?:[^\s\w<>&,;:/()"]+\w+)*')  # once _ is no letter
_RUN = re.compile(r"\w+")
_DIGIT = re.compile("[0-9]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# A certification is no certificate, nor an expression express.
_UNSTEMMED = re.compile("(?:certificat|express|project|product|transit|convers|format|bill|stat)ion")


@cache
def stem(word: str) -> str:
    """A word without the endings in which questions and pages differ.

    Both sides are stemmed, so it may cut too much.
    """
    if len(word) < 4 or _DIGIT.search(word):
        return word
    singular = word
    if word.endswith("ies"):
        singular = word[:-3] + "y"
    elif word[-1] == "s" and word[-2] not in "su" and not word.endswith("ias"):  # of alias
        singular = word[:-1]
    if _UNSTEMMED.fullmatch(singular):
        return singular
    root = singular[:-3] if singular.endswith(("ing", "ion")) else singular.removesuffix("ed")
    if len(root) < 4 or root == singular:
        return singular.removesuffix("e")
    return root[:-1] if root[-1] == root[-2] and root[-1] not in "ls" else root


@cache
def _split_chunk(chunk: str) -> list[tuple[str, int]]:
    tokens, joined, count, runs = [], "", 0, _RUN.findall(chunk)
    for run in runs:
        parts = _CAMEL.sub(" ", run).lower().split(" ")
        tokens += [(part, 1) for part in parts]
        if len(parts) > 1:
            tokens.append((run.lower(), len(parts)))
        joined, count = joined + run.lower(), count + len(parts)
    return [*tokens, (joined, count)] if len(runs) > 1 else tokens


def normalize(text: str) -> str:
    """`text` in NFKD without accents, so that ligatures and full width are plain letters too."""
    if text.isascii():
        return text
    return _ACCENT.sub("", unicodedata.normalize("NFKD", _APOSTROPHE.sub("'", _UNSEEN.sub("", text))))


def spelling(name: str) -> str:
    """How a name is written, whatever its case, its spaces, and the form of its quotes and hyphens."""
    return " ".join(normalize(name).translate(_STRAIGHT).lower().split())


def tokens(text: str) -> list[tuple[str, int]]:
    """Each name with its number of parts, parts and whole: `x-GetRole` gives x, get, role, getrole, xgetrole."""
    return [token for chunk in _CHUNK.findall(normalize(text).replace("_", "-")) for token in _split_chunk(chunk)]


def words(text: str) -> list[str]:
    """The words of `text`, in their order."""
    return [word for word, parts in tokens(text) if parts == 1]
