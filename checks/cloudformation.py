"""What cfn-lint has against templates, and against documents that a template can hold: policies, state machines, task definitions."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from macros import load

from . import documents
from .lint import lint

if TYPE_CHECKING:
    from cfnlint.rules import Match

# Warnings that AWS would make errors: an action that no service has.
_WARNINGS = ("W3037",)


def template_errors(text: str) -> Iterator[str]:
    """Yield what is wrong with a template as it is written, of CloudFormation or SAM."""
    template = documents.parse("yaml", text)
    resources = template.get("Resources")
    if not isinstance(resources, dict) or not all(isinstance(one, dict) for one in resources.values()):
        yield "Resources: not all are mappings, expected a name for each, and its Type below"
        return
    lines = [_line(match) for match in _worst(lint(text))]
    shared = template.get("Globals", {}).get("Function", {})
    for name, resource in resources.items():
        if resource.get("Type") == "AWS::Serverless::Function":
            lines += _serverless_errors(name, {**shared, **(resource.get("Properties") or {})})
    yield from dict.fromkeys(lines)


def resource_errors(resources: dict[str, Any], **sections: Any) -> Iterator[str]:
    """Yield what is wrong with `resources`, those of a template that may have more `sections`."""
    yield from map(_line, _worst(lint(json.dumps({"Resources": resources, **sections}))))


def _document_errors(kind: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a document that stands in a resource, with the path in the document alone."""
    for line in resource_errors({"Document": {"Type": kind, "Properties": properties}}):
        if ": 'execute-api:/" not in line:  # API Gateway takes the end of an ARN
            yield re.sub(r"^Document\.Properties\.\w+(\.|: )", "", line)


def _serverless_errors(name: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield what Lambda has against the values of a SAM function.

    cfn-lint holds little but the names of SAM's properties against its schema; what Lambda's own resource calls alike has the same values.
    """
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    common = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", "AWS::Lambda::Function").schema["properties"].keys() - {"Role", "Tags"}
    given = {key: value for key, value in properties.items() if key in common and not documents.is_function(value)}
    made = {"Role": "arn:aws:iam::123456789012:role/a", "Code": {"S3Bucket": "bucket", "S3Key": "a"}, "Handler": "a.b", "Runtime": "python3.13"}
    function = {"Type": "AWS::Lambda::Function", "Properties": made | documents.replaced(given, lambda call: "a")}
    if given.get("PackageType", "Zip") == "Zip":
        for match in _worst(lint(json.dumps({"Resources": {name: function}}))):
            value: Any = given
            for part in _path(match)[3:]:
                value = value if documents.is_function(value) else value[part] if isinstance(value, list) else value.get(part, {})
            if not documents.is_function(value):
                yield _line(match)


def policy_errors(document: Any, kind: str) -> Iterator[str]:
    """Yield what is wrong with a policy: `trust` of a role, `resource` of what it is attached to, or `identity`."""
    statements = [one for one in _listed(document["Statement"]) if isinstance(one, dict)]
    if kind == "trust":
        for statement in statements:
            yield from _trust_errors(statement)
        yield from _document_errors("AWS::IAM::Role", {"AssumeRolePolicyDocument": document})
    elif kind == "resource":
        services = {str(action).partition(":")[0] for one in statements for action in _listed(one.get("Action", one.get("NotAction", "")))}
        holder, key, others = _HOLDERS.get(services.pop(), _ANY) if len(services) == 1 else _ANY
        yield from _document_errors(holder, {key: document, **others})
    else:
        yield from _document_errors("AWS::IAM::ManagedPolicy", {"PolicyDocument": document})


# What holds a policy of a service's resource: its type, the property, and what else it must have. cfn-lint knows the form of each.
_HOLDERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ecr": ("AWS::ECR::Repository", "RepositoryPolicyText", {}),
    "kms": ("AWS::KMS::Key", "KeyPolicy", {}),
    "s3": ("AWS::S3::BucketPolicy", "PolicyDocument", {"Bucket": "bucket"}),
    "sns": ("AWS::SNS::TopicPolicy", "PolicyDocument", {"Topics": ["arn:aws:sns:us-east-1:123456789012:a"]}),
    "sqs": ("AWS::SQS::QueuePolicy", "PolicyDocument", {"Queues": ["https://sqs.us-east-1.amazonaws.com/123456789012/a"]}),
}
_ANY = ("AWS::OpenSearchService::Domain", "AccessPolicies", {})  # takes the actions of any service
_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_ASSUMING = re.compile(r"sts:(AssumeRole(WithSAML|WithWebIdentity)?|TagSession|SetSourceIdentity|SetContext|\*)", re.IGNORECASE)


def _trust_errors(statement: dict[str, Any]) -> Iterator[str]:
    """Yield what IAM has against a statement of a trust policy and cfn-lint lets pass."""
    for action in _listed(statement.get("Action", [])):
        if not _ASSUMING.fullmatch(str(action)):
            yield f"Action: {action!r} does not fit, expected sts:AssumeRole or another way to assume a role"
    principal = statement.get("Principal", {})
    for kind, who in principal.items() if isinstance(principal, dict) else ():
        if kind not in _PRINCIPALS:
            yield f"Principal: {load.unknown('kind of principal', kind, _PRINCIPALS)}"
        for service in _listed(who) if kind == "Service" else ():
            if isinstance(service, str) and not re.fullmatch(r"[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com)|<[a-z-]+>.*", service):
                yield f"Principal: {service!r} is no service, expected for example lambda.amazonaws.com"


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def state_machine_errors(definition: Any) -> Iterator[str]:
    """Yield what is wrong with a definition in the Amazon States Language."""
    yield from _document_errors("AWS::StepFunctions::StateMachine", {"RoleArn": "arn:aws:iam::123456789012:role/a", "Definition": definition})
    yield from state_errors(definition)


# Names of errors that begin with States. and are the language's own, in the developer guide's concepts-error-handling.
_ERRORS = frozenset(
    "ALL BranchFailed DataLimitExceeded ExceedToleratedFailureThreshold HeartbeatTimeout Http.Socket IntrinsicFailure ItemReaderFailed NoChoiceMatched "
    "ParameterPathFailure Permissions QueryEvaluationError ResultPathMatchFailure ResultWriterFailed Runtime TaskFailed Timeout".split()
)
_RETRY = ("ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment")
_CATCH = ("ErrorEquals", "Next", "ResultPath", "Assign", "Output", "Comment")


def state_errors(machine: Any, at: str = "States") -> Iterator[str]:
    """Yield where a state leads to none, or none leads to a state, in a machine and in what its states hold."""
    if not isinstance(machine, dict) or not isinstance(machine.get("States"), dict):
        return
    states, reached = machine["States"], {machine.get("StartAt")}
    for name, state in states.items():
        if not isinstance(state, dict):
            continue
        catches, retries = state.get("Catch", []), state.get("Retry", [])
        targets = [state.get("Next"), state.get("Default"), *(one.get("Next") for one in (*catches, *state.get("Choices", [])) if isinstance(one, dict))]
        for target in filter(None, targets):
            reached.add(target)
            if target not in states:
                yield f"{at}.{name}: {load.unknown('state', target, states)}"
        for key, ways, known in (("Retry", retries, _RETRY), ("Catch", catches, _CATCH)):
            for index, way in enumerate(ways):
                yield from (f"{at}.{name}.{key}[{index}]: {load.unknown('key', one, known)}" for one in way if one not in known)
                for error in way.get("ErrorEquals", []):
                    if error.startswith("States.") and error.removeprefix("States.") not in _ERRORS:
                        yield f"{at}.{name}.{key}[{index}]: {load.unknown('error', error, {f'States.{one}' for one in _ERRORS})}"
                if "States.ALL" in way.get("ErrorEquals", []) and (len(way["ErrorEquals"]) > 1 or index < len(ways) - 1):
                    yield f"{at}.{name}.{key}[{index}]: States.ALL is not alone and last, expected it so"
        for key in ("ItemProcessor", "Iterator"):
            yield from state_errors(state.get(key), f"{at}.{name}.{key}.States")
        for index, branch in enumerate(state.get("Branches", [])):
            yield from state_errors(branch, f"{at}.{name}.Branches[{index}].States")
    yield from (f"{at}.{name}: no state leads here, expected one, or no such state" for name in states if name not in reached)


def property_names(data: Any, resource: str) -> Any:
    """The input of an API's call with the names that CloudFormation's `resource` gives its properties.

    They differ in their capitals alone, in no regular way: `efsVolumeConfiguration.fileSystemId` is `EFSVolumeConfiguration.FilesystemId`.
    What CloudFormation does not know is left out.
    """
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    whole = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource).schema

    def named(value: Any, schema: dict[str, Any]) -> Any:
        while "$ref" in schema:
            schema = whole["definitions"][schema["$ref"].rpartition("/")[2]]
        if isinstance(value, list):
            return [named(one, schema.get("items", {})) for one in value]
        if not isinstance(value, dict) or "properties" not in schema:
            return value
        names = {name.lower(): name for name in schema["properties"]}
        return {names[key.lower()]: named(one, schema["properties"][names[key.lower()]]) for key, one in value.items() if key.lower() in names}

    return named(data, whole)


def _path(match: Match) -> list[str | int]:
    """Where in the template a match is; one that cannot be read has no path."""
    return list(getattr(match, "path", ()))


def _worst(matches: Iterable[Match]) -> Iterator[Match]:
    """The errors among `matches`; where a value fits none of several forms, one fault instead of those of each form."""
    errors = [match for match in matches if match.rule.id.startswith("E") or match.rule.id in _WARNINGS]
    several = [match for match in errors if "is not valid under any of the given schemas" in match.message]

    def within(match: Match, outer: Match) -> bool:
        return match is not outer and _path(match)[: len(_path(outer))] == _path(outer)

    for match in errors:
        if any(within(match, outer) and match not in several for outer in several):
            continue
        inner = [one for one in errors if within(one, match) and _path(one) != _path(match)] if match in several else []
        types = [(one, _LISTED.fullmatch(one.message)) for one in inner if _path(one)[-1] == "Type"]
        names = [one for one, found in types if found and difflib.get_close_matches(*_options(found), 1, 0.8)]
        yield next((one for one in (*names, *inner) if one in names or "Did you mean" in one.message), match)


_LISTED = re.compile(r"(?P<value>'.*?'|\S+) is not one of \[(?P<known>.*)\]", re.DOTALL)


def _options(listed: re.Match) -> tuple[str, list[str]]:
    return listed["value"].strip("'"), re.findall(r"'(.*?)'", listed["known"])


def _line(match: Match) -> str:
    """A match in one line, with the path of what it is about below `Resources`."""
    path, message = ".".join(str(part) for part in _path(match)[1:]), match.message
    if listed := _LISTED.fullmatch(message):
        value, known = _options(listed)
        near = difflib.get_close_matches(value, known, 3)
        if len(known) > 12 or near:
            message = f"{listed['value']} is not one of {len(known)}, expected for example {', '.join(near or known[:3])}"
    elif forms := re.fullmatch(r"(?P<key>'.*?') does not match any of the regexes: '.*', '.*", message, re.DOTALL):
        message = f"{forms['key']} is not known here"
    return f"{path}: {' '.join(message.split())[:400]} ({match.rule.id})".removeprefix(": ")
