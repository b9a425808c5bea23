"""Start the local AWS of the labs, and go on where it was stopped.

python -m labs [--port 5566] [--reset]
"""

from __future__ import annotations

import argparse
import logging
import os
import shlex
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

FOLDER = Path(".lab")  # below the folder in which it is started


def write_configuration(folder: Path, url: str) -> None:
    """Write what points clients at `url` into the folder: two files of configuration, a shell's lines, three programs.

    The programs are those of this environment. AWS CLI 1 has endpoints of its own for SQS, RDS and EMR unless the
    command names one; it reads aliases in `HOME`, and keeps the credentials of roles there. There is one attempt, since
    no later one would mend a failure of the local AWS.
    """
    home, python = shlex.quote(f"{folder}/home"), f'#!/bin/sh\nexec {_program("python")} "$@"\n'
    files = {
        "config": f"[profile lab]\nregion = us-east-1\noutput = json\nendpoint_url = {url}\ncli_pager =\n"
        "max_attempts = 1\n"
        "s3 =\n  signature_version = s3v4\n",
        "credentials": "[lab]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up\n",
        # Whatever the shell has would lead elsewhere; a proxy too. The prompt shows which terminal has read it.
        "env": f"""\
for name in $(env | sed -n 's/^\\(AWS_[A-Z0-9_]*\\)=.*/\\1/p'); do unset "$name"; done
export AWS_CONFIG_FILE={shlex.quote(f"{folder}/config")}
export AWS_SHARED_CREDENTIALS_FILE={shlex.quote(f"{folder}/credentials")}
export AWS_PROFILE=lab AWS_EC2_METADATA_DISABLED=true
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export PATH={shlex.quote(f"{folder}/bin")}:"$PATH"
case "${{PS1-}}" in "" | "(lab) "*) ;; *) PS1="(lab) $PS1" ;; esac
""",
        "bin/aws": f'#!/bin/sh\nexport HOME={home}\nexec {_program("aws")} --endpoint-url {url} "$@"\n',
        "bin/python": python,
        "bin/python3": python,
    }
    for name in ("bin", "files", "home"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("aws", "python", "python3"):
        (folder / "bin" / name).chmod(0o755)


def _program(name: str) -> str:
    return shlex.quote(str(Path(sys.prefix, "bin", name)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m labs", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=5566, help="on loopback; 0 takes a free one")
    parser.add_argument("--reset", action="store_true", help="begin with an empty AWS")
    options = parser.parse_args()
    folder = FOLDER.absolute()
    for stop_signal in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop_signal, lambda *_: sys.exit(0))
    listener = _open_listener(options.port)
    try:
        from moto.core.config import default_user_config
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
        from werkzeug.serving import make_server

        from .journal import Journal
    except ImportError as error:
        _exit(f"{error}, expected the packages of requirements/test.txt: `make lab` installs them")
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    try:
        write_configuration(folder, url)
    except OSError as error:
        _exit(f"{error.filename}: cannot be written: {error.strerror}, expected a folder of yours")
    _point_boto3_at(port)
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    logging.getLogger("moto.stepfunctions").setLevel(logging.CRITICAL)  # a learner asks the execution why it failed
    journal = Journal(DomainDispatcherApplication(create_backend_app), folder / "journal")
    if options.reset:
        journal.clear()
    try:
        replayed = journal.replay()
    except ValueError as error:
        _exit(f"{error}, expected what was written by `make lab`, or an empty start: make lab RESET=1")
    handler = type("Quiet", (MotoRequestHandler,), {"log_request": lambda *_: None, "protocol_version": "HTTP/1.1"})
    server = make_server("127.0.0.1", port, journal, threaded=True, request_handler=handler, fd=listener.fileno())
    state = f"as it was after {replayed} requests (RESET=1 empties it)" if replayed else "empty"
    print(
        f"A local AWS answers at {url}, {state}. Ctrl+C stops it.\n"
        "In another terminal, in bash or zsh, for this terminal alone:\n\n"
        f"  source {shlex.quote(f'{folder}/env')}\n"
        f"  cd {shlex.quote(f'{folder}/files')}\n",
        flush=True,
    )
    try:
        server.serve_forever()
    except SystemExit:
        print("\nStopped; the next `make lab` goes on from here.", flush=True)
        raise


def _point_boto3_at(port: int) -> None:
    """The tasks of a state machine are calls of boto3 in this process: to this port, whatever the terminal has set."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    no_files = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    os.environ |= no_files | dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost") | {"MOTO_PORT": str(port)}


def _open_listener(port: int) -> socket.socket:
    """A socket on loopback, opened before all else so that a port in use is an error at once."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        _exit(f"port {port} of 127.0.0.1 cannot be had: {reason}, expected a free one: make lab LAB_PORT=5577")
    return listener


def _exit(message: str) -> NoReturn:
    sys.exit(f"Error: {message}")


if __name__ == "__main__":
    main()
