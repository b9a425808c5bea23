"""Tables and their cells, sources and marks.

Tables come as HTML on one line. Markdown cannot name a caption, a row or a row header, and one line survives being
indented by a tab or an admonition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..facts import model
from ..facts.derive import service_position
from . import proof
from .text import attribute, date, pluralize, text, unbreakable_parts
from .view import View

# On a phone of 360 px: the characters of a row, those that its link and its letter take, the width of a bold one, and
# the lines that a cell may have.
PHONE, ROW_LINK, BOLD, LINES = 44, 3.0, 1.15, 4


def cell(view: View, value: model.Cell) -> str:
    """A cell's HTML. Yes and no are words, not colours alone."""
    if isinstance(value, bool):
        return f'<span class="mark mark--{"yes" if value else "no"}">{"Yes" if value else "No"}</span>'
    if isinstance(value, model.Quantity):
        return text(view.format_quantity(value))
    if isinstance(value, tuple):
        links = _links(value)
        items = _link_items(view, links) if links else [cell(view, part) for part in value]
        list_class = ' class="pages"' if links else ""
        # Safari takes a list without marks for none.
        return f'<ul{list_class} role="list">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
    if isinstance(value, model.Link):
        return view.link(value.page, value.text)
    return text(value)


def _links(value: model.Cell) -> list[model.Link]:
    """The links of a cell that lists nothing else."""
    parts = value if isinstance(value, tuple) else ()
    links = [part for part in parts if isinstance(part, model.Link)]
    return links if len(links) == len(parts) else []


def _link_items(view: View, links: Iterable[model.Link]) -> list[str]:
    """Links to pages, an item for each service, in the order of the services: its name once, then each title."""
    services, links_by_folder = view.site.services, dict[str, list[model.Link]]()
    for link in sorted(links, key=lambda link: service_position(view.site, link.page)):
        links_by_folder.setdefault(model.folder(link.page), []).append(link)
    items = []
    for folder, pages in links_by_folder.items():
        label = services[folder].label if folder in services else ""
        prefix = f"{label}: " if label else ""
        index = [link for link in pages if link.page == f"{folder}/index.md"]
        titles = (view.link(link.page, link.text.removeprefix(prefix)) for link in pages if link not in index)
        if index:
            head = view.link(index[0].page, label or index[0].text)
        else:
            head = text(label) if any(link.text.startswith(prefix) for link in pages) else ""
        items.append(": ".join(filter(None, (head, ", ".join(titles)))))
    return items


def row_link(anchor: str, kind: str = "row", first: bool = True) -> str:
    """The permalink of a row or a term. Only the `first` of many is a tab stop; arrow keys lead from it to the others
    (assets/notes.js).
    """
    extra = f' title="Arrow keys: the links of the other {kind}s"' if first else ' tabindex="-1"'
    return f'<a class="headerlink" data-search-exclude href="#{anchor}" aria-label="Link to this {kind}"{extra}>#</a>'


def table(
    view: View,
    name: str,
    table: model.Table,
    prefix: str | None = None,
    searched: bool = True,
    heads: Mapping[str, str] | None = None,
) -> str:
    """The table `name` as one line of HTML; the search skips it unless it is `searched`.

    Row `r` has the id `name-r`. Below stand its sources, days and checks (its facts are named `prefix` and the row, by
    default `name.`); a row with another source than most has a letter that leads to it. `heads`: the head above a row
    and those below it, by the row's id; by default from the column `table.heads`.
    """
    columns = [(key, label) for key, label in table.columns.items() if key != table.heads]
    if table.heads:
        groups = [" ".join(_cell_texts(view, row.cells[table.heads])) for row in table.rows]
        heads = {table.rows[groups.index(group)].id: group for group in groups}
    readings = {row.id: (row.source or table.source, row.checked or table.checked) for row in table.rows}
    letters = proof.letters(readings.values())
    names = {row.id: "".join(_cell_texts(view, row.cells[columns[0][0]])) for row in table.rows}
    cards = not _fits_phone(view, table, columns, any(letters.values()))
    parts = [
        f'<figure class="facts{" facts--cards" if cards else ""}" '
        f'id="table-{name}"{"" if searched else " data-search-exclude"}>'
    ]
    # display: block removes the table roles for screen readers, so cards name them.
    role = (' role="{}"' if cards else "").format
    # Each text is a paragraph, so that the search index, which ignores cells, separates them.
    parts.append(f"<table{role('table')}><caption><p>{text(table.caption)}</p></caption>")
    headers = "".join(f'<th scope="col"{role("columnheader")}><p>{text(label)}</p></th>' for _, label in columns)
    parts.append(f"<thead{role('rowgroup')}><tr{role('row')}>{headers}</tr></thead>")
    for row in table.rows:
        head = (heads or {}).get(row.id)
        if head or row is table.rows[0]:
            parts.append("</tbody>" * (row is not table.rows[0]) + f"<tbody{role('rowgroup')}>")
        if head:
            exclude = "" if table.heads else " data-search-exclude"  # the search names the service of each result
            parts.append(
                f'<tr{role("row")} class="head"{exclude}><th colspan="{len(columns)}" scope="rowgroup"'
                f"{role('rowheader')}><p>{text(head)}</p></th></tr>"
            )
        anchor = f"{name}-{row.id}"
        label = cell(view, row.cells[columns[0][0]])
        if row.see:
            label = f'<a href="{view.href(row.see)}">{label}</a>'
        letter = letters[readings[row.id]]
        mark = _mark(f"{name}-source-{letter}", letter) if letter else ""
        # A short name must not break at its hyphen.
        short = ' class="short"' if len(names[row.id]) <= 12 else ""
        link = row_link(anchor, first=row is table.rows[0])
        name_cell = f'<th{short} scope="row"{role("rowheader")}>{label}{mark}{link}</th>'
        parts.append(f'<tr{role("row")} id="{anchor}">{name_cell}')
        for key, heading in columns[1:]:
            content = cell(view, row.cells[key])
            block = content if isinstance(row.cells[key], tuple) else f"<p>{content}</p>"
            attributes = f' role="cell" data-label="{attribute(heading)}"' if cards else ""
            parts.append(f"<td{attributes}>{block}</td>")
        parts.append("</tr>")
    parts.append("</tbody></table><figcaption>")
    if table.note:
        parts.append(f"<p>{text(table.note)}</p>")
    if len({*names.values()}) < len(names):  # rows of the same name differ in their next cell
        second = columns[1][0]
        names = {row.id: f"{names[row.id]}: {''.join(_cell_texts(view, row.cells[second]))}" for row in table.rows}
    verified = view.site.verified(f"{name}." if prefix is None else prefix)
    parts.append(proof.render(view, name, table.columns, names, letters, {row: verified.get(row) for row in names}))
    parts.append("</figcaption></figure>")
    # Otherwise the search index would join the words of neighbouring cells.
    return "".join(parts).replace("</th>", "</th> ").replace("</td>", "</td> ").replace("</caption>", "</caption> ")


def _cell_texts(view: View, value: model.Cell) -> tuple[str, ...]:
    """The text of a cell, item by item."""
    if isinstance(value, tuple):
        return tuple(item for part in value for item in _cell_texts(view, part))
    if isinstance(value, bool):
        return ("Yes" if value else "No",)
    if isinstance(value, model.Quantity):
        return (view.format_quantity(value),)
    return (value.text if isinstance(value, model.Link) else value,)


def _fits_phone(view: View, table: model.Table, columns: list[tuple[str, str]], has_letters: bool) -> bool:
    """Whether the table stays one on a phone: each column gets its longest word, and each text takes few lines."""
    width = ROW_LINK * (1 + has_letters)
    for key, heading in columns:
        items = [item.replace("`", "") for row in table.rows for item in _cell_texts(view, row.cells[key])]
        words = max(len(word) for item in [heading, *items] for word in unbreakable_parts(item))
        bold = BOLD if key == columns[0][0] else 1
        width += bold * max(words, max(map(len, items)) / LINES) + 1  # and a space between two columns
    has_pages = any(_links(value) for row in table.rows for value in row.cells.values())
    return width <= PHONE or (len(columns) < 3 and not has_pages)


def cite_mark(index: int, source: model.Source) -> str:
    """The quiet mark in a sentence, leading to the page's list of sources."""
    # A word joiner keeps the mark on the line of its sentence.
    return "&#8288;" + _mark(f"source-{index}", str(index), f' title="{attribute(source.title)}"')


_MARKS = re.compile(r'(?:&#8288;<sup class="cite" data-search-exclude>.*?</sup>)+')
_CONTINUATION = re.compile(r" *(?![-*+] |\d+[.)] |[|#>!:=<{&]|$)")  # a line of the same paragraph, not a new block


def merge_marks(page: str) -> str:
    """`page` (Markdown, one sentence a line) with one mark where consecutive sentences have the same: the last of them
    keeps it, and its label says for how many it stands.
    """
    lines = page.split("\n")
    pending = 0  # sentences before this line whose mark it takes over
    for index, line in enumerate(lines):
        marks = [*_MARKS.finditer(line)]
        if pending:
            suffix = f", also for the {pending} sentences before" if pending > 1 else ", also for the sentence before"
        next_line = lines[index + 1] if index + 1 < len(lines) else ""
        next_marks = _MARKS.search(next_line) if _CONTINUATION.match(next_line) else None
        taken = 0
        if marks and marks[-1].end() == len(line) and next_marks and next_marks[0] == marks[-1][0]:
            lines[index] = line[: marks.pop().start()]
            taken = 1 if marks else pending + 1
        if pending and marks:
            extended = re.sub(r'(title="[^"]*|aria-label="Source \d+)', rf"\1{suffix}", marks[0][0])
            lines[index] = lines[index][: marks[0].start()] + extended + lines[index][marks[0].end() :]
        pending = taken
    return "\n".join(lines)


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
            f'<li id="source-{index}">{view.source_link(name)}. {text(source.publisher)}; {source.kind}{edition}, '
            f"checked {view.checked_date(source.checked)}.</li>"
        )
    days = {view.site.sources[name].checked for name in cited}
    summary = f"{pluralize(len(items), 'source')}, read {proof.date_range(view, days)}"
    return proof.folded(summary, f'<ol class="sources">{"".join(items)}</ol>')


def change_note(key: str, change: model.Change, mark: str) -> str:
    """What was so, or what older courses say and never was, on one line that unfolds to what is so (HTML).

    `mark` cites the source.
    """
    words = (
        f"<strong>Changed {date(change.since)}:</strong> {text(change.old)}"
        if change.since
        else f"<strong>Older courses say</strong> that {text(change.old)}; that never was so"
    )
    return (
        f'<details class="changed"><summary><span id="changed-{key}"></span>{words}.</summary>'
        f"<p data-search-exclude>{text(change.new)}{mark}</p></details>"
    )
