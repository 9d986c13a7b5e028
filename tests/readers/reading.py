"""Lists on disk, and what is read from them: papers, and a line for each record left out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.readers import read_papers
from kg.records import Paper, Skipped

SAMPLES = Path(__file__).parent / "samples"
LAYOUTS: dict[str, Callable[[list[Any]], str]] = {
    "a list": json.dumps,
    "an indented list": lambda rows: json.dumps(rows, indent=2),
    "lines": lambda rows: "\n".join(map(json.dumps, rows)),
    "lines with blank ones": lambda rows: "\n\n".join(map(json.dumps, rows)) + "\n\n",
    "a page on one line": lambda rows: json.dumps({"meta": {"count": 2}, "results": rows}),
    "an indented page": lambda rows: json.dumps({"total": 2, "data": rows, "next": 3}, indent=1),
    "pages, one a line": lambda rows: "\n".join(json.dumps({"data": [row]}) for row in rows),
    "indented objects": lambda rows: "\n".join(json.dumps(row, indent=1) for row in rows),
}


def sample(name: str) -> Any:
    """Return the value of a JSON sample."""
    return json.loads((SAMPLES / name).read_text(encoding="utf8"))


def read(path: Path, **options: Any) -> tuple[list[Paper], list[str]]:
    """Read a file."""
    skipped: list[Skipped] = []
    papers = list(read_papers(path, skipped=skipped, **options))
    return papers, [f"{item.place}: {item.reason}" for item in skipped]


def write(folder: Path, value: object, name: str = "papers.json") -> Path:
    """Write a value as JSON, a text or bytes as they are."""
    content = value if isinstance(value, str | bytes) else json.dumps(value)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_text(
    folder: Path, text: str | bytes, name: str = "papers.txt"
) -> tuple[list[Paper], list[str]]:
    """Write a text and read it."""
    return read(write(folder, text, name))
