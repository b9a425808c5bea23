"""Tables and their cells, sources and marks.

Tables come as HTML on one line. Markdown cannot name a caption, a row or a row header, and one line survives being
indented by a tab or an admonition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..facts import model
from . import proof
from .text import attribute, counted, date, text, unbroken
from .view import View

# On a phone of 360 px: characters side by side in a table, of which a row's link and its letter take some and a bold
# one more than another; and lines that are few.
PHONE, ROW_LINK, BOLD, LINES = 44, 3.0, 1.15, 4


def cell(view: View, value: model.Cell) -> str:
    """A cell's HTML. A mark is a word, so that nobody needs to see its colour."""
    if isinstance(value, bool):
        return f'<span class="mark mark--{"yes" if value else "no"}">{"Yes" if value else "No"}</span>'
    if isinstance(value, model.Quantity):
        return text(view.words(value))
    if isinstance(value, tuple):
        links = [part for part in value if isinstance(part, model.Link)]
        items = _by_service(view, links) if links else [cell(view, part) for part in value]
        kind = ' class="pages"' if links else ""
        # Safari takes a list without marks for none.
        return f'<ul{kind} role="list">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
    if isinstance(value, model.Link):
        return view.link(value.page, value.text)
    return text(value)


def _by_service(view: View, links: Iterable[model.Link]) -> list[str]:
    """Links to pages, an item a service, in the order of the services: its name once, then each title."""
    services, by_area = view.site.services, dict[str, list[model.Link]]()
    for link in sorted(links, key=lambda link: view.site.order.get(model.area(link.page), len(services))):
        by_area.setdefault(model.area(link.page), []).append(link)
    items = []
    for area, pages in by_area.items():
        label = services[area].label if area in services else ""
        index = [link for link in pages if link.page == f"{area}/index.md"]
        titles = ", ".join(
            view.link(link.page, link.text.removeprefix(f"{label}: ")) for link in pages if link not in index
        )
        if index:
            head = view.link(index[0].page, label or index[0].text)
        else:
            head = text(label) if any(link.text.startswith(f"{label}: ") for link in pages) else ""
        items.append(": ".join(filter(None, (head, titles))))
    return items


def row_link(anchor: str, what: str = "row", first: bool = True) -> str:
    """The permalink of a row or a term. Of many only the `first` is a stop for the Tab key; from it arrow keys lead to
    the others (assets/notes.js).
    """
    keys = f' title="Arrow keys: the links of the other {what}s"' if first else ' tabindex="-1"'
    return f'<a class="headerlink" data-search-exclude href="#{anchor}" aria-label="Link to this {what}"{keys}>#</a>'


def table(
    view: View,
    name: str,
    of: model.Table,
    prefix: str | None = None,
    searched: bool = True,
    heads: Mapping[str, str] | None = None,
) -> str:
    """The table `name` as one line of HTML; the search passes one over that is not `searched`.

    Row `r` has the id `name-r`. Where and when it was read stands below, and by what it is checked (facts are named
    `prefix` and the row, `name.` by default); a row that was read elsewhere than most has a letter that leads there.
    `heads`: what stands above a row, by its id, as the head of it and those below; by default what its column says.
    """
    columns = [(key, label) for key, label in of.columns.items() if key != of.heads]
    if of.heads:
        kinds = [" ".join(_plain(view, row.cells[of.heads])) for row in of.rows]
        heads = {of.rows[kinds.index(kind)].id: kind for kind in kinds}
    keys = {row.id: (row.source or of.source, row.checked or of.checked) for row in of.rows}
    letters = proof.letters(keys.values())
    names = {row.id: "".join(_plain(view, row.cells[columns[0][0]])) for row in of.rows}
    cards = not _fits(view, of, columns, any(letters.values()))
    out = [
        f'<figure class="facts{" facts--cards" if cards else ""}" '
        f'id="table-{name}"{"" if searched else " data-search-exclude"}>'
    ]
    # display: block drops a table's meaning for screen readers, so a card's roles are said aloud.
    role = (' role="{}"' if cards else "").format
    # Each text is a paragraph, so that a search, which sees no cells, parts them.
    out.append(f"<table{role('table')}><caption><p>{text(of.caption)}</p></caption>")
    names_of_columns = "".join(
        f'<th scope="col"{role("columnheader")}><p>{text(label)}</p></th>' for _, label in columns
    )
    out.append(f"<thead{role('rowgroup')}><tr{role('row')}>{names_of_columns}</tr></thead>")
    for row in of.rows:
        head = (heads or {}).get(row.id)
        if head or row is of.rows[0]:
            out.append("</tbody>" * (row is not of.rows[0]) + f"<tbody{role('rowgroup')}>")
        if head:
            known = "" if of.heads else " data-search-exclude"  # the service is told with each result
            out.append(
                f'<tr{role("row")} class="head"{known}><th colspan="{len(columns)}" scope="rowgroup"'
                f"{role('rowheader')}><p>{text(head)}</p></th></tr>"
            )
        anchor = f"{name}-{row.id}"
        label = cell(view, row.cells[columns[0][0]])
        if row.see:
            label = f'<a href="{view.href(row.see)}">{label}</a>'
        letter = letters[keys[row.id]]
        mark = _mark(f"{name}-source-{letter}", letter) if letter else ""
        # One word and a bit is not to be broken at its hyphen.
        short = ' class="short"' if len(names[row.id]) <= 12 else ""
        link = row_link(anchor, first=row is of.rows[0])
        out.append(f'<tr{role("row")} id="{anchor}"><th{short} scope="row"{role("rowheader")}>{label}{mark}{link}</th>')
        for key, heading in columns[1:]:
            shown = cell(view, row.cells[key])
            whole = shown if isinstance(row.cells[key], tuple) else f"<p>{shown}</p>"
            out.append(
                f'<td role="cell" data-label="{attribute(heading)}">{whole}</td>' if cards else f"<td>{whole}</td>"
            )
        out.append("</tr>")
    out.append("</tbody></table><figcaption>")
    if of.note:
        out.append(f"<p>{text(of.note)}</p>")
    if len({*names.values()}) < len(names):  # rows of one name are told apart by what comes next
        names = {row.id: f"{names[row.id]}: {''.join(_plain(view, row.cells[columns[1][0]]))}" for row in of.rows}
    verified = view.site.verified(f"{name}." if prefix is None else prefix)
    out.append(proof.below(view, name, of.columns, names, letters, {row: verified.get(row) for row in names}))
    out.append("</figcaption></figure>")
    # The index would join the words.
    return "".join(out).replace("</th>", "</th> ").replace("</td>", "</td> ").replace("</caption>", "</caption> ")


def _plain(view: View, value: model.Cell) -> tuple[str, ...]:
    """A cell's words, item by item."""
    if isinstance(value, tuple):
        return tuple(item for part in value for item in _plain(view, part))
    if isinstance(value, bool):
        return ("Yes" if value else "No",)
    if isinstance(value, model.Quantity):
        return (view.words(value),)
    return (value.text if isinstance(value, model.Link) else value,)


def _fits(view: View, of: model.Table, columns: list[tuple[str, str]], lettered: bool) -> bool:
    """Whether the table stays one on a phone: each column gets its longest word, and each text takes few lines."""
    need = ROW_LINK * (1 + lettered)
    for key, heading in columns:
        items = [item.replace("`", "") for row in of.rows for item in _plain(view, row.cells[key])]
        words = max(len(word) for item in [heading, *items] for word in unbroken(item))
        bold = BOLD if key == columns[0][0] else 1
        need += bold * max(words, max(map(len, items)) / LINES) + 1  # and a space between two columns
    pages = any(
        isinstance(value, tuple) and isinstance(value[0], model.Link) for row in of.rows for value in row.cells.values()
    )
    return need <= PHONE or (len(columns) < 3 and not pages)


def cite(index: int, source: model.Source) -> str:
    """The quiet mark in a sentence, leading to the page's list of sources."""
    # A word joiner keeps the mark on the line of the sentence that it backs.
    return "&#8288;" + _mark(f"source-{index}", str(index), f' title="{attribute(source.title)}"')


_MARKS = re.compile(r'(?:&#8288;<sup class="cite" data-search-exclude>.*?</sup>)+')
_GOES_ON = re.compile(r" *(?![-*+] |\d+[.)] |[|#>!:=<{&]|$)")  # a line of the same paragraph, not a new block


def merged(page: str) -> str:
    """`page` (Markdown, one sentence a line) with one mark where sentences, one after the other, have the same: the
    last of them has it, and its name says for how many it stands.
    """
    lines = page.split("\n")
    before = 0  # sentences whose mark the line under way has taken over
    for index, line in enumerate(lines):
        own = [*_MARKS.finditer(line)]
        if before:
            also = f", also for the {before} sentences before" if before > 1 else ", also for the sentence before"
        after = _MARKS.search(lines[index + 1]) if index + 1 < len(lines) and _GOES_ON.match(lines[index + 1]) else None
        if own and own[-1].end() == len(line) and after and after[0] == own[-1][0]:
            gone = own.pop()
            lines[index] = line[: gone.start()]
            took = before + 1 if not own else 1
        else:
            took = 0
        if before and own:
            named = re.sub(r'(title="[^"]*|aria-label="Source \d+)', rf"\1{also}", own[0][0])
            lines[index] = lines[index][: own[0].start()] + named + lines[index][own[0].end() :]
        before = took
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
            f'<li id="source-{index}">{view.source(name)}. {text(source.publisher)}; {source.kind}{edition}, '
            f"checked {view.checked(source.checked)}.</li>"
        )
    days = {view.site.sources[name].checked for name in cited}
    listed = f'<ol class="sources">{"".join(items)}</ol>'
    return proof.folded(f"{counted(len(items), 'source')}, read {proof.span(view, days)}", listed)


def changed(key: str, of: model.Change, mark: str) -> str:
    """What was so, or what older courses say and never was, on one line that unfolds to what is so (HTML).

    `mark` cites the source.
    """
    words = (
        f"<strong>Changed {date(of.since)}:</strong> {text(of.old)}"
        if of.since
        else f"<strong>Older courses say</strong> that {text(of.old)}; that never was so"
    )
    return (
        f'<details class="changed"><summary><span id="changed-{key}"></span>{words}.</summary>'
        f"<p data-search-exclude>{text(of.new)}{mark}</p></details>"
    )
