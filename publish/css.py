"""The part of a style sheet that some page of the built site can use.

A selector goes when it names an element, class, id or attribute that no page has and no script of ours writes, or a
tab beyond those of any page; a custom property when nothing reads it; keyframes when nothing runs them. What remains
keeps its order, so that the cascade stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2

from macros.facts.files import text as text_of

_TAG = re.compile(r"""<[a-zA-Z](?:"[^"]*"|'[^']*'|[^"'>])*>""")
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_SCRIPT = re.compile(r"<script\b[^>]*>(.+?)</script>", re.DOTALL)
_LITERAL = re.compile(r""""[^"\n]*"|'[^'\n]*'|`[^`]*`""")
_TABS = re.compile(r'<div class="tabbed-labels">(.*?)</div>', re.DOTALL)
_TAB = re.compile(r"\.tabbed-.*:nth-child\((\d+)\)")
# What sets the colours; what the last of its rules sets, no earlier one needs to.
_COLOURS = re.compile(r"(?::root|\[data-md-color-\w+(?:=\w+)?\])(?:,\[data-md-color-\w+(?:=\w+)?\])*")
_ALL_COLOURS = "[data-md-color-scheme]"
_READ = re.compile(r"var\((--[\w-]+)|animation(?:-name)?:([^;}]+)")
# What names cannot tell: notes.css shows no icons there, no column can be sorted, no button selects code, `no-js`
# is a class of html, which nothing contains, the contents are in no drawer, no tab holds code or stands alone or in a
# dialog.
_NEVER = re.compile(
    r"(?:\.admonition-title|summary):before|\[role=(?:columnheader|dialog)\]|\[data-md-type=select\]|\S \.no-js |"
    r"\.md-nav--primary .*\.md-nav--secondary|\[for=__toc\]|\.tabbed-block>(?!\.sheet)|\.tabbed-set:only-child|"
    r"__link--passed|\.md-header\[hidden\]|__option>input|__link (?:\.md-(?:typeset|ellipsis)|svg)|\+\.result|"
    r"[ou]l\[type\]|(?:[ou]l ){2}[ou]l"
)
Tokens = list[Any]  # of tinycss2
Rules = list[tuple[str, Any]]
_GROUPS = ("media", "supports", "layer", "container")
_GROUPS_AT = tuple(f"@{group}" for group in _GROUPS)


class Used:
    """What `pages` (HTML) have, and the words of `scripts`, which may write any of them."""

    def __init__(self, pages: Iterable[str], scripts: Iterable[str]):
        tags, said, self.tabs = set(), set(scripts), 0
        for page in pages:  # the same tags come back on each, so each is parsed once
            self.tabs = max([self.tabs, *(labels.count("<label ") for labels in _TABS.findall(page))])
            tags.update(_TAG.findall(page))
            said.update(_SCRIPT.findall(page))
        # Elements, `.classes`, `#ids`, `[attributes]` and `attribute=values`; first those that browsers add themselves.
        self.names = {"html", "head", "body", "tbody", "[open]"}
        for tag in tags:
            (element, *_), *attributes = _ATTRIBUTE.findall(tag)
            self.names.add(element.lower())
            for name, *values in attributes:
                value = "".join(values)
                self.names |= {f"[{name}]", f"{name}={value}", f"#{value}" * (name == "id")}
                self.names.update(f".{word}" for word in value.split() if name == "class")
        self.words = _words(code := "\n".join(said))
        self.quoted = _words("\n".join(_LITERAL.findall(code)))  # a class is written by a text

    def has(self, kind: str, name: str) -> bool:
        return kind + name in self.names or name in (self.quoted if kind == "." else self.words)

    def matches(self, selector: Tokens) -> bool:
        """Whether the tokens of one selector, without a comma outside brackets, name nothing but what there is."""
        before = ""
        for token in selector:
            if token.type == "hash" and not self.has("#", token.value):
                return False
            if token.type == "ident" and before != ":" and not self.has("." if before == "." else "", token.value):
                return False
            if token.type == "[] block":
                name, *rest = [one.value for one in token.content if one.type in ("ident", "literal", "string")]
                if not self.has("[", f"{name}]") and name not in self.words:
                    return False
                if rest[:1] == ["="] and not self.has(f"{name}=", rest[1]):
                    return False
            if (
                token.type == "function"
                and token.lower_name in ("is", "where", "has")
                and not any(map(self.matches, split(token.arguments)))
            ):
                return False
            before = token.value if token.type == "literal" else ""
        return True


def _words(code: str) -> set[str]:
    return set(re.findall(r"-{0,2}[A-Za-z_][\w-]*", code))


def split(tokens: Tokens) -> list[Tokens]:
    """The selectors of a list, parted at its commas."""
    parts: list[Tokens] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def tight(tokens: Tokens, around: str = ",") -> str:
    """`tokens` as CSS without comments, and without blanks that say nothing; `around` are the signs that need none."""
    text = tinycss2.serialize([token for token in tokens if token.type != "comment"])
    strings = r'("(?:[^"\\]|\\.)*"|url\([^)]*\))'
    parts = re.split(strings, text)
    parts[::2] = [re.sub(rf"\s*([{around}])\s*", r"\1", re.sub(r"\s+", " ", part)) for part in parts[::2]]
    return "".join(parts).strip()


def rules(tokens: Tokens, used: Used) -> Rules:
    """What can apply of a style sheet, or of a group in it: (selectors, [(property, value)]), (group, rules) or
    (at-rule, text).
    """
    kept: Rules = []
    for rule in tinycss2.parse_rule_list(tokens, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selectors = [tight(part, ",>~") for part in split(rule.prelude) if used.matches(part)]
            selectors = [selector for selector in selectors if not _NEVER.search(selector)]
            selectors = [
                selector for selector in selectors if not (tab := _TAB.search(selector)) or int(tab[1]) <= used.tabs
            ]
            body = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            if selectors and body:
                kept.append(
                    (",".join(selectors), [(one.name, tight(one.value) + "!important" * one.important) for one in body])
                )
        elif rule.type == "at-rule" and rule.content is not None:
            head = f"@{rule.at_keyword} {tight(rule.prelude)}".strip()
            kept.append(
                (head, rules(rule.content, used) if rule.lower_at_keyword in _GROUPS else tight(rule.content, ",:;{}"))
            )
        elif rule.type != "at-rule" or rule.lower_at_keyword != "charset":
            raise ValueError(f"line {rule.source_line}: {tinycss2.serialize([rule])[:60]!r}, expected a rule")
    return kept


def settled(kept: Rules, later: set[str]) -> Rules:
    """`kept` without the custom properties that a rule for all colours sets `later`, which is added to."""
    left: Rules = []
    for head, body in reversed(kept):
        if head.startswith(_GROUPS_AT) and not isinstance(body, str):
            body = settled(body, later.copy())
        elif _COLOURS.fullmatch(head):
            body = [(name, value) for name, value in body if name not in later]
            later |= {name for name, _ in body if name.startswith("--") and head == _ALL_COLOURS}
        left.append((head, body))
    return left[::-1]


def written(kept: Rules, read: set[str]) -> str:
    """`kept` as CSS. `read` names the custom properties and the keyframes that something reads."""
    text = ""
    for head, body in kept:
        if head.startswith("@keyframes") and head.split()[1] not in read:
            continue
        if not isinstance(body, str):
            body = (
                written(body, read)
                if head.startswith("@")
                else ";".join(f"{name}:{value}" for name, value in body if not name.startswith("--") or name in read)
            )
        if head and body:
            text += f"{head}{{{body}}}"
    return text


def faults(path: Path, root: Path) -> Iterator[str]:
    """`file:line: what` a browser would pass over in a style sheet. Raises `DataError` for what is no text."""

    def wrong(nodes: Tokens) -> Iterator[Any]:
        for node in nodes:
            if node.type == "error":
                yield node
            elif getattr(node, "content", None) and node.type in ("qualified-rule", "at-rule"):
                yield from wrong(tinycss2.parse_blocks_contents(node.content))

    text, name = text_of(path, root)
    for node in wrong(tinycss2.parse_stylesheet(text)):
        yield f"{name}:{node.source_line}: not valid CSS: {node.message}, expected a style sheet"


def kept(css: str, used: Used) -> tuple[Rules, set[str]]:
    """The part of `css` that can apply to what is used, and the names of the custom properties and keyframes that it
    reads. Raises `ValueError` for what is no CSS.
    """
    left = settled(rules(tinycss2.parse_component_value_list(css, skip_comments=True), used), set())
    before, text, read = None, css, used.words
    while text != before:  # a custom property may be all that reads another one
        read = {name for values in _READ.findall(text) for name in re.findall(r"[\w-]+", " ".join(values))} | used.words
        before, text = text, written(left, read)
    return left, read


def purge(css: str, used: Used) -> str:
    """The part of `css` that can apply to what is used. Raises `ValueError` for what is no CSS."""
    return written(*kept(css, used))


def parted(left: Rules) -> tuple[Rules, Rules]:
    """What pages without tabs need, and what those with tabs need besides."""
    common: Rules = []
    own: Rules = []
    for head, body in left:
        if head.startswith(_GROUPS_AT):
            of_all, of_tabs = parted(body)
            common.append((head, of_all))
            own.append((head, of_tabs))
        elif ".tabbed-" in head:
            selectors = [tight(part, ",>~") for part in split(tinycss2.parse_component_value_list(head))]
            common.append((",".join(one for one in selectors if ".tabbed-" not in one), body))
            own.append((",".join(one for one in selectors if ".tabbed-" in one), body))
        else:
            common.append((head, body))
    return common, own
