"""Practice questions, complete without a script (HTML): the options, and folded below them a reason for each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ..facts import model, questions as question_facts
from .text import attribute, join_words, text
from .view import View

LETTERS = "ABCDEF"
SHOWN_PER_SERVICE = 3  # at the end of a service


def shuffled(keys: Iterable[str]) -> list[str]:
    """Questions in an order that mixes what they are about, the same in every build."""
    return sorted(keys, key=lambda key: hashlib.sha256(key.encode()).digest())


def questions(view: View, keys: Iterable[str]) -> str:
    """The questions in this order. Those that are retired say so, and are not asked."""
    homes = question_facts.question_pages(view.site)
    parts = [_retired(view, key) if key in view.site.retired else _question(view, key, homes[key]) for key in keys]
    return f"<div data-search-exclude>{''.join(parts)}</div>" if parts else ""


def service_questions(view: View, service: str) -> str:
    """The first few questions on a service, links to the pages of the others, and a place for the reader's progress."""
    site, homes = view.site, question_facts.question_pages(view.site)
    keys = [key for key in shuffled(question_facts.active(site)) if site.service("Question", key) == service]
    tasks = sorted({homes[key]: site.questions[key].tasks[0] for key in keys[SHOWN_PER_SERVICE:]}.items())
    links = [view.link(home, f"task {task}") for home, task in tasks]
    more = f"<p>{len(keys) - SHOWN_PER_SERVICE} more on this service: {join_words(links)}.</p>" if links else ""
    progress = f'<p data-questions="{attribute(" ".join(keys))}" data-search-exclude></p>' if keys else ""
    return questions(view, keys[:SHOWN_PER_SERVICE]) + more + progress


def _question(view: View, key: str, home: str) -> str:
    question = view.site.questions[key]
    right_count = len(question.right)
    input_type, many = ("radio", "") if right_count == 1 else ("checkbox", f' data-many="{right_count}"')
    options = question_facts.shuffled_options(key, question.options)
    labels = "".join(
        f'<label><input type="{input_type}" name="{key}" value="{option.id}"><b>{letter}</b> '
        f"<span>{text(option.text)}</span></label>"
        for letter, option in zip(LETTERS, options, strict=False)
    )
    reasons = "".join(
        f'<li data-option="{option.id}"{" data-right" * option.right}>'
        f"<b>{letter}, {'right' if option.right else 'wrong'}.</b> {text(option.why)} "
        f"{_fact_links(view, option)}</li>"
        for letter, option in zip(LETTERS, options, strict=False)
    )
    anchor = f' id="{key}"' if home == view.path else ""
    link = f'<a class="headerlink" href="{view.href(f"{home}#{key}")}" aria-label="Link to this question">#</a>'
    return (
        f'<fieldset class="question"{anchor} data-name="{key}"{many}>'
        f"<legend>{text(question.stem)} <strong>{text(question.ask)}</strong>{link}</legend>{labels}"
        f'<details class="reasons"><summary>Answer and reasons</summary><ul>{reasons}</ul></details></fieldset>'
    )


def _retired(view: View, key: str) -> str:
    changed_facts = join_words(_fact_link(view, name) for name in view.site.retired[key])
    return (
        f'<fieldset class="question retired" id="{key}"><legend>This question is not asked until it is read again: '
        f"{changed_facts} has changed since it was checked.</legend></fieldset>"
    )


def _fact_links(view: View, option: model.Option) -> str:
    return f"<small>{', '.join(dict.fromkeys(_fact_link(view, name) for name in option.rests_on))}</small>"


def _fact_link(view: View, name: str) -> str:
    """A link to a fact, with the words of the page that has it."""
    site = view.site
    kind, _, key = name.rpartition(":")
    if "#" in name:
        return view.link(name, site.pages[name.partition("#")[0]].title)
    if kind == "change":
        return view.link(f"{site.changes[key].page}#changed-{key}", site.changes[key].topic)
    if kind == "term":
        return view.link(site.terms[key].see or "glossary.md", site.terms[key].term)
    if kind == "sheet":
        sheet = site.sheets[key.partition(".")[0]]
        return view.link(sheet.page, f"{sheet.label} cheat sheet")
    if kind == "chooser":
        return view.link(site.choices[key].see, site.choices[key].pick)
    table, row, *_ = name.split(".")
    return view.link(f"{site.table_pages[table]}#{table}-{row}", site.tables[table].caption)
