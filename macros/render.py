"""Models in, Markdown or HTML out: pure functions, no files, no clock.

Tables come as HTML on one line. Markdown cannot name a caption, a row or a row
header, and one line survives being indented by a tab or an admonition.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Mapping
from html import escape
from textwrap import indent

from . import model, standing


_DAY = re.compile(r"\b[12][0-9]{3}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?(?![\w-])", re.ASCII)  # or a month
# What Markdown would read as markup, wherever it stands in a line. Our HTML passes through Markdown, and is left alone only
# where it begins a line of the page. An underscore inside a word means nothing.
_MARKUP = re.compile(r"[\\*`\[{|]|(?<![^\W_])_|_(?![^\W_])")
# And what it would read as a list, a heading, a note or a rule, where it begins one.
_START = re.compile(r"^(?:[-+#=:!?~^]|[0-9]+(?=[.)]))")
# A name that long must be allowed to break in a table's column, at a joint if it has one; a shorter one looks better whole.
_LONG = re.compile(r"(\S{23,})")
_JOINT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[/:.-])(?=\w)")
# A quote that opens: nothing, a blank, a bracket or a dash stands before it.
_OPENING = re.compile(r"""(?<![^\s(\[{/–—“‘])["']""")


def quoted(plain: str) -> str:
    """`plain` with the quotes and apostrophes of print, but in `backticks`. The extension smarty does it for pages."""
    parts = plain.split("`")
    for index in range(0, len(parts), 2):
        part = "`" + parts[index] if index else parts[index]  # what follows code closes
        for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
            opened = _OPENING.sub(lambda found, new=(straight, opening): found[0].replace(*new), part)
            part = opened.replace(straight, closing)
        parts[index] = part.removeprefix("`")
    return "`".join(parts)


def text(plain: str) -> str:
    """Escape `plain` for HTML; `backticks` become code, days and long names stay whole or break well."""

    def broken(name: str) -> str:
        parts = _JOINT.split(name)
        return "<wbr>".join(f'<span class="long">{_escaped(part)}</span>' if _LONG.match(part) else _escaped(part) for part in parts)

    def words(part: str) -> str:
        return "".join(broken(piece) if index % 2 else _escaped(piece) for index, piece in enumerate(_LONG.split(part)))

    return _coded(map(words, quoted(plain).split("`")))


def markdown(plain: str) -> str:
    """Escape `plain` for use inside Markdown, where it may begin a line."""
    return _START.sub(_entities, _coded(map(_escaped, quoted(plain).split("`"))))


def attribute(plain: str) -> str:
    """Escape `plain` for an attribute's value, without its backticks."""
    return literal(quoted(plain).replace("`", ""))


def literal(plain: str) -> str:
    """Escape `plain`, an address or a message, for HTML or an attribute's value; its quotes stay as they are."""
    return _escaped(plain).replace('"', "&quot;").replace("'", "&#39;")


def inert(html: str) -> str:
    """`html` with nothing in its text that Markdown reads, and with the quotes of print."""
    return re.sub(r"(?<=>)[^<]+", lambda between: _MARKUP.sub(_entities, quoted(between[0])), html)


def _entities(found: re.Match) -> str:
    return "".join(f"&#{ord(letter)};" for letter in found[0])


def _escaped(plain: str) -> str:
    """`plain` for HTML that Markdown reads: the one place where text from data is escaped."""
    return _MARKUP.sub(_entities, escape(plain, quote=False))


def _coded(parts: Iterable[str]) -> str:
    return "".join(f"<code>{part}</code>" if index % 2 else _DAY.sub(r"<time>\g<0></time>", part) for index, part in enumerate(parts))


def url(page: str, here: str, directories: bool = True) -> str:
    """The relative address of `page` ('ecs/roles.md#task-role') as seen from the page `here`."""
    target, _, fragment = page.partition("#")
    paths = [_address(path, directories) for path in (target, here)]
    start = paths[1] if paths[1].endswith("/") or not paths[1] else posixpath.dirname(paths[1])
    relative = posixpath.relpath("/" + paths[0], "/" + start)
    if paths[0].endswith("/") or not paths[0]:
        relative = relative.rstrip("/") + "/"
    if target == here and fragment:
        relative = ""
    return relative + (f"#{fragment}" if fragment else "")


def _address(page: str, directories: bool) -> str:
    stem = page.removesuffix(".md")
    if not directories:
        return stem + ".html"
    return stem.removesuffix("index") if stem.split("/")[-1] == "index" else stem + "/"


def date(day: dt.date | str) -> str:
    return f"<time>{day}</time>"


def read(checked: dt.date, due: dt.date) -> str:
    """The day of a reading; one before the day `due` says that it is to be repeated."""
    return date(checked) + (" (due to be read again)" if checked < due else "")


# Units that stand close to the number, and the word for exactly one of the others.
_TIGHT = {"%"}
_ONE = {
    "attempts": "attempt", "batches": "batch", "characters": "character", "checks": "check", "connections": "connection", "containers": "container", "days": "day",
    "environments": "environment", "executions": "execution", "filters": "filter", "hours": "hour", "instances": "instance", "interfaces": "interface", "keys": "key",
    "layers": "layer", "minutes": "minute", "months": "month",
    "questions": "question", "records": "record", "rules": "rule", "security groups": "security group",
    "subnets": "subnet", "tasks": "task", "weeks": "week", "working days": "working day", "calendar days": "calendar day", "years": "year",
}  # fmt: skip


def number(value: int | float) -> str:
    """1234567.5 -> '1,234,567.5', without trailing zeros."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0").rstrip(".")


def quantity(of: model.Quantity) -> str:
    """A quantity in words: '20-200 GiB', '60, 120 or 244 GB', 'up to 15 minutes', 'USD 150'."""

    def unit(amount: str) -> str:
        if of.unit == "USD":
            return f"USD {amount}"
        name = _ONE.get(of.unit, of.unit) if amount == "1" else of.unit
        return amount + ("" if of.unit in _TIGHT else "\N{NO-BREAK SPACE}") + name

    if of.value is not None:
        said = unit(number(of.value))
    elif of.values:
        *most, last = map(number, of.values)
        said = unit(f"{', '.join(most)} or {last}" if most else last)
    elif of.min is None:
        said = f"up to {unit(number(of.max))}"
    elif of.max is None:
        said = f"at least {unit(number(of.min))}"
    else:
        said = unit(f"{number(of.min)}\N{EN DASH}{number(of.max)}")
    extra = []
    if of.step is not None:
        extra.append(f"steps of {unit(number(of.step))}")
    if of.default is not None:
        extra.append(f"default {unit(number(of.default))}")
    if of.note:
        extra.append(of.note)
    return said + (f" ({', '.join(extra)})" if extra else "")


def bare(value: model.Cell) -> model.Cell:
    """A quantity without its steps, default and note; any other cell as it is."""
    return value.model_copy(update={"step": None, "default": None, "note": None}) if isinstance(value, model.Quantity) else value


def cell(value: model.Cell, here: str = "", directories: bool = True) -> str:
    """A cell's HTML. A mark is a word, so that nobody needs to see its colour."""
    if isinstance(value, bool):
        return f'<span class="mark mark--{"yes" if value else "no"}">{"Yes" if value else "No"}</span>'
    if isinstance(value, model.Quantity):
        return text(quantity(value))
    if isinstance(value, tuple):
        items = "".join(f"<li>{cell(part, here, directories)}</li>" for part in value)
        run = all(isinstance(part, model.Link) for part in value)  # titles, which need no lines of their own
        kind = ' class="run"' if run else ""
        return f'<ul{kind} role="list">{items}</ul>'  # Safari takes a list without marks for none
    if isinstance(value, model.Link):
        return f'<a href="{attribute(url(value.page, here, directories))}">{text(value.text)}</a>'
    return text(value)


def row_link(anchor: str, name: str) -> str:
    return f'<a class="headerlink" data-search-exclude href="#{anchor}" aria-label="Link to {attribute(name)}">#</a>'


Machines = Mapping[str, standing.Machine]


def table(name: str, of: model.Table, sources: Mapping[str, model.Source], here: str, directories: bool = True, machine: Machines = {}, due: dt.date = dt.date.min, searched: bool = True) -> str:
    """The table `name` as one line of HTML; the search passes one over that is not `searched`.

    Row `r` has the id `name-r`. Where and when it was read stands below, and by what of `machine` it is checked;
    where rows differ in that, each has a letter that leads there.
    """
    columns = list(of.columns.items())
    key_of = {row.id: (row.source or of.source, row.checked or of.checked, machine.get(row.id)) for row in of.rows}
    keys = dict.fromkeys(key_of.values())
    keys = {key: chr(ord("a") + index) if len(keys) <= 26 else str(index + 1) for index, key in enumerate(keys)}
    wide = len(columns) > 2  # too wide for a phone: each row becomes a card there
    out = [f'<figure class="facts{" facts--wide" if wide else ""}" id="table-{name}"{"" if searched else " data-search-exclude"}>']
    # display: block drops a table's meaning for screen readers, so a card's roles are said aloud.
    role = ' role="{}"'.format if wide else lambda _: ""
    # Each text is a paragraph, so that a search, which sees no cells, parts them.
    out.append(f"<table{role('table')}><caption><p>{text(of.caption)}</p></caption>")
    heads = "".join(f'<th scope="col"{role("columnheader")}><p>{text(label)}</p></th>' for _, label in columns)
    out.append(f"<thead{role('rowgroup')}><tr{role('row')}>{heads}</tr></thead><tbody{role('rowgroup')}>")
    for row in of.rows:
        anchor = f"{name}-{row.id}"
        first = row.cells[columns[0][0]]
        label = cell(first)
        first = quantity(first) if isinstance(first, model.Quantity) else first
        if row.see:
            label = f'<a href="{attribute(url(row.see, here, directories))}">{label}</a>'
        mark = ""
        if len(keys) > 1:
            letter = keys[key_of[row.id]]
            mark = f'<sup class="cite" data-search-exclude><a href="#{name}-source-{letter}" aria-label="Source {letter}">{letter}</a></sup>'
        short = ' class="short"' if len(first) <= 12 else ""  # one word and a bit: not to be broken at its hyphen
        out.append(f'<tr{role("row")} id="{anchor}"><th{short} scope="row"{role("rowheader")}>{label}{mark}{row_link(anchor, first)}</th>')
        for key, heading in columns[1:]:
            shown = cell(row.cells[key], here, directories)
            whole = shown if isinstance(row.cells[key], tuple) else f"<p>{shown}</p>"
            out.append(f'<td role="cell" data-label="{attribute(heading)}">{whole}</td>' if wide else f"<td>{whole}</td>")
        out.append("</tr>")
    out.append("</tbody></table><figcaption>")
    if of.note:
        out.append(f"<p>{text(of.note)}</p>")
    for (source, checked, by), letter in keys.items():
        lead = f'<span id="{name}-source-{letter}">{letter}</span> ' if len(keys) > 1 else ""
        also = f"; {_machine(by, of.columns, here, directories)}" if by else ""
        out.append(f"<p data-search-exclude>{lead}Read in {_link(sources[source])}, {read(checked, due)}{also}.</p>")
    out.append("</figcaption></figure>")
    return "".join(out).replace("</th>", "</th> ").replace("</td>", "</td> ").replace("</caption>", "</caption> ")  # the index would join the words


def _machine(by: standing.Machine, columns: Mapping[str, str], here: str, directories: bool) -> str:
    """'checked by machine against botocore 1.44.5: Limit; in part: Default', with the columns that are."""
    full, part = (", ".join(text(label) for column, label in columns.items() if column in of) for of in (by.whole, by.part))
    said = f"{_by_machine(here, directories, part=not by.whole)} against {_and(by.packages)}"
    return said + (f": {full or part}" if full or part else "") + (f"; in part: {part}" if full and part else "")


def _by_machine(here: str, directories: bool, part: bool = False) -> str:
    return f'<a href="{attribute(url("how-checked.md#what-a-machine-checks", here, directories))}">checked {"in part " * part}by machine</a>'


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _link(source: model.Source) -> str:
    return f'<a href="{literal(source.url)}">{text(source.title)}</a>'


def cite(index: int, source: model.Source) -> str:
    """The quiet mark in a sentence, leading to the page's list of sources."""
    # A word joiner keeps the mark on the line of the sentence that it backs.
    return f'&#8288;<sup class="cite" data-search-exclude><a href="#source-{index}" title="{attribute(source.title)}" aria-label="Source {index}">{index}</a></sup>'


def sources(cited: Iterable[model.Source], due: dt.date = dt.date.min) -> str:
    """The page's list of sources, numbered as cited, as one line of HTML."""
    items = []
    for index, source in enumerate(cited, 1):
        read_in = "" if (source.edition or "").startswith("not read") else "read in "
        edition = f", {read_in}{text(source.edition)}" if source.edition else ""
        items.append(
            f'<li id="source-{index}">{_link(source)}. {text(source.publisher)}; {source.kind}{edition}, checked {read(source.checked, due)}.</li>'
        )
    return f'<ol class="sources" data-search-exclude>{"".join(items)}</ol>'


def sheet(of: model.Sheet, sources: Mapping[str, model.Source], here: str, directories: bool = True, machine: Machines = {}, due: dt.date = dt.date.min) -> str:
    """A cheat sheet as Markdown: a label and a list for each group, then where it was read and how much of it `machine` checks."""
    out = [_print("Print this sheet"), ""] if here == of.page else []
    for group in of.groups:
        out += [f"**{markdown(group.label)}**{{ .sheet-label }}", "", *(f"- {markdown(line.text)}" for line in group.lines), ""]
    lines = [line for group in of.groups for line in group.lines]
    used = dict.fromkeys((line.source or of.source, line.checked or of.checked) for line in lines)
    said = "; ".join(f"{_link(sources[source])}, {read(checked, due)}" for source, checked in used)
    own = "" if here == of.page else f' <a href="{attribute(url(of.page, here, directories))}">This sheet on its own page</a>.'
    packages = sorted({package for by in machine.values() for package in by.packages})
    full = sum(bool(by.whole) for by in machine.values())
    part = f", and {len(machine) - full} in part," * (full < len(machine))
    by = f" Of {len(lines)} lines {full} are {_by_machine(here, directories)}{part} against {_and(packages)}." if machine else ""
    return "\n".join([*out, f'<small class="sheet-sources" data-search-exclude>Read in {said}.{by}{own}</small>'])


def _print(one: str, every: str = "") -> str:
    """Buttons that print, for assets/notes.js; without it they are not shown (HTML)."""
    more = f'<button type="button" data-print="all">{every}</button>' if every else ""
    return f'<div class="print" data-search-exclude><button type="button" data-print="one">{one}</button>{more}</div>'


def sheets(
    of: Iterable[model.Sheet], sources: Mapping[str, model.Source], here: str, directories: bool = True, machine: Mapping[str, Machines] = {}, due: dt.date = dt.date.min
) -> str:
    """Every cheat sheet as one set of content tabs (Markdown); `machine` by the sheet's label."""
    of = list(of)
    tabs = [_print("Print this sheet", "Print all sheets" * (len(of) > 1))] if of else []
    for one in of:
        # On paper the tabs' labels are gone, so each sheet says its name there.
        inner = f"**{markdown(one.label)}**{{ .sheet-title }}\n\n{sheet(one, sources, here, directories, machine.get(one.label, {}), due)}"
        fragment = one.label.lower().replace(" ", "-")  # as the tabs' extension makes it
        inner += f' <a class="permalink" data-search-exclude href="#{fragment}">Link to this tab</a>'
        # A search reads the labels as one line; the space parts them.
        tabs.append(f'=== "{one.label} "\n\n{indent(inner, "    ")}')
    return "\n\n".join(tabs)


def changed(key: str, of: model.Change, mark: str) -> str:
    """One line on what was so, or what older courses say and never was (HTML); the page says beside it what is so. `mark` cites the source."""
    said = f"<strong>Changed {date(of.since)}:</strong> {text(of.old)}" if of.since else f"<strong>Older courses say</strong> that {text(of.old)}; that never was so"
    return f'<p class="changed"><span id="changed-{key}"></span>{said}.{mark}</p>'


def glossary(terms: Mapping[str, model.Term], here: str, directories: bool = True) -> str:
    """The glossary as one definition list, in alphabetical order (HTML).

    The search reads the other names from it: they stand between "also called" and the paragraph.
    """
    out = []
    for key, of in sorted(terms.items(), key=lambda item: item[1].term.lower().lstrip(".")):
        also = f' <span class="also">also called {", ".join(map(text, of.also))}</span>' if of.also else ""
        see = f' <a href="{attribute(url(of.see, here, directories))}">More on {text(of.term)}</a>' if of.see else ""
        out.append(f'<dt id="{key}">{text(of.term)}{also}{row_link(key, of.term)}</dt><dd><p>{text(of.text)}{see}</p></dd>')
    return f'<dl class="glossary">{"".join(out)}</dl>'


def all_terms(pages: Mapping[str, str], terms: Mapping[str, model.Term], here: str, directories: bool = True) -> str:
    """Each term, and each other name of it, as a link to its entry, by first letter (HTML)."""
    names = sorted(((name, key) for key in pages for name in (terms[key].term, *terms[key].also)), key=lambda one: (re.sub(r"^\W+", "", one[0].lower()), one[1]))
    letters: dict[str, list[str]] = {}
    for name, key in names:
        first = re.sub(r"^\W+", "", name)[0].upper()
        link = f'<a href="{attribute(url(f"{pages[key]}#{key}", here, directories))}">{text(name)}</a>'
        letters.setdefault(first if first.isalpha() else "Digits", []).append(f"<li>{link}</li>")
    jump = " ".join(f'<a href="#letter-{letter.lower()}">{letter}</a>' for letter in letters)
    lists = "".join(f'<h3 id="letter-{letter.lower()}">{letter}</h3><ul class="columns">{"".join(items)}</ul>' for letter, items in letters.items())
    return f'<nav class="letters" aria-label="Letters" data-search-exclude>{jump}</nav><div data-search-exclude>{lists}</div>'


def table_list(homes: Mapping[str, str], tables: Mapping[str, model.Table], here: str, directories: bool = True) -> str:
    """Every table as a link to the page that explains it (HTML)."""
    items = (f'<li><a href="{attribute(url(f"{page}#table-{name}", here, directories))}">{text(tables[name].caption)}</a></li>' for name, page in homes.items())
    return f'<ul class="columns">{"".join(items)}</ul>'


def counts(of: Mapping[str, int]) -> str:
    """How many facts rest on what, as a Markdown list."""
    said = {name: number(count) for name, count in of.items()}
    return "\n".join(
        (
            f"- {said['facts']} facts stand in data: cells of tables, lines of cheat sheets, changes and corrections, deployment policies and versions of the exam.",
            f"- {said['whole']} of them are **checked by machine**, and {said['part']} more **in part**; {said['checks']} checks do it.",
            f"- {said['documentation']} of the others are **read** in AWS's documentation, {said['elsewhere']} in code, repositories or third parties' pages.",
            f"- {said['advice']} statements on the pages are **advice**: each begins with that word.",
            f"- {said['unsourced']} are without a source; such a fact, or one without a day, stops the build. Facts and pages rest on {said['sources']} sources.",
        )
    )


def by_machine(rows: Iterable[tuple[model.Link, int, int, int, tuple[str, ...]]], here: str, directories: bool = True) -> str:
    """What a machine checks, table by table (HTML)."""
    items = (
        f"<li>{cell(link, here, directories)}: of {every} {full} whole, {part} in part, against {_and(packages)}</li>" for link, full, part, every, packages in rows
    )
    return f"<ul>{''.join(items)}</ul>"


def exam_now(now: model.Version, then: model.Version | None, news: model.Version | None, marks: str, here: str, directories: bool = True) -> str:
    """Which version can be taken, and where it is said what is new in the next or in a young one (HTML). `marks` cite the guides."""
    said = f"The exam is {now.code}" + (f", since {date(now.first)}" if news is now and now.first else "")
    if then:
        said = f"Up to and including {date(now.last)} the exam is {now.code}, and from {date(then.first)} it is {then.code}"
    more = f' <a href="{attribute(url(news.news, here, directories))}">What is new in {news.code}</a>.' if news else ""
    return f"{said}.{marks}{more}"


def links(of: Iterable[model.Link], here: str, directories: bool = True) -> str:
    """Links in a list of columns (HTML)."""
    return f'<ul class="columns">{"".join(f"<li>{cell(link, here, directories)}</li>" for link in of)}</ul>'


def service_head(key: str, of: model.Service | None, here: str, directories: bool = True) -> str:
    """A heading for a service with its line and a link to its pages (Markdown)."""
    if not of:
        return f"## {markdown(key.capitalize())}"
    return f'## {markdown(of.label)} {{ #{key} }}\n\n<p><a href="{attribute(url(f"{key}/index.md", here, directories))}">{text(of.label)}</a>: {text(of.line)}</p>'


def cards(areas: Iterable[tuple[str, str | None, Iterable[tuple[str, model.Service]]]], here: str, directories: bool = True) -> str:
    """Every group of services with a card for each: its name, which leads to its page, and its line (HTML)."""
    out = []
    for label, group, services in areas:
        items = "".join(
            f'<li><a href="{attribute(url(page, here, directories))}">{text(of.label)}</a><p>{text(of.line)}</p></li>' for page, of in services
        )
        name = f'<a href="{attribute(url(group, here, directories))}">{text(label)}</a>' if group and group != here else text(label)
        head = "" if group == here or [of.label for _, of in services] == [label] else f"<h3>{name}</h3>"  # which would only say it twice
        out.append(f"<section>{head}<ul>{items}</ul></section>")
    return f'<div class="cards">{"".join(out)}</div>'


def listed(tables: Iterable[tuple[str, str, str]]) -> str:
    """Tables below a heading each: the heading's id and text, and the table's HTML (Markdown)."""
    return "\n".join(f"### {markdown(heading)} {{ #{key} }}\n\n{html}\n" for key, heading, html in tables)
