"""Progress in a log: lines now and then, none for a short list."""

import io

import pytest

from kg.commands import progress as extraction_progress
from kg.commands.progress import watched


def test_a_short_list_is_passed_on_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watched(["a", "b"])) == ["a", "b"]
    assert capsys.readouterr().err == ""


def test_a_long_one_is_told_of_with_speed_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction_progress, "LINE_EVERY", 0)
    assert list(watched(["a", "b", "c"])) == ["a", "b", "c"]
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("kg: extracting: 2 of 3 papers, ")
    assert last.endswith(" left")


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert list(watched(["a", "b"])) == ["a", "b"]
    assert "2/2" in terminal.getvalue()
