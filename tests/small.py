"""A repository of one of each kind, `tests/repository/`, to break; and what a build says of it."""

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
# What this lacks to be a site: a page that shows what a test breaks, and one to which nothing belongs.
SITE = SMALL | {
    "docs/index.md": SMALL["docs/index.md"].replace("# Home", "# Home { #top }")
    + '\n{{ deployment("all") }}\n\n{{ changed("new-name") }}\n\n{{ sheet("small") }}\n\n## Sources\n\n{{ sources() }}\n',
    "docs/other.md": "---\ndescription: Another page.\n---\n# Other\n\nText.\n",
    "links/published.txt": "",
}
# The files that are broken most: a table, the sources, the deployment methods, the page, the picture and the sheet.
T, S, D = "data/small/tables/sizes.yml", "data/small/sources.yml", "data/small/deployments.yml"
P, G, SHEET = "docs/index.md", "images/small/small.svg", "data/small/sheet.yml"


def view(here="index.md", **facts):
    """A view of these facts alone: `sources`, `sheets`, `terms`; `due` is the view's own."""
    own = {"due": facts.pop("due")} if "due" in facts else {}
    units = {"days": "day", "hours": "hour", "minutes": "minute"}
    site = SimpleNamespace(units=units, **{"verifications": {}, "services": {}, "order": {}, **facts})
    site.verified = lambda prefix: load.Site.verified(site, prefix)
    return View(site, here, **own)


def shown(root):
    """All that a build makes of the facts below `root`, as HTML or Markdown."""
    facts = load.site(root)
    every = {**derive.tables(facts, DAY), **facts.tables}
    seen = View(facts, "index.md", due=DAY)
    out = [tables.table(seen, name, of) for name, of in every.items()]
    out += [sheets.sheets(seen, facts.sheets), lists.glossary(seen, facts.terms)]
    out += [
        tables.change_note(key, of, tables.cite_mark(1, facts.sources[of.source])) for key, of in facts.changes.items()
    ]
    out += [tables.sources(seen, facts.sources), lists.counts(seen), lists.by_machine(seen)]
    return (
        out
        + [diagram.deployment(key, of) for key, of in facts.deployments.items()]
        + [diagram.inline(key, svg) for key, svg in facts.pictures.items()]
    )


MESSAGE = re.compile(r"[^\n:]+:\d+: [^\n]+")


def refusal(function, *arguments):
    """The message with which `function` refuses, or None; anything but a `DataError` of one bounded line is a failure."""
    try:
        function(*arguments)
    except DataError as error:
        assert (
            MESSAGE.fullmatch(str(error))
            and len(str(error)) <= 1000
            and not re.search(rf"[\t\n]|{model.INVISIBLE.pattern}", str(error))
        ), repr(str(error))
        return str(error)
    return None


@contextmanager
def changed(root, name, content):
    """Within, the file `name` of the small repository has this content, text or bytes."""
    path, before = root / name, SMALL.get(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        yield path
    finally:
        path.write_bytes(before.encode()) if before else path.unlink()


def broken(root, name, content):
    """The message for the small repository with this content in the file `name`."""
    with changed(root, name, content):
        return refusal(shown, root)
