"""What learners type, what answers it, and a client of the search's worker."""

import os
import zlib
from typing import NamedTuple

from macros.facts import load
from macros.render.text import url


class Query(NamedTuple):
    """What a learner types, of which kind it is, and the addresses that answer it."""

    kind: str
    words: str
    answers: tuple[str, ...]


def queries(facts: load.Site) -> list[Query]:
    """What the site promises to find."""
    return [
        Query(kind, search.query, tuple(url(see, "index.md").removeprefix("./") for see in search.see))
        for searches in facts.searches.values()
        for kind in type(searches).model_fields
        for search in getattr(searches, kind)
    ]


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
  for (const query of queries) answers.push((await search(query, base)).items.map(page => page[0].location));
  return answers;
}"""


def is_held_out(query: Query) -> bool:
    """Whether the query is in the held-out set, a third, which nobody looks at while tuning."""
    return zlib.crc32(query.words.encode()) % 3 == 0


def is_sampled(name: str) -> bool:
    """Whether this name is asked for: a sixteenth of them, and all in the nightly run."""
    return os.environ.get("PAGES") == "all" or zlib.crc32(name.encode()) % 16 == 0


def is_answer(query: Query, location: str) -> bool:
    """The location is one that answers, or the top of its page, or any part of a page that answers as a whole."""
    return any(location in (see, see.partition("#")[0]) or location.partition("#")[0] == see for see in query.answers)


def is_answering_page(query: Query, location: str) -> bool:
    """The page is one that answers: in the list it shows its top, whatever section of it comes first."""
    return location.partition("#")[0] in {see.partition("#")[0] for see in query.answers}


def open_search(page, start: str):
    """A function that asks the worker of the page at `start`: for each query the best location on each page found."""
    answers: dict[str, list[str]] = {}

    def ask(queries):
        new_queries = [query for query in dict.fromkeys(queries) if query not in answers]
        results = page.evaluate(ASK, [f"{base}assets/search.js", base, new_queries])
        for query, locations in zip(new_queries, results, strict=True):
            answers[query] = [location.replace("index.html", "").replace(".html", "/") for location in locations]
        return [answers[query] for query in queries]

    page.goto(start)
    base = page.evaluate("new URL('.', location).href")
    return ask


# What is typed with other characters, and the plain spelling that it equals.
SPELLINGS = {
    "ＥＣＳ　ｔａｓｋ　ｒｏｌｅ": "ECS task role",
    "port ８０８０": "port 8080",
    "conﬁguration": "configuration",
    "im\u00admu\u00adtable de\u00adploy\u00adment": "immutable deployment",
    "container_\u200bcommands": "container_commands",
    "x\u2011ray daemon": "x-ray daemon",
    "15\u202fminutes timeout": "15 minutes timeout",
    "lambda’s timeout": "lambda's timeout",
    "lambda\u02bcs timeout": "lambda's timeout",
    "“cold start”": '"cold start"',
    "AWS Fargate™ spot": "AWS Fargate spot",
    "résumé of a tásk rôle": "resume of a task role",
    "re\u0301sume\u0301 of a ta\u0301sk ro\u0302le": "resume of a task role",
    "AWS：：Lambda：：Function": "AWS::Lambda::Function",
    "\ufeffimmutable": "immutable",
    "10³ requests": "103 requests",
}
