"""Run lines through the parsers of the AWS CLI and the EB CLI, stopped before anything is sent.

A process of its own (`checks.commands` starts it): importing awscli replaces
botocore by awscli's own copy. Reads a JSON list of lines from standard input,
each with `words`, `inline`, `files` and `output` as `checks.commands.Line` has
them, and writes a JSON list: what is wrong with each, "" if nothing is, and the call
that an `aws` line makes, if it makes one: service, operation and input.
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
SAYS_ITSELF = {
    "integer": 1,
    "long": 1,
    "float": 1.0,
    "double": 1.0,
    "boolean": True,
    "timestamp": "2026-11-22T00:00:00Z",
}


class Parsed(BaseException):
    """The line is parsed and would now be run. No handler of the clients catches it."""


def stop(*_, **__):
    raise Parsed


def disable_prefix_matching() -> None:
    """Switch off argparse's habit of taking a prefix for an option; let placeholders be numbers and choices."""
    parser: Any = argparse.ArgumentParser
    begin, value, check = parser.__init__, parser._get_value, parser._check_value

    def placeholder(found: Any) -> bool:
        return isinstance(found, str) and bool(PLACEHOLDER.fullmatch(found))

    parser.__init__ = lambda self, *a, **k: begin(self, *a, **{**k, "allow_abbrev": False})
    parser._get_value = lambda self, action, text: text if placeholder(text) else value(self, action, text)
    parser._check_value = lambda self, action, text: None if placeholder(text) else check(self, action, text)


def fill_placeholder(value, param=None, **_):
    """A plausible value of the parameter's type where the page has a placeholder, else None."""
    if param is None:  # a custom command's option has no model
        return None
    if isinstance(value, list) and param.type_name == "list":
        filled = [fill_placeholder(one, param.member) for one in value]
        return (
            [one if new is None else new for one, new in zip(value, filled, strict=True)]
            if any(new is not None for new in filled)
            else None
        )
    if not (isinstance(value, str) and PLACEHOLDER.fullmatch(value)):
        return None
    if getattr(param, "enum", None):
        return param.enum[0]
    return SAYS_ITSELF.get(param.type_name, value[1:-1].ljust(param.metadata.get("min", 0), "x"))


def diff_shape(sample: Any, form: Any, at: str = "output") -> Iterator[str]:
    """Yield where `sample` has not the form of `form`, botocore's skeleton of an operation's output."""
    if isinstance(sample, dict) and isinstance(form, dict):
        for key, value in sample.items():
            if key in form or "KeyName" in form:
                yield from diff_shape(value, form.get(key, form.get("KeyName")), f"{at}.{key}")
            else:
                yield f"{at}: has no {key!r}, expected of: {', '.join(sorted(form))}"
    elif isinstance(sample, list) and isinstance(form, list):
        for index, value in enumerate(sample if form else []):
            yield from diff_shape(value, form[0], f"{at}[{index}]")
    elif type(sample) is not type(str(form) if isinstance(form, dt.datetime) else form):
        yield f"{at}: is of type {type(sample).__name__}, expected {type(form).__name__}"


def expected_output(words: list[str], model: Any) -> tuple[Any, str]:
    """The skeleton of what the line prints, and what is wrong with its `--query`."""
    import jmespath
    from botocore.utils import ArgumentGenerator

    form = ArgumentGenerator(use_member_names=True).generate_skeleton(model.output_shape) if model.output_shape else {}
    if "--query" not in words:
        return form, ""
    query = words[words.index("--query") + 1]
    found = jmespath.search(query, form)
    if "?" in query:  # what a filter would choose is not in a skeleton
        return [] if isinstance(found, list) else found, ""
    return found, "" if found not in (None, []) else f"--query {query!r} finds nothing in the output of {model.name}"


CALLS: list[tuple[Any, Any]] = []  # the parameters and the operation of each call that the line at hand makes
# What a line changes for good in the session that runs it.
LASTING = {"--profile", "--region", "--debug", "--endpoint-url", "--no-sign-request"}


@functools.cache
def shared_driver() -> Any:
    """One AWS CLI for most lines: making it takes longer than parsing a line, and EC2's model alone takes long to
    read.
    """
    return make_driver()


def make_driver() -> Any:
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    events = driver.session.get_component("event_emitter")
    events.register_first("process-cli-arg", fill_placeholder)
    events.register("before-parameter-build", lambda params, model, **_: CALLS.append((params, model)))
    events.register("before-call", stop)
    return driver


def aws(line: dict) -> tuple[str, list | None]:
    from awscli.customizations.cloudformation.deploy import DeployCommand
    from awscli.customizations.cloudformation.package import PackageCommand
    from awscli.customizations.s3.subcommands import CommandArchitecture

    words, driver = line["words"][1:], shared_driver()
    if LASTING.intersection(words):
        models, driver = driver.session.get_component("data_loader"), make_driver()
        driver.session.register_component("data_loader", models)
    CALLS.clear()
    CommandArchitecture.run = stop  # `aws s3` works in threads, where `before-call` would stop only one
    DeployCommand._run_main = PackageCommand._run_main = stop  # they would read the template and upload what it names
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = driver.main(
                [
                    PLACEHOLDER.sub(lambda m: m[0][1:-1], word) if not PLACEHOLDER.fullmatch(word) else word
                    for word in words
                ]
            )
    except SystemExit as end:
        code = end.code
    except Parsed:
        code = 0
    if code:
        return refusal(line, said.getvalue()), None
    if not CALLS:
        return "", None
    params, model = CALLS[0]
    faults = list(constraint_errors(params, model.input_shape)) if model.input_shape else []
    if model.name.lower() == words[1].replace("-", ""):
        form, fault = expected_output(words, model)
        faults += [fault] if fault else [] if line["output"] is None else diff_shape(json.loads(line["output"]), form)
    return "; ".join(faults), [model.service_model.service_name, model.name, params]


def eb(line: dict) -> tuple[str, None]:
    from ebcli.core import hooks
    from ebcli.core.ebcore import EB

    hooks.pre_run_hook = stop
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            app = EB(argv=line["words"][1:])
            app.setup()
            app.run()
    except Parsed:
        return "", None
    except SystemExit as end:
        return refusal(line, said.getvalue()) if end.code else "", None
    return "ran, expected to be stopped after its arguments were parsed", None


def refusal(line: dict, said: str) -> str:
    """What a parser says, without its usage and its list of every command; nothing of a sentence's `eb setenv`."""
    text = " ".join(said.split())
    last = re.split(r"error: (?=\S)(?!argument \w+: Invalid choice)|(?=Invalid choice: |Unknown options: )", text)[-1]
    names = line["inline"] and not any(word.startswith("-") for word in line["words"])
    if names and last.startswith(("the following arguments are required", "too few arguments")):
        return ""
    return last[:300] or "refused without a message"


def main() -> None:
    lines, answers = json.load(sys.stdin), []
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
                if (named := re.fullmatch(r"fileb://([\w.-]+)", word)) and named[1] not in line["files"]:
                    (folder / named[1]).write_bytes(
                        b"PK\5\6" + bytes(18)
                    )  # an empty archive, since `--zip-file` takes no less
            os.chdir(folder)
            answers.append({"aws": aws, "eb": eb}[line["words"][0]](line))
        os.chdir("/")
    json.dump(answers, sys.stdout, default=str)


if __name__ == "__main__":
    main()
