"""A built site as a reader meets it: behind a server, in a browser, with the search box."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

SEARCH_BOX = "input[data-md-component=search-query]"
SEARCH_RESULT = ".md-search-result__item a"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """The address of a server of the folder `site`."""
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that CHROMIUM names, else Playwright's own."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def visit(page: Page, url: str) -> list[str]:
    """Open `url` and wait until the page asks for nothing more; returns the URLs asked for, also of what follows."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(url)
    previous = -1
    while previous != len(requests):  # a slow script may ask late, so half a second without a request is not enough
        previous = len(requests)
        page.evaluate("() => new Promise(done => setTimeout(() => requestIdleCallback(done), 500))")
    return requests


def first_result(page: Page, query: str) -> str:
    """Type `query` into the search box; returns the first result's address in the site, which stands at the root."""
    page.locator(SEARCH_BOX).fill("")
    page.keyboard.press("Backspace")
    page.wait_for_function("found => !document.querySelector(found)", arg=SEARCH_RESULT)
    page.locator(SEARCH_BOX).fill(query)  # at once, so that no result is that of a part of it
    page.keyboard.press("End")  # the stock theme listens to keys
    url = urlsplit(str(page.locator(SEARCH_RESULT).first.evaluate("link => link.href")))
    return url.path[1:] + f"#{url.fragment}" * bool(url.fragment)
