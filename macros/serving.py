"""What only `mkdocs serve` needs; a build is the same without it.

A fault is shown and the server lives on: strict mode would end it. Macros are
imported anew at each rebuild, because Python would keep the old code.
"""

import sys

from mkdocs.plugins import event_priority

_command = "build"


def on_startup(*, command: str, dirty: bool) -> None:
    global _command
    _command = command


@event_priority(100)
def on_config(config):
    if _command == "serve":
        config.strict = False
        config.extra["serving"] = True
        for name in [name for name in sys.modules if name == "macros" or name.startswith("macros.")]:
            del sys.modules[name]
    return config
