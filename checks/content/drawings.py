"""The form of a drawing in `images/`, beyond what `macros/drawing.py` lets into a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat


def faults(svg: str, name: str, classes: set[str]) -> Iterator[tuple[int, str]]:
    """One visual language: 360 wide, named for screen readers, classes instead of colours, no small print."""
    parser, text, root = expat.ParserCreate(), dict.fromkeys(("title", "desc"), ""), True
    found: list[tuple[int, str]] = []
    own = {"fill": "none", "stroke": "currentColor", "font-size": "12", "role": "img", "aria-labelledby": f"{name}-title {name}-text"}
    within = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal root, within
        line, within = parser.CurrentLineNumber, element
        if root:
            for key, value in own.items():
                if attributes.get(key) != value:
                    found.append((line, f"{key} is {attributes.get(key)!r}, expected {value!r}"))
            if not re.fullmatch(r"0 0 360 \d+", attributes.get("viewBox", "")):
                found.append((line, f"viewBox is {attributes.get('viewBox')!r}, expected '0 0 360 <height>'"))
        elif colours := {"fill", "stroke", "style", "font-family"} & attributes.keys():
            found.append((line, f"<{element}> has {', '.join(sorted(colours))}, expected a class"))
        for unknown in sorted(set(attributes.get("class", "").split()) - classes):
            found.append((line, f"no class is called {unknown!r}, expected one of: {', '.join(sorted(classes))}"))
        if float(attributes.get("font-size", "12").removesuffix("px")) < 11:
            found.append((line, f"font-size {attributes['font-size']} cannot be read on a phone, expected 11 or more"))
        for element_of, part in (("title", "title"), ("desc", "text")):
            if element == element_of and attributes.get("id") != f"{name}-{part}":
                found.append((line, f"the id of <{element}> is {attributes.get('id')!r}, expected '{name}-{part}'"))
        root = False

    def characters(data: str) -> None:
        if within in text:
            text[within] += data

    parser.StartElementHandler, parser.CharacterDataHandler = start, characters
    parser.Parse(svg.encode(), True)
    if not text["title"].strip() or len(text["desc"].split()) < 12:
        found.append((1, "<title> is empty, or <desc> has fewer than 12 words, expected what the picture is and what it teaches"))
    yield from found
