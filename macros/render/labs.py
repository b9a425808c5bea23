"""The head of a lab (HTML). assets/labs.js adds the ticks."""

from __future__ import annotations

from ..facts.labs import series_position
from .view import View

START = "labs/index.md#start-it"  # where it is said how the local AWS is started
COSTS = "what-it-costs"  # the section of a lab that needs an account


def head(view: View) -> str:
    """Which lab of how many the page is, how long it takes and what it costs."""
    key, number, count = series_position(view.site, view.path)
    lab = view.site.labs[key]
    local = f"free, on {view.link(START, 'the local AWS')}"
    where = f'in your AWS account: <a href="#{COSTS}">what it costs</a>' if lab.account else local
    return (
        f'<p class="lab" data-lab="{key}" data-search-exclude>'
        f"<b>Lab {number} of {count}</b> · {lab.minutes} minutes · {where}</p>"
    )
