"""Measure the site beside the stock theme with the same pages, and print medians and ratios as Markdown tables.

    make bench                                 every part at every size: some hours
    make bench SIZES=1 PARTS=weight,search     a minute

SIZES   times as many pages as we have, or pages with a p (1,10,1001p,100)
PARTS   of build, serve, weight, search, lighthouse
RUNS    of a build, 3; of all else 5 (the stock theme's saves: 3); of builds and saves above 2,000 pages one
LIMIT   seconds after which a build or start of the stock theme, a save or a search counts as over (600)

What is printed stays in bench/results/<day>.md as well.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import browser
from conftest import ARGUMENTS
from playwright.sync_api import sync_playwright

from bench import find, lighthouse, serve, trees, web, weight

PARTS = ("build", "serve", "weight", "search", "lighthouse")
_PART = "|".join(PARTS)
OPTIONS = {
    "SIZES": ("1,10,1001p,100", r"[1-9]\d*p?(,[1-9]\d*p?)*"),
    "PARTS": (",".join(PARTS), rf"({_PART})(,({_PART}))*"),
    "RUNS": ("3", r"[1-9]\d*"), "LIMIT": ("600", r"[1-9]\d*"),
}  # fmt: skip


def option(name: str) -> str:
    """What the environment says, or the default; ends the program if it makes no sense."""
    default, pattern = OPTIONS[name]
    value = os.environ.get(name) or default
    if not re.fullmatch(pattern, value):
        sys.exit(f"Error: {name}={value} makes no sense, expected for example {name}={default}")
    return value


LIMIT = float(option("LIMIT"))
PATIENCE = {"ours": 10 * LIMIT, "stock": LIMIT}  # for a build, or until a server answers
LARGE = 2000  # pages, above which a build takes minutes
SAVES = {"ours": {"page": 5, "data": 5, "picture": 5, "macro code": 5, "style": 5}, "stock": {"page": 3}}


class Bench:
    """One size after the other, part by part; `growth` keeps the figures that the last table sets side by side."""

    def __init__(self, chromium, path: str, runs: int, out: Path):
        self.chromium, self.path, self.runs, self.out = chromium, path, runs, out
        self.growth: dict[str, dict[str, str]] = {}
        self.pages: dict[str, str] = {}

    def say(self, text: str) -> None:
        print(text, flush=True)
        with self.out.open("a", encoding="utf-8") as file:
            print(text, file=file)

    def table(self, head: Iterable[str], rows: Iterable[Iterable]) -> None:
        lines = [list(head), *([shown(cell) for cell in row] for row in rows)]
        lines.insert(1, ["---"] + ["---:"] * (len(lines[0]) - 1))
        self.say("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")

    def size(self, size: str, parts: list[str]) -> None:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            made, count = trees.make(Path(folder), size)
            self.name, self.late = f"{count:,} pages", set()
            self.growth[self.name] = {}
            for part in parts:
                self.say(f"## {part.capitalize()}, {self.name}\n")
                if part not in ("build", "serve"):
                    for tree in made:
                        tree.built or tree.name in self.late or self.once(tree)
                    self.pages = self.pages or weight.pages(made[0].site)  # the same pages at every size
                getattr(self, part)(made, count)

    def once(self, tree) -> tuple[float, float]:
        """Seconds and MiB of one build, infinite if it takes too long."""
        if found := trees.build(tree, PATIENCE[tree.name]):
            return found
        self.late.add(tree.name)
        return math.inf, math.nan

    def build(self, made, count: int) -> None:
        """Seconds and peak memory of `mkdocs build` in a process of its own."""
        rows, medians = [], {}
        for tree in made:
            runs: list = []
            while len(runs) < (self.runs if count < LARGE else 1) and tree.name not in self.late:
                runs.append(self.once(tree))
            seconds, memory = zip(*runs, strict=True)
            medians[tree.name] = median(seconds), median(memory)
            rows.append((tree.name, len(runs), medians[tree.name][0], spread(seconds), medians[tree.name][1]))
        rows.append(("stock / ours", "", *(ratio(medians["stock"][0], medians["ours"][0]), "", ratio(medians["stock"][1], medians["ours"][1]))))
        self.table(("build", "runs", "median s", "range s", "peak MiB"), rows)
        seconds, memory = medians["ours"]
        self.growth[self.name] |= {"build, s": seconds, "build, ms a page": seconds / count * 1000, "peak, MiB": memory, "build of stock, s": medians["stock"][0]}

    def serve(self, made, count: int) -> None:
        """Seconds from a save to the screen, with the page open in a browser."""
        runs = {name: of if count < LARGE else dict.fromkeys(of, 1) for name, of in SAVES.items()}
        found = {tree.name: serve.saves(self.chromium, tree, runs[tree.name], PATIENCE[tree.name], LIMIT) for tree in made}
        rows = []
        for what, seconds in found["ours"].items():
            ours, stock = (median(of[what]) if what in of else math.nan for of in (found["ours"], found["stock"]))
            rows.append((what, len(seconds), ours, spread(seconds), stock, ratio(stock, ours)))
            self.growth[self.name] |= {f"save, {what}, s" if what != "start" else "start of serving, s": ours}
        self.table(("save to screen", "runs", "ours, median s", "range s", "stock, median s", "stock / ours"), rows)

    def weight(self, made, _) -> None:
        """Requests and kB (1,000 bytes, gzip level 9, without headers) of a first visit; pictures apart."""
        rows, totals = [], {}
        for tree, server in served(made):
            for kind, address in self.pages.items():
                of = weight.weigh(self.chromium, server, address, LIMIT)
                totals[tree.name, kind] = of["total"]
                share = "" if tree.name == "ours" else ratio(of["total"], totals["ours", kind])
                rows.append((f"{kind} ({address or '/'})", tree.name, of["requests"], *(of[name] / 1000 for name in weight.HEAD[1:]), share))
                if tree.name == "ours":
                    collected = ", collects" if address in weight.COLLECTED else ""
                    self.growth[self.name] |= {f"{kind}{collected}, kB": of["total"] / 1000}
            if tree.name == "ours":
                address, most = weight.heaviest(server)
                self.growth[self.name] |= {"HTML of the heaviest page, kB": most / 1000, "which is": address or "/"}
        self.table(("page", "site", *weight.HEAD, "stock / ours"), rows)

    def search(self, made, _) -> None:
        """From the key to the first result, on this machine without a network between."""
        rows = []
        for tree, server in served(made):
            runs = [find.find(self.chromium, server, LIMIT) for _ in range(5)]
            medians = {name: median(run[name] for run in runs) for name in find.HEAD}
            rows.append((tree.name, *medians.values()))
            if tree.name == "ours":
                self.growth[self.name] |= {f"search, {name}": value for name, value in medians.items()}
        if len(rows) == 2:
            rows.append(("stock / ours", *(ratio(stock, ours) for ours, stock in zip(rows[0][1:], rows[1][1:], strict=True))))
        self.table(("search", *find.HEAD), rows)

    def lighthouse(self, made, _) -> None:
        """Medians of five runs of Lighthouse on a phone."""
        if why := lighthouse.missing():
            return self.say(f"{why}\n")
        rows = []
        for tree, server in served(made):
            for kind in lighthouse.PAGES:
                runs = [lighthouse.score(server.address + self.pages[kind], self.path, tree.root.parent, LIMIT) for _ in range(5)]
                scores = [f"{median(of):.0f}" for of in zip(*filter(None, runs), strict=True)] or ["none"] * 4
                rows.append((f"{kind} ({self.pages[kind] or '/'})", tree.name, *scores, f"{len(list(filter(None, runs)))} of 5"))
                if tree.name == "ours":
                    self.growth[self.name] |= {f"Lighthouse, {kind}": " ".join(scores)}
        self.table(("page", "site", *lighthouse.CATEGORIES, "runs"), rows)


def served(made: list[trees.Tree]) -> Iterator[tuple[trees.Tree, web.Server]]:
    """Each tree that is built, with a server of its site."""
    for tree in made:
        if tree.built:
            with web.Server(tree.site) as server:
                yield tree, server


def shown(cell) -> str:
    if not isinstance(cell, float) or math.isnan(cell):
        return "" if isinstance(cell, float) else str(cell)
    if math.isinf(cell):
        return f"over {LIMIT:.0f}"
    return f"{cell:,.0f}" if cell >= 1000 else f"{cell:.1f}" if cell >= 10 else f"{cell:.2f}"


def ratio(of: float, to: float) -> str:
    if not to or math.isinf(to) or math.isnan(of / to):
        return ""
    return f"over {LIMIT / to:.1f}" if math.isinf(of) else f"{of / to:.2f}"


def spread(values: Iterable[float]) -> str:
    return f"{shown(float(min(values)))} to {shown(float(max(values)))}"


def main() -> None:
    sizes, parts, runs = option("SIZES").split(","), option("PARTS").split(","), int(option("RUNS"))
    out = trees.ROOT / "bench/results" / f"{dt.date.today()}.md"
    out.parent.mkdir(exist_ok=True)
    out.unlink(missing_ok=True)
    path = browser.install()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        bench = Bench(chromium, path, runs, out)
        for size in sizes:
            bench.size(size, [part for part in PARTS if part in parts])
        names = dict.fromkeys(name for figures in bench.growth.values() for name in figures)
        bench.say("## Growth, ours\n")
        bench.table(("figure", *bench.growth), ((name, *(figures.get(name, "") for figures in bench.growth.values())) for name in names))
        chromium.close()


if __name__ == "__main__":
    main()
