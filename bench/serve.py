"""How long a save takes to the screen while `mkdocs serve` runs."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

from conftest import ENGINE
from playwright.sync_api import TimeoutError as Late

from bench.trees import Tree, environment, stop

PAGE = "ecr/"  # it shows a table and a picture
# By what is saved: the file, and its text with a mark in it.
EDITS: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "page": ("docs/ecr/index.md", lambda text, mark: re.sub(r"^(# .+\n+)", rf"\g<1>{mark}. ", text, count=1, flags=re.MULTILINE)),
    "data": ("data/ecr/tables/ecr-scanning.yml", lambda text, mark: re.sub(r"^(caption: .+)$", rf"\1 {mark}", text, count=1, flags=re.MULTILINE)),
    "picture": ("images/ecr-flow.svg", lambda text, mark: text.replace("</text>", f" {mark}</text>", 1)),
    "macro code": ("macros/render.py", lambda text, mark: f'{text}\n_table = table\n\n\ndef table(*of, **named):\n    return _table(*of, **named).replace("</caption>", " {mark}</caption>")\n'),
    "style": ("overrides/assets/notes.css", lambda text, mark: f'{text}\n.md-typeset h1::after {{ content: " {mark}"; }}\n'),
}  # fmt: skip
SHOWN = """mark => document.body?.textContent.includes(mark)
    || (document.querySelector('h1') && getComputedStyle(document.querySelector('h1'), '::after').content.includes(mark))"""


@contextlib.contextmanager
def serving(tree: Tree, limit: float) -> Iterator[tuple[str, int]]:
    """The address and the process group of a server for `tree`; raises `TimeoutError` if it does not answer within `limit` seconds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tree.root.with_suffix(".serve.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*ENGINE, "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=tree.root, env={**environment(), "TMPDIR": str(tree.root.parent)}, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    address, start = f"http://127.0.0.1:{port}/", time.perf_counter()
    try:
        while True:
            try:
                urllib.request.urlopen(address + PAGE, timeout=limit).close()
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit(f"Error: the tree {tree.name} is not served:\n{log.read_text(encoding='utf-8')[-2000:]}")
                if time.perf_counter() - start > limit:
                    raise TimeoutError from None
                time.sleep(0.05)
        yield address, process.pid
    finally:
        stop(process)


def saves(chromium, tree: Tree, runs: dict[str, int], patience: float, limit: float) -> dict[str, list[float]]:
    """Seconds from each save to the screen, by what is saved, as often as `runs` says; 'start' is the server's own start.

    Each save waits until the server has come to rest, except 'second save', which follows a page's at once.
    Infinite is a start that took more than `patience` seconds, and a save whose mark was not shown within `limit`.
    """
    found: dict[str, list[float]] = {}
    start = time.perf_counter()
    try:
        with serving(tree, patience) as (address, group):
            page = chromium.new_page()
            page.set_default_timeout(limit * 1000)
            page.goto(address + PAGE)
            found["start"] = [time.perf_counter() - start]
            for what, times in runs.items():
                file, change = EDITS[what]
                path = tree.root / file
                text = path.read_text(encoding="utf-8")
                for number in range(times):
                    _rest(group, limit)
                    for name in (what, "second save")[: 2 if what == "page" else 1]:
                        mark = f"mark{what[:2]}{number}{name[0]}"
                        path.write_text(change(text, mark), encoding="utf-8")
                        found.setdefault(name, []).append(_shown(page, mark))
                path.write_text(text, encoding="utf-8")
            page.close()
    except TimeoutError:
        found["start"] = [float("inf")]
    return found


def _shown(page, mark: str) -> float:
    start = time.perf_counter()
    try:
        page.wait_for_function(SHOWN, arg=mark, polling=20)
    except Late:
        return float("inf")
    return time.perf_counter() - start


def _rest(group: int, limit: float) -> None:
    """Wait until the processes of `group` have used no second of processor time for two seconds."""
    end, before = time.perf_counter() + limit, None
    while time.perf_counter() < end:
        listed = subprocess.run(["ps", "-A", "-o", "pgid=,time="], capture_output=True, text=True, check=True).stdout
        now = [line.split()[1] for line in listed.splitlines() if line.split()[0] == str(group)]
        if now == before:
            return
        before = now
        time.sleep(2)
