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
from .text import attribute, protect_text
from .view import View

WIDTH = 360  # user units, a phone's width: text of 12 is 12 px there
_LEFT, _GAP, _LINE_HEIGHT, _BATCH_HEIGHT = 8, 4, 17, 68
_STATE_WORDS = {"old": "old", "new": "new", "updating": "update", "starting": "start", "gone": "gone"}
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {} {} {}" fill="none" stroke="currentColor" font-size="12" '
_FRAME = re.compile(r'<g data-frame="(\d+) (\d+)">')
# Thumbnails: the size of an instance, the gap between two, and between two groups.
_BOX, _BOX_GAP, _GROUP_GAP = 12, 3, 8
Row = Sequence[Sequence[str]]  # the states of the instances, by group
_LEGEND = {"old": "old", "new": "new", "updating": "changing", "gone": "gone"}


def inline(name: str, svg: str) -> str:
    """The drawing `name` as a figure on one line: no declaration, no comments, no line breaks.

    The groups that it marks as frames become drawings of their own, which stand one below the other on a phone and
    side by side on a desk; the first has the title and the description of all.
    """
    svg = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", svg, flags=re.DOTALL)
    head, *frames = _FRAME.split(re.sub(r"\s*\n\s*", " ", svg).strip())
    drawings, figure_class = [head], "picture"
    if frames:
        figure_class += " frames"
        drawings = [
            _frame("" if index else head, int(top), int(end), part)
            for index, (top, end, part) in enumerate(zip(frames[::3], frames[1::3], frames[2::3], strict=True))
        ]
    # The text says what a picture shows, and its labels in a row would make no sense as a search result.
    content = protect_text("".join(drawings)).replace("<svg ", "<svg data-search-exclude ")
    return f'<figure class="{figure_class}" id="picture-{name}">{content}</figure>'


def _frame(head: str, top: int, end: int, part: str) -> str:
    """One frame of a drawing that begins with `head`; without a head it is hidden from screen readers."""
    box = f'viewBox="0 {top} {WIDTH} {end - top}"'
    start = re.sub(r'viewBox="[^"]*"', box, head) or (_SVG.format(top, WIDTH, end - top) + 'aria-hidden="true">')
    return start + part.rpartition("</g>")[0] + "</svg>"


def deployment(key: str, method: model.DeploymentMethod) -> str:
    """The steps of a deployment as one picture, a frame each: what each instance runs at each moment."""
    max_instances = max(len(batch.instances) for step in method.steps for batch in step.batches)
    texts = [wrap(f"{index} {step.text}", 52) for index, step in enumerate(method.steps, 1)]
    max_lines = max(map(len, texts))  # the same for all steps, so that groups side by side align
    top = _LINE_HEIGHT * max_lines + 12
    frames = []
    for (first, *more), step in zip(texts, method.steps, strict=True):
        number, _, first_words = first.partition(" ")
        label = f'<tspan class="p-number">{number}</tspan> '
        parts = [
            f'<text x="{_LEFT}" y="{_LINE_HEIGHT * line}">{"" if index else label}{escape(words, quote=False)}</text>'
            for index, (line, words) in enumerate(enumerate((first_words, *more), max_lines - len(more)))
        ]
        for index, batch in enumerate(step.batches):
            parts += _batch(batch, top + index * _BATCH_HEIGHT, max_instances, alone=len(step.batches) == 1)
        frames.append(f'<g data-frame="0 {top + len(step.batches) * _BATCH_HEIGHT}">{"".join(parts)}</g>')
    ids = f"{key}-title", f"{key}-text"
    return inline(
        key,
        f'{_SVG.format(0, WIDTH, 0)}role="img" aria-labelledby="{ids[0]} {ids[1]}">'
        f'<title id="{ids[0]}">{escape(method.title, quote=False)}</title>'
        f'<desc id="{ids[1]}">{escape(method.description, quote=False)}</desc>{"".join(frames)}</svg>',
    )


def _batch(batch: model.Batch, top: int, max_instances: int, alone: bool) -> list[str]:
    """A group and its instances, each as wide as if there were `max_instances`."""
    # A single group takes all requests, or none.
    share = f"{batch.traffic}% of requests" if batch.traffic else "no requests"
    width = WIDTH - 2 * _LEFT
    parts = [
        f'<rect class="p-group" x="{_LEFT}" y="{top}" width="{width}" height="{_BATCH_HEIGHT - 8}" rx="6"/>',
        f'<text class="p-label" x="{_LEFT + 8}" y="{top + 16}">{escape(batch.group, quote=False)}</text>',
    ]
    if not alone or not batch.traffic:
        parts.append(f'<text class="p-small" x="{WIDTH - _LEFT - 8}" y="{top + 16}" text-anchor="end">{share}</text>')
    box_width = (width - 16 - (max_instances - 1) * _GAP) / max_instances
    for index, state in enumerate(batch.instances):
        left = _LEFT + 8 + index * (box_width + _GAP)
        parts.append(
            f'<rect class="p-{state}" x="{left:g}" y="{top + 24}" width="{box_width:g}" height="28" rx="4"/>'
            f'<text class="p-word-{state}" x="{left + box_width / 2:g}" y="{top + 42}" '
            f'text-anchor="middle">{_STATE_WORDS[state]}</text>'
        )
    return parts


def multiples(view: View) -> str:
    """Thumbnails of all deployment methods: a row for each moment, a box for each instance, and a legend."""
    methods = view.site.deployments
    rows: dict[str, list[Row]] = {
        key: [[batch.instances for batch in step.batches] for step in method.steps] for key, method in methods.items()
    }
    width = max(_group_ends(row)[-1] for steps in rows.values() for row in steps)
    height = max(map(len, rows.values())) * (_BOX + _BOX_GAP)
    items = "".join(
        f"<li>{_thumbnail(rows[key], width, height, attribute(method.description))}"
        f"{view.link(method.see, method.label)}</li>"
        for key, method in methods.items()
    )
    legend = " ".join(
        f'<span>{_SVG.format(0, _BOX, _BOX)}aria-hidden="true">{_box(state, 0, 0)}</svg> {word}</span>'
        for state, word in _LEGEND.items()
    )
    caption = f"<figcaption>From top to bottom, moment by moment; each box is an instance: {legend}</figcaption>"
    return f'<figure class="picture multiples" data-search-exclude><ul role="list">{items}</ul>{caption}</figure>'


def _group_ends(groups: Row) -> list[int]:
    """The x coordinate at which each group of a row ends."""
    ends, end = [], -_GROUP_GAP
    for group in groups:
        end += _GROUP_GAP + len(group) * (_BOX + _BOX_GAP) - _BOX_GAP
        ends.append(end)
    return ends


def _thumbnail(rows: Sequence[Row], width: int, height: int, label: str) -> str:
    boxes = [
        _box(state, end - (len(group) - index) * (_BOX + _BOX_GAP) + _BOX_GAP, line * (_BOX + _BOX_GAP))
        for line, row in enumerate(rows)
        for group, end in zip(row, _group_ends(row), strict=True)
        for index, state in enumerate(group)
    ]
    return f'{_SVG.format(0, width, height)}role="img" aria-label="{label}">{"".join(boxes)}</svg>'


def _box(state: str, x: int, y: int) -> str:
    return f'<rect class="p-{state}" x="{x + 1}" y="{y + 1}" width="{_BOX - 2}" height="{_BOX - 2}" rx="2"/>'
