"""Measure what the site costs readers and authors; prints medians (least to most) of all runs in one table.

    make bench                             today's tree, and the same pages in the stock theme
    make bench RUNS=1 PARTS=weight,search  less of it

Needs Linux, which tells the processor time of a running server.
"""

import argparse
import gzip
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, TimeoutError

from bench import browse
from publish import links

ROOT = Path(__file__).parent.parent
LIMIT = 60  # seconds that a result or a save is waited for
IDLE = 60  # seconds
SLOWER = 4  # times, as a phone's processor
# The same pages and macros in the stock theme; an empty folder takes the place of our templates.
STOCK = """INHERIT: mkdocs.yml
theme: {custom_dir: stock, palette: {primary: indigo, accent: indigo}}
extra_css: []
extra_javascript: []
hooks: []
strict: false
"""
PAGE = "ecr/"  # it shows a table and a picture
# What is saved: the first of these files that has the pattern, and what takes its place.
EDITS = {
    "page": ("docs/ecr/index.md", r"^(# .+\n+)", r"\1MARK. "),
    "data": ("data/**/ecr-scanning.yml", r"^(caption: .+)", r"\1 MARK"),
    "picture": ("images/**/ecr-flow.svg", r"</text>", " MARK</text>"),
    "macro code": ("macros/**/*.py", r"</caption>", " MARK</caption>"),
    "style": ("overrides/assets/notes.css", r"\Z", '\n.md-typeset h1::after { content: " MARK"; }\n'),
}
SHOWN = """mark => document.body?.textContent.includes(mark) || (document.querySelector('h1')
    && getComputedStyle(document.querySelector('h1'), '::after').content.includes(mark))"""
Rows = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Tree:
    """A copy of the repository at `root`, built into `site`."""

    root: Path
    site: Path
    config: str = "mkdocs.yml"

    def mkdocs(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start mkdocs in the tree."""
        day = subprocess.check_output(["git", "log", "-1", "--format=%cs"], cwd=ROOT, text=True).strip()
        command = [sys.executable, "-m", "mkdocs", *arguments, "--quiet", "--config-file", str(self.root / self.config)]
        return subprocess.Popen(command, cwd=self.root, env={**os.environ, "SITE_DATE": day})


def build(tree: Tree, runs: int, browser: Browser) -> Rows:
    """Time and peak memory of a build in a process of its own."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        process = tree.mkdocs("build", "--site-dir", str(tree.site))
        _, status, used = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"Error: {tree.root}: the build ended with {os.waitstatus_to_exitcode(status)}, expected a site")
        found.append((time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6))
    names = ("build: s", "build: s of processor", "build: MB at its peak")
    yield from zip(names, map(shown, zip(*found, strict=True)), strict=True)


def weight(tree: Tree, runs: int, browser: Browser) -> Rows:
    """kB and requests of a first visit to the heaviest page of each part of the site; how soon the heaviest paints."""
    groups = re.findall(r"^([\w-]+):", (tree.root / "data/areas.yml").read_text(encoding="utf-8"), re.MULTILINE)
    services = [path.name for path in (tree.root / "data").iterdir() if path.is_dir()]
    kinds = dict.fromkeys(services, "a service") | dict.fromkeys(groups, "a group")
    heaviest: dict[str, str] = {}
    for path in sorted(set(links.addresses(tree.site).values()), key=sent):
        url = path.relative_to(tree.site).as_posix().removesuffix("index.html")
        part = url.partition("/")[0]
        heaviest[kinds.get(part, part or "home")] = url
    with browse.served(tree.site) as address:
        for part, url in heaviest.items():
            with browser.new_context() as context:
                requests = browse.visit(context.new_page(), address + url)
            sizes = {"HTML": 0.0, "JS": 0.0, "CSS": 0.0, "other": 0.0}
            for path in files(requests, tree.site):
                suffix = path.suffix[1:].upper()
                sizes[suffix if suffix in sizes else "other"] += sent(path) / 1000
            text = ", ".join(f"{kind} {size:.1f}" for kind, size in sizes.items())
            yield f"weight: {part}: kB", f"{sum(sizes.values()):.1f} ({text}; {len(requests)} requests) {url}"
        times = []
        for _ in range(runs):
            with browser.new_context() as context:
                page = context.new_page()
                context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                browse.visit(page, address + url)
                times.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    yield f"paint: ms to the first one of the heaviest page, on a processor {SLOWER} times slower", shown(times)


def search(tree: Tree, runs: int, browser: Browser) -> Rows:
    """ms from a click into the box, and from a later query, to the first result; kB of the search until then."""
    found = []
    with browse.served(tree.site) as address:
        for _ in range(runs):
            with browser.new_context() as context:
                page = context.new_page()
                requests = browse.visit(page, address)
                start = time.perf_counter()
                browse.first_result(page, "immutable")
                first = time.perf_counter()
                loaded = files(requests, tree.site)
                size = sum(sent(path) for path in loaded if "search" in path.relative_to(tree.site).as_posix())
                again = time.perf_counter()
                browse.first_result(page, "sampling")
                found.append((1000 * (first - start), 1000 * (time.perf_counter() - again), size / 1000))
    names = ("search: ms to the first result", "search: ms to that of a later query", "search: kB to the first result")
    yield from zip(names, map(shown, zip(*found, strict=True)), strict=True)


def serve(tree: Tree, runs: int, browser: Browser) -> Rows:
    """Seconds from a save to the screen, with a page open in a browser; what the server takes while nobody saves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    process = tree.mkdocs("serve", "--dev-addr", f"127.0.0.1:{port}")
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if process.poll() is not None:
                sys.exit(f"Error: {tree.root}: the server ended with {process.returncode}, expected it to serve")
            time.sleep(0.05)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/{PAGE}", timeout=0)
        yield "serve: s to the first page", shown([time.perf_counter() - start])
        for what, (pattern, old, new) in EDITS.items() if tree.config == "mkdocs.yml" else [("page", EDITS["page"])]:
            texts = ((path, path.read_text(encoding="utf-8")) for path in sorted(tree.root.glob(pattern)))
            path, text = next((path, text) for path, text in texts if re.search(old, text, re.MULTILINE))
            times = []
            for number in range(runs):
                rest(process.pid)
                mark = f"mark{what[:2]}{number}"
                edited = re.sub(old, new.replace("MARK", mark), text, count=1, flags=re.MULTILINE)
                path.write_text(edited, encoding="utf-8")
                saved = time.perf_counter()
                try:
                    page.wait_for_function(SHOWN, arg=mark, polling=20, timeout=LIMIT * 1000)
                    times.append(time.perf_counter() - saved)
                except TimeoutError:
                    times.append(math.inf)
            path.write_text(text, encoding="utf-8")
            yield f"serve: s from a save to the screen, {what}", shown(times)
        rest(process.pid)
        before = processor(process.pid)
        time.sleep(IDLE)
        yield f"serve: % of a core while idle ({IDLE} s)", shown([100 * (processor(process.pid) - before) / IDLE])
        page.close()
    finally:
        process.kill()
        process.wait()


def processor(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rest(pid: int) -> None:
    """Wait until a process takes less than a quarter of a core: a save should not meet the build of the one before."""
    before = -math.inf
    while (now := processor(pid)) - before > 0.5:
        before = now
        time.sleep(2)


def files(requests: Iterable[str], site: Path) -> list[Path]:
    """The files of the site that were asked for by URL."""
    paths = [site / urlsplit(url).path[1:] for url in requests]
    return [path / "index.html" if path.is_dir() else path for path in paths if path.exists()]


def sent(path: Path) -> int:
    """Bytes of a file as hosts send it: compressed, unless that makes it larger."""
    raw = path.read_bytes()
    return min(len(raw), len(gzip.compress(raw, 9, mtime=0)))


def shown(values: Iterable[float]) -> str:
    """The median, and the range if there is one."""
    values = [*values]
    middle, least, most = (
        f"over {LIMIT}" if math.isinf(value) else f"{value:.{0 if value >= 100 else 2}f}"
        for value in (median(values), min(values), max(values))
    )
    return middle if least == most else f"{middle} ({least} to {most})"


def copy(to: Path) -> str:
    """Copy what git knows of the repository to `to`; returns how large it is."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(command, cwd=ROOT, text=True).split("\0"):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return f"{len(list((to / 'docs').rglob('*.md')))} pages"


PARTS = {part.__name__: part for part in (build, weight, search, serve)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--runs", type=int, default=3, help="of each measurement (3)")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=[*PARTS], help=", ".join(PARTS))
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"--parts: {', '.join(unknown)} is not known, expected some of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="bench-") as name, browse.chromium() as browser:
        folder = Path(name)
        sizes = {"today": copy(folder / "today"), "stock theme": copy(folder / "stock theme")}
        (folder / "stock theme/stock").mkdir()
        (folder / "stock theme/stock.yml").write_text(STOCK, encoding="utf-8")
        table: dict[str, dict[str, str]] = {}
        for name in sizes:
            config = "stock.yml" if name == "stock theme" else "mkdocs.yml"
            tree = Tree(folder / name, folder / f"{name} site", config)
            for part in (part for part in PARTS if part in {*options.parts, "build"}):
                print(f"{name}: {part} ...", file=sys.stderr)
                for row, cell in PARTS[part](tree, options.runs if part in options.parts else 1, browser):
                    table.setdefault(row, {})[name] = cell
    print(f"| | {' | '.join(f'{name}: {size}' for name, size in sizes.items())} |\n|---|{'---|' * len(sizes)}")
    for row, cells in table.items():
        print(f"| {row} | {' | '.join(cells.get(name, '') for name in sizes)} |")


if __name__ == "__main__":
    main()
