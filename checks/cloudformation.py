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
_WARNINGS = ("W3037",)
# What is no fault: a form that a placeholder does not have, such as `<account-id>` or SAM's `${Name}`, and a resource's
# description, which CloudFormation takes and AWS's own samples have.
_ALLOWED = re.compile(
    r"E\d+ '[^']*(<[A-Za-z][\w-]*>|\$\{\w+\})[^']*' (does not match|is not )"
    r"|E3001 Additional properties are not allowed \('Description' was unexpected\)$"
)


def errors(text: str) -> Iterator[str]:
    """Yield cfn-lint's errors in the template `text`, each with its path below `Resources`."""
    yield from map(_line, _worst(lint(text)))


def resource_errors(resources: dict[str, Any], **sections: Any) -> Iterator[str]:
    """Yield what is wrong with `resources`, those of a template that may have more `sections`."""
    yield from errors(json.dumps({"Resources": resources, **sections}))


def document_errors(kind: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a document that stands in a resource, with the path in the document alone."""
    for line in resource_errors({"Document": {"Type": kind, "Properties": properties}}):
        if ": 'execute-api:/" not in line:  # API Gateway takes the end of an ARN
            yield re.sub(r"^Document\.Properties\.\w+(\.|: )", "", line)


def policy_errors(document: Any) -> Iterator[str]:
    """Yield what is wrong with a policy: one that says who, of a role or another resource, or one that does not."""
    statements = [one for one in _listed(document["Statement"]) if isinstance(one, dict)]
    actions = [str(action) for one in statements for action in _listed(one.get("Action", ""))]
    if not any({"Principal", "NotPrincipal"} & one.keys() for one in statements):
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
    for kind, who in principal.items() if isinstance(principal, dict) else ():
        if kind not in _PRINCIPALS:
            yield f"Principal: {unknown('kind of principal', kind, _PRINCIPALS)}"
        for service in _listed(who) if kind == "Service" else ():
            if isinstance(service, str) and not _SERVICE.fullmatch(service):
                yield f"Principal: {service!r} is no service, expected for example lambda.amazonaws.com"


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def _path(match: Match) -> list[Any]:
    """Where in the template a match is; one that cannot be read has no path."""
    return list(getattr(match, "path", ()))


def _worst(matches: Iterable[Match]) -> Iterator[Match]:
    """The errors among `matches`; where a value fits none of several forms, one fault instead of those of each form."""
    rules = [match for match in matches if match.rule.id.startswith("E") or match.rule.id in _WARNINGS]
    errors = [match for match in rules if not _ALLOWED.match(f"{match.rule.id} {match.message}")]
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
            examples = ", ".join(near or known[:3])
            message = f"{listed['value']} is not one of {len(known)}, expected for example {examples}"
    elif forms := re.fullmatch(r"(?P<key>'.*?') does not match any of the regexes: '.*', '.*", message, re.DOTALL):
        message = f"{forms['key']} is not known here"
    return f"{path}: {' '.join(message.split())[:400]} ({match.rule.id})".removeprefix(": ")
