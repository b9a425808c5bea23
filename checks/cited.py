"""Ask every page that a source names whether it still answers: `make cited`. Needs the network; weekly."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from macros.facts import load

ROOT = Path(__file__).parent.parent
# Pages that refuse a program say nothing about a reader.
REFUSED = {403, 405, 429}


def answer(url: str) -> str:
    """What is wrong with `url`; nothing where it answers, or where a redirect ends at a page of the same name."""
    request = urllib.request.Request(url, headers={"User-Agent": "link check"})
    try:
        with urllib.request.urlopen(request, timeout=30) as found:
            # AWS leads from a page that is gone to the start of its guide.
            path, asked = (one.rstrip("/").rpartition("/")[2].partition("#")[0] for one in (found.url, url))
            return "" if path == asked else f"leads to {found.url}"
    except urllib.error.HTTPError as error:
        return "" if error.code in REFUSED else f"answers {error.code}"
    except (OSError, ValueError) as error:
        return f"does not answer: {error}"


def gone(site: load.Site) -> Iterator[str]:
    """`file:line: source: what` for each cited page that does not answer."""
    with ThreadPoolExecutor(8) as pool:
        said = pool.map(answer, (source.url for source in site.sources.values()))
    for (name, source), what in zip(site.sources.items(), said, strict=True):
        if what:
            place = site.origins["Source", name]
            yield f"{place}: {name}: {source.url} {what}, expected the page that was read"


if __name__ == "__main__":
    found = list(gone(load.site(ROOT)))
    print("\n".join(found) or "Every cited page answers.")
    sys.exit(bool(found))
