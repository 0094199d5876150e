"""The screenshots of the docs, made anew: `python -m bench.screens OUTPUT`, with the folder that the demo wrote.

Works on a copy, serves it on a free port, and photographs four screens in Indonesian with Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

import uvicorn
from PIL import Image

from scorecard import browser
from scorecard.review.app import make_app
from scorecard.review.guard import Sessions
from scorecard.review.house import House
from scorecard.store.database import Store

#: Name, address below the desk, width and height in pixels.
SCREENS: Final = (
    ("queue", "/", 1280, 860),
    ("dossier", "/cells/99.71/web_minimum_wage", 1280, 860),
    ("alike", "/alike/99.05/website_gov", 1280, 560),
    ("narrow", "/cells/99.71/web_minimum_wage", 390, 860),
)


def photograph(output: Path, to: Path) -> None:
    """Write a PNG for each of SCREENS."""
    with Store(output, create=False) as store:
        wave = store.wave()
        regions = {one.code: one for one in store.targets(wave)}
    listening = socket.create_server(("127.0.0.1", 0))
    port, sessions = listening.getsockname()[1], Sessions()
    house = House(output, wave, regions)
    server = uvicorn.Server(uvicorn.Config(make_app(house, sessions, port), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    base = f"http://127.0.0.1:{port}"
    with browser.launch_sync() as chromium:
        page = chromium.new_page()
        page.goto(f"{base}/enter?token={sessions.token}")
        page.fill("input[name=name]", "Ani Contoh")
        page.click(".person-form button")
        for name, path, width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(base + path, wait_until="networkidle")
            file = to / f"{name}.png"
            page.screenshot(path=file, animations="disabled")
            Image.open(file).convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(file, optimize=True)
    server.should_exit = True
    thread.join(10)
    house.pool.shutdown()


def main() -> int:
    """Make them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("output", type=Path, help="folder that `scorecard demo` wrote")
    parser.add_argument("--to", type=Path, default=Path("docs/screenshots"))
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "output"
        shutil.copytree(given.output, copy)
        photograph(copy, given.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
