"""Cheat sheets, alone and as tabs (Markdown)."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent

from .proof import checked_by_machine, folded, span
from .text import attribute, counted, listing, markdown
from .view import View


def sheet(view: View, name: str) -> str:
    """A cheat sheet: a label and a list for each group, then where it was read and how much of it a machine checks."""
    of = view.site.sheets[name]
    own_page = view.here == of.page
    out = [print_buttons("Print this sheet"), ""] if own_page else []
    for group in of.groups:
        out += [
            f"**{markdown(group.label)}**{{ .sheet-label }}",
            "",
            *(f"- {markdown(line.text)}{_more(view, line.see)}" for line in group.lines),
            "",
        ]
    lines = [line for group in of.groups for line in group.lines]
    used = dict.fromkeys((line.source or of.source, line.checked or of.checked) for line in lines)
    read = "; ".join(f"{view.source(source)}, {view.checked(checked)}" for source, checked in used)
    done = view.site.verified(f"sheet:{name}.")
    full = sum(bool(by.whole) for by in done.values())
    machine = f", by machine {full} of {len(lines)} lines" if done else ""
    part = f" and {len(done) - full} more in part" * (full < len(done))
    line = f"Checked {span(view, (day for _, day in used))} in {counted(len({one for one, _ in used}), 'source')}"
    packages = sorted({package for by in done.values() for package in by.packages})
    against = f" {checked_by_machine(view).replace('>c', '>C')} against {listing(packages)}." if done else ""
    more = "" if own_page else f"\n\n{view.link(of.page, 'This sheet on its own page')}"
    return "\n".join([*out, folded(f"{line}{machine}{part}", f"<p>Read in {read}.{against}</p>") + more])


def _more(view: View, see: str) -> str:
    """A quiet link to what explains a line (HTML)."""
    title = attribute(view.site.pages[see.partition("#")[0]].title)
    # The space does not break, so that the arrow, which is the style sheet's, never begins a line.
    return f'\N{NO-BREAK SPACE}<a class="more" data-search-exclude href="{view.href(see)}" aria-label="{title}"></a>'


def print_buttons(one: str, every: str = "") -> str:
    """Buttons that print, for assets/notes.js; without it they are not shown (HTML)."""
    more = f'<button type="button" data-print="all">{every}</button>' if every else ""
    return f'<div class="print" data-search-exclude><button type="button" data-print="one">{one}</button>{more}</div>'


def sheets(view: View, names: Iterable[str]) -> str:
    """The cheat sheets as one set of content tabs."""
    names = list(names)
    tabs = [print_buttons("Print this sheet", "Print all sheets" * (len(names) > 1))] if names else []
    for name in names:
        label = view.site.sheets[name].label
        # On paper the tabs' labels are gone, so each sheet says its name there.
        inner = f"**{markdown(label)}**{{ .sheet-title }}\n\n{sheet(view, name)}"
        fragment = label.lower().replace(" ", "-")  # as the tabs' extension makes it
        inner += f' <a class="permalink" data-search-exclude href="#{fragment}">Link to this tab</a>'
        # A search reads the labels as one line; the space parts them.
        tabs.append(f'=== "{label} "\n\n{indent(inner, "    ")}')
    return "\n\n".join(tabs)
