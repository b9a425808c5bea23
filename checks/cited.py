"""Ask every page that a source names whether it still answers: `make cited`. Needs the network; weekly."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from macros.facts import load

from . import ROOT

# Pages that refuse a program say nothing about a reader.
REFUSALS = {403, 405, 429}


def check_url(url: str) -> str:
    """What is wrong with `url`; nothing where it answers, or where a redirect ends at a page of the same name."""
    request = urllib.request.Request(url, headers={"User-Agent": "link check"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            # AWS leads from a page that is gone to the start of its guide.
            return "" if _page_name(response.url) == _page_name(url) else f"leads to {response.url}"
    except urllib.error.HTTPError as error:
        return "" if error.code in REFUSALS else f"answers {error.code}"
    except (OSError, ValueError) as error:
        return f"does not answer: {error}"


def _page_name(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2].partition("#")[0]


def source_errors(site: load.Site) -> Iterator[str]:
    """`file:line: source: what is wrong` for each cited page that does not answer."""
    with ThreadPoolExecutor(8) as pool:
        faults = pool.map(check_url, (source.url for source in site.sources.values()))
    for (name, source), fault in zip(site.sources.items(), faults, strict=True):
        if fault:
            yield f"{site.origins['Source', name]}: {name}: {source.url} {fault}, expected the page that was read"


if __name__ == "__main__":
    faults = list(source_errors(load.site(ROOT)))
    print("\n".join(faults) or "Every cited page answers.")
    sys.exit(bool(faults))
