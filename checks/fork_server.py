"""A fork server for `aws` and `python`: a process that has imported awscli, or boto3, forks for each command.

So a command starts in some milliseconds in place of half a second, and does the same. Two processes, since importing
awscli replaces botocore by awscli's own copy.

`main` is started by `python -c`, so that a program imports from the current folder.
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

# The program in the place of `aws` or `python`: hands its arguments, folder, environment and streams over. Few imports,
# since each takes longer than all the rest.
CLIENT = """\
#!{python} -IS
import _socket, array, os, sys
request = repr((sys.argv[1:], os.getcwd(), dict(os.environ))).encode()
server = _socket.socket(_socket.AF_UNIX)
server.connect({path!r})
streams = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))
server.sendmsg([len(request).to_bytes(4, "big")], [streams])
server.sendall(request)
status = server.recv(1)
sys.exit(status[0] if status else 1)
"""


Run = Callable[[list[str]], int]  # the exit status of a command with these arguments
Preload = Callable[[list[str]], None]


def write_client(program: Path, socket_path: Path) -> None:
    """Write the stand-in for `program`, which asks the process that listens at `socket_path`."""
    program.write_text(CLIENT.format(python=sys.executable, path=str(socket_path)), encoding="utf-8")
    program.chmod(0o755)


def serve(listener: socket.socket, run: Run, preload: Preload) -> None:
    """Answer until the process is ended: `preload` in this process, which keeps what it reads, then `run` in a fork."""
    gc.disable()  # it would copy, in each fork, what the forks share
    children: set[int] = set()
    while True:
        client, _ = listener.accept()
        children -= {child for child in children if os.waitpid(child, os.WNOHANG)[0]}
        length, descriptors, _, _ = socket.recv_fds(client, 4, 3)
        with client.makefile("rb") as stream:
            arguments, folder, environment = ast.literal_eval(stream.read(int.from_bytes(length, "big")).decode())
        preload(arguments)
        if child := os.fork():
            children.add(child)
        else:
            for standard_descriptor, descriptor in enumerate(descriptors):
                os.dup2(descriptor, standard_descriptor)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            status = _exit_status(run, arguments)
            client.sendall(bytes([status]))
            os._exit(status)
        for descriptor in descriptors:
            os.close(descriptor)
        client.close()


def _exit_status(run: Run, arguments: list[str]) -> int:
    """The exit status of `run(arguments)`, as Python gives it."""
    try:
        status = run(arguments)
    except SystemExit as error:
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status & 255


def _share_cache(loader_class: Any) -> None:
    """Let all loaders of models have one cache."""
    cache: dict[Any, Any] = {}
    original_init = loader_class.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original_init(self, *args, **kwargs)
        self._cache = cache

    loader_class.__init__ = init


def aws(endpoint: str) -> tuple[Run, Preload]:
    """AWS CLI with an endpoint, as `labs` writes it; what it reads of a service's models stays read."""
    from awscli import clidriver
    from botocore import exceptions, loaders  # awscli's own copy, as soon as awscli is read

    home, data_path = os.environ["HOME"], os.environ["AWS_DATA_PATH"]  # awscli has set the latter
    _share_cache(loaders.Loader)
    session = clidriver.create_clidriver().session
    loaded: set[str] = set()

    def preload(arguments: list[str]) -> None:
        service = "s3" if arguments[:1] == ["s3api"] else arguments[0] if arguments else ""
        if service not in loaded:
            loaded.add(service)
            try:
                session.create_client(service, region_name="us-east-1")
                session.get_component("data_loader").load_service_model(service, "paginators-1")
            except (exceptions.DataNotFoundError, exceptions.UnknownServiceError):
                pass

    def run(arguments: list[str]) -> int:
        os.environ |= {"HOME": home, "AWS_DATA_PATH": data_path}
        sys.argv = ["aws", "--endpoint-url", endpoint, *arguments]
        return int(clidriver.main())

    return run, preload


def python(_: str) -> tuple[Run, Preload]:
    """Python that has read boto3, and the models of the services that programs of labs call most."""
    import boto3
    from botocore import loaders

    _share_cache(loaders.Loader)
    for service in ("cloudformation", "dynamodb", "sqs"):
        boto3.session.Session().client(service, region_name="us-east-1")

    def run(arguments: list[str]) -> int:
        if not arguments or not arguments[0].endswith(".py"):
            return subprocess.call([sys.executable, *arguments])
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")
        return 0

    return run, lambda _: None


def main() -> None:
    program, descriptor, endpoint = sys.argv[1:]
    serve(socket.socket(fileno=int(descriptor)), *{"aws": aws, "python": python}[program](endpoint))
