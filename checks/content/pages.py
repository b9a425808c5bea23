"""Rules of form for a page: each yields the line and message of its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from macros.facts import model, pages as page_reader
from macros.facts.pages import Page
from macros.facts.strict_yaml import parse

Faults = Iterator[tuple[int, str]]
BLOCK_MACROS = (
    "(?:table|sheet|sheets|picture|deployments?|changed|changes|corrections|sources|glossary|tables_list|counts|"
    "by_machine|cards|chooser|comparisons|all_terms|sheets_list|ask|lab)"
)
LANGUAGES = {"bash", "yaml", "json", "dockerfile", "python", "text", "javascript", "nginx", "ini", "html", "http"}
BANNED_WORDS = re.compile(r"\b(simply|just|easy|easily|obviously|e\.g\.|i\.e\.|etc\.|via)(?!\w)", re.IGNORECASE)
# Networks that are nobody's: for this machine, private, or for documentation.
SAFE_NETWORKS = r"(0\.0\.0\.0|1\.1\.0\.0$|127\.|10\.|172\.31\.|169\.254\.|203\.0\.113\.|198\.51\.100\.|192\.0\.2\.)"
_UNIT = (
    "GB|GiB|MB|MiB|kB|KiB|TB|vCPU|ms|seconds?|minutes?|hours?|days?|weeks?|months?|years?|%|USD|instances?|containers?|"
    "tasks?|rules?|questions?|checks?|keys?|characters?|digits|times|requests?|attempts?|subnets|groups|images?|colours?|"
    "statuses|letters?|points?"
)
_COUNT = "two|three|five|ten|twelve|fourteen|eighteen"
# What needs a source: quantities, dates, defaults, ports, prices and limits.
CLAIMS = [
    re.compile(rf"\b\d[\d,.]*[ \N{{NO-BREAK SPACE}}]?(?:{_UNIT})(?!\w)"),
    re.compile(r"\b20\d\d(?:-\d\d(?:-\d\d)?)?\b"),
    re.compile(r"\bdefaults?\b(?! (?:VPC|rule))"),
    re.compile(r"\bport \d+"),
    re.compile(r"\bUSD\b"),
    re.compile(rf"\b(?:up to|at most|at least|more than|fewer than|within|after|every) (?:\d+|{_COUNT})\b"),
]
_NO_SOURCE = re.compile(r"\{# *no source: .+? *#\}")


def address(page: Page, name: str) -> Faults:
    """One folder a service, no number in front."""
    if not re.fullmatch(rf"(?!\d|.*/\d)({model.KEBAB}/)?{model.KEBAB}\.md", name):
        yield 1, "the path has a number in front, or more than one folder, expected for example ecs/task-roles.md"


def description(page: Page, name: str) -> Faults:
    """As long as a result page of a search engine shows."""
    document, lines = parse("\n" + (page.front or "x: y"), name)
    text, line = document.get("description", ""), lines.get(("description",), 1)
    if not 50 <= len(text) <= 160:
        yield line, f"the description has {len(text)} characters, expected 50 to 160"
    if not text.endswith("."):
        yield line, "the description is no sentence, expected a full stop at its end"


def headings(page: Page, name: str) -> Faults:
    """One `#` at the top, then `##` and below without a gap, each with text under it."""
    texts = [(line, text) for line, text in enumerate(page.prose, 1) if text.strip()]
    levels = [(line, level) for line, level, _ in page.headings]
    if texts and levels[:1] != [(texts[0][0], 1)]:
        yield texts[0][0], "the page begins with something else, expected its one '# Title'"
    for (_, previous), (line, level) in pairwise(levels):
        if level == 1:
            yield line, "a second '# Title', expected one; sections begin with ##"
        elif level > previous + 1:
            yield line, f"a level is skipped, expected {'#' * (previous + 1)}"
    next_text = {line: text for (line, _), (_, text) in pairwise([*texts, (0, "# ")])}
    for line, _ in levels:
        if re.match("#{1,2} ", next_text[line]):
            yield line, "no text under the heading, expected some"


def answer_first(page: Page, name: str) -> Faults:
    """After the title comes a sentence, not a picture, a table or a list."""
    if page.headings:
        title = page.headings[0][0]
        texts = ((line, text) for line, text in enumerate(page.body.split("\n"), 1) if line > title and text.strip())
        line, text = next(texts, (title, ""))
        is_sentence = re.match(r"(?!\{\{-? *table)[A-Z`\"0-9{*\[\N{LEFT DOUBLE QUOTATION MARK}]", text)
        if not is_sentence or not re.search("[.:]", text):
            yield line, "no sentence comes first, expected the answer of the page"


def blocks(page: Page, name: str) -> Faults:
    """Of a macro that makes a block only the first line would be indented."""
    call, whole_line = rf"\{{\{{-?\s*{BLOCK_MACROS}\(", rf"\{{\{{-? *{BLOCK_MACROS}\([^{{}}]*\) *-?\}}\}}"
    for line, text in enumerate(page.prose, 1):
        if re.search(call, text) and not re.fullmatch(whole_line, text):
            yield line, f"{text.strip()[:60]!r} makes a block, expected it on a line of its own, not indented"


def sources(page: Page, name: str) -> Faults:
    """The list of sources stands last; only what shows others' facts has none."""
    macros = {call.macro for call in page.calls}
    if macros & {"cite", "changed", "exam_now"}:
        if not re.search(r"\n## Sources\n\n\{\{-? *sources\(\) *-?\}\}\s*$", page.body):
            line = next((call.line for call in page.calls if call.macro == "sources"), page.body.count("\n"))
            yield line, "expected the section '## Sources' with {{ sources() }} at the end, and nothing below"
    elif not (macros & {*page_reader.COLLECTING_MACROS, "sheet", "task_list", "mixed", "reading", "flashcards"}):
        yield page.skipped + 1, "cites nothing, expected a source for what it says"


def boxes(page: Page, name: str) -> Faults:
    """Two kinds, titled; never two in a row."""
    open_box = 0  # the line of the box that nothing has followed yet
    for line, text in enumerate(page.prose, 1):
        if re.match(r"!!!|\?\?\?", text):
            if not re.fullmatch(r'!!! (tip "Exam"|warning "(Trap|Costs|Loss)")', text):
                expected = '!!! tip "Exam", or !!! warning "Trap", "Costs" or "Loss"'
                yield line, f"{text!r} is no box of ours, expected {expected}"
            if open_box:
                hint = "expected a sentence between them, or one box"
                yield line, f"a second box in a row, the first is in line {open_box}, {hint}"
            open_box = line
        elif text.strip() and not text.startswith("    "):
            open_box = 0


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
        for word in BANNED_WORDS.findall(re.sub(r"`[^`]*`", "", text)):
            yield line, f"{word!r} is no word of ours, expected plain English, or no such word"


def one_sentence(page: Page, name: str) -> Faults:
    """So that a change shows as one line in a diff."""
    for line, text in enumerate(page.prose, 1):
        plain = re.sub(r"`[^`]*`|\{\{.*?\}\}|\[[^\]]*\]\([^)]*\)|\"[^\"]*\"", "x", text)
        if re.match("[A-Z]", text) and (second := re.search(r"[a-z)x][.!?] +([A-Z][a-z]+)", plain)):
            yield line, f"a second sentence begins with {second[1]!r}, expected one a line"


def private_data(page: Page, name: str) -> Faults:
    """No account, address or mailbox that may be somebody's."""
    for line, text in enumerate(page.body.split("\n"), 1):
        for account in set(re.findall(r"(?<![\d-])\d{12}(?!\d)", text)) - {"111122223333", "123456789012"}:
            yield line, f"{account} may be somebody's account, expected 123456789012"
        for host in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text):
            if not re.match(SAFE_NETWORKS, host):
                yield line, f"{host} may be somebody's, expected an address such as 203.0.113.7"
        for mailbox in re.finditer(r"\b[\w.]+@(?!example\.(com|org)\b)[\w-]+\.(com|org|net)\b", text):
            yield line, f"{mailbox[0]} may be somebody's, expected one at example.com"


def citations(page: Page, name: str) -> Faults:
    """Every number, limit, price, date and default names its source, comes from a table, or says why it needs none."""
    list_lead = ""
    for line, text in enumerate(page.prose, 1):
        if not text.strip():
            continue
        is_item = re.match(r" *([-*]|\d+\.) ", text)
        if not is_item:
            list_lead = text
        is_lead_cited = list_lead.rstrip().endswith(("}}", ":")) and "cite(" in list_lead
        is_cited = "cite(" in text or "value(" in text or (is_item and is_lead_cited)
        # "Open port 22:" above a block is what you do, not what is.
        is_instruction = text.rstrip().endswith(":") and page.below(line).lstrip().startswith("```")
        plain = re.sub(r"`[^`]*`|\]\([^)]*\)|\"[^\"]*\"|\{\{.*?\}\}|\{#.*?#\}", "", text)
        claim = next((match[0] for pattern in CLAIMS if (match := pattern.search(plain))), None)
        needs_source = claim and not text.startswith("#") and not is_cited and not is_instruction
        if needs_source and not _NO_SOURCE.search(text):
            hint = "expected {{ cite(...) }}, a value() of a table, or {# no source: why #}"
            yield line, f"{claim!r} has no source, {hint}"
        if not needs_source and _NO_SOURCE.search(text):
            yield line, "says that it needs no source, and states nothing that needs one, expected no such comment"


def build_faults(page: Page, name: str) -> Faults:
    """What fails a build too; here that of all pages at once."""
    return page_reader.find_faults(page)


RULES: tuple[Callable[[Page, str], Faults], ...] = (
    build_faults,
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
    private_data,
    citations,
)
