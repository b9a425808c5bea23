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
from typing import Any, Self

from . import ROOT, fork_server

_END = b"\x1e\n"  # what the shell prints when a block has ended


class LocalAws:
    """The local AWS in a folder of its own, as `make lab` starts it, with stand-ins for slow programs."""

    def __init__(self) -> None:
        self._temporary_folder = tempfile.TemporaryDirectory(prefix="lab-")
        self.folder = Path(self._temporary_folder.name)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._server = self._start_server("--port", "0")
        programs = self.folder / "quick"
        programs.mkdir()
        for program in ("aws", "python"):
            socket_path = self.folder / f"{program}.socket"
            fork_server.write_client(programs / program, socket_path)
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(socket_path))
                listener.listen()
                command = ["-c", "from checks.fork_server import main; main()", program]
                self._run(*command, str(listener.fileno()), self.url, pass_fds=(listener.fileno(),))

    def _run(self, *arguments: str, **popen_options: Any) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(self.folder / ".lab/home")}
        command = [sys.executable, *arguments]
        self._processes.append(subprocess.Popen(command, cwd=self.folder, env=environment, **popen_options))
        return self._processes[-1]

    def _start_server(self, *options: str) -> subprocess.Popen[bytes]:
        process = self._run("-m", "labs", *options, stdout=subprocess.PIPE)
        assert process.stdout
        line = process.stdout.readline().decode()
        if " answers at " not in line:
            raise RuntimeError(f"python -m labs says {line!r}, expected its address")
        self.url = line.partition(" answers at ")[2].partition(",")[0]
        return process

    def restart(self, *options: str) -> None:
        """Stop the local AWS and start it again, where it was."""
        self._server.terminate()
        self._server.wait()
        self._server = self._start_server("--port", self.url.rpartition(":")[2], *options)

    def reset(self) -> None:
        """Empty it, and allow every call again: it checks policies only after a number of calls."""
        for action, body in (("reset", b""), ("reset-auth", b"1000000000")):
            request = urllib.request.Request(f"{self.url}/moto-api/{action}", body, {"Content-Type": "text/plain"})
            urllib.request.urlopen(request).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait()
            if process.stdout:
                process.stdout.close()
        self._temporary_folder.cleanup()


class Shell:
    """bash in an empty folder with an empty HOME, which has read what `make lab` says."""

    def __init__(self, local: LocalAws) -> None:
        self._temporary_folder = tempfile.TemporaryDirectory(prefix="lab-shell-")
        self.home, self.folder = Path(self._temporary_folder.name, "home"), Path(self._temporary_folder.name, "files")
        self.home.mkdir()
        self.folder.mkdir()
        self._script = Path(self._temporary_folder.name, "block")
        environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC"}
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=self.folder, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        output = self.run(f"source {local.folder}/.lab/env; PATH={local.folder}/quick:$PATH")
        if output:
            raise RuntimeError(f"the lab's shell says {output!r}, expected nothing")

    def run(self, text: str, seconds: float = 60) -> str:
        """The output of these lines. Raises `TimeoutError`, and `EOFError` where they end the shell."""
        assert self._bash.stdin and self._bash.stdout
        self._script.write_text(text, encoding="utf-8")
        self._bash.stdin.write(f". {self._script} </dev/null; printf '\\n\\036\\n'\n".encode())
        self._bash.stdin.flush()
        deadline, output = time.monotonic() + seconds, b""
        while not output.endswith(_END):
            if not select.select([self._bash.stdout], [], [], max(deadline - time.monotonic(), 0))[0]:
                last_line = output.decode(errors="replace").strip().rpartition("\n")[2]
                raise TimeoutError(f"has not ended after {seconds:.0f} seconds, and printed {last_line!r} last")
            if not (chunk := os.read(self._bash.stdout.fileno(), 65536)):
                raise EOFError("ends the shell")
            output += chunk
        return output.removesuffix(b"\n" + _END).decode(errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._bash.pid, signal.SIGKILL)
        self._bash.wait()
        for stream in (self._bash.stdin, self._bash.stdout):  # a command that goes on may keep them open
            if stream:
                stream.close()
        self._temporary_folder.cleanup()
