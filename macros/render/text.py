"""Plain text in, HTML or Markdown out: escaping, quotes, days, addresses."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable
from html import escape

_DAY = re.compile(r"\b[12][0-9]{3}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?(?![\w-])", re.ASCII)  # or a month
# Markdown's inline markup. Our HTML passes through Markdown, which skips it only at the beginning of a line. An
# underscore inside a word means nothing.
_MARKUP = re.compile(r"[\\*`\[{|]|(?<![^\W_])_|_(?![^\W_])")
# Its block markup at the beginning of a line: a list, a heading, a note or a rule.
_BLOCK_START = re.compile(r"^(?:[-+#=:!?~^]|[0-9]+(?=[.)]))")
# A name so long that it has to break in a column of a table, at a joint if it has one.
_LONG = re.compile(r"(\S{23,})")
_JOINT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[/:.-])(?=\w)")
_UNIT = re.compile(r"(?<=\d) (?=(?:[KMGT]i?B|m?s)\b)")  # stays with its number
# An opening quote follows nothing, a blank, a bracket or a dash.
_OPENING = r"(?<![^\s(\[{/–—“‘])"


def typographic_quotes(plain: str) -> str:
    """`plain` with typographic quotes, except in `backticks`; in pages the extension smarty does the same."""
    parts = plain.split("`")
    for index in range(0, len(parts), 2):
        part = "`" + parts[index] if index else parts[index]  # a quote after code is a closing one
        for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
            part = re.sub(rf"{_OPENING}{straight}", opening, part).replace(straight, closing)
        parts[index] = part.removeprefix("`")
    return "`".join(parts)


def text(plain: str) -> str:
    """Escape `plain` for HTML; `backticks` become code, days and long names stay whole or break well."""

    def with_breaks(name: str) -> str:
        parts = _JOINT.split(name)
        return "<wbr>".join(
            f'<span class="long">{_escape(part)}</span>' if _LONG.match(part) else _escape(part) for part in parts
        )

    def escape_words(part: str) -> str:
        pieces = enumerate(_LONG.split(part))
        return "".join(with_breaks(piece) if index % 2 else _escape(piece) for index, piece in pieces)

    return _join_code(map(escape_words, typographic_quotes(plain).split("`")))


def unbreakable_parts(plain: str) -> list[str]:
    """The parts of `plain` in which `text` allows no line break."""
    return [part for word in plain.split(" ") for part in (_JOINT.split(word) if _LONG.match(word) else [word])] or [""]


def markdown(plain: str) -> str:
    """Escape `plain` for use inside Markdown, where it may begin a line."""
    return _BLOCK_START.sub(_to_entities, _join_code(map(_escape, typographic_quotes(plain).split("`"))))


def attribute(plain: str) -> str:
    """Escape `plain` for an attribute's value, without its backticks."""
    return literal(typographic_quotes(plain).replace("`", ""))


def literal(plain: str) -> str:
    """Escape `plain`, an address or a message, for HTML or an attribute's value; its quotes stay as they are."""
    return _escape(plain).replace('"', "&quot;").replace("'", "&#39;")


def protect_text(html: str) -> str:
    """`html` with its text escaped for Markdown, and with typographic quotes."""
    return re.sub(r"(?<=>)[^<]+", lambda match: _MARKUP.sub(_to_entities, typographic_quotes(match[0])), html)


def _to_entities(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(letter)};" for letter in match[0])


def _escape(plain: str) -> str:
    """`plain` as HTML that Markdown leaves alone: the only place where text from data is escaped."""
    return _MARKUP.sub(_to_entities, escape(plain, quote=False))


def _escape_quotes(code: str) -> str:
    """Escaped code whose quotes stay straight: smarty ignores entities."""
    return code.replace('"', "&quot;").replace("'", "&#39;")


def _join_code(parts: Iterable[str]) -> str:
    return "".join(
        f"<code>{_escape_quotes(part)}</code>"
        if index % 2
        else _DAY.sub(r"<time>\g<0></time>", _UNIT.sub("\N{NO-BREAK SPACE}", part))
        for index, part in enumerate(parts)
    )


def url(page: str, from_page: str, use_directory_urls: bool = True) -> str:
    """The relative address of `page` ('ecs/roles.md#task-role') as seen from the page `from_page`."""
    target, _, fragment = page.partition("#")
    paths = [_path_in_site(path, use_directory_urls) for path in (target, from_page)]
    start = paths[1] if paths[1].endswith("/") or not paths[1] else posixpath.dirname(paths[1])
    relative = posixpath.relpath("/" + paths[0], "/" + start)
    if paths[0].endswith("/") or not paths[0]:
        relative = relative.rstrip("/") + "/"
    if target == from_page and fragment:
        relative = ""
    return relative + (f"#{fragment}" if fragment else "")


def _path_in_site(page: str, use_directory_urls: bool) -> str:
    stem = page.removesuffix(".md")
    if not use_directory_urls:
        return stem + ".html"
    return stem.removesuffix("index") if stem.split("/")[-1] == "index" else stem + "/"


def date(day: dt.date | str) -> str:
    return f"<time>{day}</time>"


def join_words(words: Iterable[str]) -> str:
    """'a, b and c'."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def pluralize(count: int, noun: str) -> str:
    """'1 source', '3 sources'."""
    return f"{count} {noun}{'s' * (count != 1)}"
