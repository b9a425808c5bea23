"""What SAM's own translator has against a template, and cfn-lint against what it makes of it."""

from __future__ import annotations

import copy
import json
import logging
import os
from collections.abc import Iterator
from typing import Any

from . import cloudformation

TRANSFORM = "AWS::Serverless-2016-10-31"
# What `sam build` and `sam deploy` replace by an address before CloudFormation sees it.
_LOCAL_PATHS = ("CodeUri", "ContentUri", "DefinitionUri", "Location")


def translation_errors(template: dict[str, Any]) -> Iterator[str]:
    """Yield why the template cannot be translated, or what is wrong with what it becomes."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # the translator asks boto3 for it
    logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    deployed = copy.deepcopy(template)
    for section in (*deployed.get("Resources", {}).values(), *deployed.get("Globals", {}).values()):
        properties = section.get("Properties", section)
        for name in _LOCAL_PATHS:
            if isinstance(properties.get(name), str) and not properties[name].startswith("s3://"):
                properties[name] = "s3://bucket/key"
    try:
        translated = Translator({}, Parser()).translate(deployed, {})
    except InvalidDocumentException as error:
        yield from (f"SAM: {cause.message}" for cause in error.causes)
        return
    translated.pop("Transform", None)
    yield from (f"translated: {fault}" for fault in cloudformation.errors(json.dumps(translated)))
