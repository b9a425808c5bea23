"""Hold pages and data against the rules of their form: `python -m checks.content [--service NAME]`.

What a build takes and a reader would stumble over, in under a second and without a browser: all faults at once, each as
`file:line: what is wrong, what is expected`; ends with 1 if there is one. A rule is a function below; `PAGE` and `DATA` list them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from macros import derive, load, model, reader
from macros import pages as reading
from macros.pages import Page

ROOT = Path(__file__).parent.parent
Faults = Iterator[tuple[int, str]]
# The macros that make a block.
BLOCKS = r"(?:table|sheet|sheets|picture|deployment|changed|sources|glossary|tables_list|counts|by_machine)"
LANGUAGES = {"bash", "yaml", "json", "dockerfile", "python", "text", "javascript", "nginx", "ini", "html", "http"}
WORDS = re.compile(r"\b(simply|just|easy|easily|obviously|e\.g\.|i\.e\.|etc\.|via)(?!\w)", re.IGNORECASE)
# Networks that are nobody's: for this machine, private, or for documentation.
NOBODYS = r"(0\.0\.0\.0|1\.1\.0\.0$|127\.|10\.|172\.31\.|169\.254\.|203\.0\.113\.|198\.51\.100\.|192\.0\.2\.)"
_UNIT = (
    "GB GiB MB MiB kB KiB TB vCPU ms seconds? minutes? hours? days? weeks? months? years? % USD instances? containers? tasks? rules? questions? "
    "checks? keys? characters? digits times requests? attempts? subnets groups images? colours? statuses letters? points?"
).replace(" ", "|")
_COUNT = "two three five ten twelve fourteen eighteen".replace(" ", "|")
# What needs a source: quantities, dates, defaults, ports, prices and limits.
STATES = [
    re.compile(rf"\b\d[\d,.]*[ \N{{NO-BREAK SPACE}}]?(?:{_UNIT})(?!\w)"),
    re.compile(r"\b20\d\d(?:-\d\d(?:-\d\d)?)?\b"),
    re.compile(r"\bdefaults?\b(?! (?:VPC|rule))"),
    re.compile(r"\bport \d+"),
    re.compile(r"\bUSD\b"),
    re.compile(rf"\b(?:up to|at most|at least|more than|fewer than|within|after|every) (?:\d+|{_COUNT})\b"),
]
LOOSE = re.compile(r"\d(?:[\d,.]*\d)? ?(?:GB|GiB|MB|MiB|kB|KiB|vCPU|ms|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|%|USD)(?![\w/-])")
_LEAVE = re.compile(r"\{# *no source: .+? *#\}")


# Pages: each rule takes the page and its path below docs/, and yields the line and words of each fault.


def address(page: Page, name: str) -> Faults:
    """One folder a service, no number in front."""
    if not re.fullmatch(rf"(?!\d|.*/\d)({model.KEBAB}/)?{model.KEBAB}\.md", name):
        yield 1, "the path has a number in front, or more than one folder, expected for example ecs/task-roles.md"


def description(page: Page, name: str) -> Faults:
    """As long as a result page of a search engine shows."""
    document, lines = reader.parse("\n" + (page.front or "x: y"), name)
    said = document.get("description", "")
    if not 50 <= len(said) <= 160:
        yield lines.get(("description",), 1), f"the description has {len(said)} characters, expected 50 to 160"
    if not said.endswith("."):
        yield lines.get(("description",), 1), "the description is no sentence, expected a full stop at its end"


def headings(page: Page, name: str) -> Faults:
    """One `#` at the top, then `##` and below without a gap, each with text under it."""
    texts = [(line, text) for line, text in enumerate(page.prose, 1) if text.strip()]
    found = [(line, level) for line, level, _ in page.headings]
    if texts and found[:1] != [(texts[0][0], 1)]:
        yield texts[0][0], "the page begins with something else, expected its one '# Title'"
    for (_, before), (line, level) in zip(found, found[1:], strict=False):
        if level == 1:
            yield line, "a second '# Title', expected one; sections begin with ##"
        elif level > before + 1:
            yield line, f"a level is skipped, expected {'#' * (before + 1)}"
    under = {line: following for (line, _), (_, following) in zip(texts, [*texts[1:], (0, "# ")], strict=True)}
    for line, _ in found:
        if re.match("#{1,2} ", under[line]):
            yield line, "no text under the heading, expected some"


def answer_first(page: Page, name: str) -> Faults:
    """After the title comes a sentence, not a picture, a table or a list."""
    if page.headings:
        title = page.headings[0][0]
        line, text = next(((line, text) for line, text in enumerate(page.body.split("\n"), 1) if line > title and text.strip()), (title, ""))
        if not re.match(r"[A-Z`\"0-9{*\[\N{LEFT DOUBLE QUOTATION MARK}]", text) or re.match(r"\{\{-? *table", text) or not re.search("[.:]", text):
            yield line, "no sentence comes first, expected the answer of the page"


def blocks(page: Page, name: str) -> Faults:
    """Of a macro that makes a block only the first line would be indented."""
    for line, text in enumerate(page.prose, 1):
        if re.search(rf"\{{\{{-?\s*{BLOCKS}\(", text) and not re.fullmatch(rf"\{{\{{-? *{BLOCKS}\([^{{}}]*\) *-?\}}\}}", text):
            yield line, f"{text.strip()[:60]!r} makes a block, expected it on a line of its own, not indented"


def sources(page: Page, name: str) -> Faults:
    """The list of sources stands last; only what shows others' facts has none."""
    calls = {call.macro for call in page.calls}
    lists = [call.line for call in page.calls if call.macro == "sources"]
    if calls & {"cite", "changed"}:
        if not re.search(r"\n## Sources\n\n\{\{-? *sources\(\) *-?\}\}\s*$", page.body):
            yield (lists or [page.body.count("\n")])[0], "expected the section '## Sources' with {{ sources() }} at the end, and nothing below"
    elif not (calls & {*reading.COLLECTING, "sheet"} or any(name.startswith("what-changed-") for name in page.names("table"))):
        yield page.skipped + 1, "cites nothing, expected a source for what it says"


def boxes(page: Page, name: str) -> Faults:
    """Three kinds, titled; a note is made by changed() alone; never two in a row."""
    last = 0
    for line, text in enumerate(page.prose, 1):
        begins = re.match(r"!!!|\?\?\?", text)
        if begins and not re.fullmatch(r'!!! (tip "Exam"|warning "(Trap|Costs|Loss)")', text):
            yield line, f'{text!r} is no box of ours, expected !!! tip "Exam", or !!! warning "Trap", "Costs" or "Loss"'
        if begins or re.match(r"\{\{-? *changed\(", text):
            if last:
                yield line, f"a second box in a row, the first is in line {last}, expected a sentence between them, or one box"
            last = line
        elif text.strip() and not text.startswith("    "):
            last = 0


def fences(page: Page, name: str) -> Faults:
    """Each block of code says its language; a command has no prompt."""
    for fence in page.fences:
        language = fence.language.split(" ")[0]
        if language not in LANGUAGES:
            yield fence.first, f"{language!r} is no language of ours, expected one of: {', '.join(sorted(LANGUAGES))}"
        for line, text in enumerate(fence.code, fence.first + 1):
            if language == "bash" and text.lstrip().startswith("$ "):
                yield line, "a prompt before the command, expected the command alone"


def plain_words(page: Page, name: str) -> Faults:
    for line, text in enumerate(page.prose, 1):
        for word in WORDS.findall(re.sub(r"`[^`]*`", "", text)):
            yield line, f"{word!r} is no word of ours, expected plain English, or no such word"


def one_sentence(page: Page, name: str) -> Faults:
    """So that a change shows as one line in a diff."""
    for line, text in enumerate(page.prose, 1):
        bare = re.sub(r"`[^`]*`|\{\{.*?\}\}|\[[^\]]*\]\([^)]*\)|\"[^\"]*\"", "x", text)
        if re.match("[A-Z]", text) and (second := re.search(r"[a-z)x][.!?] +([A-Z][a-z]+)", bare)):
            yield line, f"a second sentence begins with {second[1]!r}, expected one a line"


def private(page: Page, name: str) -> Faults:
    """No account, address or mailbox that may be somebody's."""
    for line, text in enumerate(page.body.split("\n"), 1):
        for account in set(re.findall(r"(?<![\d-])\d{12}(?!\d)", text)) - {"111122223333", "123456789012"}:
            yield line, f"{account} may be somebody's account, expected 123456789012"
        for host in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text):
            if not re.match(NOBODYS, host):
                yield line, f"{host} may be somebody's, expected an address such as 203.0.113.7"
        for mailbox in re.finditer(r"\b[\w.]+@(?!example\.(com|org)\b)[\w-]+\.(com|org|net)\b", text):
            yield line, f"{mailbox[0]} may be somebody's, expected one at example.com"


def citations(page: Page, name: str) -> Faults:
    """Every number, limit, price, date and default names its source, comes from a table that does, or says why it needs none."""
    lead = ""
    for line, text in enumerate(page.prose, 1):
        if not text.strip():
            continue
        item = re.match(r" *([-*]|\d+\.) ", text)
        if not item:
            lead = text
        cited = "cite(" in text or "value(" in text or (item and lead.rstrip().endswith(("}}", ":")) and "cite(" in lead)
        orders = text.rstrip().endswith(":") and page.below(line).lstrip().startswith("```")  # "Open port 22:" is what you do, not what is
        bare = re.sub(r"`[^`]*`|\]\([^)]*\)|\"[^\"]*\"|\{\{.*?\}\}|\{#.*?#\}", "", text)
        said = next((found[0] for state in STATES if (found := state.search(bare))), None)
        needs = bool(said) and not text.startswith("#") and not cited and not orders
        if needs and not _LEAVE.search(text):
            yield line, f"{said!r} has no source, expected {{{{ cite(...) }}}}, a value() of a table, or {{# no source: why #}}"
        if not needs and _LEAVE.search(text):
            yield line, "says that it needs no source, and states nothing that needs one, expected no such comment"


def shown(page: Page, name: str) -> Faults:
    """What no build takes either; here all pages say theirs at once."""
    return reading.faults(page)


PAGE: tuple[Callable[[Page, str], Faults], ...] = (
    shown, address, description, headings, answer_first, blocks, sources, boxes, fences, plain_words, one_sentence, private, citations,
)  # fmt: skip


# Data: each rule yields `file:line: what, expected`.


@dataclass(frozen=True)
class Content:
    """The facts below `root`, and the pages by their path below docs/."""

    root: Path
    site: load.Site
    pages: dict[str, Page]


def used(of: Content) -> Iterator[str]:
    """A table, a deployment and a picture that no page shows would be missed by nobody."""
    for kind, facts, macro in (("Table", of.site.tables, "table"), ("Policy", of.site.policies, "deployment")):
        called = {name for page in of.pages.values() for name in page.names(macro)}
        for name in facts.keys() - called:
            yield f'{of.site.origins[kind, name]}: no page shows it, expected {{{{ {macro}("{name}") }}}} on one'
    called = {name for page in of.pages.values() for name in page.names("picture")}
    for name in of.site.pictures.keys() - called:
        yield f'images/{name}.svg:1: no page shows it, expected {{{{ picture("{name}") }}}} on one'


def places(of: Content) -> Iterator[str]:
    """A sheet stands on the page that it names, and so does a change, which stands nowhere else."""
    for name, sheet in of.site.sheets.items():
        if name not in of.pages[sheet.page].names("sheet"):
            yield f'{of.site.origins["Sheet", name]}: its page does not show it, expected {{{{ sheet("{name}") }}}} on docs/{sheet.page}'
    for name, change in of.site.changes.items():
        shows = [call.line for call in of.pages[change.page].calls if call.macro == "changed" and name in call.names]
        if len(shows) != 1:
            yield f'{of.site.origins["Change", name]}: is shown {len(shows)} times, expected {{{{ changed("{name}") }}}} once on docs/{change.page}'


def unlike(of: Content) -> Iterator[str]:
    """One address, topic, term or caption under two ids would be one fact with two homes."""
    captions = {table.caption.lower(): f"the computed table {name}" for name, table in derive.tables(of.site, dt.date(2026, 11, 22)).items()}
    groups: tuple[tuple[str, dict, str, dict[str, str]], ...] = (
        ("Source", of.site.sources, "url", {}), ("Change", of.site.changes, "topic", {}), ("Term", of.site.terms, "term", {}), ("Table", of.site.tables, "caption", captions),
    )  # fmt: skip
    for kind, facts, field, seen in groups:
        for name, fact in facts.items():
            said, origin = getattr(fact, field), of.site.origins[kind, name]
            if (first := seen.setdefault(said.lower(), origin)) != origin:
                yield f"{origin}: {field} {said!r} is that of {first} already, expected one home for it"


def quantities(of: Content) -> Iterator[str]:
    """'10 GB' as text could not be compared, formatted or checked."""
    for name, place in of.site.places.items():
        if ":" not in name and isinstance(place.value, str) and (loose := LOOSE.search(re.sub(r"`[^`]*`", "", place.value))):
            yield f"{place.file}:{place.line}: {name}: {loose[0]!r} stands in a text, expected a quantity such as value: 10, unit: GB"


def comments(of: Content) -> Iterator[str]:
    """In YAML ` #` ends a text, and nothing says so."""
    for file in sorted({place.file for place in of.site.places.values()} | {origin.rpartition(":")[0] for origin in of.site.origins.values()}):
        for line, text in enumerate((of.root / file).read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"[^#\"']*(?:: |- )[A-Za-z`][^#\"']* #", text):
                yield f"{file}:{line}: what follows # is a comment, expected quotes around a text with # in it, or the comment on a line of its own"


DATA: tuple[Callable[[Content], Iterator[str]], ...] = (used, places, unlike, quantities, comments)


def drawing(svg: str, name: str, classes: set[str]) -> Faults:
    """One visual language: 360 wide, named for screen readers, classes instead of colours, no small print."""
    parser, text, root = expat.ParserCreate(), dict.fromkeys(("title", "desc"), ""), True
    found: list[tuple[int, str]] = []
    own = {"fill": "none", "stroke": "currentColor", "font-size": "12", "role": "img", "aria-labelledby": f"{name}-title {name}-text"}
    within = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal root, within
        line, within = parser.CurrentLineNumber, element
        if root:
            for key, value in own.items():
                if attributes.get(key) != value:
                    found.append((line, f"{key} is {attributes.get(key)!r}, expected {value!r}"))
            if not re.fullmatch(r"0 0 360 \d+", attributes.get("viewBox", "")):
                found.append((line, f"viewBox is {attributes.get('viewBox')!r}, expected '0 0 360 <height>'"))
        elif colours := {"fill", "stroke", "style", "font-family"} & attributes.keys():
            found.append((line, f"<{element}> has {', '.join(sorted(colours))}, expected a class"))
        for unknown in sorted(set(attributes.get("class", "").split()) - classes):
            found.append((line, f"no class is called {unknown!r}, expected one of: {', '.join(sorted(classes))}"))
        if float(attributes.get("font-size", "12").removesuffix("px")) < 11:
            found.append((line, f"font-size {attributes['font-size']} cannot be read on a phone, expected 11 or more"))
        for element_of, part in (("title", "title"), ("desc", "text")):
            if element == element_of and attributes.get("id") != f"{name}-{part}":
                found.append((line, f"the id of <{element}> is {attributes.get('id')!r}, expected '{name}-{part}'"))
        root = False

    def characters(data: str) -> None:
        if within in text:
            text[within] += data

    parser.StartElementHandler, parser.CharacterDataHandler = start, characters
    parser.Parse(svg.encode(), True)
    if not text["title"].strip() or len(text["desc"].split()) < 12:
        found.append((1, "<title> is empty, or <desc> has fewer than 12 words, expected what the picture is and what it teaches"))
    yield from found


def every(root: Path) -> list[str]:
    """Each fault of the pages, the data and the pictures below `root`, as `file:line: what, expected`, in order."""
    pages, found = {}, []
    for file in sorted((root / "docs").rglob("[!.]*.md")):
        name = file.relative_to(root / "docs").as_posix()
        try:
            page = pages[name] = Page(load.text(file, root)[0])
            found += [f"docs/{name}:{line}: {what}" for rule in PAGE for line, what in rule(page, name)]
        except load.DataError as error:
            found.append(str(error))
    classes = set(re.findall(r"\.(p-[a-z-]+)", load.text(root / "overrides/assets/notes.css", root)[0]))
    try:
        site = load.site(root)
    except load.DataError as error:
        return _ordered([*found, str(error)])
    found += [fault for rule in DATA for fault in rule(Content(root, site, pages))]
    found += [f"images/{name}.svg:{line}: {what}" for name, svg in site.pictures.items() for line, what in drawing(svg, name, classes)]
    return _ordered(found)


def _ordered(found: list[str]) -> list[str]:
    """Each fault once, by file and line."""

    def place(fault: str) -> tuple[str, int, str]:
        file, line, what = (fault.split(":", 2) + ["", ""])[:3]
        return file, int(line) if line.isdecimal() else 0, what

    return sorted(set(found), key=place)


def concerns(service: str, fault: str) -> bool:
    """Whether a fault is in a file of the service: in its folder, or named after it."""
    parts = [part.partition(".")[0] for part in fault.partition(":")[0].split("/")]
    return any(part == service or part.startswith(f"{service}-") for part in parts[1:])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m checks.content", description=__doc__.splitlines()[0])
    parser.add_argument("--service", metavar="NAME", help="only what is in the files of this service")
    options = parser.parse_args()
    start, services = time.monotonic(), {folder.name for folder in (ROOT / "docs").iterdir() if folder.is_dir()}
    if options.service and options.service not in services:
        sys.exit(f"Error: {load.unknown('service', options.service, services)}")
    try:
        found = [fault for fault in every(ROOT) if not options.service or concerns(options.service, fault)]
    except load.DataError as error:
        found = [str(error)]
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    print(f"{len(PAGE) + len(DATA) + 1} rules in {time.monotonic() - start:.1f} s, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
