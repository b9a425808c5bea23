"""The service worker of a built site, which keeps pages on a reader's device.

`apply` comes after everything else that is made of the folder, and writes `sw.js` at its root: `worker.js` beside this
file, after the names and digests of all that may be kept. So a new build is a new worker, which fetches what differs
and nothing else. Where the home page links no manifest, the site is opened from disk, and there is no worker.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

from rjsmin import jsmin

# What no page shows: for servers, crawlers, previews of links, other programs, and the system that installs the site.
_LEFT_OUT = re.compile(
    r"sw\.js|404\.html|(?:sitemap|feed)\.xml.*|assets/.*\.png|(?:.*/)?\..*|data/v1/.*|.*\.md|llms\.txt|practice/dva-notes\..*"
)
_VERSIONED = re.compile(r'(?:href|src)="[^"]*?(assets/[^"?]+)\?v=([0-9a-f]{8})"')
# What scripts ask for, and the script whose version they give it.
_ASKED = {
    re.compile(r"assets/search\.js|search/index\.json"): "assets/notes.js",
    re.compile(r"practice/.+\.js"): "assets/practice.js",
}


def apply(site: Path) -> None:
    """Write `sw.js` into the built `site`, or remove the one that serving has."""
    worker = site / "sw.js"
    if '<link rel="manifest"' not in (site / "index.html").read_text(encoding="utf-8"):
        worker.unlink(missing_ok=True)
        return
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    contents = {name: (site / name).read_bytes() for name in names if not _LEFT_OUT.fullmatch(name)}
    pages = (content.decode() for name, content in contents.items() if name.endswith(".html"))
    versions = {name: version for page in pages for name, version in _VERSIONED.findall(page)}
    files = {address(name, versions): _digest(content) for name, content in contents.items()}
    # In bytes: on the device, and on the way there, as hosts send it.
    size = [sum(map(len, contents.values())), sum(len(gzip.compress(each, 6)) for each in contents.values())]
    code = jsmin((Path(__file__).parent / "worker.js").read_text(encoding="utf-8"))
    listed = json.dumps(files, separators=(",", ":"))
    edition = _digest(f"{listed}{code}".encode())
    worker.write_text(
        f"const EDITION = {json.dumps(edition)}, SIZE = {size}\nconst FILES = {listed}\n{code}", encoding="utf-8"
    )


def address(name: str, versions: dict[str, str]) -> str:
    """What pages ask for to get the file `name`, below the site: `ecs/roles/`, `assets/styles.css?v=0123abcd`."""
    by = next((script for pattern, script in _ASKED.items() if pattern.fullmatch(name)), name)
    return re.sub(r"(^|/)index\.html$", r"\1", name) + (f"?v={versions[by]}" if by in versions else "")


def _digest(content: bytes) -> str:
    """36 bits of SHA-256, as 6 characters."""
    return base64.b64encode(hashlib.sha256(content).digest())[:6].decode()
