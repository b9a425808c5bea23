"""A server that compresses as a host does (gzip, level 9) and keeps account of what it sends."""

from __future__ import annotations

import gzip
import http.server
import mimetypes
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Fonts and pictures are compressed already.
_PLAIN = re.compile(r"text/|.*(?:javascript|json|xml)$")
_DRAWN = re.compile(rb'<figure class="picture".*?</figure>', re.DOTALL)
KINDS = ("html", "js", "css", "fonts", "index", "other")


@dataclass(frozen=True)
class Answer:
    """A file as sent: its path, kind, bytes before and after compression, and those of the drawings within a page."""

    path: str
    kind: str
    raw: int
    sent: int
    drawn: int = 0


def kind(path: str, media: str) -> str:
    """One of `KINDS`, or 'pictures'."""
    if path.startswith("search/") and not path.endswith(".js"):
        return "index"
    if media.startswith("image/"):
        return "pictures"
    return {"text/html": "html", "text/javascript": "js", "application/javascript": "js", "text/css": "css"}.get(media, "fonts" if "font" in media else "other")


class Server:
    """Serves the folder `site` on a free port; `log` holds each answer in turn."""

    def __init__(self, site: Path):
        self.site, self.log, self._files = site, [], {}
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Server:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()

    def visit(self, page, address: str) -> None:
        """Open `address` in a browser's page and wait until it is idle and asks for nothing more."""
        page.goto(self.address + address)
        before = -1
        while before != len(self.log):
            before = len(self.log)
            page.evaluate("() => new Promise(done => setTimeout(() => requestIdleCallback(done), 500))")

    def answer(self, path: str) -> tuple[Answer, bytes, str] | None:
        """The answer for `path`, its body and its type; None if there is no such file."""
        if path not in self._files:
            file = self.site / path
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file():
                return None
            media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            raw = file.read_bytes()
            body = gzip.compress(raw, 9, mtime=0) if _PLAIN.match(media) or media == "image/svg+xml" else raw
            drawn = len(body) - len(gzip.compress(_DRAWN.sub(b"", raw), 9, mtime=0)) if media == "text/html" else 0
            self._files[path] = Answer(path, kind(path, media), len(raw), len(body), drawn), body, media
        return self._files[path]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Server

    def do_GET(self) -> None:
        found = self.site.answer(unquote(urlsplit(self.path).path).lstrip("/"))
        if not found:
            return self.send_error(404)
        answer, body, media = found
        self.site.log.append(answer)
        self.send_response(200)
        self.send_header("Content-Type", f"{media}; charset=utf-8" if media.startswith("text/") else media)
        self.send_header("Content-Length", str(len(body)))
        if body[:2] == b"\x1f\x8b":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        pass
