"""Take the pictures that are committed (`make shots`): the README's screenshot, and of the one drawing of the mark the
icons and what a link's preview shows.
"""

import functools
import sys
from pathlib import Path

import browser
from conftest import CHROMIUM_ARGUMENTS, ROOT, QuietHandler, serve
from playwright.sync_api import sync_playwright

ASSETS = ROOT / "overrides/assets"
# Size of the icon, and width of the mark in it. A mask may cut off a tenth at each edge, and then the whole is filled.
ICONS = {"icon-192": (192, 192), "icon-512": (512, 512), "icon-maskable": (512, 430), "apple-touch-icon": (180, 180)}
# Before the page's own figure, which it moves into the preview.
PREVIEW = """mark => {
  const figure = document.querySelector("figure.picture")
  document.documentElement.style.fontSize = "20px"
  document.body.innerHTML = `<style>
    body { margin: 0; display: block; position: relative; overflow: hidden; width: 1200px; height: 630px; min-height: 0; }
    .mark { position: absolute; left: 80px; top: 84px; width: 108px; }
    .words { position: absolute; left: 80px; top: 232px; width: 560px; font: 27px/1.45 var(--sans); color: var(--ink-2); }
    .words h1 { font: 600 62px/1.12 var(--serif); color: var(--ink); margin: 0 0 26px; }
    .words p { margin: 0; }
    .shown { position: absolute; left: 690px; top: 0; width: 510px; height: 630px; background: var(--paper-2); border-left: 1px solid var(--rule); }
    .shown figure.picture { margin: 0; position: absolute; left: 50px; top: 50%; translate: 0 -50%; width: 410px; }
  </style><div class="mark">${mark}</div>
  <div class="words"><h1>Developer Associate Notes</h1><p>For the AWS Certified Developer – Associate exam: each fact with its source and the day it was checked. Unofficial.</p></div>
  <div class="shown md-typeset"></div>`
  document.querySelector(".shown").append(figure)
}"""


def main(site: Path) -> None:
    mark = (ASSETS / "favicon.svg").read_text(encoding="utf-8")
    with serve(functools.partial(QuietHandler, directory=str(site))) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.install(), args=CHROMIUM_ARGUMENTS)
        for name, (size, width) in ICONS.items():
            page = chromium.new_page(viewport={"width": size, "height": size})
            background = "body { background: #0b5f58 } rect { display: none }"  # systems cut these themselves
            page.set_content(
                "<style>body { margin: 0; display: grid; place-items: center; height: 100vh }"
                f"svg {{ width: {width}px }} {background if name in ('icon-maskable', 'apple-touch-icon') else ''}</style>{mark}"
            )
            page.screenshot(path=ASSETS / f"{name}.png", omit_background=True)
        page = chromium.new_page(viewport={"width": 1200, "height": 630}, color_scheme="light", bypass_csp=True)
        page.goto(f"{address}lambda/permissions/")
        page.evaluate(PREVIEW, mark)
        page.screenshot(path=ASSETS / "preview.png")
        page = chromium.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(f"{address}elastic-beanstalk/rolling-with-additional-batch/")
        page.screenshot(path=ROOT / "images/screenshot.png")
        chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
