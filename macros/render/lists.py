"""What collects: glossaries, lists of tables, counts, cards, headed tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..facts import model, standing
from ..facts.quantities import format_number
from .tables import cell, row_link
from .text import date, listing, markdown, text
from .view import View


def glossary(view: View, keys: Iterable[str]) -> str:
    """Terms as one definition list, in alphabetical order (HTML).

    The search reads the other names from it: they stand between "also called" and the paragraph.
    """
    out: list[str] = []
    for key, of in sorted(
        ((key, view.site.terms[key]) for key in keys), key=lambda item: item[1].term.lower().lstrip(".")
    ):
        also = f' <span class="also">also called {", ".join(map(text, of.also))}</span>' if of.also else ""
        see = f' <a href="{view.href(of.see)}">More on {text(of.term)}</a>' if of.see else ""
        out.append(
            f'<dt id="{key}">{text(of.term)}{also}{row_link(key, "term", first=not out)}</dt>'
            f"<dd><p>{text(of.text)}{see}</p></dd>"
        )
    return f'<dl class="glossary">{"".join(out)}</dl>'


def all_terms(view: View, letters: Mapping[str, Sequence[tuple[str, str]]], pages: Mapping[str, str]) -> str:
    """The names that begin with each of the `letters` on this page, as links to what they mean, below links to every
    letter's page (HTML).

    `letters`: the name and the address of its meaning, by letter; `pages`: the page of every letter.
    """
    jump = " ".join(view.link(f"{page}#letter-{letter.lower()}", letter) for letter, page in pages.items())
    lists = "".join(
        f'<h3 id="letter-{letter.lower()}">{letter}</h3>{columns(view.link(to, name) for name, to in names)}'
        for letter, names in letters.items()
    )
    letter_links = f'<nav class="letters" aria-label="Letters" data-search-exclude>{jump}</nav>'
    return f"{letter_links}<div data-search-exclude>{lists}</div>"


def columns(items: Iterable[str]) -> str:
    """A list in columns (HTML)."""
    return f'<ul class="columns">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def counts(view: View) -> str:
    """How many facts rest on what, as a Markdown list."""
    shown = {name: format_number(count) for name, count in standing.counts(view.site).items()}
    return "\n".join(
        (
            f"- {shown['facts']} facts stand in data: cells of tables, lines of cheat sheets, changes and "
            "corrections, deployment policies and versions of the exam.",
            f"- {shown['whole']} of them are **checked by machine**, and {shown['part']} more **in part**; "
            f"{shown['checks']} checks do it.",
            f"- {shown['documentation']} of the others are **read** in AWS's documentation, "
            f"{shown['elsewhere']} in code, repositories or third parties' pages.",
            f"- {shown['advice']} statements on the pages are **advice**: each begins with that word.",
            f"- {shown['unsourced']} are without a source; such a fact, or one without a day, stops the build. "
            f"Facts and pages rest on {shown['sources']} sources.",
        )
    )


def by_machine(view: View) -> str:
    """What a machine checks, table by table (HTML)."""
    items = (
        f"<li>{cell(view, row.link)}: of {row.facts} {row.whole} whole, {row.part} in part, "
        f"against {listing(row.packages)}</li>"
        for row in standing.by_machine(view.site)
    )
    return f"<ul>{''.join(items)}</ul>"


def exam_now(
    view: View, now: model.ExamVersion, then: model.ExamVersion | None, news: model.ExamVersion | None, marks: str
) -> str:
    """Which version can be taken, and where it is said what is new in the next or in a young one (HTML).

    `marks` cite the guides.
    """
    words = f"The exam is {now.code}" + (f", since {date(now.first)}" if news is now and now.first else "")
    if then and now.last and then.first:
        until, since = date(now.last), date(then.first)
        words = f"Up to and including {until} the exam is {now.code}, and from {since} it is {then.code}"
    more = f" {view.link(news.news, f'What is new in {news.code}')}." if news and news.news else ""
    return f"{words}.{marks}{more}"


def service_head(view: View, key: str) -> str:
    """A heading for a service with its line and a link to its pages (Markdown)."""
    of = view.site.services.get(key)
    if not of:
        return f"## {markdown(key.capitalize())}"
    return f"## {markdown(of.label)} {{ #{key} }}\n\n<p>{view.link(f'{key}/index.md', of.label)}: {text(of.line)}</p>"


def cards(view: View, groups: Mapping[str, model.ServiceGroup]) -> str:
    """The groups of services with a card for each that has pages: its name, which leads to the first, and its line
    (HTML).
    """
    services, pages, out = view.site.services, view.site.pages, []
    for key, group in groups.items():
        first = {f"{name}/index.md": services[name] for name in group.services if f"{name}/index.md" in pages}
        cards = "".join(f"<li>{view.link(page, of.label)}<p>{text(of.line)}</p></li>" for page, of in first.items())
        own = f"{key}/index.md" if f"{key}/index.md" in pages and key not in services else ""
        only = [of.label for of in first.values()] == [group.label]  # which would say it twice
        name = view.link(own, group.label) if own else text(group.label)
        head = "" if own == view.here or only else f"<h3>{name}</h3>"
        out += [f"<section>{head}<ul>{cards}</ul></section>"] if cards else []
    return f'<div class="cards">{"".join(out)}</div>'


def headed(tables: Iterable[tuple[str, str, str]]) -> str:
    """Tables below a heading each: the heading's id and text, and the table's HTML (Markdown)."""
    return "\n".join(f"### {markdown(heading)} {{ #{key} }}\n\n{html}\n" for key, heading, html in tables)
