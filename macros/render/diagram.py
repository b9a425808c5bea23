"""Pictures: inline SVG on one line, coloured by the site's style sheet.

Colours come from classes, so a picture follows light and dark; without the style sheet it is a black line drawing
that says the same.
"""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap

from ..facts import model
from .text import inert

WIDTH = 360  # user units, about a phone's width: text of 12 is read without zooming
_BOX, _GAP, _LINE, _BATCH = 54, 3, 17, 68
_WORD = {"old": "old", "new": "new", "updating": "update", "starting": "start", "gone": "gone"}


def inline(name: str, svg: str) -> str:
    """The drawing `name` as a figure on one line: no declaration, no comments, no line breaks."""
    svg = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*\n\s*", " ", svg).strip()
    # A search reads title and description; the labels, one after the other, would be words that nobody wrote.
    svg = re.sub(r"</title>\s*(<desc.*?</desc>)(.*)</svg>", r"</title> \1 <g data-search-exclude>\2</g></svg>", svg)
    return f'<figure class="picture" id="picture-{name}">{inert(svg)}</figure>'


def deployment(key: str, of: model.DeploymentMethod) -> str:
    """The steps of a deployment as one SVG, `WIDTH` wide: what each instance runs at each moment."""
    parts: list[str] = []
    y = 0
    for index, step in enumerate(of.steps, 1):
        number = f'<tspan class="p-number">{index}. </tspan>'
        for line in wrap(step.text, 52):
            y += _LINE
            parts.append(f'<text class="p-step" x="2" y="{y}">{number}{escape(line, quote=False)}</text>')
            number = ""
        y += 4
        for batch in step.batches:
            parts += _batch(batch, y + 8, alone=len(step.batches) == 1)
            y += _BATCH
        y += 20
    names = f"{key}-title", f"{key}-text"
    return inline(
        key,
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" '
        f'aria-labelledby="{names[0]} {names[1]}"'
        ' fill="none" stroke="currentColor" font-size="12"><title '
        f'id="{names[0]}">{escape(of.title, quote=False)}</title>'
        f'<desc id="{names[1]}">{escape(of.description, quote=False)}</desc>{"".join(parts)}</svg>',
    )


def _batch(batch: model.Batch, top: int, alone: bool) -> list[str]:
    # A group on its own takes every request, or says that nobody answers.
    share = f"{batch.traffic}% of requests" if batch.traffic else "no requests"
    parts = [
        f'<rect class="p-group" x="1" y="{top}" width="{WIDTH - 2}" height="{_BATCH - 8}" rx="6"/>',
        f'<text class="p-label" x="9" y="{top + 16}">{escape(batch.group, quote=False)}</text>',
    ]
    if not alone or not batch.traffic:
        parts.append(f'<text class="p-small" x="{WIDTH - 9}" y="{top + 16}" text-anchor="end">{share}</text>')
    for place, state in enumerate(batch.instances):
        left = 9 + place * (_BOX + _GAP)
        parts.append(f'<rect class="p-{state}" x="{left}" y="{top + 24}" width="{_BOX}" height="28" rx="4"/>')
        parts.append(
            f'<text class="p-word-{state}" x="{left + _BOX // 2}" y="{top + 42}" '
            f'text-anchor="middle">{_WORD[state]}</text>'
        )
    return parts
