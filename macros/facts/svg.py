"""Validation of the drawings in `images/`.

Separate from `render.diagram`, so that an edit there does not empty the cache of files that were read.
"""

from __future__ import annotations

import re
from xml.parsers import expat

# What the site's content security policy allows: nothing that runs, loads, links or brings its own style.
_ELEMENTS = {"svg", "title", "desc", "g", "rect", "circle", "line", "path", "polygon", "polyline", "text", "tspan"}
_REFUSED = re.compile(r"on|style$|.*href$|.*:")


class _Fault(Exception):
    """A fault, with its message."""


def find_fault(name: str, svg: str) -> tuple[int, str] | None:
    """The line and words of the first thing in the drawing `name` that does not belong on a page, or None."""
    parser = expat.ParserCreate("utf-8")

    def start(element: str, attributes: dict[str, str]) -> None:
        if element not in _ELEMENTS:
            known = ", ".join(sorted(_ELEMENTS))
            raise _Fault(f"the element <{element[:40]}> has no place here, expected a drawing of {known}")
        for key, value in attributes.items():
            if _REFUSED.match(key) or "url(" in value:
                context = "in a drawing" + " with an address" * ("url(" in value)
                raise _Fault(f'the attribute {key[:40]!r} has no place {context}, expected class="..." for its look')
            if key == "id" and not value.startswith(f"{name}-"):
                raise _Fault(f"the id {value[:40]!r} is not this drawing's own, expected '{name}-...'")

    parser.StartElementHandler = start
    try:
        parser.Parse(svg.encode(), True)
    except _Fault as error:
        return parser.CurrentLineNumber, str(error)
    except expat.ExpatError as error:
        return error.lineno, f"not valid XML: {expat.ErrorString(error.code)}, expected an SVG drawing"
    return None
