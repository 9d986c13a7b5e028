"""What a built graph was made from is read from its report, where it has a whole one."""

import json
from pathlib import Path

import pytest

from kg.iris import DEFAULT_BASE_IRI
from kg.provenance import NO_PROVENANCE, InputFile, Provenance, base_iri_of, provenance_of


def test_a_report_tells_base_inputs_and_model(tmp_path: Path) -> None:
    told = {
        "base_iri": "https://example.org/",
        "hashes": [{"name": "list.txt", "sha256": "ab"}],
        "model": "a model",
    }
    (tmp_path / "report.json").write_text(json.dumps(told), encoding="utf8")
    assert base_iri_of(tmp_path) == "https://example.org/"
    assert provenance_of(tmp_path) == Provenance((InputFile("list.txt", "ab"),), "a model")


@pytest.mark.parametrize("report", [None, "", "not JSON", "[]", '{"base_iri": 1, "hashes": [2]}'])
def test_a_graph_without_a_whole_report_has_the_usual_base_and_no_inputs(
    tmp_path: Path, report: str | None
) -> None:
    if report is not None:
        (tmp_path / "report.json").write_text(report, encoding="utf8")
    assert base_iri_of(tmp_path) == DEFAULT_BASE_IRI
    assert provenance_of(tmp_path) == NO_PROVENANCE
