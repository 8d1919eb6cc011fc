"""A headless browser for pages: Debian's chromium, driven by playwright.

Without either the tests are skipped: `apt-get install chromium` and `pip install '.[dev]'` bring
them; `MSM_CHROMIUM` names another executable of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser of all tests of a process."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = (os.environ.get("MSM_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, filter(None, names))), None)
    if found is None:
        pytest.skip("there is no chromium: `apt-get install chromium`, or set MSM_CHROMIUM")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield running
        running.close()


class Opened:
    """A page in the browser, and everything that should not happen to it."""

    def __init__(self, page: Any, file: Path) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.wrong.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda request: self._requested(request.url, file.as_uri()))
        page.goto(file.as_uri())

    def _requested(self, url: str, own: str) -> None:
        if url.partition("#")[0] != own:
            self.wrong.append(f"request: {url}")


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens the text of a page: `opened(text, width=…, scheme=…, scripts=…)`; in the end nothing
    may have gone wrong on it: no error, no request, no dialog."""
    contexts: list[Any] = []
    pages: list[Opened] = []

    def open_(text: str, width: int = 1400, scheme: str = "light", scripts: bool = True) -> Opened:
        file = tmp_path / f"page{len(pages)}.html"
        file.write_text(text, "utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        pages.append(Opened(context.new_page(), file))
        return pages[-1]

    yield open_
    for context in contexts:
        context.close()
    assert [wrong for one in pages for wrong in one.wrong] == []
