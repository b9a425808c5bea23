"""List every fact that was read more than a year ago: `python -m checks.stale`; ends with 1 if there is one."""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checks import schemas
from macros.facts import load, model
from macros.facts.dates import today
from macros.facts.errors import DataError

ROOT = Path(__file__).parent.parent


def readings(name: str, fact: Any) -> Iterator[tuple[str, dt.date]]:
    """Each day of reading in `fact` and in what is in it, with a name for the place."""
    if isinstance(fact, model.Fact):
        if getattr(fact, "checked", None):
            yield name, fact.checked
        for field in type(fact).model_fields:
            yield from readings(name, getattr(fact, field))
    elif isinstance(fact, tuple):
        for one in fact:
            yield from readings(f"{name}.{one.id}" if hasattr(one, "id") else name, one)


def every(site: load.Site) -> list[tuple[str, dt.date]]:
    """Each day on which something was read, with a name for the place."""
    groups = {
        "source": site.sources,
        "table": site.tables,
        "sheet": site.sheets,
        "change": site.changes,
        "deployment": site.deployments,
    }
    found = [(f"{kind} {key}", fact) for kind, facts in groups.items() for key, fact in facts.items()] + [
        ("exam", site.exam)
    ]
    return [one for name, fact in found for one in readings(name, fact)] + list(schemas.readings())


def overdue(site: load.Site, day: dt.date) -> list[str]:
    """What was read more than `load.OVERDUE_DAYS` days before `day`, a line each."""
    limit = day - dt.timedelta(days=load.OVERDUE_DAYS)
    return [
        f"{name}: read {checked}, expected a reading since {limit}" for name, checked in every(site) if checked < limit
    ]


def main() -> int:
    try:
        lines = overdue(load.site(ROOT), today(ROOT))
    except DataError as error:
        sys.exit(f"Error: {error}")
    print(*lines, f"{len(lines)} readings are more than {load.OVERDUE_DAYS} days old", sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
