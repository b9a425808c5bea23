"""List every fact that was read more than a year ago: `python -m checks.stale`; ends with 1 if there is one."""

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from checks import ROOT, schemas
from macros.facts import load, model
from macros.facts.dates import build_date
from macros.facts.errors import DataError


def iter_readings(label: str, value: Any) -> Iterator[tuple[str, dt.date]]:
    """Each day of reading in `value`, a fact or several, and in what is in it, with a label for the place."""
    if isinstance(value, model.Fact):
        if getattr(value, "checked", None):
            yield label, value.checked
        for field in type(value).model_fields:
            yield from iter_readings(label, getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from iter_readings(f"{label}.{item.id}" if hasattr(item, "id") else label, item)


def all_readings(site: load.Site) -> list[tuple[str, dt.date]]:
    """Each day on which something was read, with a label for the place."""
    groups: dict[str, Mapping[str, model.Fact]] = {
        "source": site.sources,
        "table": site.tables,
        "sheet": site.sheets,
        "change": site.changes,
        "deployment": site.deployments,
    }
    facts = {f"{kind} {key}": fact for kind, group in groups.items() for key, fact in group.items()}
    readings = [reading for label, fact in facts.items() for reading in iter_readings(label, fact)]
    return [*readings, *iter_readings("exam", site.exam), *schemas.iter_readings()]


def find_overdue(site: load.Site, day: dt.date) -> list[str]:
    """What was read more than `load.OVERDUE_DAYS` days before `day`, a line each."""
    limit = day - dt.timedelta(days=load.OVERDUE_DAYS)
    return [
        f"{label}: read {checked}, expected a reading since {limit}"
        for label, checked in all_readings(site)
        if checked < limit
    ]


def main() -> int:
    try:
        lines = find_overdue(load.site(ROOT), build_date(ROOT))
    except DataError as error:
        sys.exit(f"Error: {error}")
    print(*lines, f"{len(lines)} readings are more than {load.OVERDUE_DAYS} days old", sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
