"""Rules of form for a page: each yields the line and words of its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from macros.facts import model, pages as page_reader
from macros.facts.pages import Page
from macros.facts.strict_yaml import parse

Faults = Iterator[tuple[int, str]]
# The macros that make a block.
BLOCKS = (
    "(?:table|sheet|sheets|picture|deployments?|changed|changes|corrections|sources|glossary|tables_list|counts|"
    "by_machine|cards|chooser|comparisons|all_terms|sheets_list|ask|lab)"
)
LANGUAGES = {"bash", "yaml", "json", "dockerfile", "python", "text", "javascript", "nginx", "ini", "html", "http"}
WORDS = re.compile(r"\b(simply|just|easy|easily|obviously|e\.g\.|i\.e\.|etc\.|via)(?!\w)", re.IGNORECASE)
# Networks that are nobody's: for this machine, private, or for documentation.
NOBODYS = r"(0\.0\.0\.0|1\.1\.0\.0$|127\.|10\.|172\.31\.|169\.254\.|203\.0\.113\.|198\.51\.100\.|192\.0\.2\.)"
_UNIT = (
    "GB|GiB|MB|MiB|kB|KiB|TB|vCPU|ms|seconds?|minutes?|hours?|days?|weeks?|months?|years?|%|USD|instances?|containers?|"
    "tasks?|rules?|questions?|checks?|keys?|characters?|digits|times|requests?|attempts?|subnets|groups|images?|colours?|"
    "statuses|letters?|points?"
)
_COUNT = "two|three|five|ten|twelve|fourteen|eighteen"
# What needs a source: quantities, dates, defaults, ports, prices and limits.
STATES = [
    re.compile(rf"\b\d[\d,.]*[ \N{{NO-BREAK SPACE}}]?(?:{_UNIT})(?!\w)"),
    re.compile(r"\b20\d\d(?:-\d\d(?:-\d\d)?)?\b"),
    re.compile(r"\bdefaults?\b(?! (?:VPC|rule))"),
    re.compile(r"\bport \d+"),
    re.compile(r"\bUSD\b"),
    re.compile(rf"\b(?:up to|at most|at least|more than|fewer than|within|after|every) (?:\d+|{_COUNT})\b"),
]
_LEAVE = re.compile(r"\{# *no source: .+? *#\}")


def address(page: Page, name: str) -> Faults:
    """One folder a service, no number in front."""
    if not re.fullmatch(rf"(?!\d|.*/\d)({model.KEBAB}/)?{model.KEBAB}\.md", name):
        yield 1, "the path has a number in front, or more than one folder, expected for example ecs/task-roles.md"


def description(page: Page, name: str) -> Faults:
    """As long as a result page of a search engine shows."""
    document, lines = parse("\n" + (page.front or "x: y"), name)
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
    for (_, before), (line, level) in pairwise(found):
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
        line, text = next(
            ((line, text) for line, text in enumerate(page.body.split("\n"), 1) if line > title and text.strip()),
            (title, ""),
        )
        if (
            not re.match(r"[A-Z`\"0-9{*\[\N{LEFT DOUBLE QUOTATION MARK}]", text)
            or re.match(r"\{\{-? *table", text)
            or not re.search("[.:]", text)
        ):
            yield line, "no sentence comes first, expected the answer of the page"


def blocks(page: Page, name: str) -> Faults:
    """Of a macro that makes a block only the first line would be indented."""
    for line, text in enumerate(page.prose, 1):
        if re.search(rf"\{{\{{-?\s*{BLOCKS}\(", text) and not re.fullmatch(
            rf"\{{\{{-? *{BLOCKS}\([^{{}}]*\) *-?\}}\}}", text
        ):
            yield line, f"{text.strip()[:60]!r} makes a block, expected it on a line of its own, not indented"


def sources(page: Page, name: str) -> Faults:
    """The list of sources stands last; only what shows others' facts has none."""
    calls = {call.macro for call in page.calls}
    lists = [call.line for call in page.calls if call.macro == "sources"]
    if calls & {"cite", "changed", "exam_now"}:
        if not re.search(r"\n## Sources\n\n\{\{-? *sources\(\) *-?\}\}\s*$", page.body):
            yield (
                (lists or [page.body.count("\n")])[0],
                "expected the section '## Sources' with {{ sources() }} at the end, and nothing below",
            )
    elif not (calls & {*page_reader.COLLECTING, "sheet", "task_list", "mixed", "reading", "flashcards"}):
        yield page.skipped + 1, "cites nothing, expected a source for what it says"


def boxes(page: Page, name: str) -> Faults:
    """Two kinds, titled; never two in a row."""
    last = 0
    for line, text in enumerate(page.prose, 1):
        begins = re.match(r"!!!|\?\?\?", text)
        if begins and not re.fullmatch(r'!!! (tip "Exam"|warning "(Trap|Costs|Loss)")', text):
            yield line, f'{text!r} is no box of ours, expected !!! tip "Exam", or !!! warning "Trap", "Costs" or "Loss"'
        if begins:
            if last:
                yield (
                    line,
                    f"a second box in a row, the first is in line {last}, expected a sentence between them, or one box",
                )
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
    """Every number, limit, price, date and default names its source, comes from a table, or says why it needs none."""
    lead = ""
    for line, text in enumerate(page.prose, 1):
        if not text.strip():
            continue
        item = re.match(r" *([-*]|\d+\.) ", text)
        if not item:
            lead = text
        cited = (
            "cite(" in text or "value(" in text or (item and lead.rstrip().endswith(("}}", ":")) and "cite(" in lead)
        )
        orders = text.rstrip().endswith(":") and page.below(line).lstrip().startswith(
            "```"
        )  # "Open port 22:" is what you do, not what is
        bare = re.sub(r"`[^`]*`|\]\([^)]*\)|\"[^\"]*\"|\{\{.*?\}\}|\{#.*?#\}", "", text)
        said = next((found[0] for state in STATES if (found := state.search(bare))), None)
        needs = bool(said) and not text.startswith("#") and not cited and not orders
        if needs and not _LEAVE.search(text):
            cure = "expected {{ cite(...) }}, a value() of a table, or {# no source: why #}"
            yield line, f"{said!r} has no source, {cure}"
        if not needs and _LEAVE.search(text):
            yield line, "says that it needs no source, and states nothing that needs one, expected no such comment"


def shown(page: Page, name: str) -> Faults:
    """What no build takes either; here all pages say theirs at once."""
    return page_reader.faults(page)


RULES: tuple[Callable[[Page, str], Faults], ...] = (
    shown,
    address,
    description,
    headings,
    answer_first,
    blocks,
    sources,
    boxes,
    fences,
    plain_words,
    one_sentence,
    private,
    citations,
)
