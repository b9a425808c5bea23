"""The questions of each page of practice as a script beside it: from disk nothing can fetch those pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

_QUESTION = re.compile(r'<fieldset class="question" id=.*?</fieldset>', re.DOTALL)


def apply(site: Path) -> None:
    """Write `practice/<page>.js` for each page of the built `site` that is the home of questions."""
    for path in sorted([*site.glob("practice/*/index.html"), *site.glob("practice/*.html")]):
        page = path.parent if path.name == "index.html" and path.parent.name != "practice" else path.with_suffix("")
        if found := _QUESTION.findall(path.read_text(encoding="utf-8")):
            script = (
                f"(window.practiceBank ??= {{}})[{json.dumps(page.name)}] = {json.dumps(found, ensure_ascii=False)}\n"
            )
            (page.parent / f"{page.name}.js").write_text(script, encoding="utf-8")
