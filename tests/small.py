"""A repository with one fact of each kind, `tests/repository/`, to break; and the error that a build then shows."""

import datetime as dt
import re
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from macros.facts import derive, load, model
from macros.facts.errors import DataError
from macros.render import diagram, lists, sheets, tables
from macros.render.view import View

DAY = dt.date(2026, 11, 22)
REPOSITORY = Path(__file__).with_name("repository")
SMALL = {
    path.relative_to(REPOSITORY).as_posix(): path.read_bytes().decode()
    for path in sorted(REPOSITORY.rglob("*"))
    if path.suffix
}
# What it lacks to be a site: a page that shows what a test breaks, and one to which nothing belongs.
SITE = SMALL | {
    "docs/index.md": SMALL["docs/index.md"].replace("# Home", "# Home { #top }")
    + '\n{{ deployment("all") }}\n\n{{ changed("new-name") }}\n\n{{ sheet("small") }}\n\n## Sources\n\n{{ sources() }}\n',
    "docs/other.md": "---\ndescription: Another page.\n---\n# Other\n\nText.\n",
    "links/published.txt": "",
}
# The files that are broken most.
TABLE_FILE, SHEET_FILE, SOURCES_FILE = "data/small/tables/sizes.yml", "data/small/sheet.yml", "data/small/sources.yml"
PAGE_FILE = "docs/index.md"


def view(here="index.md", **facts):
    """A view of these facts alone: `sources`, `sheets`, `terms`; `due` is an option of the view."""
    options = {"due": facts.pop("due")} if "due" in facts else {}
    units = {"days": "day", "hours": "hour", "minutes": "minute"}
    site = SimpleNamespace(units=units, **{"verifications": {}, "services": {}, "order": {}, **facts})
    site.verified = lambda prefix: load.Site.verified(site, prefix)
    return View(site, here, **options)


def render_all(root):
    """Make all that a build makes of the facts below `root`."""
    facts = load.site(root)
    index_view = View(facts, "index.md", due=DAY)
    for name, table in {**derive.tables(facts, DAY), **facts.tables}.items():
        tables.table(index_view, name, table)
    for key, change in facts.changes.items():
        tables.change_note(key, change, tables.cite_mark(1, facts.sources[change.source]))
    for key, method in facts.deployments.items():
        diagram.deployment(key, method)
    for key, svg in facts.pictures.items():
        diagram.inline(key, svg)
    sheets.sheets(index_view, facts.sheets)
    lists.glossary(index_view, facts.terms)
    tables.sources(index_view, facts.sources)
    lists.counts(index_view)
    lists.by_machine(index_view)


MESSAGE = re.compile(r"[^\n:]+:\d+: [^\n]+")


def find_error(function, *arguments):
    """The message of the `DataError` that the call raises, or None; one that is no single bounded line is a failure."""
    try:
        function(*arguments)
    except DataError as error:
        message = str(error)
        assert MESSAGE.fullmatch(message) and len(message) <= 1000, repr(message)
        assert not re.search(rf"[\t\n]|{model.INVISIBLE.pattern}", message), repr(message)
        return message
    return None


@contextmanager
def replaced_file(root, name, content):
    """Within, the file `name` of the small repository has this content, text or bytes."""
    path, before = root / name, SMALL.get(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        yield path
    finally:
        path.write_bytes(before.encode()) if before else path.unlink()


def find_error_in(root, name, content):
    """The message for the small repository with this content in the file `name`."""
    with replaced_file(root, name, content):
        return find_error(render_all, root)
