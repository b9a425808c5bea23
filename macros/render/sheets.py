"""Cheat sheets, alone and as tabs (Markdown)."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent

from .proof import checked_by_machine, date_range, folded
from .text import attribute, markdown, pluralize
from .view import View


def sheet(view: View, name: str) -> str:
    """A cheat sheet: a label and a list for each group, then its sources and how much of it a machine checks."""
    sheet = view.site.sheets[name]
    own_page = view.path == sheet.page
    blocks = [print_buttons("Print this sheet"), ""] if own_page else []
    for group in sheet.groups:
        blocks += [
            f"**{markdown(group.label)}**{{ .sheet-label }}",
            "",
            *(f"- {markdown(line.text)}{_more_link(view, line.see)}" for line in group.lines),
            "",
        ]
    lines = [line for group in sheet.groups for line in group.lines]
    readings = dict.fromkeys((line.source or sheet.source, line.checked or sheet.checked) for line in lines)
    days, sources = date_range(view, (day for _, day in readings)), {source for source, _ in readings}
    summary = f"Checked {days} in {pluralize(len(sources), 'source')}"
    read_in = "; ".join(f"{view.source_link(source)}, {view.checked_date(day)}" for source, day in readings)
    details = f"<p>Read in {read_in}."
    if verified := view.site.verified(f"sheet:{name}."):
        whole = sum(bool(verification.whole) for verification in verified.values())
        summary += f", by machine {whole} of {len(lines)} lines"
        summary += f" and {len(verified) - whole} more in part" * (whole < len(verified))
        packages = sorted({package for verification in verified.values() for package in verification.packages})
        details += f" {checked_by_machine(view, packages)}."
    page_link = "" if own_page else f"\n\n{view.link(sheet.page, 'This sheet on its own page')}"
    return "\n".join([*blocks, folded(summary, f"{details}</p>") + page_link])


def _more_link(view: View, see: str) -> str:
    """A quiet link to what explains a line (HTML)."""
    title = attribute(view.site.pages[see.partition("#")[0]].title)
    # The space does not break, so that the arrow, which is the style sheet's, never begins a line.
    return f'\N{NO-BREAK SPACE}<a class="more" data-search-exclude href="{view.href(see)}" aria-label="{title}"></a>'


def print_buttons(label: str, all_label: str = "") -> str:
    """Buttons that print, for assets/notes.js; without it they are not shown (HTML)."""
    all_button = f'<button type="button" data-print="all">{all_label}</button>' if all_label else ""
    button = f'<button type="button" data-print="one">{label}</button>'
    return f'<div class="print" data-search-exclude>{button}{all_button}</div>'


def sheets(view: View, names: Iterable[str]) -> str:
    """The cheat sheets as one set of content tabs."""
    names = list(names)
    tabs = [print_buttons("Print this sheet", "Print all sheets" * (len(names) > 1))] if names else []
    for name in names:
        label = view.site.sheets[name].label
        # On paper the tabs' labels are gone, so each sheet says its name there.
        content = f"**{markdown(label)}**{{ .sheet-title }}\n\n{sheet(view, name)}"
        fragment = label.lower().replace(" ", "-")  # as the tabs' extension makes it
        content += f' <a class="permalink" data-search-exclude href="#{fragment}">Link to this tab</a>'
        # A search reads the labels as one line; the space parts them.
        tabs.append(f'=== "{label} "\n\n{indent(content, "    ")}')
    return "\n\n".join(tabs)
