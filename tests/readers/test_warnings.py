"""What is left out is told, also to those who do not ask."""

from pathlib import Path

import pytest
from reading import write

from kg.readers import read_papers
from kg.records import Skipped

OTHER = "Leaves fall in autumn. We count them on three hundred trees, and find fewer every year."


def test_a_file_of_prose_in_a_folder_is_to_be_named_itself(tmp_path: Path) -> None:
    write(tmp_path, f"What This Is\n\n{OTHER}\n", "README.md")
    skipped: list[Skipped] = []
    assert list(read_papers(tmp_path, skipped=skipped)) == []
    assert [item.reason for item in skipped] == [
        "not in a known format; name the file itself to have it read as plain text"
    ]


def test_records_that_nobody_asks_for_are_warned_of(tmp_path: Path) -> None:
    path = write(tmp_path, "Attention Is Not All\nRoots and Leaves\n", "titles.txt")
    with pytest.warns(UserWarning, match=r"1 skipped; .*titles\.txt, line 1: a short paragraph"):
        assert list(read_papers(path)) == []


def test_files_passed_over_beside_a_list_are_not_warned_of(tmp_path: Path) -> None:
    write(tmp_path, OTHER, "one.txt")
    write(tmp_path, OTHER, ".hidden")
    write(tmp_path, OTHER, "two.log")
    assert len(list(read_papers(tmp_path))) == 1
