"""What may be in a drawing of `images/`.

Apart from `diagram`, so that the files that were read stay read when that is edited.
"""

from __future__ import annotations

import re
from xml.parsers import expat

# What the site's policy lets show: nothing that runs, loads, links or brings its own style.
_ELEMENTS = {"svg", "title", "desc", "g", "rect", "circle", "line", "path", "polygon", "polyline", "text", "tspan"}
_REFUSED = re.compile(r"on|style$|.*href$|.*:")


class _Fault(Exception):
    """What is wrong, expected what."""


def fault(name: str, svg: str) -> tuple[int, str] | None:
    """The line and words of the first thing in the drawing `name` that does not belong on a page, or None."""
    parser = expat.ParserCreate("utf-8")

    def start(element: str, attributes: dict[str, str]) -> None:
        if element not in _ELEMENTS:
            known = ", ".join(sorted(_ELEMENTS))
            raise _Fault(f"the element <{element[:40]}> has no place here, expected a drawing of {known}")
        for key, value in attributes.items():
            if _REFUSED.match(key) or "url(" in value:
                where = "in a drawing" + " with an address" * ("url(" in value)
                raise _Fault(f'the attribute {key[:40]!r} has no place {where}, expected class="..." for its look')
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
