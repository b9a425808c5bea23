"""Take the two pictures that are committed: the README's screenshot and the one of link previews (`make shots`)."""

import functools
import http.server
import sys
import threading
from pathlib import Path

import browser
from conftest import ARGUMENTS, ROOT, Quiet
from playwright.sync_api import sync_playwright

PREVIEW = """<style>
  body { margin: 0; width: 1200px; height: 630px; background: #fcfbf7; color: #23252b; font-family: system-ui, sans-serif; position: relative; }
  main { position: absolute; left: 90px; top: 110px; }
  i { display: block; width: 96px; height: 8px; background: #0b5f58; margin-bottom: 44px; }
  h1 { font: 600 76px/1.15 "Iowan Old Style", Palatino, "URW Palladio L", "Liberation Serif", serif; margin: 0 0 30px; }
  p { font-size: 32px; line-height: 1.45; margin: 0; color: #5a5c63; max-width: 960px; }
  b { position: absolute; bottom: 76px; width: 150px; height: 62px; border-radius: 10px; font: 600 26px/62px system-ui; text-align: center; box-sizing: border-box; }
  .old { background: #f4f1e8; border: 2px solid #5a5c63; line-height: 58px; font-weight: 400; } .new { background: #0b5f58; color: #fff; }
</style><main><i></i><h1>Developer Associate Notes</h1><p>Study notes for the AWS Certified Developer – Associate exam: each fact with its source and the day it was checked. Unofficial.</p></main>"""


def main(site: Path) -> None:
    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser.install(), args=ARGUMENTS)
        page = opened.new_page(viewport={"width": 1200, "height": 630})
        boxes = "".join(
            f'<b class="{state}" style="left:{90 + 170 * place}px">{state}</b>'
            for place, state in enumerate(["old", "old", "new", "new"])
        )
        page.set_content(PREVIEW + boxes)
        page.screenshot(path=ROOT / "overrides/assets/preview.png")
        page = opened.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(f"http://127.0.0.1:{server.server_port}/elastic-beanstalk/rolling-with-additional-batch/")
        page.screenshot(path=ROOT / "images/screenshot.png")
        opened.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
