"""The form of a drawing in `images/`, beyond what `macros/facts/svg.py` lets into a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

MIN_FONT_SIZE = 12  # the smallest print that can be read on a phone, where a unit is a pixel
MIN_WORDS = 12  # of a description that says what the picture teaches
# A step's number, written as a list would write it: '1. ', '(1) ', '2a) ', or two blanks after it.
_NUMBERED = re.compile(r">(\(?(\d{1,2}[a-z]?)(?:[.):]|  ) *[A-Za-z][^<]*)<")


def find_faults(svg: str, name: str, classes: set[str]) -> Iterator[tuple[int, str]]:
    """The line and message of each fault: one language, 360 wide, named for screen readers, classes for colours."""
    parser, text = expat.ParserCreate(), {"title": "", "desc": ""}
    elements: list[tuple[int, str, dict[str, str]]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        elements.append((parser.CurrentLineNumber, element, attributes))

    def characters(data: str) -> None:
        if elements[-1][1] in text:
            text[elements[-1][1]] += data

    parser.StartElementHandler, parser.CharacterDataHandler = start, characters
    parser.Parse(svg.encode(), True)
    for index, (line, element, attributes) in enumerate(elements):
        element_faults = _child_faults if index else _root_faults
        for fault in (*element_faults(name, element, attributes), *_style_faults(attributes, classes)):
            yield line, fault
    for match in _NUMBERED.finditer(svg):
        line, hint = svg.count("\n", 0, match.start()) + 1, f'<tspan class="p-number">{match[2]}</tspan> before it'
        yield line, f"{match[1]!r} begins with a number of its own style, expected {hint}"
    if not text["title"].strip():
        yield 1, "<title> is empty, expected what the picture is"
    if len(text["desc"].split()) < MIN_WORDS:
        yield 1, f"<desc> has fewer than {MIN_WORDS} words, expected what the picture teaches"


def _root_faults(name: str, element: str, attributes: dict[str, str]) -> Iterator[str]:
    labels = {"role": "img", "aria-labelledby": f"{name}-title {name}-text"}
    for key, value in {"fill": "none", "stroke": "currentColor", "font-size": "12", **labels}.items():
        if attributes.get(key) != value:
            yield f"{key} is {attributes.get(key)!r}, expected {value!r}"
    if not re.fullmatch(r"0 0 360 \d+", attributes.get("viewBox", "")):
        yield f"viewBox is {attributes.get('viewBox')!r}, expected '0 0 360 <height>'"


def _child_faults(name: str, element: str, attributes: dict[str, str]) -> Iterator[str]:
    if styles := {"fill", "stroke", "style", "font-family"} & attributes.keys():
        yield f"<{element}> has {', '.join(sorted(styles))}, expected a class"
    if "data-frame" in attributes and not re.fullmatch(r"\d+ \d+", attributes["data-frame"]):
        yield f"data-frame is {attributes['data-frame']!r}, expected where the frame begins and ends, as in '0 190'"
    expected_id = {"title": f"{name}-title", "desc": f"{name}-text"}.get(element)
    if expected_id and attributes.get("id") != expected_id:
        yield f"the id of <{element}> is {attributes.get('id')!r}, expected {expected_id!r}"


def _style_faults(attributes: dict[str, str], classes: set[str]) -> Iterator[str]:
    for name in sorted(set(attributes.get("class", "").split()) - classes):
        yield f"no class is called {name!r}, expected one of: {', '.join(sorted(classes))}"
    size = attributes.get("font-size", "12")
    if float(size.removesuffix("px")) < MIN_FONT_SIZE:
        yield f"font-size {size} cannot be read on a phone, expected {MIN_FONT_SIZE} or more"
