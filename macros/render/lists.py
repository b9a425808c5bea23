"""Lists: glossaries, terms, counts, cards of services, headed tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..facts import model, statistics
from ..facts.quantities import format_number
from .tables import cell, row_link
from .text import date, join_words, markdown, text
from .view import View


def glossary(view: View, keys: Iterable[str]) -> str:
    """Terms as one definition list, in alphabetical order (HTML).

    The search reads the other names from it: they stand between "also called" and the paragraph.
    """
    entries: list[str] = []
    terms = view.site.terms
    for key in sorted(keys, key=lambda key: terms[key].term.lower().lstrip(".")):
        term = terms[key]
        also = f' <span class="also">also called {", ".join(map(text, term.also))}</span>' if term.also else ""
        see = f' <a href="{view.href(term.see)}">More on {text(term.term)}</a>' if term.see else ""
        entries.append(
            f'<dt id="{key}">{text(term.term)}{also}{row_link(key, "term", first=not entries)}</dt>'
            f"<dd><p>{text(term.text)}{see}</p></dd>"
        )
    return f'<dl class="glossary">{"".join(entries)}</dl>'


def all_terms(view: View, letters: Mapping[str, Sequence[tuple[str, str]]], pages: Mapping[str, str]) -> str:
    """The names that begin with each of the `letters` on this page, as links to what they mean, below links to every
    letter's page (HTML).

    `letters`: the name and the address of its meaning, by letter; `pages`: the page of every letter.
    """
    links = " ".join(view.link(f"{page}#letter-{letter.lower()}", letter) for letter, page in pages.items())
    lists = "".join(
        f'<h3 id="letter-{letter.lower()}">{letter}</h3>{columns(view.link(address, name) for name, address in names)}'
        for letter, names in letters.items()
    )
    letter_links = f'<nav class="letters" aria-label="Letters" data-search-exclude>{links}</nav>'
    return f"{letter_links}<div data-search-exclude>{lists}</div>"


def columns(items: Iterable[str]) -> str:
    """A list in columns (HTML)."""
    return f'<ul class="columns">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def counts(view: View) -> str:
    """How many facts rest on what, as a Markdown list."""
    counts = {name: format_number(count) for name, count in statistics.counts(view.site).items()}
    return "\n".join(
        (
            f"- {counts['facts']} facts stand in data: cells of tables, lines of cheat sheets, changes and "
            "corrections, deployment policies and versions of the exam.",
            f"- {counts['whole']} of them are **checked by machine**, and {counts['part']} more **in part**; "
            f"{counts['checks']} checks do it.",
            f"- {counts['documentation']} of the others are **read** in AWS's documentation, "
            f"{counts['elsewhere']} in code, repositories or third parties' pages.",
            f"- {counts['advice']} statements on the pages are **advice**: each begins with that word.",
            f"- {counts['unsourced']} are without a source; such a fact, or one without a day, stops the build. "
            f"Facts and pages rest on {counts['sources']} sources.",
        )
    )


def by_machine(view: View) -> str:
    """What a machine checks, table by table (HTML)."""
    items = (
        f"<li>{cell(view, row.link)}: of {row.facts} {row.whole} whole, {row.part} in part, "
        f"against {join_words(row.packages)}</li>"
        for row in statistics.by_machine(view.site)
    )
    return f"<ul>{''.join(items)}</ul>"


def exam_now(
    view: View, now: model.ExamVersion, upcoming: model.ExamVersion | None, news: model.ExamVersion | None, marks: str
) -> str:
    """Which version can be taken, and a link to what is new in the upcoming or in a recent one (HTML).

    `marks` cite the guides.
    """
    since = f", since {date(now.first)}" if news is now and now.first else ""
    sentence = f"The exam is {now.code}{since}"
    if upcoming and now.last and upcoming.first:
        last, first = date(now.last), date(upcoming.first)
        sentence = f"Up to and including {last} the exam is {now.code}, and from {first} it is {upcoming.code}"
    news_link = f" {view.link(news.news, f'What is new in {news.code}')}." if news and news.news else ""
    return f"{sentence}.{marks}{news_link}"


def service_head(view: View, key: str) -> str:
    """A heading for a service with its line and a link to its pages (Markdown)."""
    service = view.site.services.get(key)
    if not service:
        return f"## {markdown(key.capitalize())}"
    link = view.link(f"{key}/index.md", service.label)
    return f"## {markdown(service.label)} {{ #{key} }}\n\n<p>{link}: {text(service.line)}</p>"


def cards(view: View, groups: Mapping[str, model.ServiceGroup]) -> str:
    """The groups of services with a card for each that has pages: its name as a link, and its line (HTML)."""
    services, pages, sections = view.site.services, view.site.pages, []
    for key, group in groups.items():
        shown = {f"{name}/index.md": services[name] for name in group.services if f"{name}/index.md" in pages}
        items = "".join(
            f"<li>{view.link(page, item.label)}<p>{text(item.line)}</p></li>" for page, item in shown.items()
        )
        group_page = f"{key}/index.md" if f"{key}/index.md" in pages and key not in services else ""
        repeats_label = [service.label for service in shown.values()] == [group.label]
        name = view.link(group_page, group.label) if group_page else text(group.label)
        heading = "" if group_page == view.path or repeats_label else f"<h3>{name}</h3>"
        sections += [f"<section>{heading}<ul>{items}</ul></section>"] if items else []
    return f'<div class="cards">{"".join(sections)}</div>'


def headed_tables(tables: Iterable[tuple[str, str, str]]) -> str:
    """Tables below a heading each: the heading's id and text, and the table's HTML (Markdown)."""
    return "\n".join(f"### {markdown(heading)} {{ #{key} }}\n\n{html}\n" for key, heading, html in tables)
