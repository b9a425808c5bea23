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
QUANTITY = re.compile(
    r"\d(?:[\d,.]*\d)? ?(?:GB|GiB|MB|MiB|kB|KiB|vCPU|ms|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|%|USD)"
    r"(?![\w/-])"
)


@dataclass(frozen=True)
class Content:
    """The facts below `root`, and the pages by their path below docs/."""

    root: Path
    site: load.Site
    pages: dict[str, Page]


def unused(content: Content) -> Iterator[str]:
    """A table, a deployment, a question and a picture that no page shows would be missed by nobody."""
    origins = content.site.origins
    for kind, facts, macro in (
        ("Table", content.site.tables, "table"),
        ("DeploymentMethod", content.site.deployments, "deployment"),
        ("Picture", content.site.pictures, "picture"),
    ):
        used_names = {name for page in content.pages.values() for name in page.names(macro)}
        for name in facts.keys() - used_names:
            yield f'{origins[kind, name]}: no page shows it, expected {{{{ {macro}("{name}") }}}} on one'
    tasks = questions.pages_by_task(content.site.pages)
    for name, question in content.site.questions.items():
        if question.tasks[0] not in tasks:
            hint = f'expected {{{{ questions("{question.tasks[0]}") }}}} on one'
            yield f"{origins['Question', name]}: no page asks it, {hint}"


def misplaced(content: Content) -> Iterator[str]:
    """A sheet stands on the page that it names, and so does a change, which stands nowhere else."""
    origins = content.site.origins
    for name, sheet in content.site.sheets.items():
        if name not in content.pages[sheet.page].names("sheet"):
            hint = f'expected {{{{ sheet("{name}") }}}} on docs/{sheet.page}'
            yield f"{origins['CheatSheet', name]}: its page does not show it, {hint}"
    for name, change in content.site.changes.items():
        calls = [call for call in content.pages[change.page].calls if call.macro == "changed" and name in call.names]
        if len(calls) != 1:
            hint = f'expected {{{{ changed("{name}") }}}} once on docs/{change.page}'
            yield f"{origins['Change', name]}: is shown {len(calls)} times, {hint}"


def duplicates(content: Content) -> Iterator[str]:
    """One address, topic, term or caption under two ids would be one fact with two homes."""
    site = content.site
    computed = {
        table.caption.lower(): f"the computed table {name}"
        for name, table in derive.tables(site, dt.date(2026, 11, 22)).items()
    }
    groups: tuple[tuple[str, Mapping[str, Any], str, dict[str, str]], ...] = (
        ("Source", site.sources, "url", {}),
        ("Change", site.changes, "topic", {}),
        ("Term", site.terms, "term", {}),
        ("Table", site.tables, "caption", computed),
    )
    for kind, facts, field, owners in groups:
        for name, fact in facts.items():
            value, origin = getattr(fact, field), site.origins[kind, name]
            if (owner := owners.setdefault(value.lower(), origin)) != origin:
                yield f"{origin}: {field} {value!r} is that of {owner} already, expected one home for it"


def duplicate_searches(content: Content) -> Iterator[str]:
    """A query is promised once, with all the places that answer it."""
    owners: dict[str, str] = {}
    for service, searches in content.site.searches.items():
        for kind in type(searches).model_fields:
            for search in getattr(searches, kind):
                if (owner := owners.setdefault(search.query, service)) != service:
                    origin = content.site.origins["Searches", service]
                    hint = f"expected it once, in data/{owner}/searches.yml, with both places"
                    yield f"{origin}: {search.query!r} is promised by {owner} already, {hint}"


def quantities(content: Content) -> Iterator[str]:
    """'10 GB' as text could not be compared, formatted or checked; the chooser leads to the fact."""
    for name, location in content.site.index.items():
        text = location.value if isinstance(location.value, str) and not re.match(r"\w+:|chooser\.", name) else ""
        if match := QUANTITY.search(re.sub(r"`[^`]*`", "", text)):
            hint = "expected a quantity such as value: 10, unit: GB"
            yield f"{location.file}:{location.line}: {name}: {match[0]!r} stands in a text, {hint}"


def comments(content: Content) -> Iterator[str]:
    """In YAML ` #` ends a text, and nothing says so."""
    files = {origin.rpartition(":")[0] for origin in content.site.origins.values()}
    for file in sorted(name for name in files if name.endswith(".yml")):
        for line, text in enumerate((content.root / file).read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"[^#\"']*(?:: |- )[A-Za-z`][^#\"']* #", text):
                hint = "expected quotes around a text with # in it, or the comment on a line of its own"
                yield f"{file}:{line}: what follows # is a comment, {hint}"


def navigation(content: Content) -> Iterator[str]:
    """A page stands once in the navigation: two places would leave a reader in the wrong one."""
    first_lines: dict[str, int] = {}
    config = content.root / "mkdocs.yml"
    lines = config.read_text(encoding="utf-8").splitlines() if config.exists() else []
    for line, text in enumerate(lines, 1):
        page = re.match(r"\s*- (?:.*: )?([a-z0-9/-]+\.md)$", text)
        if page and (first := first_lines.setdefault(page[1], line)) != line:
            yield f"mkdocs.yml:{line}: {page[1]} stands in line {first} already, expected it once"


RULES: tuple[Callable[[Content], Iterator[str]], ...] = (
    unused,
    misplaced,
    duplicates,
    duplicate_searches,
    quantities,
    comments,
    navigation,
)
