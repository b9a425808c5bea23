"""How long a reader waits for the first search result, in the real box."""

from __future__ import annotations

import math

from playwright.sync_api import TimeoutError as Late

from bench import web

BOX, FOUND = "input[data-md-component=search-query]", ".md-search-result__item"
HEAD = ("cold ms", "warm ms", "requests from the key", "kB from the key", "kB of search in all")
WATCH = """found => {
  window.bench = {};
  const note = name => { window.bench[name] ??= performance.now() };
  addEventListener('keydown', () => note('key'), true);
  new MutationObserver(() => document.querySelector(found) && note('found')).observe(document.body, {subtree: true, childList: true});
}"""


def find(chromium, server: web.Server, limit: float) -> dict[str, float]:
    """Milliseconds from the key to the first result: cold, of the '/' that opens the box; warm, of a query's last letter.

    Bytes are those between the '/' and the result, then all of index and search scripts since the page was opened.
    All are infinite where nothing is found within `limit` seconds.
    """
    try:
        return dict(zip(HEAD, _find(chromium, server, limit), strict=True))
    except Late:
        return dict.fromkeys(HEAD, math.inf)


def _find(chromium, server: web.Server, limit: float) -> tuple[float, ...]:
    server.log.clear()
    context = chromium.new_context()
    context.set_default_timeout(limit * 1000)
    page = context.new_page()
    server.visit(page, "")
    page.evaluate(WATCH, FOUND)
    before = len(server.log)
    page.keyboard.press("Control+k")
    cold = _ask(page, "immutable")
    log = list(server.log)
    page.locator(BOX).fill("")
    page.keyboard.press("Backspace")
    page.wait_for_function("found => !document.querySelector(found)", arg=FOUND)
    page.evaluate("() => { window.bench = {} }")
    warm = _ask(page, "sampling")
    context.close()
    search = sum(answer.sent for answer in log if answer.kind == "index" or "search" in answer.path)
    return cold, warm, len(log) - before, sum(answer.sent for answer in log[before:]) / 1000, search / 1000


def _ask(page, query: str) -> float:
    """Milliseconds from the first key noted to the first result of `query`; its last letter is typed, and asks for the whole."""
    page.locator(BOX).fill(query[:-1])
    page.keyboard.type(query[-1])
    page.wait_for_function("() => window.bench.found")
    return page.evaluate("() => window.bench.found - window.bench.key")
