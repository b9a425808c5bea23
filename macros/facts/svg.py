"""What may be in a drawing of `images/`: apart from `diagram`, so that the files that were read stay read when that is edited."""

from __future__ import annotations

import re
from xml.parsers import expat

# All that a drawing may be made of: nothing that runs, loads, links or brings its own style.
_ELEMENTS = {"svg", "title", "desc", "g", "rect", "circle", "line", "path", "polygon", "polyline", "text", "tspan"}
_ATTRIBUTES = {
    "aria-labelledby", "class", "cx", "cy", "d", "fill", "font-size", "height", "id", "points", "r", "role", "rx", "stroke", "text-anchor",
    "viewBox", "width", "x", "x1", "x2", "xmlns", "y", "y1", "y2",
}  # fmt: skip


class _Fault(Exception):
    """What is wrong, expected what."""


def fault(name: str, svg: str) -> tuple[int, str] | None:
    """The line and words of the first thing in the drawing `name` that does not belong on a page, or None."""
    parser = expat.ParserCreate("utf-8")
    above: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if element not in _ELEMENTS or bool(above) == (element == "svg") or above[-1:] in (["title"], ["desc"]):
            raise _Fault(f"the element <{element[:40]}> has no place here, expected a drawing of {', '.join(sorted(_ELEMENTS))}")
        above.append(element)
        for key, value in attributes.items():
            if key not in _ATTRIBUTES:
                raise _Fault(f"the attribute {key[:40]!r} has no place in a drawing, expected one of: {', '.join(sorted(_ATTRIBUTES))}")
            if not (value == "http://www.w3.org/2000/svg" if key == "xmlns" else re.fullmatch(r"[A-Za-z0-9 .,-]*", value)):
                raise _Fault(f"{value[:40]!r} is no value of {key!r} in a drawing, expected letters, digits and numbers")
            if key == "id" and not value.startswith(f"{name}-"):
                raise _Fault(f"the id {value[:40]!r} is not this drawing's own, expected '{name}-...'")

    def refuse(what: str):
        def refused(*_):
            raise _Fault(f"{what} has no place in a drawing, expected elements and text alone")

        return refused

    parser.StartElementHandler, parser.EndElementHandler = start, lambda _: above.pop()
    parser.StartDoctypeDeclHandler, parser.StartCdataSectionHandler = refuse("a DOCTYPE"), refuse("CDATA")
    parser.ProcessingInstructionHandler = refuse("an instruction")
    try:
        parser.Parse(svg.encode(), True)
    except _Fault as error:
        return parser.CurrentLineNumber, str(error)
    except expat.ExpatError as error:
        return error.lineno, f"not valid XML: {expat.ErrorString(error.code)}, expected an SVG drawing"
    return None
