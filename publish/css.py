"""Purge a style sheet: keep the rules that some page of the built site can use.

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

from macros.facts.files import read_text

_TAG = re.compile(r"""<[a-zA-Z](?:"[^"]*"|'[^']*'|[^"'>])*>""")
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_SCRIPT = re.compile(r"<script\b[^>]*>(.+?)</script>", re.DOTALL)
_LITERAL = re.compile(r""""[^"\n]*"|'[^'\n]*'|`[^`]*`""")
_TAB_LABELS = re.compile(r'<div class="tabbed-labels">(.*?)</div>', re.DOTALL)
_TAB_NUMBER = re.compile(r"\.tabbed-.*:nth-child\((\d+)\)")
# Selectors of the colours; a property that the last such rule sets, no earlier one needs to set.
_COLOURS = re.compile(r"(?::root|\[data-md-color-\w+(?:=\w+)?\])(?:,\[data-md-color-\w+(?:=\w+)?\])*")
_ALL_COLOURS = "[data-md-color-scheme]"
_REFERENCES = re.compile(r"var\((--[\w-]+)|animation(?:-name)?:([^;}]+)")
# Selectors whose names are used, but never so: notes.css shows no icons there, no column can be sorted, no button
# selects code, `no-js` is a class of html, which nothing contains, the contents are in no drawer, no tab holds code or
# stands alone or in a dialog.
_NEVER_MATCHES = re.compile(
    r"(?:\.admonition-title|summary):before|\[role=(?:columnheader|dialog)\]|\[data-md-type=select\]|\S \.no-js |"
    r"\.md-nav--primary .*\.md-nav--secondary|\[for=__toc\]|\.tabbed-block>(?!\.sheet)|\.tabbed-set:only-child|"
    r"__link--passed|\.md-header\[hidden\]|__option>input|__link (?:\.md-(?:typeset|ellipsis)|svg)|\+\.result|"
    r"[ou]l\[type\]|(?:[ou]l ){2}[ou]l"
)
Tokens = list[Any]  # of tinycss2
# (selectors, [(property, value)]), (prelude of a group, its rules) or (prelude of another at-rule, text).
Rules = list[tuple[str, Any]]
_GROUP_RULES = ("media", "supports", "layer", "container")
_GROUP_PREFIXES = tuple(f"@{group}" for group in _GROUP_RULES)


class UsedNames:
    """The names in `pages` (HTML), and the words of `scripts`, which may write any of them."""

    def __init__(self, pages: Iterable[str], scripts: Iterable[str]):
        tags, script_texts, self.max_tabs = set(), set(scripts), 0
        for page in pages:  # the same tags come back on each, so each is parsed once
            self.max_tabs = max([self.max_tabs, *(labels.count("<label ") for labels in _TAB_LABELS.findall(page))])
            tags.update(_TAG.findall(page))
            script_texts.update(_SCRIPT.findall(page))
        # Elements, `.classes`, `#ids`, `[attributes]` and `attribute=values`; first those that browsers add themselves.
        self.names = {"html", "head", "body", "tbody", "[open]"}
        for tag in tags:
            (element, *_), *attributes = _ATTRIBUTE.findall(tag)
            self.names.add(element.lower())
            for name, *values in attributes:
                value = "".join(values)
                self.names |= {f"[{name}]", f"{name}={value}", f"#{value}" * (name == "id")}
                self.names.update(f".{word}" for word in value.split() if name == "class")
        self.script_words = _words(code := "\n".join(script_texts))
        self.quoted_words = _words("\n".join(_LITERAL.findall(code)))  # a class is written by a text

    def has(self, kind: str, name: str) -> bool:
        return kind + name in self.names or name in (self.quoted_words if kind == "." else self.script_words)

    def matches(self, selector: Tokens) -> bool:
        """Whether all names in the tokens of one selector, without a comma outside brackets, are used."""
        previous = ""
        for token in selector:
            if token.type == "hash" and not self.has("#", token.value):
                return False
            if token.type == "ident" and previous != ":" and not self.has("." if previous == "." else "", token.value):
                return False
            if token.type == "[] block":
                name, *value = [part.value for part in token.content if part.type in ("ident", "literal", "string")]
                if not self.has("[", f"{name}]") and name not in self.script_words:
                    return False
                if value[:1] == ["="] and not self.has(f"{name}=", value[1]):
                    return False
            is_list = token.type == "function" and token.lower_name in ("is", "where", "has")
            if is_list and not any(map(self.matches, split_selectors(token.arguments))):
                return False
            previous = token.value if token.type == "literal" else ""
        return True


def _words(code: str) -> set[str]:
    return set(re.findall(r"-{0,2}[A-Za-z_][\w-]*", code))


def split_selectors(tokens: Tokens) -> list[Tokens]:
    """Split a list of selectors at its commas."""
    selectors: list[Tokens] = [[]]
    for token in tokens:
        if token == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def minify(tokens: Tokens, separators: str = ",") -> str:
    """`tokens` as CSS without comments, and with whitespace collapsed; none is left around `separators`."""
    text = tinycss2.serialize([token for token in tokens if token.type != "comment"])
    strings = r'("(?:[^"\\]|\\.)*"|url\([^)]*\))'
    parts = re.split(strings, text)
    parts[::2] = [re.sub(rf"\s*([{separators}])\s*", r"\1", re.sub(r"\s+", " ", part)) for part in parts[::2]]
    return "".join(parts).strip()


def filter_rules(tokens: Tokens, used: UsedNames) -> Rules:
    """The rules of a style sheet, or of a group in it, that can apply."""
    kept: Rules = []
    for rule in tinycss2.parse_rule_list(tokens, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selectors = [minify(part, ",>~") for part in split_selectors(rule.prelude) if used.matches(part)]
            selectors = [selector for selector in selectors if not _NEVER_MATCHES.search(selector)]
            tabs = [int(tab[1]) if (tab := _TAB_NUMBER.search(selector)) else 0 for selector in selectors]
            selectors = [selector for selector, tab in zip(selectors, tabs, strict=True) if tab <= used.max_tabs]
            nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            declarations = [(node.name, minify(node.value) + "!important" * node.important) for node in nodes]
            if selectors and declarations:
                kept.append((",".join(selectors), declarations))
        elif rule.type == "at-rule" and rule.content is not None:
            prelude = f"@{rule.at_keyword} {minify(rule.prelude)}".strip()
            is_group = rule.lower_at_keyword in _GROUP_RULES
            kept.append((prelude, filter_rules(rule.content, used) if is_group else minify(rule.content, ",:;{}")))
        elif rule.type != "at-rule" or rule.lower_at_keyword != "charset":
            raise ValueError(f"line {rule.source_line}: {tinycss2.serialize([rule])[:60]!r}, expected a rule")
    return kept


def drop_overridden(rules: Rules, later_properties: set[str]) -> Rules:
    """`rules` without the custom properties that a later rule for all colours sets; adds to `later_properties`."""
    result: Rules = []
    for prelude, body in reversed(rules):
        if prelude.startswith(_GROUP_PREFIXES) and not isinstance(body, str):
            body = drop_overridden(body, later_properties.copy())
        elif _COLOURS.fullmatch(prelude):
            body = [(name, value) for name, value in body if name not in later_properties]
            later_properties |= {name for name, _ in body if name.startswith("--") and prelude == _ALL_COLOURS}
        result.append((prelude, body))
    return result[::-1]


def to_css(rules: Rules, references: set[str]) -> str:
    """`rules` as CSS, without the custom properties and keyframes that are not in `references`."""
    css = ""
    for prelude, body in rules:
        if prelude.startswith("@keyframes") and prelude.split()[1] not in references:
            continue
        if prelude.startswith("@") and not isinstance(body, str):
            body = to_css(body, references)
        elif not isinstance(body, str):
            needed = [(name, value) for name, value in body if not name.startswith("--") or name in references]
            body = ";".join(f"{name}:{value}" for name, value in needed)
        if prelude and body:
            css += f"{prelude}{{{body}}}"
    return css


def find_errors(path: Path, root: Path) -> Iterator[str]:
    """Each error in a style sheet as `file:line: message`. Raises `DataError` for a file that is not text."""

    def iter_error_nodes(nodes: Tokens) -> Iterator[Any]:
        for node in nodes:
            if node.type == "error":
                yield node
            elif getattr(node, "content", None) and node.type in ("qualified-rule", "at-rule"):
                yield from iter_error_nodes(tinycss2.parse_blocks_contents(node.content))

    text, name = read_text(path, root)
    for node in iter_error_nodes(tinycss2.parse_stylesheet(text)):
        yield f"{name}:{node.source_line}: not valid CSS: {node.message}, expected a style sheet"


def used_rules(css: str, used: UsedNames) -> tuple[Rules, set[str]]:
    """The rules of `css` that can apply, and the names of the custom properties and keyframes that they reference.

    Raises `ValueError` for what is no CSS.
    """
    rules = drop_overridden(filter_rules(tinycss2.parse_component_value_list(css, skip_comments=True), used), set())
    previous, references = None, used.script_words
    while css != previous:  # a custom property may be all that reads another one
        matches = " ".join(" ".join(match) for match in _REFERENCES.findall(css))
        references = {*re.findall(r"[\w-]+", matches), *used.script_words}
        previous, css = css, to_css(rules, references)
    return rules, references


def purge(css: str, used: UsedNames) -> str:
    """The part of `css` that can apply. Raises `ValueError` for what is no CSS."""
    return to_css(*used_rules(css, used))


def split_tab_rules(rules: Rules) -> tuple[Rules, Rules]:
    """The rules that all pages need, and those that only pages with tabs need."""
    common_rules: Rules = []
    tab_rules: Rules = []
    for prelude, body in rules:
        if prelude.startswith(_GROUP_PREFIXES):
            common_body, tab_body = split_tab_rules(body)
            common_rules.append((prelude, common_body))
            tab_rules.append((prelude, tab_body))
        elif ".tabbed-" in prelude:
            selectors = [minify(part, ",>~") for part in split_selectors(tinycss2.parse_component_value_list(prelude))]
            common_rules.append((",".join(selector for selector in selectors if ".tabbed-" not in selector), body))
            tab_rules.append((",".join(selector for selector in selectors if ".tabbed-" in selector), body))
        else:
            common_rules.append((prelude, body))
    return common_rules, tab_rules
