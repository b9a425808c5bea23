"""Run lines through the parsers of the AWS CLI and the EB CLI, stopped before anything is sent.

A process of its own (`checks.commands` starts it): importing awscli replaces botocore by awscli's own copy. Reads a
JSON list of lines from standard input, each with `words`, `inline`, `files` and `output` as `checks.commands.Line` has
them, and writes a JSON list: what is wrong with each, "" if nothing is, and the call that an `aws` line makes, if it
makes one: service, operation and input.
"""

import argparse
import builtins
import contextlib
import datetime as dt
import functools
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checks.botocore_constraints import constraint_errors

PLACEHOLDER = re.compile(r"<[a-z][a-z0-9-]*>")
EMPTY_ZIP = b"PK\5\6" + bytes(18)  # `--zip-file` takes no less
# A value of each type; a text takes its placeholder's name.
VALUES = {"integer": 1, "long": 1, "float": 1.0, "double": 1.0, "boolean": True, "timestamp": "2026-11-22T00:00:00Z"}


class Parsed(BaseException):
    """The line is parsed and would now be run. No handler of the clients catches it."""


def stop(*_: Any, **__: Any) -> Any:
    raise Parsed


def disable_prefix_matching() -> None:
    """Switch off argparse's habit of taking a prefix for an option; let placeholders be numbers and choices."""
    parser: Any = argparse.ArgumentParser
    init, get_value, check_value = parser.__init__, parser._get_value, parser._check_value
    parser.__init__ = lambda self, *args, **kwargs: init(self, *args, **{**kwargs, "allow_abbrev": False})
    parser._get_value = lambda self, action, text: text if is_placeholder(text) else get_value(self, action, text)
    parser._check_value = lambda self, action, text: None if is_placeholder(text) else check_value(self, action, text)


def is_placeholder(value: Any) -> bool:
    return isinstance(value, str) and bool(PLACEHOLDER.fullmatch(value))


def fill_placeholder(value: Any, param: Any = None, **_: Any) -> Any:
    """A plausible value of the parameter's type where the page has a placeholder, else None."""
    if param is None:  # a custom command's option has no model
        return None
    if isinstance(value, list) and param.type_name == "list":
        filled = [fill_placeholder(item, param.member) for item in value]
        if all(new is None for new in filled):
            return None
        return [item if new is None else new for item, new in zip(value, filled, strict=True)]
    if not is_placeholder(value):
        return None
    if getattr(param, "enum", None):
        return param.enum[0]
    return VALUES.get(param.type_name, value[1:-1].ljust(param.metadata.get("min", 0), "x"))


def diff_shape(sample: Any, skeleton: Any, path: str = "output") -> Iterator[str]:
    """Yield where `sample` does not fit `skeleton`, as botocore makes one of an operation's output."""
    if isinstance(sample, dict) and isinstance(skeleton, dict):
        for key, value in sample.items():
            if key in skeleton or "KeyName" in skeleton:
                yield from diff_shape(value, skeleton.get(key, skeleton.get("KeyName")), f"{path}.{key}")
            else:
                yield f"{path}: has no {key!r}, expected of: {', '.join(sorted(skeleton))}"
    elif isinstance(sample, list) and isinstance(skeleton, list):
        for index, value in enumerate(sample if skeleton else []):
            yield from diff_shape(value, skeleton[0], f"{path}[{index}]")
    elif type(sample) is not type(str(skeleton) if isinstance(skeleton, dt.datetime) else skeleton):
        yield f"{path}: is of type {type(sample).__name__}, expected {type(skeleton).__name__}"


def expected_output(words: list[str], model: Any) -> tuple[Any, str]:
    """The skeleton of what the line prints, and what is wrong with its `--query`."""
    import jmespath
    from botocore.utils import ArgumentGenerator

    shape = model.output_shape
    skeleton = ArgumentGenerator(use_member_names=True).generate_skeleton(shape) if shape else {}
    if "--query" not in words:
        return skeleton, ""
    query = words[words.index("--query") + 1]
    result = jmespath.search(query, skeleton)
    if "?" in query:  # what a filter would choose is not in a skeleton
        return [] if isinstance(result, list) else result, ""
    return result, "" if result not in (None, []) else f"--query {query!r} finds nothing in the output of {model.name}"


CALLS: list[tuple[Any, Any]] = []  # the parameters and the operation of each call that the line at hand makes
# What a line changes for good in the session that runs it.
SESSION_OPTIONS = {"--profile", "--region", "--debug", "--endpoint-url", "--no-sign-request"}


@functools.cache
def shared_driver() -> Any:
    """One AWS CLI for most lines: making it takes longer than parsing one, and EC2's model alone takes long to read."""
    return make_driver()


def make_driver() -> Any:
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    events = driver.session.get_component("event_emitter")
    events.register_first("process-cli-arg", fill_placeholder)
    events.register("before-parameter-build", lambda params, model, **_: CALLS.append((params, model)))
    events.register("before-call", stop)
    return driver


def parse_aws(line: dict[str, Any]) -> tuple[str, list[Any] | None]:
    from awscli.customizations.cloudformation.deploy import DeployCommand
    from awscli.customizations.cloudformation.package import PackageCommand
    from awscli.customizations.s3.subcommands import CommandArchitecture

    words, driver = line["words"][1:], shared_driver()
    if SESSION_OPTIONS.intersection(words):
        loader, driver = driver.session.get_component("data_loader"), make_driver()
        driver.session.register_component("data_loader", loader)
    CALLS.clear()
    CommandArchitecture.run = stop  # `aws s3` works in threads, where `before-call` would stop only one
    DeployCommand._run_main = PackageCommand._run_main = stop  # they would read the template and upload what it names
    # A word that is a placeholder is filled by its type; of one within a word the name stays.
    arguments = [
        word if is_placeholder(word) else PLACEHOLDER.sub(lambda match: match[0][1:-1], word) for word in words
    ]
    stderr = io.StringIO()
    try:
        with contextlib.redirect_stderr(stderr), contextlib.redirect_stdout(io.StringIO()):
            status = driver.main(arguments)
    except SystemExit as error:
        status = error.code
    except Parsed:
        status = 0
    if status:
        return refusal(line, stderr.getvalue()), None
    if not CALLS:
        return "", None
    params, model = CALLS[0]
    faults = list(constraint_errors(params, model.input_shape)) if model.input_shape else []
    if model.name.lower() == words[1].replace("-", ""):
        skeleton, fault = expected_output(words, model)
        if fault:
            faults.append(fault)
        elif line["output"] is not None:
            faults += diff_shape(json.loads(line["output"]), skeleton)
    return "; ".join(faults), [model.service_model.service_name, model.name, params]


def parse_eb(line: dict[str, Any]) -> tuple[str, None]:
    from ebcli.core import hooks
    from ebcli.core.ebcore import EB

    hooks.pre_run_hook = stop
    stderr = io.StringIO()
    try:
        with contextlib.redirect_stderr(stderr), contextlib.redirect_stdout(io.StringIO()):
            app = EB(argv=line["words"][1:])
            app.setup()
            app.run()
    except Parsed:
        return "", None
    except SystemExit as error:
        return refusal(line, stderr.getvalue()) if error.code else "", None
    return "ran, expected to be stopped after its arguments were parsed", None


def refusal(line: dict[str, Any], stderr: str) -> str:
    """What a parser says, without its usage and its list of every command; nothing of a sentence's `eb setenv`."""
    text = " ".join(stderr.split())
    error = re.split(r"error: (?=\S)(?!argument \w+: Invalid choice)|(?=Invalid choice: |Unknown options: )", text)[-1]
    is_name = line["inline"] and not any(word.startswith("-") for word in line["words"])
    if is_name and error.startswith(("the following arguments are required", "too few arguments")):
        return ""
    return error[:300] or "refused without a message"


def main() -> None:
    lines, results = json.load(sys.stdin), []
    disable_prefix_matching()
    builtins.input = stop  # before awscli takes it: `aws configure` asks
    with tempfile.TemporaryDirectory() as home:
        plugin = Path(home, "session-manager-plugin")  # `aws ecs execute-command` looks for it
        plugin.write_text("#!/bin/sh\n", encoding="utf-8")
        plugin.chmod(0o755)
        os.environ.update(
            HOME=home, PATH=f"{home}:{os.environ['PATH']}", AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="none",
            AWS_SECRET_ACCESS_KEY="none", AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=f"{home}/config",
        )  # fmt: skip
        for number, line in enumerate(lines):
            folder = Path(home, str(number))
            folder.mkdir()
            for name, text in line["files"].items():
                (folder / name).write_text(text, encoding="utf-8")
            for word in line["words"]:
                if (match := re.fullmatch(r"fileb://([\w.-]+)", word)) and match[1] not in line["files"]:
                    (folder / match[1]).write_bytes(EMPTY_ZIP)
            os.chdir(folder)
            results.append({"aws": parse_aws, "eb": parse_eb}[line["words"][0]](line))
        os.chdir("/")
    json.dump(results, sys.stdout, default=str)


if __name__ == "__main__":
    main()
