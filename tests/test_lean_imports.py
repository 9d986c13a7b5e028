"""Libraries that another imports where it finds them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from paper_list import KG


def printed_by(program: str) -> str:
    """Run a program in a process of its own, which has to end well."""
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def test_a_module_to_do_without_is_as_if_not_installed() -> None:
    program = (
        "from kg.lean_imports import do_without\n"
        "do_without('colorsys')\n"
        "import graphlib\n"
        "try:\n"
        "    import colorsys\n"
        "except ModuleNotFoundError as error:\n"
        "    print(error.name)\n"
    )
    assert printed_by(program) == "colorsys\n"


def test_who_looks_for_it_is_told_that_it_is_not_there() -> None:
    program = (
        "from importlib.util import find_spec\n"
        "from kg.lean_imports import do_without\n"
        "do_without('colorsys')\n"
        "print(find_spec('colorsys'))\n"
    )
    assert printed_by(program) == "None\n"


def install(folder: Path, name: str, code: str, entry_points: str = "") -> None:
    (folder / f"{name}.py").write_text(code)
    about = folder / f"{name}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    (about / "entry_points.txt").write_text(entry_points)


def extracted(folder: Path, *arguments: str) -> str:
    ended = subprocess.run(
        [KG, "extract", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_reader_of_another_package_may_import_pandas(tmp_path: Path) -> None:
    code = (
        "import pandas\n"
        "from kg.readers import Format\n"
        "from kg.records import Paper\n"
        "def read(reading):\n"
        "    for row in pandas.read_csv(reading.binary, sep='@').to_dict('records'):\n"
        "        yield Paper('a', row['name'], row['text'])\n"
        "FORMAT = Format('frames', 'a table', lambda head: head.startswith('name@'), read)\n"
    )
    install(tmp_path, "frames", code, "[kg.readers]\nframes = frames:FORMAT\n")
    (tmp_path / "list.frames").write_text("name@text\nBERT@We train BERT on BookCorpus.\n")
    assert '"title": "BERT"' in extracted(tmp_path, "list.frames", "--format", "frames")


@pytest.mark.slow
def test_another_model_may_import_pandas(tmp_path: Path) -> None:
    code = (
        "import pandas, spacy\n"
        "def load(**overrides):\n"
        "    nlp = spacy.blank('en')\n"
        "    nlp.add_pipe('ner').add_label('method')\n"
        "    nlp.initialize()\n"
        "    return nlp\n"
    )
    install(tmp_path, "another_model", code)
    (tmp_path / "list.jsonl").write_text('{"title": "BERT", "abstract": "We train BERT."}')
    assert '"title": "BERT"' in extracted(tmp_path, "list.jsonl", "--model", "another_model")


def test_what_is_allowed_again_is_found_and_imported() -> None:
    program = (
        "from importlib.util import find_spec\n"
        "from kg.lean_imports import allow_all, do_without\n"
        "do_without('colorsys')\n"
        "allow_all()\n"
        "assert find_spec('colorsys')\n"
        "import colorsys\n"
    )
    printed_by(program)


def test_spacy_is_imported_without_its_command_line() -> None:
    program = (
        "import sys\n"
        "from kg.lean_imports import leave_empty\n"
        "leave_empty('spacy.cli', 'spacy.cli.info')\n"
        "import spacy\n"
        "assert spacy.blank('en')('It reads.')[1].text == 'reads'\n"
        "assert 'requests' not in sys.modules\n"
    )
    printed_by(program)


@pytest.mark.slow
def test_a_module_that_was_left_empty_is_whole_once_all_are_allowed() -> None:
    program = (
        "from kg.lean_imports import allow_all, leave_empty\n"
        "leave_empty('spacy.cli', 'spacy.cli.info')\n"
        "import spacy\n"
        "allow_all()\n"
        "from spacy.cli.info import info\n"
        "assert info(silent=True)['spacy_version'] == spacy.__version__\n"
    )
    printed_by(program)


def test_worker_processes_do_without_the_same_modules(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import pickle, sys\n"
        "from multiprocessing import get_context\n"
        "from kg.lean_imports import do_without, kept_away, leave_empty, run_without\n"
        "def tell(label, _):\n"
        "    from importlib.util import find_spec\n"
        "    import texttable\n"
        "    print(label, find_spec('colorsys'), texttable.Texttable)\n"
        "if __name__ == '__main__':\n"
        "    do_without('colorsys')\n"
        "    leave_empty('texttable')\n"
        "    given = (kept_away(), pickle.dumps((tell, None)), 'worker')\n"
        "    process = get_context('spawn').Process(target=run_without, args=given)\n"
        "    process.start()\n"
        "    process.join()\n"
    )
    shown = subprocess.run([sys.executable, program], capture_output=True, text=True)
    assert shown.stdout == "worker None None\n", shown.stderr


def test_a_build_does_not_import_what_it_does_not_use(tmp_path: Path) -> None:
    (tmp_path / "list.jsonl").write_text('{"title": "BERT", "abstract": "We train BERT."}')
    code = "import sys\nprint('IMPORTED', file=sys.stderr)\n"
    (tmp_path / "torch.py").write_text(code)
    ended = subprocess.run(
        [KG, "build", "list.jsonl", "-o", "graph", "--workers", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert "IMPORTED" not in ended.stderr
