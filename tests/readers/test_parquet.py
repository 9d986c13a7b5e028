"""Values of Parquet tables that are no text."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from reading import read

NANOSECONDS = pa.duration("ns")


def test_a_parquet_value_that_is_not_a_number_is_missing(tmp_path: Path) -> None:
    table = pa.table({"title": ["A"], "abstract": ["We count."], "score": [float("nan")]})
    parquet.write_table(table, tmp_path / "papers.parquet")
    (paper,), _ = read(tmp_path / "papers.parquet")
    assert paper.extra == {}


def test_a_parquet_time_in_nanoseconds_needs_no_pandas(tmp_path: Path) -> None:
    path = tmp_path / "papers.parquet"
    moment = pa.array([1_714_608_000_000_000_001], pa.timestamp("ns", "UTC"))
    note = pa.StructArray.from_arrays([pa.array(["a note"]), moment], ["value", "made"])
    notes = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), note)
    columns = {"title": ["A"], "published": moment, "took": moment.cast("int64").cast(NANOSECONDS)}
    parquet.write_table(pa.table({**columns, "note": note, "remarks": notes}), path)
    read_it = (
        "import sys\nfrom kg.lean_imports import do_without\ndo_without('pandas')\n"
        "from kg.readers import read_papers\n"
        "for paper in read_papers(sys.argv[1]): print(paper.date, dict(paper.extra))"
    )
    command = [sys.executable, "-c", read_it, str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    assert ended.stdout == "2024-05-02 {'note': 'a note', 'remarks': 'a note'}\n"


def test_texts_that_a_program_wrote_as_bytes_are_read(tmp_path: Path) -> None:
    columns = {"title": [b"A"], "abstract": ["Größe".encode()], "image": [b"\xff\xd8"]}
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    (paper,), skipped = read(tmp_path / "a.parquet")
    assert (paper.title, paper.abstract, paper.extra, skipped) == ("A", "Größe", {}, [])
