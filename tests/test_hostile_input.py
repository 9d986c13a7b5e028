"""Files that nobody should send: each is read right or refused in a line, never in a traceback."""

import json
from pathlib import Path

import pytest
from paper_list import TWO_PAPERS, kg

FIFTY_MEGABYTES = 50_000_000


def refused(file: Path, reason: str) -> None:
    ended = kg("build", file, "-o", file.parent / "out")
    message = ended.stderr.decode("utf8")
    assert ended.returncode == 1, message
    assert message.startswith("kg: error: ")
    assert reason in message
    assert file.name in message
    assert "Traceback" not in message
    assert not (file.parent / "out").exists()


def extracted(content: bytes, *options: str) -> list[dict]:
    ended = kg("extract", "-", *options, stdin=content)
    assert b"Traceback" not in ended.stderr
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.decode("utf8").splitlines()]


@pytest.mark.parametrize("content", [b"", b"\n \r\n\t", b"\xef\xbb\xbf"], ids=repr)
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.txt").write_bytes(content)
    refused(tmp_path / "list.txt", "is empty")


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_bytes(bytes(range(256)) * 64)
    refused(tmp_path / "list.txt", "binary")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "list.txt", "no such file")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt").mkdir()
    refused(tmp_path / "list.txt", "is a folder")


def test_a_broken_gzip_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt.gz").write_bytes(b"\x1f\x8b\x08\x00 not gzip at all")
    refused(tmp_path / "list.txt.gz", "cannot be read")


def test_a_line_of_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_bytes(b"word " * (FIFTY_MEGABYTES // 5))
    refused(tmp_path / "list.txt", "line 1")


def test_a_huge_record_is_skipped_and_the_others_are_read() -> None:
    huge = json.dumps({"id": "huge", "abstract": "word " * (FIFTY_MEGABYTES // 5)})
    good = json.dumps({"id": "good", "abstract": "We train BERT on the BookCorpus dataset. " * 2})
    assert [row["id"] for row in extracted(f"{huge}\n{good}\n".encode())] == ["good"]


def test_invalid_utf8_is_read_and_reported() -> None:
    content = TWO_PAPERS.replace("grade school", "gr\udcffde school")
    ended = kg("extract", "-", stdin=content.encode("utf8", "surrogateescape"))
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()) == 2
    assert b"not UTF-8" in ended.stderr


def test_windows_line_ends_change_nothing() -> None:
    windows = TWO_PAPERS.replace("\n", "\r\n").encode()
    assert extracted(windows) == extracted(TWO_PAPERS.encode())


def test_a_byte_order_mark_changes_nothing() -> None:
    assert extracted(b"\xef\xbb\xbf" + TWO_PAPERS.encode()) == extracted(TWO_PAPERS.encode())


def test_a_lone_surrogate_in_json_is_read() -> None:
    text = "We train BERT on the BookCorpus dataset and measure how well it reads. " * 2
    (row,) = extracted(
        json.dumps({"id": "s", "title": "A \ud800 title", "abstract": text}).encode()
    )
    assert row["id"] == "s"


def test_deeply_nested_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.jsonl").write_text('{"a":' * 100_000 + "1", encoding="utf8")
    refused(tmp_path / "list.jsonl", "line 1")


def test_markup_in_a_title_stays_text(tmp_path: Path) -> None:
    title = "</script><script>alert(1)</script> and BERT"
    record = {"id": "x", "title": title, "abstract": "We train BERT on BookCorpus. " * 3}
    (tmp_path / "list.jsonl").write_text(json.dumps(record), encoding="utf8")
    assert kg("build", tmp_path / "list.jsonl", "-o", tmp_path / "out").returncode == 0
    assert "<script>alert(1)" not in (tmp_path / "out" / "graph.html").read_text(encoding="utf8")


@pytest.mark.parametrize("id", ["../../escape", "/etc/escape", "a b\n<c>"], ids=repr)
def test_an_id_is_never_a_path(tmp_path: Path, id: str) -> None:
    record = {"id": id, "title": "BERT", "abstract": "We train BERT on BookCorpus. " * 3}
    (tmp_path / "list.jsonl").write_text(json.dumps(record), encoding="utf8")
    ended = kg("build", tmp_path / "list.jsonl", "-o", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"list.jsonl", "out"}
