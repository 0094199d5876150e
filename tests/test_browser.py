"""Finding and starting Chromium. What needs one is skipped by name where none is installed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from scorecard import browser
from scorecard.errors import ScorecardError

needs_browser = pytest.mark.skipif(browser.find() is None, reason="no Chromium is found on this machine")


def _program(folder: Path, name: str, text: str = "#!/bin/sh\nexit 1\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_named_browser_is_taken_before_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin", "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    named = _program(tmp_path, "my-chrome")
    assert browser.find(str(named)) == named


def test_a_named_browser_that_cannot_be_run_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="program") as caught:
        browser.find(str(tmp_path / "nothing"))
    assert "--browser" in caught.value.remedy


def test_chromium_on_path_comes_before_chrome_and_before_playwrights_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = _program(tmp_path / "own", "chromium-1255/chrome-linux64/chrome")
    older = _program(tmp_path / "own", "chromium-999/chrome-linux/chrome")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "own"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("sys.platform", "linux")
    assert browser.find() == own
    assert older.exists()
    chrome = _program(tmp_path / "bin", "google-chrome")
    assert browser.find() == chrome
    chromium = _program(tmp_path / "bin", "chromium")
    assert browser.find() == chromium


def test_a_machine_without_a_browser_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert browser.find() is None
    with pytest.raises(ScorecardError, match="no Chromium") as caught, browser.launch_sync():
        pass
    assert "chromium" in caught.value.remedy


def test_a_program_that_is_no_browser_is_said_with_its_path(tmp_path: Path) -> None:
    fake = _program(tmp_path, "chromium")
    with pytest.raises(ScorecardError, match="does not start") as caught, browser.launch_sync(str(fake)):
        pass
    assert caught.value.where == str(fake)


@needs_browser
def test_a_page_is_shown_by_a_browser_that_was_started_even_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")

    async def words() -> str:
        async with browser.launch() as chromium:
            page = await chromium.new_page()
            await page.set_content(
                "<h1>Jalan</h1><script>document.querySelector('h1').textContent += ' 12 km'</script>"
            )
            return await page.inner_text("h1")

    assert asyncio.run(words()) == "Jalan 12 km"
