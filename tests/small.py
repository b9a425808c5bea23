"""A repository of one of each kind, to break; and what a build says of it."""

import datetime as dt
import re
from types import SimpleNamespace

from macros.facts import derive, load, model
from macros.facts.errors import DataError
from macros.render import diagram, lists, sheets, tables
from macros.render.view import View

DAY = dt.date(2026, 11, 22)
SMALL = {
    "requirements/test.txt": "botocore==1.44.5\n",
    "data/units.yml": 'one: {GB: GB, USD: USD, minutes: minute, questions: question, "of 4": of 4, "of 1,000": "of 1,000", "%": "%"}\n',
    "data/areas.yml": "all:\n  label: All\n  services: [small, exam, other]\n",
    **{f"data/{name}/service.yml": f"label: {name.title()}\nline: A service.\n" for name in ("small", "exam", "other")},
    "data/exam/exam.yml": """\
title: An exam
versions:
  - code: DVA-C02
    first: 2023-02-28
    last: 2026-11-30
    minutes: {value: 130, unit: minutes}
    questions: {value: 65, unit: questions}
    scored: {value: 50, unit: questions}
    price: {value: 150, unit: USD}
    passing: {value: 720, unit: "of 1,000"}
    domains:
      - {number: 1, title: Development, weight: 60}
      - {number: 2, title: Security, weight: 40}
    tasks:
      - {number: "1.1", title: Write code, skills: [{number: "1.1.1", title: Read code}]}
    source: one
    checked: 2026-11-22
""",
    "data/small/sources.yml": """\
one:
  title: A guide
  publisher: AWS
  url: https://docs.aws.amazon.com/guide
  kind: guide
  edition: the copy of May
  checked: 2026-11-22
""",
    "data/small/tables/sizes.yml": """\
caption: Sizes
source: one
checked: 2026-11-22
columns: {size: Size, memory: Memory, spare: Spare}
rows:
  - id: small
    see: index.md#top
    cells: {size: Small, memory: {value: 1, unit: GB, note: at most}, spare: true}
  - id: large
    cells: {size: Large, memory: {min: 1, max: 9, step: 2, unit: GB}, spare: [false, {page: index.md, text: Home}]}
note: A note.
""",
    "data/small/sheet.yml": """\
label: Small
page: index.md
source: one
checked: 2026-11-22
groups:
  - id: what
    label: What
    lines:
      - {id: what, text: It runs `code`., see: index.md}
""",
    "data/small/changes.yml": """\
new-name:
  topic: Name
  old: Old
  new: New `name`
  since: "2022-09"
  page: index.md
  source: one
  checked: 2026-11-22
""",
    "data/small/glossary.yml": """\
task:
  term: Task
  also: [Job]
  text: What runs.
  see: index.md
""",
    "data/small/questions.yml": """\
memory-of-large:
  tasks: ["1.1"]
  level: recall
  stem: A service needs up to nine gigabytes of memory.
  ask: Which size has enough?
  options:
    - {id: large, text: The large size, right: true, why: It goes up to 9 GB., rests_on: [sizes.large]}
    - {id: small, text: The small size, why: It has 1 GB., rests_on: [sizes.small]}
    - {id: other, text: The old size, why: It has a `name` of today., rests_on: ["change:new-name"]}
    - {id: none, text: The next size, why: It runs `code`., rests_on: ["sheet:small.what"]}
  checked: 2026-11-22
  read: 2026-11-22
""",
    "data/small/deployments.yml": """\
all:
  label: All at once
  option: AllAtOnce
  load_balanced: true
  single_instance: true
  failure: Downtime
  time: {value: 1, unit: of 4}
  downtime: true
  dns_change: false
  rollback: By hand
  target: existing instances
  see: index.md
  title: All at once
  description: Two instances are updated.
  steps:
    - text: One runs.
      batches: [{group: Group, instances: [old], traffic: 100}]
    - text: It is updated.
      batches: [{group: Group, instances: [updating], traffic: 0}]
  source: one
  checked: 2026-11-22
""",
    "data/small/probes.yml": """\
memory:
  {fact: sizes.*.memory, field: unit, package: botocore, reads: maximum, at: 'lambda {size}', find: '(\\d+)'}
""".replace("field: unit", "field: value").replace("sizes.*", "sizes.small"),
    "docs/index.md": """\
---
description: A page.
skills: ["1.1.1"]
search: {boost: 0.5}
---
# Home

Text.{{ cite("one") }}

{{ table("sizes") }}
""",
    "images/small/small.svg": """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 40" role="img" aria-labelledby="small-title small-text">
<title id="small-title">A</title><desc id="small-text">B</desc>
<text class="p-label" x="1" y="20">It runs</text>
</svg>
""",
}
# What this lacks to be a site: a page that shows what a test breaks, and one to which nothing belongs.
SITE = SMALL | {
    "docs/index.md": SMALL["docs/index.md"].replace("# Home", "# Home { #top }")
    + '\n{{ deployment("all") }}\n\n{{ changed("new-name") }}\n\n{{ sheet("small") }}\n\n## Sources\n\n{{ sources() }}\n',
    "docs/other.md": "---\ndescription: Another page.\n---\n# Other\n\nText.\n",
    "links/published.txt": "",
}
# The files that are broken most.
T, S, D, P, G = (
    "data/small/tables/sizes.yml",
    "data/small/sources.yml",
    "data/small/deployments.yml",
    "docs/index.md",
    "images/small/small.svg",
)
EXAM, SHEET, PROBE = "data/exam/exam.yml", "data/small/sheet.yml", "data/small/probes.yml"


def view(here="index.md", **facts):
    """A view of these facts alone: `sources`, `sheets`, `terms`; `due` is the view's own."""
    own = {"due": facts.pop("due")} if "due" in facts else {}
    units = {"days": "day", "hours": "hour", "minutes": "minute"}
    site = SimpleNamespace(units=units, **{"verifications": {}, **facts})
    site.verified = lambda prefix: load.Site.verified(site, prefix)
    return View(site, here, **own)


def shown(root):
    """All that a build makes of the facts below `root`, as HTML or Markdown."""
    facts = load.site(root)
    every = {**derive.tables(facts, DAY), **facts.tables}
    seen = View(facts, "index.md", due=DAY)
    out = [tables.table(seen, name, of) for name, of in every.items()]
    out += [sheets.sheets(seen, facts.sheets), lists.glossary(seen, facts.terms)]
    out += [tables.changed(key, of, tables.cite(1, facts.sources[of.source])) for key, of in facts.changes.items()]
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


def broken(root, name, content):
    """The message for the small repository with this content, text or bytes, in the file `name`."""
    path, before = root / name, SMALL.get(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        return refusal(shown, root)
    finally:
        path.write_text(before, encoding="utf-8") if before else path.unlink()
