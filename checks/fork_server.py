"""`aws` and `python` as quick stand-ins: a process that has read awscli, or boto3, forks for each command.

So a command starts in some milliseconds in place of half a second, and does the same. Two processes, since importing
awscli replaces botocore by awscli's own copy.

`main` is started by `python -c`, so that a program finds what lies beside it, in the folder of the moment.
"""

from __future__ import annotations

import ast
import gc
import os
import runpy
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The program in the place of `aws` or `python`: hands its words, folder, environment and streams over. Few imports,
# since each takes longer than all the rest.
CLIENT = """\
#!{python} -IS
import _socket, array, os, sys
asked = repr((sys.argv[1:], os.getcwd(), dict(os.environ))).encode()
server = _socket.socket(_socket.AF_UNIX)
server.connect({path!r})
streams = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))
server.sendmsg([len(asked).to_bytes(4, "big")], [streams])
server.sendall(asked)
answer = server.recv(1)
sys.exit(answer[0] if answer else 1)
"""


def stand_in(program: Path, listens: Path) -> None:
    """Write the stand-in for `program`, which asks the process that `listens`."""
    program.write_text(CLIENT.format(python=sys.executable, path=str(listens)), encoding="utf-8")
    program.chmod(0o755)


def serve(listener: socket.socket, run: Callable[[list[str]], int], before: Callable[[list[str]], None]) -> None:
    """Answer until the process is ended: `before` in this process, which keeps what it reads, then `run` in a fork."""
    gc.disable()  # it would copy, in each fork, what the forks share
    children: set[int] = set()
    while True:
        client, _ = listener.accept()
        children -= {child for child in children if os.waitpid(child, os.WNOHANG)[0]}
        head, streams, _, _ = socket.recv_fds(client, 4, 3)
        with client.makefile("rb") as stream:
            words, folder, environment = ast.literal_eval(stream.read(int.from_bytes(head, "big")).decode())
        before(words)
        if child := os.fork():
            children.add(child)
        else:
            for to, number in enumerate(streams):
                os.dup2(number, to)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            status = _status(run, words)
            client.sendall(bytes([status]))
            os._exit(status)
        for number in streams:
            os.close(number)
        client.close()


def _status(run: Callable[[list[str]], int], words: list[str]) -> int:
    """The exit status of `run(words)`, as Python gives it."""
    try:
        status = run(words)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status & 255


def _keep(loader: Any) -> None:
    """What one loader of models reads, all have."""
    read: dict[Any, Any] = {}
    made = loader.__init__

    def shared(self: Any, *arguments: Any, **named: Any) -> None:
        made(self, *arguments, **named)
        self._cache = read

    loader.__init__ = shared


def aws(endpoint: str) -> tuple[Callable[[list[str]], int], Callable[[list[str]], None]]:
    """AWS CLI with an endpoint, as `labs` writes it; what it reads of a service's models stays read."""
    from awscli import clidriver
    from botocore import exceptions, loaders  # awscli's own copy, as soon as awscli is read

    home, data_path = os.environ["HOME"], os.environ["AWS_DATA_PATH"]  # awscli has set the latter
    _keep(loaders.Loader)
    session = clidriver.create_clidriver().session
    seen: set[str] = set()

    def before(words: list[str]) -> None:
        service = "s3" if words[:1] == ["s3api"] else words[0] if words else ""
        if service not in seen:
            seen.add(service)
            try:
                session.create_client(service, region_name="us-east-1")
                session.get_component("data_loader").load_service_model(service, "paginators-1")
            except (exceptions.DataNotFoundError, exceptions.UnknownServiceError):
                pass

    def run(words: list[str]) -> int:
        os.environ |= {"HOME": home, "AWS_DATA_PATH": data_path}
        sys.argv = ["aws", "--endpoint-url", endpoint, *words]
        return int(clidriver.main())

    return run, before


def python(_: str) -> tuple[Callable[[list[str]], int], Callable[[list[str]], None]]:
    """Python that has read boto3, and the models of the services that programs of labs call most."""
    import boto3
    from botocore import loaders

    _keep(loaders.Loader)
    for service in ("cloudformation", "dynamodb", "sqs"):
        boto3.session.Session().client(service, region_name="us-east-1")

    def run(words: list[str]) -> int:
        if not words or not words[0].endswith(".py"):
            return subprocess.call([sys.executable, *words])
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")
        return 0

    return run, lambda words: None


def main() -> None:
    name, listens, endpoint = sys.argv[1:]
    serve(socket.socket(fileno=int(listens)), *{"aws": aws, "python": python}[name](endpoint))
