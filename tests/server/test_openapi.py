"""The answers of the JSON API are those that its description promises."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from kg.listing import paper_row
from kg.records import Paper
from kg.server.answers import TABLE_TYPES

DESCRIBED = json.loads(files("kg.schemas").joinpath("openapi.json").read_text(encoding="utf-8"))
GLUE, BERT = "benchmark/glue", "arxiv:1810.04805"


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/")
        kind, _, name = name.partition("/")
        schema = DESCRIBED["components"][kind][name]
    return schema


def alternatives(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a schema and all that it is put together from."""
    whole = resolved(schema)
    yield whole
    for keyword in ("allOf", "anyOf"):
        for each in whole.get(keyword, ()):
            yield from alternatives(each)


def undescribed(value: Any, schema: dict[str, Any], place: str = "") -> Iterator[str]:
    """Yield the places of fields that a schema does not name."""
    parts = [*alternatives(schema)]
    if isinstance(value, list):
        items: dict[str, Any] = next((part["items"] for part in parts if "items" in part), {})
        for each in value:
            yield from undescribed(each, items, f"{place}[]")
    elif isinstance(value, dict):
        fields = {name: each for part in parts for name, each in part.get("properties", {}).items()}
        others = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
        for name, each in value.items():
            inner = fields.get(name, *others[:1]) if others else fields.get(name)
            if inner is None:
                yield f"{place}.{name}"
            else:
                yield from undescribed(each, inner, f"{place}.{name}")


def problems(value: Any, schema: dict[str, Any]) -> list[str]:
    checked = Draft202012Validator(schema | {"components": DESCRIBED["components"]})
    broken = [f"{error.json_path}: {error.message}" for error in checked.iter_errors(value)]
    return [*broken, *sorted(set(undescribed(value, schema)))]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/papers", "/api/papers"),
        ("/api/papers", f"/api/papers?entity={GLUE}&role=proposes"),
        ("/api/papers", "/api/papers?limit=0"),
        ("/api/papers", "/api/papers?entity=nothing"),
        ("/api/papers/{id}", f"/api/papers/{BERT}"),
        ("/api/papers/{id}", "/api/papers/hostile"),
        ("/api/papers/{id}", "/api/papers/nothing"),
        ("/api/entities", "/api/entities"),
        ("/api/entities", "/api/entities?type=model"),
        ("/api/entities/{id}", f"/api/entities/{GLUE}"),
        ("/api/entities/{id}", f"/api/entities/{GLUE}?limit=0"),
        ("/api/entities/{id}", "/api/entities/method/nothing"),
        ("/api/related", f"/api/related?paper={BERT}"),
        ("/api/related", "/api/related"),
        ("/api/related", "/api/related?paper=nothing"),
        ("/api/path", f"/api/path?from={BERT}&to=metric/f1"),
        ("/api/path", "/api/path?from=hostile&to=metric/f1"),
        ("/api/path", "/api/path?from=nothing&to=metric/f1"),
        ("/api/search", "/api/search?q=bert"),
        ("/api/search", "/api/search"),
        ("/api/neighbourhood", f"/api/neighbourhood?id={BERT}"),
        ("/api/neighbourhood", f"/api/neighbourhood?id={GLUE}&depth=2"),
        ("/api/neighbourhood", "/api/neighbourhood?id=nothing"),
        ("/api/nodes", f"/api/nodes?id={BERT}&id={GLUE}&id=nothing"),
        ("/api/details", f"/api/details?id={BERT}"),
        ("/api/details", f"/api/details?id={GLUE}"),
        ("/api/details", "/api/details?id=nothing"),
        ("/api/stats", "/api/stats"),
        ("/api/queries", "/api/queries"),
        ("/api/queries/{name}", "/api/queries/nothing"),
        ("/api/queries/{name}", "/api/queries/timeline?bogus=1"),
        ("/health", "/health"),
    ],
)
def test_an_answer_is_as_it_is_described(client: httpx.Client, path: str, address: str) -> None:
    answer = client.get(address)
    described = resolved(DESCRIBED["paths"][path]["get"]["responses"][str(answer.status_code)])
    schema = described["content"][answer.headers["content-type"]]["schema"]
    assert problems(answer.json(), schema) == []


def test_a_paper_without_a_title_is_as_it_is_described() -> None:
    row = paper_row(Paper("sha:0123456789ab")) | {"iri": "https://example.org/"}
    assert problems(row, {"$ref": "#/components/schemas/Paper"}) == []


def test_a_named_query_is_answered_in_each_media_type_that_is_described(
    client: httpx.Client,
) -> None:
    described = DESCRIBED["paths"]["/api/queries/{name}"]["get"]["responses"]["200"]["content"]
    assert set(described) == set(TABLE_TYPES)
    for media_type in described:
        answer = client.get("/api/queries/timeline", headers={"Accept": media_type})
        assert (answer.status_code, media_type) == (
            200,
            answer.headers["content-type"].partition(";")[0],
        )
