"""Pictures: inline SVG on one line, coloured by the site's style sheet.

Colours come from classes, so a picture follows light and dark; without the style sheet it is a black line drawing
that says the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from textwrap import wrap

from ..facts import model
from .text import attribute, inert
from .view import View

WIDTH = 360  # user units, a phone's width: text of 12 is 12 px there
_LEFT, _GAP, _LINE, _BATCH = 8, 4, 17, 68
_WORD = {"old": "old", "new": "new", "updating": "update", "starting": "start", "gone": "gone"}
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {} {} {}" fill="none" stroke="currentColor" font-size="12" '
_FRAME = re.compile(r'<g data-frame="(\d+) (\d+)">')
# In small: an instance, the space between two and between two groups of them.
_DOT, _DOT_GAP, _DOT_GROUP = 12, 3, 8
Row = Sequence[Sequence[str]]  # the states of the instances, by group
_KEY = {"old": "old", "new": "new", "updating": "changing", "gone": "gone"}


def inline(name: str, svg: str) -> str:
    """The drawing `name` as a figure on one line: no declaration, no comments, no line breaks.

    The groups that it marks as frames become drawings of their own, which stand one below the other on a phone and
    side by side on a desk; the first has the title and the description of all.
    """
    svg = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", svg, flags=re.DOTALL)
    head, *frames = _FRAME.split(re.sub(r"\s*\n\s*", " ", svg).strip())
    shown, kind = [head], "picture"
    if frames:
        kind += " frames"
        shown = [
            _frame("" if index else head, int(top), int(end), part)
            for index, (top, end, part) in enumerate(zip(frames[::3], frames[1::3], frames[2::3], strict=True))
        ]
    # What a picture teaches stands in the text too, and its labels, one after the other, are words that nobody wrote.
    drawn = inert("".join(shown)).replace("<svg ", "<svg data-search-exclude ")
    return f'<figure class="{kind}" id="picture-{name}">{drawn}</figure>'


def _frame(head: str, top: int, end: int, part: str) -> str:
    """One frame of a drawing that begins with `head`; what is none has no words of its own for a screen reader."""
    box = f'viewBox="0 {top} {WIDTH} {end - top}"'
    start = re.sub(r'viewBox="[^"]*"', box, head) or (_SVG.format(top, WIDTH, end - top) + 'aria-hidden="true">')
    return start + part.rpartition("</g>")[0] + "</svg>"


def deployment(key: str, of: model.DeploymentMethod) -> str:
    """The steps of a deployment as one picture, a frame each: what each instance runs at each moment."""
    most = max(len(batch.instances) for step in of.steps for batch in step.batches)
    texts = [wrap(f"{index} {step.text}", 52) for index, step in enumerate(of.steps, 1)]
    most_lines = max(map(len, texts))  # in all, so that groups that stand side by side are in line
    top = _LINE * most_lines + 12
    frames = []
    for (first, *more), step in zip(texts, of.steps, strict=True):
        number, _, begins = first.partition(" ")
        number = f'<tspan class="p-number">{number}</tspan> '
        parts = [
            f'<text x="{_LEFT}" y="{_LINE * line}">{number * (words is begins)}{escape(words, quote=False)}</text>'
            for line, words in enumerate((begins, *more), most_lines - len(more))
        ]
        for place, batch in enumerate(step.batches):
            parts += _batch(batch, top + place * _BATCH, most, alone=len(step.batches) == 1)
        frames.append(f'<g data-frame="0 {top + len(step.batches) * _BATCH}">{"".join(parts)}</g>')
    names = f"{key}-title", f"{key}-text"
    return inline(
        key,
        f'{_SVG.format(0, WIDTH, 0)}role="img" aria-labelledby="{names[0]} {names[1]}">'
        f'<title id="{names[0]}">{escape(of.title, quote=False)}</title>'
        f'<desc id="{names[1]}">{escape(of.description, quote=False)}</desc>{"".join(frames)}</svg>',
    )


def _batch(batch: model.Batch, top: int, most: int, alone: bool) -> list[str]:
    """A group and its instances, which are as wide as `most` of them leave room for."""
    # A group on its own takes every request, or says that nobody answers.
    share = f"{batch.traffic}% of requests" if batch.traffic else "no requests"
    wide = WIDTH - 2 * _LEFT
    parts = [
        f'<rect class="p-group" x="{_LEFT}" y="{top}" width="{wide}" height="{_BATCH - 8}" rx="6"/>',
        f'<text class="p-label" x="{_LEFT + 8}" y="{top + 16}">{escape(batch.group, quote=False)}</text>',
    ]
    if not alone or not batch.traffic:
        parts.append(f'<text class="p-small" x="{WIDTH - _LEFT - 8}" y="{top + 16}" text-anchor="end">{share}</text>')
    box = (wide - 16 - (most - 1) * _GAP) / most
    for place, state in enumerate(batch.instances):
        left = _LEFT + 8 + place * (box + _GAP)
        parts.append(
            f'<rect class="p-{state}" x="{left:g}" y="{top + 24}" width="{box:g}" height="28" rx="4"/>'
            f'<text class="p-word-{state}" x="{left + box / 2:g}" y="{top + 42}" '
            f'text-anchor="middle">{_WORD[state]}</text>'
        )
    return parts


def multiples(view: View) -> str:
    """All deployment methods in small, to be compared: a row a moment, a box an instance, and what the colours mean."""
    policies = view.site.deployments
    rows: dict[str, list[Row]] = {
        key: [[batch.instances for batch in step.batches] for step in of.steps] for key, of in policies.items()
    }
    wide = max(_ends(row)[-1] for steps in rows.values() for row in steps)
    high = max(map(len, rows.values())) * (_DOT + _DOT_GAP)
    items = "".join(
        f"<li>{_small(rows[key], wide, high, f'{attribute(of.description)}')}{view.link(of.see, of.label)}</li>"
        for key, of in policies.items()
    )
    keys = " ".join(
        f'<span>{_SVG.format(0, _DOT, _DOT)}aria-hidden="true">{_dot(state, 0, 0)}</svg> {word}</span>'
        for state, word in _KEY.items()
    )
    said = f"<figcaption>From top to bottom, moment by moment; each box is an instance: {keys}</figcaption>"
    return f'<figure class="picture multiples" data-search-exclude><ul role="list">{items}</ul>{said}</figure>'


def _ends(groups: Row) -> list[int]:
    """Where each of the groups of a row ends."""
    ends, at = [], -_DOT_GROUP
    for group in groups:
        at += _DOT_GROUP + len(group) * (_DOT + _DOT_GAP) - _DOT_GAP
        ends.append(at)
    return ends


def _small(rows: Sequence[Row], wide: int, high: int, says: str) -> str:
    dots = [
        _dot(state, end - (len(group) - place) * (_DOT + _DOT_GAP) + _DOT_GAP, line * (_DOT + _DOT_GAP))
        for line, row in enumerate(rows)
        for group, end in zip(row, _ends(row), strict=True)
        for place, state in enumerate(group)
    ]
    return f'{_SVG.format(0, wide, high)}role="img" aria-label="{says}">{"".join(dots)}</svg>'


def _dot(state: str, x: int, y: int) -> str:
    return f'<rect class="p-{state}" x="{x + 1}" y="{y + 1}" width="{_DOT - 2}" height="{_DOT - 2}" rx="2"/>'
