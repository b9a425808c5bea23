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
    names      facts -> synonyms, where a name is defined, the service and the boost of each page
    expansion  facts -> what learners ask for, as words of a section (document expansion)
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
from .expansion import find_expansions
from .sections import Expansion, NoIndex, number_sections, read_index

__all__ = ["NoIndex", "apply", "built_on_request"]

# Each imports only from those before it.
CLIENT_MODULES = ("tokenize", "shards", "correct", "query", "results", "rank", "main")


def apply(site: Path, facts: load.Site | None) -> None:
    """Put the files of the search into the built `site`, in place of the engine's index.

    Without `facts` it has no synonyms and boosts, and only headings as definitions. Raises `NoIndex`.
    """
    engine_index, pages = read_index(site)
    boosts = names.page_boosts(pages, facts)
    section_numbers = number_sections(site, pages)
    expansions = find_expansions(section_numbers, "index.html" not in pages, facts) if facts else {}
    for page, sections in pages.items():
        for index, section in enumerate(sections):
            expansion = expansions.get(section_numbers[section.location], Expansion())
            sections[index] = replace(section, boost=boosts.get(page, 1), expansion=expansion)
    definitions = names.definitions(pages, section_numbers, facts)
    synonyms = names.synonyms(facts.terms.values() if facts else ())
    files = shards.files(pages, synonyms, definitions, names.service_runs(pages, facts), names.suggestions(facts))
    for name, text in files.items():
        _write(site / "search" / f"{name}.json", text)
    if any(".html" in page for page in pages):  # made to be opened from disk
        contents = ",\n".join(f'"{name}": {text}' for name, text in files.items())
        _write(site / "search/all.js", f"searchFiles = {{\n{contents}\n}};\n")
    _write(site / "assets/search.js", client_script())
    engine_index.unlink()


def client_script() -> str:
    """The modules of `client/` as one script: what is opened from disk may not import."""
    folder = Path(__file__).parent / "client"
    source = "".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in CLIENT_MODULES)
    code = re.sub(r"^import .*\n|^export ", "", source, flags=re.MULTILINE)
    return f'"use strict";\n(() => {{\n{code}}})();\n'


WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def built_on_request(app: WsgiApp, site: Callable[[], Path], root: Path) -> WsgiApp:
    """The WSGI application `app`, which serves the folder `site()`, with the search built when it is requested.

    So a save does not wait for it. While the data below `root` is broken, the search has no synonyms.
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
