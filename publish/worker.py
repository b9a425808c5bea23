"""The service worker of a built site, which keeps pages on a reader's device.

`apply` is the last step, and writes `sw.js` at the root of the site: `worker.js` beside this file, after the names and
digests of all files that may be kept. So a new build is a new worker, which fetches only the files that differ. Where
the home page links no manifest, the site is opened from disk, and there is no worker.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

from rjsmin import jsmin

# Files no page shows: for servers, crawlers, previews of links, other programs, and the system that installs the site.
_EXCLUDED = re.compile(
    r"sw\.js|404\.html|(?:sitemap|feed)\.xml.*|assets/.*\.png|(?:.*/)?\..*|data/v1/.*|.*\.md|llms\.txt|practice/dva-notes\..*"
)
_VERSIONED = re.compile(r'(?:href|src)="[^"]*?(assets/[^"?]+)\?v=([0-9a-f]{8})"')
# Files that scripts load, and the script whose version they add to the URL.
_LOADED_BY_SCRIPT = {
    re.compile(r"assets/search\.js|search/index\.json"): "assets/notes.js",
    re.compile(r"practice/.+\.js"): "assets/practice.js",
}


def apply(site: Path) -> None:
    """Write `sw.js` into the built `site`, or remove the one for serving."""
    worker = site / "sw.js"
    if '<link rel="manifest"' not in (site / "index.html").read_text(encoding="utf-8"):
        worker.unlink(missing_ok=True)
        return
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    contents = {name: (site / name).read_bytes() for name in names if not _EXCLUDED.fullmatch(name)}
    pages = (content.decode() for name, content in contents.items() if name.endswith(".html"))
    versions = {name: version for page in pages for name, version in _VERSIONED.findall(page)}
    files = {requested_url(name, versions): _digest(content) for name, content in contents.items()}
    # Bytes on the device, and compressed, as hosts send them.
    sizes = [sum(map(len, contents.values())), sum(len(gzip.compress(content, 6)) for content in contents.values())]
    code = jsmin((Path(__file__).parent / "worker.js").read_text(encoding="utf-8"))
    files_json = json.dumps(files, separators=(",", ":"))
    edition = _digest(f"{files_json}{code}".encode())
    worker.write_text(
        f"const EDITION = {json.dumps(edition)}, SIZE = {sizes}\nconst FILES = {files_json}\n{code}", encoding="utf-8"
    )


def requested_url(name: str, versions: dict[str, str]) -> str:
    """The URL, below the site, by which pages request the file `name`: `ecs/roles/`, `assets/styles.css?v=0123abcd`."""
    version = versions.get(next((script for files, script in _LOADED_BY_SCRIPT.items() if files.fullmatch(name)), name))
    return re.sub(r"(^|/)index\.html$", r"\1", name) + (f"?v={version}" if version else "")


def _digest(content: bytes) -> str:
    """36 bits of SHA-256, as 6 characters."""
    return base64.b64encode(hashlib.sha256(content).digest())[:6].decode()
