"""What a first visit to a page transfers."""

from __future__ import annotations

import re
from pathlib import Path

from bench import web

HEAD = ("requests", *web.KINDS, "total", "unzipped", "pictures")
_ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
COLLECTED = ("cheat-sheets/", "compare/", "exam/coverage/", "glossary/", "how-checked/", "what-changed/")


def pages(site: Path) -> dict[str, str]:
    """The address of each kind of page; the longest is the one with the most text that does not collect what stands elsewhere.

    A page of a copy is none of them, so that they are the same at each size.
    """
    articles = {}
    for path in sorted(site.rglob("index.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        if not re.search(r"-\d+/", address) and (found := _ARTICLE.search(path.read_text(encoding="utf-8"))):
            articles[address] = found[0]
    return {
        "home": "",
        "typical page": "elastic-beanstalk/immutable/",
        "longest page": max((address for address in articles if address not in COLLECTED), key=lambda address: len(re.sub("<[^>]*>", "", articles[address]))),
        "most tables": max(articles, key=lambda address: articles[address].count("<table")),
        "cheat sheets": "cheat-sheets/",
        "glossary": "glossary/",
        "lab": "walkthrough/immutable/",
    }


def heaviest(server: web.Server) -> tuple[str, int]:
    """The address of the page with the most bytes of HTML as sent, drawings apart, and how many; of all pages, the copies' too."""
    addresses = (path.relative_to(server.site).as_posix().removesuffix("index.html") for path in sorted(server.site.rglob("index.html")))
    answers = {address: server.answer(address)[0] for address in addresses}
    return max(((address, answer.sent - answer.drawn) for address, answer in answers.items()), key=lambda of: of[1])


def weigh(chromium, server: web.Server, address: str, limit: float) -> dict[str, int]:
    """Requests, and bytes as sent by kind, of a visit with an empty cache; drawings within the page count as pictures."""
    server.log.clear()
    context = chromium.new_context()
    context.set_default_timeout(limit * 1000)
    server.visit(context.new_page(), address)
    context.close()
    log = list(server.log)
    sent = dict.fromkeys((*web.KINDS, "pictures"), 0)
    for answer in log:
        sent[answer.kind] += answer.sent - answer.drawn
        sent["pictures"] += answer.drawn
    pictures = sent.pop("pictures")
    return {"requests": len(log), **sent, "total": sum(sent.values()), "unzipped": sum(answer.raw for answer in log), "pictures": pictures}
