"""The search finds what learners type: in the worker itself, and through the search box."""

import gzip
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import zlib
from collections import Counter, defaultdict
from contextlib import contextmanager
from html import escape
from pathlib import Path
from statistics import median, quantiles
from typing import ClassVar, NamedTuple

import pytest
from conftest import FACTS, ROOT, Quiet

from macros.facts import derive
from macros.render.text import url
from publish import search
from publish.search import sections as engine, tokenize


class Query(NamedTuple):
    """What a learner types, of which kind it is, and the addresses that answer it."""

    kind: str
    words: str
    answers: tuple[str, ...]


QUERIES = [
    Query(kind, one.query, tuple(url(see, "index.md").removeprefix("./") for see in one.see))
    for searches in FACTS.searches.values()
    for kind in type(searches).model_fields
    for one in getattr(searches, kind)
]
KINDS = {"words", "identifiers", "names", "typos", "questions"}
# From disk the search is a script of the page.
ASK = """async ([script, base, queries]) => {
  const included = () => new Promise(resolve => {
    document.head.append(Object.assign(document.createElement('script'), { src: script, onload: () => resolve(searchNotes) }));
  });
  const started = () => {
    const worker = new Worker(script);
    return (query, base) => new Promise((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage({ id: query, query, base });
    });
  };
  const search = await (location.protocol === 'file:' ? included : started)();
  await search('', base);
  const answers = [];
  for (const query of queries) {
    const start = performance.now();
    const { items } = await search(query, base);
    answers.push([items.map(page => page[0].location), performance.now() - start]);
  }
  return answers;
}"""


def held(query: Query) -> bool:
    """Whether the query is in the held-out set, a third, which nobody looks at while tuning."""
    return zlib.crc32(query.words.encode()) % 3 == 0


def asked(name: str) -> bool:
    """Whether this name is asked: a sixteenth of them, and all in the nightly run."""
    return os.environ.get("PAGES") == "all" or zlib.crc32(name.encode()) % 16 == 0


def fits(query: Query, location: str) -> bool:
    """The place is one that answers, or the top of its page, or any part of a page that answers as a whole."""
    return any(location in (see, see.partition("#")[0]) or location.partition("#")[0] == see for see in query.answers)


def near(query: Query, location: str) -> bool:
    """The page is one that answers: in the list it shows its top, whatever section of it comes first."""
    return location.partition("#")[0] in {see.partition("#")[0] for see in query.answers}


def asker(page, start: str):
    """What asks the worker of the page at `start`: for each query the best place on each page found, and the milliseconds it took."""
    known: dict[str, tuple] = {}

    def ask(queries):
        new = [query for query in dict.fromkeys(queries) if query not in known]
        known.update(zip(new, page.evaluate(ASK, [f"{base}assets/search.js", base, new]), strict=True))
        answers = map(known.get, queries)
        return [
            ([place.replace("index.html", "").replace(".html", "/") for place in places], time)
            for places, time in answers
        ]

    page.goto(start)
    base = page.evaluate("new URL('.', location).href")
    return ask


@contextmanager
def served(handler):
    """The address at which `handler` serves meanwhile."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def ask(chromium, address):
    page = chromium.new_page()
    yield asker(page, address)
    page.close()


@pytest.fixture(scope="module")
def ask_disk(chromium, offline):
    page = chromium.new_page()
    yield asker(page, (offline / "index.html").as_uri())
    page.close()


@pytest.fixture(scope="module")
def sections(site) -> list[list[str]]:
    """[location, title, text] of each section."""
    return [
        section
        for path in sorted(site.glob("search/*/p*.json"))
        for section in json.loads(path.read_text(encoding="utf-8"))
    ]


def test_every_page_is_found(pages, sections):
    located = {location.partition("#")[0] for location, _, _ in sections}
    assert located == {path.removesuffix("index.html") for path in pages if path != "404.html"}


# What stands in one line, its parts, and what parts them for the search.
RUNS = {
    "lists": ("td ul", "li", " · "),
    "rows": ("figure:not([data-search-exclude]) tr:not(.head, :has(ul))", "td p", " · "),
    "tabs": (".tabbed-labels", "label", " "),
}


@pytest.mark.parametrize("kind", RUNS)
def test_words_stay_apart(pages, sections, kind):
    """No word is made of the end of one item and the beginning of the next, nor a sentence of two cells."""
    whole, part, between = RUNS[kind]
    texts = defaultdict(str)
    for location, _, text in sections:
        texts[location.partition("#")[0]] += f" {text}"
    found = [
        (path, between.join(one.get_text() for one in items.select(part)))
        for path, page in pages.items()
        for items in page.select(whole)
    ]
    assert found
    for path, text in found:
        text = re.sub(r"(?<=[.:!?]) · ", " ", text).replace("\u2060", "")  # a full stop parts too
        assert " ".join(text.split()) in texts[path.removesuffix("index.html")], path


def test_pictures_are_no_text(pages, sections):
    """Neither what they show nor how they are described: the text beside them says what they teach."""
    pictures = [picture for page in pages.values() for picture in page.select("figure svg")]
    assert len(pictures) > 100
    assert [
        str(one)
        for one in pictures
        if not one.find_parent(attrs={"data-search-exclude": True}) and not one.has_attr("data-search-exclude")
    ] == []
    assert [location for location, _, text in sections if "Diagram of" in text] == []


def test_queries_are_sound():
    """None is there twice, and a third of each kind is held out; that the places exist, the build knows."""
    assert [words for words, times in Counter(query.words for query in QUERIES).items() if times > 1] == []
    assert {query.kind for query in QUERIES if held(query)} == KINDS
    assert len(QUERIES) / 4 < sum(map(held, QUERIES)) < len(QUERIES) / 2


def test_rates(ask):
    """At least 85 % come first, section and all, and 98 % of the pages among the first three.

    `pytest -n0 -s tests/test_search.py` shows the rates and the times.
    """
    answers = list(zip(QUERIES, ask([query.words for query in QUERIES]), strict=True))
    rates = {}
    for apart in (False, True):
        asked, first, three = Counter(), Counter(), Counter()
        for query, (places, _) in answers:
            if held(query) == apart:
                for kind in (query.kind, "all"):
                    asked[kind] += 1
                    first[kind] += bool(places) and fits(query, places[0])
                    three[kind] += any(near(query, place) for place in places[:3])
        for kind in sorted(asked):
            rates[apart, kind] = first[kind] / asked[kind], three[kind] / asked[kind]
            name = f"{'held out' if apart else 'tuned'}, {kind}"
            print(
                f"\n{name:24} {asked[kind]:4} queries, first {first[kind] / asked[kind]:6.1%}, first three {three[kind] / asked[kind]:6.1%}",
                end="",
            )
    times = [time for _, (_, time) in answers]
    print(f"\nmedian {median(times):.0f} ms, 95th percentile {quantiles(times, n=20)[-1]:.0f} ms")
    for apart in (False, True):
        assert rates[apart, "all"] >= (0.85, 0), rates
        assert rates[apart, "all"][1] >= 0.98, rates


def test_situations_find_what_decides_them(ask, facts):
    """What the chooser says of a situation finds the page that explains the choice, though that has its own words."""
    situations = {of.says.replace("`", ""): url(of.see, "index.md") for of in facts.choices.values() if asked(of.says)}
    lost = [
        (says, see, places[:3])
        for (says, see), (places, _) in zip(situations.items(), ask([*situations]), strict=True)
        if see.partition("#")[0].removeprefix("./") not in [place.partition("#")[0] for place in places[:3]]
    ]
    print(f"\n{len(situations)} situations, {len(situations) - len(lost)} decided", end="")
    assert len(lost) < len(situations) / 10, lost


def test_other_names(ask, facts):
    """What the glossary shows as "also called" finds what its term finds."""
    pairs = [(of.term, name) for of in facts.terms.values() for name in of.also if asked(name)]
    names = [[text.replace("`", "") for text in pair] for pair in pairs]
    terms, others = ask([term for term, _ in names]), ask([name for _, name in names])
    lost = [
        (pair, of[0][:1], found[0][:5])
        for pair, of, found in zip(names, terms, others, strict=True)
        if of[0][0].partition("#")[0] not in [place.partition("#")[0] for place in found[0][:5]]
    ]
    assert lost == []


@pytest.mark.parametrize(
    "word", ["immutable", "annotations", "precedence", "fargate", "instrumentation", "whitepapers"]
)
def test_one_wrong_letter(ask, word):
    """Wherever the letter is wrong, missing, doubled or swapped, the page comes among the first three."""
    slips = set()
    for i, letter in enumerate(word):
        slips |= {word[:i] + "q" + word[i + 1 :], word[:i] + word[i + 1 :], word[:i] + letter + word[i:]}
        slips |= {word[:i] + word[i + 1 : i + 2] + letter + word[i + 2 :]} - {word}
    (right, _), *found = ask([word, *sorted(slips)])
    page = right[0].partition("#")[0]
    lost = [
        slip
        for slip, (places, _) in zip(sorted(slips), found, strict=True)
        if page not in [place.partition("#")[0] for place in places[:3]]
    ]
    assert lost == []


# Typed, and meant: a letter or two wrong, missing, too many or swapped.
SLIPS = {
    "farget": "fargate", "fragate": "fargate", "dyanmodb": "dynamodb", "dinamodb": "dynamodb", "kinseis": "kinesis",
    "cloudfromation": "cloudformation", "cloudformtaion": "cloudformation", "lamda": "lambda", "lambada": "lambda",
    "bedrok": "bedrock", "congito": "cognito", "athenna": "athena", "eventbrige": "eventbridge", "kirro": "kiro",
    "cloudwach": "cloudwatch", "beanstlak": "beanstalk", "codepipline": "codepipeline", "elasticcahe": "elasticache",
    "apmlify": "amplify", "target traking": "target tracking",
}  # fmt: skip


def test_slips(ask):
    """What was meant is found as if it had been typed."""
    found = dict(zip([*SLIPS, *SLIPS.values()], ask([*SLIPS, *SLIPS.values()]), strict=True))
    assert {typed: found[typed][0] for typed in SLIPS} == {typed: found[meant][0] for typed, meant in SLIPS.items()}


# Written in another dress, and plainly.
DRESSED = {
    "full width": ("ＥＣＳ　ｔａｓｋ　ｒｏｌｅ", "ECS task role"),
    "full-width digits": ("port ８０８０", "port 8080"),
    "ligature fi": ("conﬁguration", "configuration"),
    "ligature fl": ("ﬂeet", "fleet"),
    "ligature in the second word": ("instance proﬁle", "instance profile"),
    "soft hyphens": ("im\u00admu\u00adtable de\u00adploy\u00adment", "immutable deployment"),
    "zero-width spaces": ("container_\u200bcommands", "container_commands"),
    "non-breaking hyphen": ("x\u2011ray daemon", "x-ray daemon"),
    "hyphen of its own": ("blue\u2010green", "blue-green"),
    "non-breaking spaces": ("task\u00a0role", "task role"),
    "narrow spaces": ("15\u202fminutes timeout", "15 minutes timeout"),
    "curly apostrophe": ("lambda’s timeout", "lambda's timeout"),
    "letter as apostrophe": ("lambda\u02bcs timeout", "lambda's timeout"),
    "accent as apostrophe": ("lambda´s timeout", "lambda's timeout"),
    "curly quotes": ("“cold start”", '"cold start"'),
    "trade mark": ("AWS Fargate™ spot", "AWS Fargate spot"),
    "composed accents": ("résumé of a tásk rôle", "resume of a task role"),
    "decomposed accents": ("re\u0301sume\u0301 of a ta\u0301sk ro\u0302le", "resume of a task role"),
    "full-width colons": ("AWS：：Lambda：：Function", "AWS::Lambda::Function"),
    "mark of the byte order": ("\ufeffimmutable", "immutable"),
    "superscript": ("10³ requests", "103 requests"),
}


@pytest.mark.parametrize("case", DRESSED)
def test_letters_in_another_dress(ask, case):
    """The same results as the plain spelling, in the same order."""
    dressed, plain = DRESSED[case]
    (found, _), (expected, _) = ask([dressed, plain])
    assert expected and found == expected


def test_a_name_comes_first(ask, facts, pages, sections):
    """Headings, terms with their other names, and rows named by code or three words, typed as they are written.

    The first result is the section that defines them.
    """
    known = {location for location, _, _ in sections}
    defining: dict[str, set[str]] = defaultdict(set)

    def address(place: str | None) -> str:
        return url(place, "index.md").removeprefix("./") if place else "glossary/"

    def define(name: str, place: str) -> None:
        """`place` is an address, whose fragment may stand anywhere in a section."""
        if not re.search(r"\w", name):
            return  # a sign alone, such as `/`
        page, _, fragment = place.partition("#")
        if place not in known:
            heading = pages[f"{page}index.html"].find(id=fragment).find_previous(re.compile("^h[1-6]$"))
            place = f"{page}#{heading.get('id')}"
        defining[" ".join(name.replace("`", "").lower().split())].add(place if place in known else page)

    for location, title, _ in sections:
        if title != "Sources":
            define(title, location)
    for term in facts.terms.values():
        for name in (term.term, re.sub(r" \(.*\)", "", term.term), *term.also):
            define(name, address(term.see))
    for table, home in derive.canonical_pages(facts.tables, facts).items():
        first = next(iter(facts.tables[table].columns))
        for row in facts.tables[table].rows:
            name = row.cells[first]
            if isinstance(name, str) and ("`" in name or len(name.split()) > 2):
                for place in (f"{home}#{table}-{row.id}", row.see):
                    for part in (name, *re.findall("`([^`]+)`", name)) if place else ():
                        define(part, address(place))
    names = [name for name in defining if asked(name)]
    found = zip(names, ask(names), strict=True)
    lost = [(name, places[:3], defining[name]) for name, (places, _) in found if not defining[name] & {*places[:1]}]
    print(f"\n{len(names)} names, {len(names) - len(lost)} first", end="")
    assert lost == []


# What is typed, and a word that the first result must have as it was typed.
IDENTIFIERS = [
    "stopTimeout", "dependsOn", "HasFault", "RESPONSE_STREAM", "env_file", "get-config", "ssm:GetParameters", "server.js",
]  # fmt: skip


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_an_identifier_is_found_as_it_is_written(ask, sections, name):
    (((first, *_), _),) = ask([name])
    assert (
        name.rpartition(":")[2].lower()
        in next(f"{title} {text}" for location, title, text in sections if location == first).lower()
    )


def test_exact_comes_first(ask, sections):
    """`stage` is not taken for `state`, and nonsense finds nothing."""
    (places, _), (nothing, _), (empty, _) = ask(["stage", "zzqxwv", " "])
    said: dict[str, str] = {}  # by page: its top is shown above the section that matched
    for location, title, text in sections:
        page = location.partition("#")[0]
        said[page] = f"{said.get(page, '')} {title} {text}".lower()
    assert len(places) > 2
    assert [place for place in places if "stag" not in said[place.partition("#")[0]]] == []
    assert nothing == empty == []


def test_disk_answers_as_published(ask, ask_disk):
    some = [query.words for query in QUERIES[::12]]
    assert [places for places, _ in ask(some)] == [places for places, _ in ask_disk(some)]


@pytest.mark.parametrize("width", [1280, 360])
def test_index_waits(chromium, address, width):
    """Nothing of the search is fetched before somebody searches, and what all searches need once."""
    page = chromium.new_page(viewport={"width": width, "height": 800})
    fetched = []
    page.on("request", lambda call: fetched.append(call.url.removeprefix(address)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert [url for url in fetched if "search" in url] == []
    if width < 960:
        page.locator("label.md-header__button[for=__search]").click()
    else:
        page.keyboard.press("Control+k")
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
    assert page.locator(".md-search-result__item button").count() == 3
    assert [url.partition("?")[0] for url in fetched if "search" in url] == ["assets/search.js", "search/index.json"]
    page.close()


WEIGHED = [
    "immutable", "rolling deployment", "task role", "cold start", "what is the passing score", "is the database deleted with the environment",
    "container_commands", "cicruit breaker", "load balancer", "ecsTaskExecutionRole", "immut", "environment", "x-ray daemon port",
]  # fmt: skip


def weights(chromium, address: str, site: Path) -> list[int]:
    """Bytes, compressed, that each query fetches until it is answered, each asked of a new worker."""
    page = chromium.new_page()
    found, fetched = [], set()
    page.on("request", lambda call: fetched.add(call.url.removeprefix(address)))
    page.goto(address + "assets/search.js")
    for query in WEIGHED:
        fetched.clear()
        assert page.evaluate(ASK, [f"{address}assets/search.js", address, [query]])[0][0], query
        assert {"assets/search.js", "search/index.json"} < fetched
        found.append(sum(len(gzip.compress((site / name).read_bytes())) for name in fetched))
    page.close()
    return found


def test_bytes_to_the_first_result(chromium, address, site):
    found = weights(chromium, address, site)
    print(f"\nbytes to the first result: median {median(found)}, most {max(found)}", end="")
    assert median(found) < 50_000
    assert max(found) < 75_000


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


def test_an_open_page_outlives_a_deploy(chromium, sections, tmp_path):
    """A deploy takes the old files away: the worker of an open page finds the new ones, and so does a page from the cache."""
    items = docs(sections, "x-ray/")
    new = {"location": "new/", "title": "Zephyranthes", "text": "<p>In bloom.</p>"}
    for name, index in {"old": items, "new": [*items, new]}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "search.json").write_text(json.dumps({"items": index}), encoding="utf-8")
        search.apply(tmp_path / name, None)
    os.utime(tmp_path / "old/search/index.json", (0, 0))  # a server tells the two apart by their second
    page = chromium.new_page()
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
    page.close()


def test_tokenizers_agree(chromium, sections):
    """Both tokenizers find the same tokens and stems in all that is said, and asked."""
    script = (ROOT / "publish/search/client/tokenize.js").read_text(encoding="utf-8").replace("export ", "")
    said = [*(f"{title} {text}" for _, title, text in sections), *(query.words for query in QUERIES)]
    said += ["x-GetRole my_Éa2B ÀB², v1.2…3 <a>_b·c Ⅷ", "\u2019s ies sing passes ended aaing lls"]
    said += [text for pair in DRESSED.values() for text in pair] + ["ÅngstroM_ﬃx½ 한국어 का ˘x ℃ №5 İstanbul ΣΑΣ ＜a＞ﾞ"]
    texts = sorted({text for line in said for text in line.split()})
    page = chromium.new_page()
    found = page.evaluate(
        f"texts => {{ {script} return JSON.stringify(texts.map(text => tokens(text).map(([, , word, parts]) => [word, parts, stem(word), spelling(text)]))) }}",
        texts,
    )
    page.close()
    for text, theirs in zip(texts, json.loads(found), strict=True):
        assert theirs == [
            [word, parts, tokenize.stem(word), tokenize.spelling(text)] for word, parts in tokenize.tokens(text)
        ], text


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def make(folder: Path, name: str, content: object, seed: int = 0) -> subprocess.CompletedProcess:
    """Run publish.search on a folder with that engine's index."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    command = [sys.executable, "-m", "publish.search", str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env={"PYTHONHASHSEED": str(seed)}, capture_output=True, text=True, check=False
    )


def test_same_files_after_either_engine(tmp_path, sections):
    """Byte for byte, and whatever the order of sets; the engine's own index is gone."""
    items, made = docs(sections, "lambda/", "ecs/"), []
    for seed, (name, key) in enumerate(engine.INDEXES.items()):
        own = [doc | {"boost": 0.5} for doc in items] if key == "docs" else items  # Zensical tells no factor
        assert make(tmp_path / key, name, {key: own}, seed).returncode == 0
        made.append(written(tmp_path / key))
    assert made[0] == made[1]
    assert not set(made[0]) & set(engine.INDEXES)
    assert len(made[0]) > 50


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("other.json", "{}", "no search index, expected search/search_index.json or search.json as the build wrote it"),
        ("search.json", "{", "search.json: no search index, expected JSON with pages under 'items'"),
        ("search.json", "[]", "search.json: no search index, expected JSON with pages under 'items'"),
        (
            "search/search_index.json",
            '{"docs": []}',
            "search_index.json: no search index, expected JSON with pages under 'docs'",
        ),
    ],
)
def test_no_index(tmp_path, name, content, told):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(search.NoIndex, match=re.escape(told) + "$"):
        search.apply(tmp_path, None)
    assert set(written(tmp_path)) == {name}


def test_command(tmp_path):
    done = make(tmp_path, "search.json", "{")
    assert done.returncode == 1 and re.fullmatch("Error: .*: no search index, expected JSON .*\n", done.stderr)


def test_made_when_asked_for(tmp_path, sections):
    """While serving, a save does not wait for the search."""
    (tmp_path / "search.json").write_text(json.dumps({"items": docs(sections, "ecs/")}), encoding="utf-8")
    app = search.lazily(lambda environ, start: sorted(written(tmp_path)), lambda: tmp_path, ROOT)
    assert app({"PATH_INFO": "/ecs/roles/"}, None) == ["search.json"]
    for name in ("assets/search.js", "search/index.json", "assets/search.js"):
        assert name in app({"PATH_INFO": f"/{name}"}, None)


# Typed, where Enter leads, and what is marked there.
BOXED = [
    ("container commands", "elastic-beanstalk/linux-server/#commands-or-container-commands", "container_commands"),
    ("containercommands", "elastic-beanstalk/linux-server/#commands-or-container-commands", "container_commands"),
    (".ebextensions", "elastic-beanstalk/configuration-files/", "ebextensions"),
    ("dockerrun", "elastic-beanstalk/docker/", "Dockerrun"),
    ("xamzntraceid", "x-ray/traces/#the-tracing-header", "Amzn"),
    ("169.254.169.254", "ec2/metadata/", "169.254.169.254"),
    ("imutable", "elastic-beanstalk/immutable/", "immutable"),
    ("cicruit breaker", "ecs/scaling/#circuit-breaker", "circuit breaker"),
    ("PaaS", "elastic-beanstalk/", "PaaS"),
    (
        "is the database deleted with the environment",
        "elastic-beanstalk/databases/#when-the-environment-ends",
        "database",
    ),
    ("immut", "elastic-beanstalk/immutable/", "Immutable"),
    ("what is the passing score", "exam/#how-it-is-scored", "pass"),
]


@pytest.fixture(scope="module")
def box(chromium):
    """A tab that keeps what went wrong in `box.faults`."""
    page = chromium.new_page()
    page.faults = []
    page.on("console", lambda message: message.type in ("error", "warning") and page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    page.close()


@pytest.mark.parametrize(("typed", "place", "mark"), BOXED)
def test_box(box, address, typed, place, mark):
    """Enter opens the best section with the words marked, and nothing goes wrong on the way."""
    box.faults.clear()
    box.goto(address + "how-checked/")
    # All but the last letter at once, so that the first list is the list for the whole query.
    box.locator("input.md-search__input").fill(typed[:-1])
    box.keyboard.type(typed[-1])
    target, _, section = place.partition("#")
    link = box.locator(".md-search-result__item").first.locator("a").first
    box.wait_for_function(
        "start => document.querySelector('.md-search-result__item > a')?.href.split(/[?#]/)[0] === start",
        arg=address + target,
        timeout=10_000,
    )
    assert link.inner_text()
    assert box.locator(".md-search-result mark").count() > 0
    box.keyboard.press("Enter")
    box.wait_for_url(lambda url: url.startswith(address + target + "?h="))
    assert box.url.partition("#")[2] in ("", section) if section else True
    box.locator("mark[data-md-highlight]").first.wait_for(state="attached")
    assert mark.lower() in [text.lower() for text in box.locator("mark[data-md-highlight]").all_text_contents()]
    assert box.faults == []


# Typed, and what a result says of it.
EXCERPTS = [
    ("72% answers right", "Older courses say that 72% of the answers have to be right"),
    ("layers of a function", "Layers of a function up to 5 layers"),
    ("function-response-types", "--function-response-types ReportBatchItemFailures"),
]


@pytest.mark.parametrize(("typed", "said"), EXCERPTS)
def test_excerpt(box, address, typed, said):
    """What was so is told as such, a row begins at its name, and of a long sample the line that was asked for is shown."""
    box.goto(address)
    box.locator("input.md-search__input").fill(typed)
    box.locator(".md-search-result__item p", has_text=said).first.wait_for()


def test_what_was_corrected(box, address):
    """The box says what it looked for instead, looks for the words as typed when told to, and names each page's service."""
    box.goto(address)
    box.keyboard.press("Control+k")
    box.locator("input.md-search__input").fill("")
    box.locator(".md-search-result__item button").first.click()
    box.locator(".md-search-result__item a").first.wait_for()
    box.locator("input.md-search__input").fill("farget sizes")
    box.locator(".md-search-result__meta", has_text="Showing results for fargate sizes").wait_for()
    assert box.locator(".md-search-result__item small").first.inner_text() == "Containers › Fargate"
    box.locator(".md-search-result__meta button", has_text="Search for farget sizes instead").click()
    box.locator(".md-search-result__meta", has_text=re.compile("^(The best|Nothing|[0-9])")).wait_for()
    # Another page of the tab begins with the same words.
    box.goto(address + "fargate/")
    box.keyboard.press("Control+k")
    assert box.locator("input.md-search__input").input_value() == "farget sizes"
