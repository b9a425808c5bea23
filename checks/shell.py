"""A learner's shell on a machine with nothing but the local AWS: `make lab` in one terminal, bash in the other."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import fork_server

ROOT = Path(__file__).parent.parent
_END = b"\x1e\n"  # what the shell prints when a block has ended


class LocalAws:
    """The local AWS in a folder of its own, as `make lab` starts it, with stand-ins for slow programs."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lab-")
        self.folder = Path(self._folder.name)
        self._started: list[subprocess.Popen[bytes]] = []
        self._lab = self._start("--port", "0")
        bin = self.folder / "quick"
        bin.mkdir()
        for program in ("aws", "python"):
            path = self.folder / f"{program}.socket"
            fork_server.stand_in(bin / program, path)
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(path))
                listener.listen()
                command = [
                    "-c",
                    "from checks.fork_server import main; main()",
                    program,
                    str(listener.fileno()),
                    self.url,
                ]
                self._run(*command, pass_fds=(listener.fileno(),))

    def _run(self, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(self.folder / ".lab/home")}
        command = [sys.executable, *arguments]
        self._started.append(subprocess.Popen(command, cwd=self.folder, env=environment, **more))
        return self._started[-1]

    def _start(self, *options: str) -> subprocess.Popen[bytes]:
        process = self._run("-m", "labs", *options, stdout=subprocess.PIPE)
        assert process.stdout
        said = process.stdout.readline().decode()
        if " answers at " not in said:
            raise RuntimeError(f"python -m labs says {said!r}, expected its address")
        self.url = said.partition(" answers at ")[2].partition(",")[0]
        return process

    def restart(self, *options: str) -> None:
        """Stop the local AWS and start it again, where it was."""
        self._lab.terminate()
        self._lab.wait()
        self._lab = self._start("--port", self.url.rpartition(":")[2], *options)

    def reset(self) -> None:
        """Empty it, and let everybody do everything again: it checks policies only after so many calls."""
        for what, body in (("reset", b""), ("reset-auth", b"1000000000")):
            request = urllib.request.Request(f"{self.url}/moto-api/{what}", body, {"Content-Type": "text/plain"})
            urllib.request.urlopen(request).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._started:
            process.terminate()
        for process in self._started:
            process.wait()
            if process.stdout:
                process.stdout.close()
        self._folder.cleanup()


class Shell:
    """bash in an empty folder with an empty HOME, which has read what `make lab` says."""

    def __init__(self, local: LocalAws) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lab-shell-")
        self.home, self.folder = Path(self._folder.name, "home"), Path(self._folder.name, "files")
        self.home.mkdir()
        self.folder.mkdir()
        self._block = Path(self._folder.name, "block")
        environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC"}
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=self.folder, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        said = self.run(f"source {local.folder}/.lab/env; PATH={local.folder}/quick:$PATH")
        if said:
            raise RuntimeError(f"the lab's shell says {said!r}, expected nothing")

    def run(self, text: str, seconds: float = 60) -> str:
        """What the shell prints for these lines. Raises `TimeoutError`, and `EOFError` where they end the shell."""
        assert self._bash.stdin and self._bash.stdout
        self._block.write_text(text, encoding="utf-8")
        self._bash.stdin.write(f". {self._block} </dev/null; printf '\\n\\036\\n'\n".encode())
        self._bash.stdin.flush()
        until, said = time.monotonic() + seconds, b""
        while not said.endswith(_END):
            if not select.select([self._bash.stdout], [], [], max(until - time.monotonic(), 0))[0]:
                last = said.decode(errors="replace").strip().rpartition("\n")[2]
                raise TimeoutError(f"has not ended after {seconds:.0f} seconds, and printed {last!r} last")
            if not (more := os.read(self._bash.stdout.fileno(), 65536)):
                raise EOFError("ends the shell")
            said += more
        return said.removesuffix(b"\n" + _END).decode(errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.killpg(self._bash.pid, signal.SIGKILL)
        self._bash.wait()
        for stream in (self._bash.stdin, self._bash.stdout):  # to whose end a command that goes on would make us wait
            if stream:
                stream.close()
        self._folder.cleanup()
