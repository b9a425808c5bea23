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
from asking import ASK, DRESSED, asker, queries, served
from conftest import FACTS, ROOT, Quiet

from publish import search
from publish.search import tokenize

WEIGHED = [
    "immutable", "rolling deployment", "task role", "cold start", "what is the passing score", "is the database deleted with the environment",
    "container_commands", "cicruit breaker", "load balancer", "ecsTaskExecutionRole", "immut", "environment", "x-ray daemon port",
]  # fmt: skip


def test_bytes_to_the_first_result(page, address, site):
    """Compressed, what each query fetches until it is answered, each asked of a new worker."""
    found, fetched = [], set()
    page.on("request", lambda call: fetched.add(call.url.removeprefix(address)))
    page.goto(address + "assets/search.js")
    for query in WEIGHED:
        fetched.clear()
        assert page.evaluate(ASK, [f"{address}assets/search.js", address, [query]])[0][0], query
        assert {"assets/search.js", "search/index.json"} < fetched
        found.append(sum(len(gzip.compress((site / name).read_bytes())) for name in fetched))
    assert median(found) < 50_000 and max(found) < 75_000, found


def docs(sections, *folders: str) -> list[dict]:
    """The sections of these folders, as an engine's index has them."""
    return [
        {"location": location, "title": escape(title, quote=False), "text": escape(text, quote=False)}
        for location, title, text in sections
        if location.startswith(folders)
    ]


# A worker that lives on, and what asks it.
KEPT = """address => {
  const worker = new Worker(`${address}assets/search.js`), waiting = [];
  worker.onmessage = ({ data }) => waiting.shift()(data.items.map(page => page[0].location));
  worker.onerror = ({ message }) => waiting.shift()([message]);
  return query => new Promise(resolve => {
    waiting.push(resolve);
    worker.postMessage({ id: query, query, base: address });
  });
}"""


class Caching(Quiet):
    """Serves the last folder of `where`, and lets a browser keep all for ten minutes, as GitHub Pages does."""

    where: ClassVar[list[Path]] = []

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=str(self.where[-1]))

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()


def test_an_open_page_outlives_a_deploy(page, sections, tmp_path):
    """A deploy takes the old files away: the worker of an open page finds the new ones, and so does a page from the cache."""
    items = docs(sections, "x-ray/")
    new = {"location": "new/", "title": "Zephyranthes", "text": "<p>In bloom.</p>"}
    for name, index in {"old": items, "new": [*items, new]}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "search.json").write_text(json.dumps({"items": index}), encoding="utf-8")
        search.apply(tmp_path / name, None)
    os.utime(tmp_path / "old/search/index.json", (0, 0))  # a server tells the two apart by their second
    with served(Caching) as address:
        Caching.where.append(tmp_path / "old")
        page.goto(address + "assets/search.js")
        ask = page.evaluate_handle(KEPT, address)
        assert ask.evaluate("ask => ask('annotations')")[0] == "x-ray/annotations/"
        Caching.where.append(tmp_path / "new")
        assert ask.evaluate("ask => ask('sampling')")[0] == "x-ray/sampling/"
        assert ask.evaluate("ask => ask('zephyranthes')") == ["new/"]
        ((places, _),) = asker(page, address)(["zephyranthes"])
        assert places == ["new/"]


def test_tokenizers_agree(page, sections):
    """Both tokenizers find the same tokens and stems in all that is said, and asked."""
    script = (ROOT / "publish/search/client/tokenize.js").read_text(encoding="utf-8").replace("export ", "")
    said = [*(f"{title} {text}" for _, title, text in sections), *(query.words for query in queries(FACTS))]
    said += ["x-GetRole my_Éa2B ÀB², v1.2…3 <a>_b·c Ⅷ", "\u2019s ies sing passes ended aaing lls"]
    said += [text for pair in DRESSED.items() for text in pair] + ["ÅngstroM_ﬃx½ 한국어 का ˘x ℃ №5 İstanbul ΣΑΣ ＜a＞ﾞ"]
    texts = sorted({text for line in said for text in line.split()})
    found = page.evaluate(
        f"texts => {{ {script} return JSON.stringify(texts.map(text => tokens(text).map(([, , word, parts]) => [word, parts, stem(word), spelling(text)]))) }}",
        texts,
    )
    for text, theirs in zip(texts, json.loads(found), strict=True):
        assert theirs == [
            [word, parts, tokenize.stem(word), tokenize.spelling(text)] for word, parts in tokenize.tokens(text)
        ], text


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_index(tmp_path):
    """Neither none nor one that is broken is a site's: said in a line, and nothing is written."""
    with pytest.raises(search.NoIndex, match=r"no search index, expected search/search_index\.json or search\.json as"):
        search.apply(tmp_path, None)
    (tmp_path / "search.json").write_text("[]")
    command = [sys.executable, "-m", "publish.search", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = r"Error: .*search\.json: no search index, expected JSON with pages under 'items'\n"
    assert done.returncode == 1 and re.fullmatch(said, done.stderr) and {*written(tmp_path)} == {"search.json"}


def test_made_when_asked_for(tmp_path, sections):
    """While serving, a save does not wait for the search."""
    (tmp_path / "search.json").write_text(json.dumps({"items": docs(sections, "ecs/")}), encoding="utf-8")
    app = search.built_on_request(lambda environ, start: sorted(written(tmp_path)), lambda: tmp_path, ROOT)
    assert app({"PATH_INFO": "/ecs/roles/"}, None) == ["search.json"]
    for name in ("assets/search.js", "search/index.json", "assets/search.js"):
        assert name in app({"PATH_INFO": f"/{name}"}, None)
