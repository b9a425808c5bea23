"""What cfn-lint has against templates, and against documents that a template can hold, such as policies."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from macros.facts.errors import unknown

from .cfn_lint import lint

if TYPE_CHECKING:
    from cfnlint.rules import Match

# Warnings that AWS would make errors: an action that no service has.
_WARNINGS_AS_ERRORS = ("W3037",)
# What is no fault: a form that a placeholder does not have, such as `<account-id>` or SAM's `${Name}`, and a resource's
# description, which CloudFormation takes and AWS's own samples have.
_ALLOWED = re.compile(
    r"E\d+ '[^']*(<[A-Za-z][\w-]*>|\$\{\w+\})[^']*' (does not match|is not )"
    r"|E3001 Additional properties are not allowed \('Description' was unexpected\)$"
)


def errors(text: str) -> Iterator[str]:
    """Yield cfn-lint's errors in the template `text`, each with its path below `Resources`."""
    yield from map(_format, _reduce(lint(text)))


def resource_errors(resources: dict[str, Any], **sections: Any) -> Iterator[str]:
    """Yield what is wrong with `resources`, those of a template that may have more `sections`."""
    yield from errors(json.dumps({"Resources": resources, **sections}))


def document_errors(resource_type: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a document that stands in a resource, with the path in the document alone."""
    for fault in resource_errors({"Document": {"Type": resource_type, "Properties": properties}}):
        if ": 'execute-api:/" not in fault:  # API Gateway takes the end of an ARN
            yield re.sub(r"^Document\.Properties\.\w+(\.|: )", "", fault)


def policy_errors(document: Any) -> Iterator[str]:
    """Yield what is wrong with a policy: one with a principal, of a role or another resource, or one without."""
    statements = [statement for statement in _to_list(document["Statement"]) if isinstance(statement, dict)]
    actions = [str(action) for statement in statements for action in _to_list(statement.get("Action", ""))]
    if not any({"Principal", "NotPrincipal"} & statement.keys() for statement in statements):
        yield from document_errors("AWS::IAM::ManagedPolicy", {"PolicyDocument": document})
    elif all(action.startswith("sts:") for action in actions):
        for statement in statements:
            yield from _principal_errors(statement.get("Principal"))
        yield from document_errors("AWS::IAM::Role", {"AssumeRolePolicyDocument": document})
    elif all(action.startswith("ecr:") for action in actions):
        yield from document_errors("AWS::ECR::Repository", {"RepositoryPolicyText": document})
    else:  # a domain's takes the actions of any service; only a repository's names no resource
        yield from document_errors("AWS::OpenSearchService::Domain", {"AccessPolicies": document})


_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_SERVICE = re.compile(r"[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com)|<[a-z-]+>.*")


def _principal_errors(principal: Any) -> Iterator[str]:
    """Yield what IAM has against the principal of a trust policy and cfn-lint lets pass."""
    for kind, value in principal.items() if isinstance(principal, dict) else ():
        if kind not in _PRINCIPALS:
            yield f"Principal: {unknown('kind of principal', kind, _PRINCIPALS)}"
        for service in _to_list(value) if kind == "Service" else ():
            if isinstance(service, str) and not _SERVICE.fullmatch(service):
                yield f"Principal: {service!r} is no service, expected for example lambda.amazonaws.com"


def _to_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _path(match: Match) -> list[Any]:
    """Where in the template a match is; that of a template that cannot be read has no path."""
    return list(getattr(match, "path", ()))


def _reduce(matches: Iterable[Match]) -> Iterator[Match]:
    """The errors among `matches`; where a value fits none of several forms, one error instead of those of each form.

    A form is a schema of an `anyOf`: of its errors the one stands that names a near `Type`, or says "Did you mean".
    """
    severe = [match for match in matches if match.rule.id.startswith("E") or match.rule.id in _WARNINGS_AS_ERRORS]
    errors = [match for match in severe if not _ALLOWED.match(f"{match.rule.id} {match.message}")]
    any_of = [error for error in errors if "is not valid under any of the given schemas" in error.message]

    def is_within(error: Match, parent: Match) -> bool:
        return error is not parent and _path(error)[: len(_path(parent))] == _path(parent)

    for error in errors:
        if error not in any_of:
            if not any(is_within(error, parent) for parent in any_of):
                yield error
            continue
        children = [child for child in errors if is_within(child, error) and _path(child) != _path(error)]
        types = [(child, _NOT_ONE_OF.fullmatch(child.message)) for child in children if _path(child)[-1] == "Type"]
        near = [child for child, match in types if match and difflib.get_close_matches(*_choices(match), 1, 0.8)]
        yield next((child for child in (*near, *children) if child in near or "Did you mean" in child.message), error)


_NOT_ONE_OF = re.compile(r"(?P<value>'.*?'|\S+) is not one of \[(?P<choices>.*)\]", re.DOTALL)


def _choices(message: re.Match[str]) -> tuple[str, list[str]]:
    """The value that a message of `_NOT_ONE_OF` is about, and what it may be."""
    return message["value"].strip("'"), re.findall(r"'(.*?)'", message["choices"])


def _format(error: Match) -> str:
    """An error in one line, with the path of what it is about below `Resources`."""
    path, message = ".".join(str(part) for part in _path(error)[1:]), error.message
    if not_one_of := _NOT_ONE_OF.fullmatch(message):
        value, choices = _choices(not_one_of)
        near = difflib.get_close_matches(value, choices, 3)
        if len(choices) > 12 or near:
            examples = ", ".join(near or choices[:3])
            message = f"{not_one_of['value']} is not one of {len(choices)}, expected for example {examples}"
    elif no_regex := re.fullmatch(r"(?P<key>'.*?') does not match any of the regexes: '.*', '.*", message, re.DOTALL):
        message = f"{no_regex['key']} is not known here"
    return f"{path}: {' '.join(message.split())[:400]} ({error.rule.id})".removeprefix(": ")
