"""The search's files: small, the same after any engine, and replaced under an open page."""

import gzip
import json
import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path
from statistics import median
from typing import ClassVar

import pytest
from conftest import FACTS, ROOT, QuietHandler, serve
from search_client import ASK, SPELLINGS, open_search, queries

from publish import search
from publish.search import tokenize

WEIGHED = [
    "immutable", "rolling deployment", "task role", "cold start", "what is the passing score", "is the database deleted with the environment",
    "container_commands", "cicruit breaker", "load balancer", "ecsTaskExecutionRole", "immut", "environment", "x-ray daemon port",
]  # fmt: skip


def test_bytes_to_the_first_result(page, address, site):
    """Compressed, what each query fetches until it is answered, each asked of a new worker."""
    sizes, fetched = [], set()
    page.on("request", lambda request: fetched.add(request.url.removeprefix(address)))
    page.goto(address + "assets/search.js")
    for query in WEIGHED:
        fetched.clear()
        assert page.evaluate(ASK, [f"{address}assets/search.js", address, [query]])[0], query
        assert {"assets/search.js", "search/index.json"} < fetched
        sizes.append(sum(len(gzip.compress((site / name).read_bytes())) for name in fetched))
    assert median(sizes) < 50_000 and max(sizes) < 75_000, sizes


def index_items(sections, *folders: str) -> list[dict]:
    """The sections of these folders, as an engine's index has them."""
    return [
        {"location": location, "title": escape(title, quote=False), "text": escape(text, quote=False)}
        for location, title, text in sections
        if location.startswith(folders)
    ]


# A worker that lives on, and a function that asks it.
WORKER = """address => {
  const worker = new Worker(`${address}assets/search.js`), waiting = [];
  worker.onmessage = ({ data }) => waiting.shift()(data.items.map(page => page[0].location));
  worker.onerror = ({ message }) => waiting.shift()([message]);
  return query => new Promise(resolve => {
    waiting.push(resolve);
    worker.postMessage({ id: query, query, base: address });
  });
}"""


class Caching(QuietHandler):
    """Serves the last of `folders`, and lets a browser keep all for ten minutes, as GitHub Pages does."""

    folders: ClassVar[list[Path]] = []

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=str(self.folders[-1]))

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()


def test_an_open_page_outlives_a_deploy(page, sections, tmp_path):
    """A deploy takes the old files away: the worker of an open page finds the new ones, and so does a page from the cache."""
    old_index = index_items(sections, "x-ray/")
    new_section = {"location": "new/", "title": "Zephyranthes", "text": "<p>In bloom.</p>"}
    for name, index in {"old": old_index, "new": [*old_index, new_section]}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "search.json").write_text(json.dumps({"items": index}), encoding="utf-8")
        search.apply(tmp_path / name, None)
    os.utime(tmp_path / "old/search/index.json", (0, 0))  # a server tells the two apart by their second
    with serve(Caching) as address:
        Caching.folders.append(tmp_path / "old")
        page.goto(address + "assets/search.js")
        ask = page.evaluate_handle(WORKER, address)
        assert ask.evaluate("ask => ask('annotations')")[0] == "x-ray/annotations/"
        Caching.folders.append(tmp_path / "new")
        assert ask.evaluate("ask => ask('sampling')")[0] == "x-ray/sampling/"
        assert ask.evaluate("ask => ask('zephyranthes')") == ["new/"]
        assert open_search(page, address)(["zephyranthes"]) == [["new/"]]


def test_tokenizers_agree(page, sections):
    """Both tokenizers find the same tokens and stems in all text of the site and all queries."""
    script = (ROOT / "publish/search/client/tokenize.js").read_text(encoding="utf-8").replace("export ", "")
    lines = [*(f"{title} {text}" for _, title, text in sections), *(query.words for query in queries(FACTS))]
    lines += ["x-GetRole my_Éa2B ÀB², v1.2…3 <a>_b·c Ⅷ", "\u2019s ies sing passes ended aaing lls"]
    lines += [*SPELLINGS.keys(), *SPELLINGS.values(), "ÅngstroM_ﬃx½ 한국어 का ˘x ℃ №5 İstanbul ΣΑΣ ＜a＞ﾞ"]
    words = sorted({text for line in lines for text in line.split()})
    results = page.evaluate(
        f"texts => {{ {script} return JSON.stringify(texts.map(text => tokens(text).map(([, , word, parts]) => [word, parts, stem(word), spelling(text)]))) }}",
        words,
    )
    for text, from_browser in zip(words, json.loads(results), strict=True):
        assert from_browser == [
            [word, parts, tokenize.stem(word), tokenize.spelling(text)] for word, parts in tokenize.tokens(text)
        ], text


def file_names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_missing_or_broken_index_is_refused(tmp_path):
    """Neither none nor one that is broken is a site's: said in a line, and nothing is written."""
    with pytest.raises(search.NoIndex, match=r"no search index, expected search/search_index\.json or search\.json as"):
        search.apply(tmp_path, None)
    (tmp_path / "search.json").write_text("[]")
    command = [sys.executable, "-m", "publish.search", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    message = r"Error: .*search\.json: no search index, expected JSON with pages under 'items'\n"
    assert result.returncode == 1 and re.fullmatch(message, result.stderr) and file_names(tmp_path) == {"search.json"}


def test_search_is_built_when_first_asked_for(tmp_path, sections):
    """While serving, a save does not wait for the search."""
    (tmp_path / "search.json").write_text(json.dumps({"items": index_items(sections, "ecs/")}), encoding="utf-8")
    app = search.built_on_request(lambda environ, start: sorted(file_names(tmp_path)), lambda: tmp_path, ROOT)
    assert app({"PATH_INFO": "/ecs/roles/"}, None) == ["search.json"]
    for name in ("assets/search.js", "search/index.json", "assets/search.js"):
        assert name in app({"PATH_INFO": f"/{name}"}, None)
