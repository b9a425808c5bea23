"""cfn-lint, with its rules loaded once: its own `lint` loads them for each template, which takes half a second."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfnlint.rules import Match, Rules


@functools.cache
def _load_rules() -> Rules:
    from cfnlint.config import ConfigMixIn
    from cfnlint.runner import Runner

    return Runner(ConfigMixIn()).rules


def lint(text: str) -> list[Match]:
    """What cfn-lint has against a template in JSON or YAML, in us-east-1."""
    from cfnlint.config import ConfigMixIn
    from cfnlint.decode.decode import decode_str
    from cfnlint.runner import run_template_by_data

    template, faults = decode_str(text)
    return faults or list(run_template_by_data(template, ConfigMixIn(regions=["us-east-1"]), _load_rules()))
