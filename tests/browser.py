"""Debian's chromium, driven as a person would; tests that use it are marked `browser`."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Page, sync_playwright

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def browser_page(
    *, width: int = 1200, scheme: Literal["light", "dark"] = "light", offline: bool = False
) -> Iterator[tuple[Page, list[str]]]:
    """A new tab, and a list in which everything lands that a console would show in red.

    Skips aloud where there is no chromium.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium here; .ci/run installs it")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=_QUIET)
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, offline=offline
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: (
                complaints.append(line.text) if line.type in {"error", "warning"} else None
            ),
        )
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith(("file:", "data:", "http://127.0.0.1:"))
                else complaints.append(asked.url)
            ),
        )
        yield page, complaints
        browser.close()
