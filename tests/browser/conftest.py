"""A headless Chromium that sees no network, and pages opened in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kg.graph import KnowledgeGraph
from kg.viewer import render_html


@dataclass
class Opened:
    """A page, and what it said and asked for since it was opened."""

    page: Page
    said: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the path; without one these tests skip, in CI they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium on the path: .ci/run installs it")
        pytest.skip("no chromium on the path")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open the page of a graph as a file, with the network off; `begin` says where it begins."""
    contexts = []

    def opening(
        graph: KnowledgeGraph,
        width: int = 1440,
        height: int = 900,
        fragment: str = "",
        has_touch: bool = False,
        **begin: Any,
    ) -> Opened:
        file = tmp_path / "graph.html"
        file.write_text(render_html(graph, **begin), encoding="utf8")
        context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, has_touch=has_touch
        )
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.goto(f"{file.as_uri()}{fragment}")
        # Not by a function: the page's policy lets nobody evaluate strings.
        opened.page.wait_for_selector("body[data-drawn]")
        return opened

    yield opening
    for context in contexts:
        context.close()
