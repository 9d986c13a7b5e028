"""Characters that belong to no text, in files and in the names of files."""

from pathlib import Path

import pytest
from reading import write

from kg.errors import FormatError, InputError
from kg.readers import read_papers
from kg.records import Note, Skipped

LINES = "".join(f'{{"title": "A Small Encoder {n}"}}\n' for n in range(5_000))
LISTS = {
    "list.jsonl": LINES,
    "list.json": "[" + LINES.replace("}\n", "},\n").rstrip(",\n") + "]",
    "list.csv": "title,abstract\n" + "".join(f"A Small Encoder {n},\n" for n in range(5_000)),
}


def read_with_notes(file: Path) -> tuple[list[str], list[str], list[str]]:
    skipped: list[Skipped] = []
    notes: list[Note] = []
    titles = [paper.title for paper in read_papers(file, skipped=skipped, notes=notes)]
    said = [f"{each.place}: {each.text}" for each in notes if each.place != "fields"]
    return titles, [each.reason for each in skipped], said


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("number", [7, 4_900], ids=["in the head", "behind it"])
def test_a_nul_costs_no_paper_and_is_noted_with_its_line(
    tmp_path: Path, name: str, number: int
) -> None:
    text = LISTS[name].replace(f"Encoder {number}", f"Enc\x00oder {number}", 1)
    titles, skipped, notes = read_with_notes(write(tmp_path, text, name))
    assert titles == [f"A Small Encoder {n}" for n in range(5_000)]
    line = number + (2 if name == "list.csv" else 1)
    assert (skipped, notes) == ([], [f"line {line}: holds NUL characters, left out"])


def test_zeros_that_fill_a_part_of_a_file_do_not_end_it(tmp_path: Path) -> None:
    record = '{"title": "A Small Encoder 4900"'
    text = LISTS["list.json"].replace(record, "\x00" * 300_000 + record)
    titles, _, (note,) = read_with_notes(write(tmp_path, text, "list.json"))
    assert titles[-1] == "A Small Encoder 4999"
    assert note == "line 4901: holds NUL characters, left out"


@pytest.mark.parametrize("content", [b"a\x00b", b"A title, " * 1_000 + b"\x00" * 9])
def test_a_file_with_many_nuls_is_binary(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FormatError, match="is a binary file"):
        list(read_papers(write(tmp_path, content, "list.txt")))


def test_the_reason_for_a_document_that_ends_too_early_is_one_line(tmp_path: Path) -> None:
    _, (reason,), _ = read_with_notes(write(tmp_path, '[{"title": "A"}, {"b": x\n\n]', "a.json"))
    assert reason.startswith("not JSON: ")
    assert reason.splitlines() == [reason]


FORGED = "a\nkg: skipped b\r\x1b[2J\x85\u2028.txt"
SHOWN = r"a\nkg: skipped b\r\x1b[2J\x85\u2028.txt"


@pytest.mark.parametrize("content", [None, b"", b"a\x00b", b"%PDF-1.7", b"PK\x03\x04", b"<html>"])
def test_the_name_of_a_file_that_is_refused_is_one_line(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        write(tmp_path, content, FORGED)
    with pytest.raises(InputError) as refused:
        list(read_papers(tmp_path / FORGED))
    assert str(refused.value).startswith(f"{tmp_path}/{SHOWN}: ")


def test_the_names_of_files_in_a_folder_are_shown_in_one_line_each(tmp_path: Path) -> None:
    write(tmp_path, b"a\x00b", FORGED)
    write(tmp_path, b"Text.", f".{FORGED}")
    skipped: list[Skipped] = []
    list(read_papers(tmp_path, skipped=skipped))
    assert [each.file for each in skipped] == [f"{tmp_path}/.{SHOWN}", f"{tmp_path}/{SHOWN}"]
