"""A journal to stop and go on: every request is written to a file, and a start replays them at their times.

What moto makes up (ids, keys, tokens) follows from the number of the request, so a replay makes up the same.
Concurrent requests, as from `aws s3 cp --recursive`, may get each other's ids.
What a state machine calls is not written: a replay starts its executions again, and they call it again, once the server
answers.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import itertools
import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from xml.sax.saxutils import escape

from freezegun import freeze_time
from moto.core import base_backend
from moto.moto_api._internal import mock_random

_STATE_MACHINE = "Credential=ak/"  # moto's own, in each call of a task


class Journal:
    """A WSGI application around `application` that keeps its requests in the file `path`."""

    def __init__(self, application: WSGIApplication, path: Path) -> None:
        self.application, self.path = application, path
        self.numbers = itertools.count()
        os.urandom = mock_random.randbytes
        # Else two services, first called by requests of the same number after a reset, get equal ids, and moto leaves
        # out one of them when it resets all.
        base_backend.uuid4 = itertools.count().__next__  # type: ignore[assignment]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if _STATE_MACHINE in environ.get("HTTP_AUTHORIZATION", ""):
            return self._answer(environ, start)
        body = _read_body(environ)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
        environ.pop("wsgi.input_terminated", None)
        variables = {key: value for key, value in environ.items() if key.isupper() and isinstance(value, str)}
        entry = {"time": time.time(), "environ": variables, "body": base64.b64encode(body).decode()}
        if environ.get("PATH_INFO") == "/moto-api/reset":
            self.clear()
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
        return self._answer_seeded(environ, start)

    def _answer_seeded(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        mock_random.seed(next(self.numbers))
        return self._answer(environ, start)

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        try:
            return self.application(environ, start)
        except Exception as error:  # a fault of moto's, which AWS would not have
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            message = f"{type(error).__name__}: {error}"
            print(f"The local AWS failed at {method} {path}: {message}", file=environ["wsgi.errors"], flush=True)
            hint = "" if isinstance(error, NotImplementedError) else "; is a variable of the command empty?"
            body = _error_body(environ, f"{message}. The local AWS cannot answer this{hint}")
            start("500 Internal Server Error", [("Content-Length", str(len(body)))])
            return [body]

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)
        self.numbers = itertools.count()

    def replay(self) -> int:
        """Make all requests of the file again; returns how many. Raises `ValueError` for a file that is no journal."""
        if not self.path.exists():
            return 0
        try:
            entries = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
            for entry in entries:
                entry["body"] = base64.b64decode(entry["body"])
                entry["time"] = dt.datetime.fromtimestamp(entry["time"], dt.UTC)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{self.path}: is no journal ({error})") from error
        if entries:
            with freeze_time(entries[0]["time"], tick=True) as clock:
                for entry in entries:
                    clock.move_to(entry["time"])
                    streams = {"wsgi.input": io.BytesIO(entry["body"]), "wsgi.errors": io.StringIO()}
                    environ = {"wsgi.url_scheme": "http", **streams, **entry["environ"]}
                    for _ in self._answer_seeded(environ, _ignore):
                        pass
        return len(entries)


def _error_body(environ: WSGIEnvironment, message: str) -> bytes:
    """The body from which clients read `message`, in the protocol of the request; those of CBOR get none."""
    content_type = environ.get("CONTENT_TYPE", "")
    if "cbor" in content_type:
        return b""
    if "x-www-form-urlencoded" in content_type or "/s3/aws4_request" in environ.get("HTTP_AUTHORIZATION", ""):
        return f"<Response><Error><Code>500</Code><Message>{escape(message)}</Message></Error></Response>".encode()
    return json.dumps({"message": message}).encode()


def _ignore(*_: Any) -> Callable[[bytes], object]:
    return lambda _: None


def _read_body(environ: WSGIEnvironment) -> bytes:
    """The whole body, which may come without its length, in chunks."""
    if environ.get("wsgi.input_terminated"):
        return bytes(environ["wsgi.input"].read())
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
