"""What only the terminal and `mkdocs serve` need; a build's result is the same without it.

A fault is shown and the server lives on: strict mode would end it. Macros are
imported anew at each rebuild, because Python would keep the old code.
"""

import logging
import sys

from mkdocs.plugins import event_priority
from mkdocs.utils import CountHandler

_command = "build"


def on_startup(*, command: str, dirty: bool) -> None:
    global _command
    _command = command
    # The plugin tells at each build what it has loaded; an author wants to see faults alone.
    logging.getLogger("mkdocs.plugins.mkdocs_macros.util").setLevel(logging.WARNING)


@event_priority(100)
def on_config(config):
    if _command == "serve":
        config.extra["serving"] = True
        config.plugins["macros"].config["on_error_fail"] = False
        # mkdocs has begun to count warnings before any plugin hears of the build.
        logger = logging.getLogger("mkdocs")
        for handler in [handler for handler in logger.handlers if isinstance(handler, CountHandler)]:
            logger.removeHandler(handler)
        for name in [name for name in sys.modules if name == "macros" or name.startswith("macros.")]:
            del sys.modules[name]
    return config
