"""What mkdocs alone needs; a build by another engine does without.

Redirects: `python -m checks.links site` does the same after any engine.

A fault is shown and the server lives on: strict mode would end it. Macros are
imported anew at each rebuild, because Python would keep the old code.
"""

import logging
import sys
from pathlib import Path

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
        for name in [name for name in sys.modules if name.split(".")[0] in ("checks", "macros", "tools")]:
            del sys.modules[name]
    return config


def on_post_build(config) -> None:
    root = str(Path(__file__).parent.parent)
    if root not in sys.path:  # mkdocs forgets what a hook adds while it is loaded
        sys.path.insert(0, root)
    from checks import links
    from macros.load import DataError
    from tools import index, styles

    try:
        links.apply(Path(config.site_dir))
        if _command != "serve":
            index.apply(Path(config.site_dir))
            styles.apply(Path(config.site_dir))
    except (links.LinkError, DataError, index.NoIndex) as error:
        if _command != "serve":
            sys.exit(f"Error: {error}")
        logging.getLogger("mkdocs.links").error(str(error))


def on_serve(server, *, config, builder):
    from tools import index

    server.set_app(index.lazily(server.get_app(), Path(config.site_dir)))
    return server
