"""What a thing is made from decides its digest, and nothing else."""

from pathlib import Path

from kg.digests import digest_of


def test_files_count_by_their_contents_and_names_not_their_place(tmp_path: Path) -> None:
    for place in ("one", "two", "three", "four"):
        (tmp_path / place).mkdir()
    (tmp_path / "one" / "a").write_text("x")
    (tmp_path / "two" / "a").write_text("x")
    (tmp_path / "three" / "a").write_text("y")
    (tmp_path / "four" / "b").write_text("x")
    digests = [digest_of(tmp_path / place) for place in ("one", "two", "three", "four")]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_inputs_do_not_run_into_each_other() -> None:
    assert digest_of("ab", "c") != digest_of("a", "bc")
