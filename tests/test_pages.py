"""The form of a page, held by tests: one question a page, answer first, sources last."""

import re
from pathlib import Path

import pytest

from macros import load, model

ROOT = Path(__file__).parent.parent
PAGES = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
# Pages that are generated lists or doors to others: they have nothing of their own to cite.
LISTS = {"cheat-sheets.md", "glossary.md", "older-courses.md", "compare/index.md"}
BLOCKS = r"(?:table|sheet|sheets|picture|deployment|changed|changes|corrections|sources|glossary|tables_list|counts|by_machine|cards)"
LANGUAGES = {"bash", "yaml", "json", "dockerfile", "python", "text", "javascript", "nginx", "ini", "html", "http"}


def read(page):
    """The page's body, and the same without code fences and admonition indents."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    body = text[load.FRONT.match(text).end() :]
    return body, re.sub(r"^( *)```.*?^\1```$", "", body, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_name(page):
    assert re.fullmatch(rf"(?!\d|.*/\d)({model.KEBAB}/)?{model.KEBAB}\.md", page), "kebab-case, one folder a service, no number in front"


@pytest.mark.parametrize("page", PAGES)
def test_description(page, facts):
    said = facts.pages[page].description
    assert 50 <= len(said) <= 160, f"{len(said)} characters, a result page shows 50 to 160"
    assert said.endswith(".")


@pytest.mark.parametrize("page", PAGES)
def test_headings(page):
    """One `#`, then `##` in order, unique, each with text under it."""
    _, prose = read(page)
    lines = [line for line in prose.splitlines() if line.strip()]
    headings = [(len(line.split()[0]), line) for line in lines if re.match(r"#{1,6} ", line)]
    assert headings[0] == (1, lines[0]), "the page starts with its one # heading"
    assert sum(level == 1 for level, _ in headings) == 1
    assert all(later <= level + 1 for (level, _), (later, _) in zip(headings, headings[1:])), "a level is skipped"
    names = [line for _, line in headings]
    assert len(names) == len(set(names)), "a heading is repeated"
    for line, following in zip(lines, [*lines[1:], "#"]):
        assert not (re.match(r"#{1,6} ", line) and re.match(r"#{1,2} ", following)), f"no text under {line!r}"


@pytest.mark.parametrize("page", PAGES)
def test_answer_first(page):
    """After the heading comes a sentence, not a picture, a table or a list."""
    body, _ = read(page)
    first = next(line for line in body.splitlines()[1:] if line.strip() and not line.startswith("# "))
    assert re.match(r"[A-Z`\"0-9{*\[]", first) and not first.startswith("{{ table") and re.search(r"[.:]", first), first


@pytest.mark.parametrize("page", PAGES)
def test_macros_stand_alone(page):
    """A macro that makes a block is a line of its own and never indented: only its first line would be."""
    _, prose = read(page)
    for line in prose.splitlines():
        if re.search(r"\{\{\s*" + BLOCKS + r"\(", line):
            assert re.fullmatch(r"\{\{ " + BLOCKS + r"\([^{}]*\) \}\}", line), line


@pytest.mark.parametrize("page", PAGES)
def test_sources_stand_last(page):
    body, _ = read(page)
    cites = any(f"{{{{ {macro}(" in body for macro in ("cite", "changed", "exam_now"))
    if cites:
        assert body.rstrip().endswith("## Sources\n\n{{ sources() }}"), "expected the section Sources, with {{ sources() }}, at the end"
    else:
        assert page in LISTS or "{{ sheet(" in body, "cites nothing, expected a source for what it says"
        assert "sources()" not in body


@pytest.mark.parametrize("page", PAGES)
def test_admonitions(page):
    """Two meanings, titled; never two in a row."""
    _, prose = read(page)
    blocks = [block for block in re.split(r"\n{2,}", prose) if block.strip()]
    for line in prose.splitlines():
        if line.startswith(("!!!", "???")):
            assert re.fullmatch(r'!!! (tip "Exam"|warning "(Trap|Costs|Loss)")', line), line
    kinds = [block.startswith("!!! ") for block in blocks]
    indented = [block.startswith("    ") for block in blocks]
    last = False
    for is_admonition, is_inner in zip(kinds, indented):
        assert not (is_admonition and last), "two admonitions in a row"
        last = is_admonition or (last and is_inner)


@pytest.mark.parametrize("page", PAGES)
def test_fences(page):
    """Each fence names its language; no prompt; no template syntax that is not marked raw."""
    body, _ = read(page)
    fence = None
    for line in body.splitlines():
        if found := re.match(r"^ *(`{3,})(.*)$", line):
            if fence is None:
                fence = found[2].strip().split(" ")[0]
                assert fence in LANGUAGES, f"fence {fence!r}, expected one of {sorted(LANGUAGES)}"
            else:
                fence = None
        elif fence == "bash":
            assert not line.lstrip().startswith("$ "), "no prompt in a command"
    assert fence is None


WORDS = re.compile(r"\b(simply|just|easy|easily|obviously|e\.g\.|i\.e\.|etc\.|via)(?!\w)", re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES)
def test_plain_words(page):
    _, prose = read(page)
    assert not WORDS.findall(re.sub(r"`[^`]*`", "", prose))


@pytest.mark.parametrize("page", PAGES)
def test_one_sentence_a_line(page):
    """So that a change shows as one line in a diff."""
    _, prose = read(page)
    for line in prose.splitlines():
        if re.match(r"[A-Z]", line):
            bare = re.sub(r"`[^`]*`|\{\{.*?\}\}|\[[^\]]*\]\([^)]*\)|\"[^\"]*\"", "x", line)
            assert not re.search(r"[a-z)x][.!?] +[A-Z][a-z]", bare), line


@pytest.mark.parametrize("page", PAGES)
def test_no_private_data(page):
    body, _ = read(page)
    accounts = set(re.findall(r"(?<![\d-])\d{12}(?!\d)", body)) - {"111122223333", "123456789012"}
    assert not accounts
    for address in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", body):
        assert re.match(r"(0\.0\.0\.0|1\.1\.0\.0$|127\.|10\.|172\.31\.|169\.254\.|203\.0\.113\.|198\.51\.100\.|192\.0\.2\.)", address), address
    assert not re.search(r"\b[\w.]+@(?!example\.(com|org)\b)[\w-]+\.(com|org|net)\b", body)


def test_exceptions_are_needed():
    for page in LISTS:
        assert "{{ cite(" not in read(page)[0] and "{{ changed(" not in read(page)[0], f"{page} cites: it needs no exception"
