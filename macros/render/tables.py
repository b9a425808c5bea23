"""Tables and their cells, sources and marks.

Tables come as HTML on one line. Markdown cannot name a caption, a row or a row header, and one line survives being
indented by a tab or an admonition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..facts import model
from ..facts.expectations import Verification
from .text import attribute, date, listing, text
from .view import View


def cell(view: View, value: model.Cell) -> str:
    """A cell's HTML. A mark is a word, so that nobody needs to see its colour."""
    if isinstance(value, bool):
        return f'<span class="mark mark--{"yes" if value else "no"}">{"Yes" if value else "No"}</span>'
    if isinstance(value, model.Quantity):
        return text(view.words(value))
    if isinstance(value, tuple):
        items = "".join(f"<li>{cell(view, part)}</li>" for part in value)
        run = all(isinstance(part, model.Link) for part in value)  # titles, which need no lines of their own
        kind = ' class="run"' if run else ""
        return f'<ul{kind} role="list">{items}</ul>'  # Safari takes a list without marks for none
    if isinstance(value, model.Link):
        return view.link(value.page, value.text)
    return text(value)


def row_link(anchor: str, name: str) -> str:
    return f'<a class="headerlink" data-search-exclude href="#{anchor}" aria-label="Link to {attribute(name)}">#</a>'


def table(view: View, name: str, of: model.Table, prefix: str | None = None, searched: bool = True) -> str:
    """The table `name` as one line of HTML; the search passes one over that is not `searched`.

    Row `r` has the id `name-r`. Where and when it was read stands below, and by what it is checked (facts are named
    `prefix` and the row, `name.` by default); where rows differ in that, each has a letter that leads there.
    """
    columns = list(of.columns.items())
    verified = view.verified(f"{name}." if prefix is None else prefix)
    key_of = {row.id: (row.source or of.source, row.checked or of.checked, verified.get(row.id)) for row in of.rows}
    every = dict.fromkeys(key_of.values())
    keys = {key: chr(ord("a") + index) if len(every) <= 26 else str(index + 1) for index, key in enumerate(every)}
    wide = len(columns) > 2  # too wide for a phone: each row becomes a card there
    out = [
        f'<figure class="facts{" facts--wide" if wide else ""}" '
        f'id="table-{name}"{"" if searched else " data-search-exclude"}>'
    ]
    # display: block drops a table's meaning for screen readers, so a card's roles are said aloud.
    role = (' role="{}"' if wide else "").format
    # Each text is a paragraph, so that a search, which sees no cells, parts them.
    out.append(f"<table{role('table')}><caption><p>{text(of.caption)}</p></caption>")
    heads = "".join(f'<th scope="col"{role("columnheader")}><p>{text(label)}</p></th>' for _, label in columns)
    out.append(f"<thead{role('rowgroup')}><tr{role('row')}>{heads}</tr></thead><tbody{role('rowgroup')}>")
    for row in of.rows:
        anchor = f"{name}-{row.id}"
        first = row.cells[columns[0][0]]
        label = cell(view, first)
        plain = view.words(first) if isinstance(first, model.Quantity) else str(first)
        if row.see:
            label = f'<a href="{view.href(row.see)}">{label}</a>'
        mark = ""
        if len(keys) > 1:
            letter = keys[key_of[row.id]]
            mark = _mark(f"{name}-source-{letter}", letter)
        short = ' class="short"' if len(plain) <= 12 else ""  # one word and a bit: not to be broken at its hyphen
        out.append(
            f'<tr{role("row")} id="{anchor}"><th{short} '
            f'scope="row"{role("rowheader")}>{label}{mark}{row_link(anchor, plain)}</th>'
        )
        for key, heading in columns[1:]:
            shown = cell(view, row.cells[key])
            whole = shown if isinstance(row.cells[key], tuple) else f"<p>{shown}</p>"
            out.append(
                f'<td role="cell" data-label="{attribute(heading)}">{whole}</td>' if wide else f"<td>{whole}</td>"
            )
        out.append("</tr>")
    out.append("</tbody></table><figcaption>")
    if of.note:
        out.append(f"<p>{text(of.note)}</p>")
    for (source, checked, by), letter in keys.items():
        lead = f'<span id="{name}-source-{letter}">{letter}</span> ' if len(keys) > 1 else ""
        also = f"; {_verification(view, by, of.columns)}" if by else ""
        out.append(f"<p data-search-exclude>{lead}Read in {view.source(source)}, {view.checked(checked)}{also}.</p>")
    out.append("</figcaption></figure>")
    return (
        "".join(out).replace("</th>", "</th> ").replace("</td>", "</td> ").replace("</caption>", "</caption> ")
    )  # the index would join the words


def _verification(view: View, by: Verification, columns: Mapping[str, str]) -> str:
    """'checked by machine against botocore 1.44.5: Limit; in part: Default', with the columns that are."""
    full, part = (
        ", ".join(text(label) for column, label in columns.items() if column in of) for of in (by.whole, by.part)
    )
    by_machine = f"{checked_by_machine(view, part=not by.whole)} against {listing(by.packages)}"
    return by_machine + (f": {full or part}" if full or part else "") + (f"; in part: {part}" if full and part else "")


def checked_by_machine(view: View, part: bool = False) -> str:
    return f'<a href="{view.href("how-checked.md#what-a-machine-checks")}">checked {"in part " * part}by machine</a>'


def cite(index: int, source: model.Source) -> str:
    """The quiet mark in a sentence, leading to the page's list of sources."""
    # A word joiner keeps the mark on the line of the sentence that it backs.
    return "&#8288;" + _mark(f"source-{index}", str(index), f' title="{attribute(source.title)}"')


def _mark(anchor: str, name: str, title: str = "") -> str:
    link = f'<a href="#{anchor}"{title} aria-label="Source {name}">{name}</a>'
    return f'<sup class="cite" data-search-exclude>{link}</sup>'


def sources(view: View, cited: Iterable[str]) -> str:
    """The page's list of sources, numbered as cited, as one line of HTML."""
    items = []
    for index, name in enumerate(cited, 1):
        source = view.site.sources[name]
        read_in = "" if (source.edition or "").startswith("not read") else "read in "
        edition = f", {read_in}{text(source.edition)}" if source.edition else ""
        items.append(
            f'<li id="source-{index}">{view.source(name)}. {text(source.publisher)}; {source.kind}{edition}, '
            f"checked {view.checked(source.checked)}.</li>"
        )
    return f'<ol class="sources" data-search-exclude>{"".join(items)}</ol>'


def changed(key: str, of: model.Change, mark: str) -> str:
    """One line on what was so, or what older courses say and never was (HTML); the page says beside it what is so.

    `mark` cites the source.
    """
    words = (
        f"<strong>Changed {date(of.since)}:</strong> {text(of.old)}"
        if of.since
        else f"<strong>Older courses say</strong> that {text(of.old)}; that never was so"
    )
    return f'<p class="changed"><span id="changed-{key}"></span>{words}.{mark}</p>'
