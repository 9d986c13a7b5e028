"""The messages between the server and its workers: jobs and answers, as framed JSON and bytes."""

from __future__ import annotations

import json
import struct
from asyncio import StreamReader
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import BufferedReader
from typing import Any, Literal

from kg.sparql import Dataset

__all__ = ["Answer", "Job", "pack", "read_answer", "read_job"]

_LENGTHS = struct.Struct("!II")


@dataclass(frozen=True, slots=True)
class Job:
    """One thing for a worker to compute.

    Attributes
    ----------
    kind
        ``query``: answer a SPARQL text; ``named``: a query that comes with the program;
        ``describe``: return the statements about an IRI.
    text
        The SPARQL text, the name of the query, or the IRI.
    values
        Texts for the parameters of a named query.
    table, graph
        Media types for the answer, by its form: solutions and booleans, or triples. None if the
        client accepts none for that form.
    dataset
        The graphs that the request names; None if it names none.
    seconds
        Time after which the worker ends itself, if the server has not ended it.
    """

    kind: Literal["query", "named", "describe"]
    text: str
    table: str | None
    graph: str | None
    values: Mapping[str, str] = field(default_factory=dict)
    dataset: Dataset | None = None
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a worker, or its error: an HTTP status, a media type, a body."""

    status: int
    media_type: str
    body: bytes


def pack(content: Job | Answer | Mapping[str, Any]) -> bytes:
    """Frame a message: two lengths in bytes, JSON, then the body if there is one."""
    body = b""
    if isinstance(content, Answer):
        body = content.body
        content = {"status": content.status, "media_type": content.media_type}
    elif isinstance(content, Job):
        content = asdict(content)
    head = json.dumps(content).encode()
    return _LENGTHS.pack(len(head), len(body)) + head + body


def read_job(stream: BufferedReader) -> Job | None:
    """Wait for the next job; None when the server is gone."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    size, _ = _LENGTHS.unpack(lengths)
    content = json.loads(stream.read(size))
    if content["dataset"] is not None:
        content["dataset"] = Dataset(**{key: tuple(v) for key, v in content["dataset"].items()})
    return Job(**content)


async def read_answer(stream: StreamReader) -> tuple[dict[str, Any], bytes]:
    """Wait for a message from a worker.

    Raises
    ------
    asyncio.IncompleteReadError
        The worker ended.
    """
    size, rest = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    head = json.loads(await stream.readexactly(size))
    return head, await stream.readexactly(rest)
