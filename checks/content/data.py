"""Rules for data beyond what `macros/facts/model/` says of each fact: each yields `file:line: what, expected`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.facts import derive, load, questions
from macros.facts.pages import Page

# A number with its unit.
LOOSE = re.compile(
    r"\d(?:[\d,.]*\d)? ?(?:GB|GiB|MB|MiB|kB|KiB|vCPU|ms|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|%|USD)"
    r"(?![\w/-])"
)


@dataclass(frozen=True)
class Content:
    """The facts below `root`, and the pages by their path below docs/."""

    root: Path
    site: load.Site
    pages: dict[str, Page]


def used(of: Content) -> Iterator[str]:
    """A table, a deployment, a question and a picture that no page shows would be missed by nobody."""
    for kind, facts, macro in (
        ("Table", of.site.tables, "table"),
        ("DeploymentMethod", of.site.deployments, "deployment"),
    ):
        called = {name for page in of.pages.values() for name in page.names(macro)}
        for name in facts.keys() - called:
            yield f'{of.site.origins[kind, name]}: no page shows it, expected {{{{ {macro}("{name}") }}}} on one'
    asked = questions.task_pages(of.site.pages)
    for name, question in of.site.questions.items():
        if question.tasks[0] not in asked:
            cure = f'expected {{{{ questions("{question.tasks[0]}") }}}} on one'
            yield f"{of.site.origins['Question', name]}: no page asks it, {cure}"
    called = {name for page in of.pages.values() for name in page.names("picture")}
    for name in of.site.pictures.keys() - called:
        yield f'{of.site.origins["Picture", name]}: no page shows it, expected {{{{ picture("{name}") }}}} on one'


def places(of: Content) -> Iterator[str]:
    """A sheet stands on the page that it names, and so does a change, which stands nowhere else."""
    for name, sheet in of.site.sheets.items():
        if name not in of.pages[sheet.page].names("sheet"):
            cure = f'expected {{{{ sheet("{name}") }}}} on docs/{sheet.page}'
            yield f"{of.site.origins['CheatSheet', name]}: its page does not show it, {cure}"
    for name, change in of.site.changes.items():
        shows = [call.line for call in of.pages[change.page].calls if call.macro == "changed" and name in call.names]
        if len(shows) != 1:
            cure = f'expected {{{{ changed("{name}") }}}} once on docs/{change.page}'
            yield f"{of.site.origins['Change', name]}: is shown {len(shows)} times, {cure}"


def unlike(of: Content) -> Iterator[str]:
    """One address, topic, term or caption under two ids would be one fact with two homes."""
    captions = {
        table.caption.lower(): f"the computed table {name}"
        for name, table in derive.tables(of.site, dt.date(2026, 11, 22)).items()
    }
    groups: tuple[tuple[str, Mapping[str, Any], str, dict[str, str]], ...] = (
        ("Source", of.site.sources, "url", {}),
        ("Change", of.site.changes, "topic", {}),
        ("Term", of.site.terms, "term", {}),
        ("Table", of.site.tables, "caption", captions),
    )
    for kind, facts, field, seen in groups:
        for name, fact in facts.items():
            said, origin = getattr(fact, field), of.site.origins[kind, name]
            if (first := seen.setdefault(said.lower(), origin)) != origin:
                yield f"{origin}: {field} {said!r} is that of {first} already, expected one home for it"


def promises(of: Content) -> Iterator[str]:
    """A query is promised once, with all the places that answer it."""
    seen: dict[str, str] = {}
    for service, searches in of.site.searches.items():
        for kind in type(searches).model_fields:
            for one in getattr(searches, kind):
                if (first := seen.setdefault(one.query, service)) != service:
                    cure = f"expected it once, in data/{first}/searches.yml, with both places"
                    here = of.site.origins["Searches", service]
                    yield f"{here}: {one.query!r} is promised by {first} already, {cure}"


def quantities(of: Content) -> Iterator[str]:
    """'10 GB' as text could not be compared, formatted or checked; the chooser leads to the fact."""
    for name, place in of.site.index.items():
        said = place.value if isinstance(place.value, str) and not re.match(r"\w+:|chooser\.", name) else ""
        if loose := LOOSE.search(re.sub(r"`[^`]*`", "", said)):
            cure = "expected a quantity such as value: 10, unit: GB"
            yield f"{place.file}:{place.line}: {name}: {loose[0]!r} stands in a text, {cure}"


def comments(of: Content) -> Iterator[str]:
    """In YAML ` #` ends a text, and nothing says so."""
    files = {origin.rpartition(":")[0] for origin in of.site.origins.values()}
    for file in sorted(name for name in files if name.endswith(".yml")):
        for line, text in enumerate((of.root / file).read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"[^#\"']*(?:: |- )[A-Za-z`][^#\"']* #", text):
                cure = "expected quotes around a text with # in it, or the comment on a line of its own"
                yield f"{file}:{line}: what follows # is a comment, {cure}"


def navigation(of: Content) -> Iterator[str]:
    """A page stands once in the navigation: two places would leave a reader in the wrong one."""
    seen: dict[str, int] = {}
    config = of.root / "mkdocs.yml"
    lines = config.read_text(encoding="utf-8").splitlines() if config.exists() else []
    for line, text in enumerate(lines, 1):
        if (page := re.match(r"\s*- (?:.*: )?([a-z0-9/-]+\.md)$", text)) and (
            first := seen.setdefault(page[1], line)
        ) != line:
            yield f"mkdocs.yml:{line}: {page[1]} stands in line {first} already, expected it once"


RULES: tuple[Callable[[Content], Iterator[str]], ...] = (
    used,
    places,
    unlike,
    promises,
    quantities,
    comments,
    navigation,
)
