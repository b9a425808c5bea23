"""Sources, days and machine checks of facts: one line below them, which unfolds to details (HTML)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from ..facts.expectations import Verification
from .text import date, join_words, pluralize, text
from .view import View

Reading = tuple[str, dt.date]  # the source and the day


def letters(readings: Iterable[Reading]) -> dict[Reading, str]:
    """The letter of each reading, in the order of the rows; empty for one that at least half of the rows share."""
    counts = Counter(readings)
    [(commonest, row_count)] = counts.most_common(1)
    unmarked = commonest if 2 * row_count >= counts.total() else None
    others = [reading for reading in counts if reading != unmarked]
    return {reading: "" for reading in counts if reading == unmarked} | {
        reading: chr(ord("a") + index) if len(others) <= 26 else str(index + 1) for index, reading in enumerate(others)
    }


def folded(summary: str, details: str) -> str:
    """`details` (HTML) behind one quiet `summary`: open without a script, and on paper."""
    return f'<details class="proof" data-search-exclude><summary>{summary}</summary>{details}</details>'


def date_range(view: View, days: Iterable[dt.date]) -> str:
    """The day, or the first and the last one, and whether a reading is due."""
    first, *_, last = [*sorted(days)] * 2
    return view.checked_date(first) if first == last else f"{view.checked_date(first)} to {date(last)}"


def render(
    view: View,
    table: str,
    columns: Mapping[str, str],
    names: Mapping[str, str],
    readings: Mapping[Reading, str],
    verified: Mapping[str, Verification | None],
) -> str:
    """The lines below a table: its sources and days (`readings`, each with its letter) and how many of its cells are
    checked by machine; folded behind it each source, and the `names` of the rows that a machine checks.
    """
    checked = {row: verification for row, verification in verified.items() if verification}
    sources = dict.fromkeys(source for source, _ in readings)
    [*_, last] = sources
    days = date_range(view, (day for _, day in readings))
    source_names = pluralize(len(sources), "source") if len(sources) > 1 else text(view.site.sources[last].title)
    if len(sources) == 1 and not checked:
        return f'<p class="proof" data-search-exclude>Checked {days} in {view.source_link(last)}.</p>'
    whole = sum(len(verification.whole) for verification in checked.values())
    part = sum(len(verification.part) for verification in checked.values())
    by_machine = f", by machine {whole or part} of {len(names) * len(columns)} cells" if checked else ""
    if part:
        by_machine += f" and {part} more in part" if whole else " in part"
    unlettered = "Rows without a letter: " if len(readings) > 1 else ""
    lines = []
    for (source, day), letter in readings.items():
        start = f' id="{table}-source-{letter}"><b>[{letter}]</b> ' if letter else f">{unlettered}"
        lines.append(f"<li{start}{view.source_link(source)}, {view.checked_date(day)}</li>")
    for verification in dict.fromkeys(checked.values()):
        rows = [text(names[row]) for row in checked if checked[row] == verification]
        row_list = "every row" if len(rows) == len(names) else "; ".join(rows)
        lines.append(f"<li>{_verification(view, verification, columns)} ({row_list})</li>")
    return folded(f"Checked {days} in {source_names}{by_machine}", f'<ul role="list">{"".join(lines)}</ul>')


def _verification(view: View, verification: Verification, columns: Mapping[str, str]) -> str:
    """'Checked by machine against botocore 1.44.5: Limit; in part: Default', with the labels of the columns."""
    whole, part = (
        ", ".join(text(label) for column, label in columns.items() if column in checked)
        for checked in (verification.whole, verification.part)
    )
    start = checked_by_machine(view, verification.packages, part=not verification.whole)
    return start + (f": {whole or part}" if whole or part else "") + (f"; in part: {part}" if whole and part else "")


def checked_by_machine(view: View, packages: Iterable[str], part: bool = False) -> str:
    """'Checked by machine against botocore 1.44.5 and moto 5.1.2', with a link to what that means."""
    link = f'<a href="{view.href("how-checked.md#what-a-machine-checks")}">Checked {"in part " * part}by machine</a>'
    return f"{link} against {join_words(packages)}"
