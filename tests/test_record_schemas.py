"""The JSON Schemas describe the records as they are."""

import json
from dataclasses import MISSING, asdict, fields
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rdf_example import ENTITIES, LINKS, PAPERS
from referencing import Registry, Resource

from kg.records import Entity, Link, Mention, Merge, Paper, Relation, Result, Source

RECORDS = {
    "paper": Paper,
    "mention": Mention,
    "entity": Entity,
    "link": Link,
    "merge": Merge,
    "relation": Relation,
    "result": Result,
}
EXAMPLES = {
    "paper": [*PAPERS, Paper("x", source=Source("list.bib", 1, 2), extra={"venue": "ICML"})],
    "mention": [mention for link in LINKS for mention in link.mentions],
    "entity": list(ENTITIES),
    "link": list(LINKS),
    "merge": [Merge("method/bert", "Bert", "case")],
    "relation": [Relation("method/a", "variant_of", "method/b", "why")],
    "result": [Result("p", "method/a", "dataset/b", "F1", "65.0%", 65.0, None, 0, 20)],
}


def schema(name: str) -> Any:
    return json.loads((files("kg.schemas") / "records" / f"{name}.json").read_text())


REGISTRY: Registry[Any] = Registry().with_resources(
    (schema(name)["$id"], Resource.from_contents(schema(name))) for name in RECORDS
)


@pytest.mark.parametrize("name", RECORDS)
def test_a_schema_has_the_fields_of_its_record(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    record = fields(RECORDS[name])
    assert set(schema(name)["properties"]) == {field.name for field in record}
    needed = {f.name for f in record if f.default is MISSING and f.default_factory is MISSING}
    assert set(schema(name)["required"]) == needed


@pytest.mark.parametrize("name", RECORDS)
def test_records_conform_to_their_schema(name: str) -> None:
    validator = Draft202012Validator(schema(name), registry=REGISTRY)
    for record in EXAMPLES[name]:
        assert list(validator.iter_errors(json.loads(json.dumps(asdict(record))))) == []


@pytest.mark.parametrize("name", RECORDS)
def test_another_field_does_not_conform(name: str) -> None:
    row = {**json.loads(json.dumps(asdict(EXAMPLES[name][0]))), "other": 1}
    assert list(Draft202012Validator(schema(name), registry=REGISTRY).iter_errors(row))
