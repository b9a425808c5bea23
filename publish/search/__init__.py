"""The site's search: an inverted index in small files, and the script that asks them.

    python -m publish.search site

takes the folder of a built site, after any engine, and puts these in place of the engine's one big index:

    search/index.json          version, sections, service and group of each page, first key of each shard, stop words
    search/<version>/k<n>.json dictionary: [[key, {word: postings}, postings of the bigram, synonyms, definitions], ...]
    search/<version>/w<n>.json words of five letters or more with a digit, how common they are, in order, and
    search/<version>/e<n>.json the same reversed, for fuzzy search from either end
    search/<version>/p<n>.json a page: [[location, title, text], ...], a section each
    search/all.js              all of these, for a site opened from disk
    assets/search.js           the modules of `client/` as one script: a worker, or from disk a script of the page

A search fetches what its words need and no more, at any size of the site. The parts, in order of their imports:

    tokenize   text -> words and stems, as `client/tokenize.js` does
    sections   the engine's index -> sections -> fields
    index      fields -> postings, weighted by BM25
    names      facts -> other names, where a name is defined, the service and the factor of each page
    asked      facts -> what learners say who ask for a section
    shards     postings -> files
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from macros.facts import load
from macros.facts.errors import DataError

from . import names, shards
from .asked import asked
from .sections import Asked, NoIndex, places, read

__all__ = ["NoIndex", "apply", "lazily", "script"]

# Each imports only from those before it.
CLIENT = ("tokenize", "shards", "correct", "query", "results", "rank", "main")


def apply(site: Path, facts: load.Site | None) -> None:
    """Put the files of the search into the built `site`, in place of the engine's index.

    Without `facts` it knows no other names and factors, and of definitions headings alone. Raises `NoIndex`.
    """
    engine, pages = read(site)
    factors = names.factors(pages, facts)
    at = places(site, pages)
    wanted = asked(at, "index.html" not in pages, facts) if facts else {}
    pages = {
        page: [replace(one, boost=factors.get(page, 1), asked=wanted.get(at[one.location], Asked())) for one in of]
        for page, of in pages.items()
    }
    defined = names.definitions(pages, at, facts)
    others = names.synonyms(facts.terms.values() if facts else ())
    files = shards.files(pages, others, defined, names.services(pages, facts), names.suggestions(facts))
    for name, text in files.items():
        _write(site / "search" / f"{name}.json", text)
    if any(".html" in page for page in pages):  # made to be opened from disk
        contents = ",\n".join(f'"{name}": {text}' for name, text in files.items())
        _write(site / "search/all.js", f"searchFiles = {{\n{contents}\n}};\n")
    _write(site / "assets/search.js", script())
    engine.unlink()


def script() -> str:
    """The modules of `client/` as one script: what is opened from disk may not import."""
    modules = "".join((Path(__file__).parent / f"client/{name}.js").read_text(encoding="utf-8") for name in CLIENT)
    code = re.sub(r"^import .*\n|^export ", "", modules, flags=re.MULTILINE)
    return f'"use strict";\n(() => {{\n{code}}})();\n'


Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def lazily(app: Wsgi, site: Callable[[], Path], root: Path) -> Wsgi:
    """The WSGI application `app`, which serves the folder `site()`, with the search made when it is asked for.

    So a save does not wait for it. While the data below `root` is broken, the search knows no other names.
    """
    lock = threading.Lock()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith(("/assets/search.js", "/search/index.json")):
            try:
                facts = load.site(root)
            except DataError:
                facts = None
            with lock, suppress(NoIndex):  # made already, and nothing built since
                apply(site(), facts)
        return app(environ, start_response)

    return serve


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
