"""Where and when facts were read, and by what they are checked: folded to one line below them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from ..facts.expectations import Verification
from .text import counted, date, listing, text
from .view import View

Reading = tuple[str, dt.date]  # the source and the day


def letters(readings: Iterable[Reading]) -> dict[Reading, str]:
    """The letter of each reading, in the order of the rows; none for the one of at least half of them."""
    count = Counter(readings)
    [(most, rows)] = count.most_common(1)
    plain = most if 2 * rows >= count.total() else None
    others = [one for one in count if one != plain]
    return {one: "" for one in count if one == plain} | {
        one: chr(ord("a") + index) if len(others) <= 26 else str(index + 1) for index, one in enumerate(others)
    }


def folded(line: str, more: str) -> str:
    """`more` (HTML) behind one quiet `line`: open without a script, and on paper."""
    return f'<details class="proof" data-search-exclude><summary>{line}</summary>{more}</details>'


def span(view: View, days: Iterable[dt.date]) -> str:
    """The day, or the first and the last one, and whether the reading is to be repeated."""
    first, *_, last = [*sorted(days)] * 2
    return view.checked(first) if first == last else f"{view.checked(first)} to {date(last)}"


def below(
    view: View,
    table: str,
    columns: Mapping[str, str],
    names: Mapping[str, str],
    read: Mapping[Reading, str],
    verified: Mapping[str, Verification | None],
) -> str:
    """What stands below the table: in which sources and on which days it was `read`, each with its letter, and how
    many of its cells are checked by machine; behind it each source, and the `names` of the rows that a machine checks.
    """
    done = {row: by for row, by in verified.items() if by}
    sources = dict.fromkeys(source for source, _ in read)
    [*_, last] = sources
    days = span(view, (day for _, day in read))
    where = counted(len(sources), "source") if len(sources) > 1 else text(view.site.sources[last].title)
    if len(sources) == 1 and not done:
        return f'<p class="proof" data-search-exclude>Checked {days} in {view.source(last)}.</p>'
    whole, part = (sum(len(of) for by in done.values() for of in [getattr(by, kind)]) for kind in ("whole", "part"))
    machine = f", by machine {whole or part} of {len(names) * len(columns)} cells" if done else ""
    if part:
        machine += f" and {part} more in part" if whole else " in part"
    rest = "Rows without a letter: " if len(read) > 1 else ""
    lines = [
        f'<li id="{table}-source-{letter}"><b>[{letter}]</b> {view.source(source)}, {view.checked(day)}</li>'
        if letter
        else f"<li>{rest}{view.source(source)}, {view.checked(day)}</li>"
        for (source, day), letter in read.items()
    ]
    for by in dict.fromkeys(done.values()):
        rows = [text(names[row]) for row in done if done[row] == by]
        which = "every row" if len(rows) == len(names) else "; ".join(rows)
        lines.append(f"<li>{_verification(view, by, columns)} ({which})</li>")
    return folded(f"Checked {days} in {where}{machine}", f'<ul role="list">{"".join(lines)}</ul>')


def _verification(view: View, by: Verification, columns: Mapping[str, str]) -> str:
    """'Checked by machine against botocore 1.44.5: Limit; in part: Default', with the columns that are."""
    full, part = (
        ", ".join(text(label) for column, label in columns.items() if column in of) for of in (by.whole, by.part)
    )
    by_machine = f"{checked_by_machine(view, part=not by.whole).replace('>c', '>C')} against {listing(by.packages)}"
    return by_machine + (f": {full or part}" if full or part else "") + (f"; in part: {part}" if full and part else "")


def checked_by_machine(view: View, part: bool = False) -> str:
    return f'<a href="{view.href("how-checked.md#what-a-machine-checks")}">checked {"in part " * part}by machine</a>'
