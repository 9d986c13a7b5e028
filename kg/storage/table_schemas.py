"""The columns of the Parquet tables that a graph is saved in."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["TABLES"]

_STRINGS = pa.list_(pa.string())
TABLES: dict[str, pa.Schema] = {
    "papers": pa.schema(
        [
            ("id", pa.string()),
            ("title", pa.string()),
            ("abstract", pa.string()),
            ("authors", _STRINGS),
            ("organisation", pa.string()),
            ("year", pa.int32()),
            ("date", pa.string()),
            ("url", pa.string()),
            ("repositories", _STRINGS),
            ("source_file", pa.string()),
            ("source_record", pa.int64()),
            ("source_line", pa.int64()),
            ("extra", pa.string()),
        ]
    ),
    "mentions": pa.schema(
        [
            ("paper", pa.string()),
            ("entity", pa.string()),
            ("field", pa.string()),
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("text", pa.string()),
            ("type", pa.string()),
            ("role", pa.string()),
            ("score", pa.float64()),
            ("by", pa.string()),
            ("sentence_start", pa.int32()),
            ("sentence_end", pa.int32()),
            ("expansion", pa.string()),
            ("canonical", pa.string()),
            ("named", pa.bool_()),
        ]
    ),
    "entities": pa.schema(
        [
            ("id", pa.string()),
            ("name", pa.string()),
            ("type", pa.string()),
            ("aliases", _STRINGS),
            ("named", pa.bool_()),
            ("same_as", _STRINGS),
        ]
    ),
    "links": pa.schema(
        [
            ("paper", pa.string()),
            ("entity", pa.string()),
            ("role", pa.string()),
            ("score", pa.float64()),
            ("mentions", pa.int32()),
        ]
    ),
    "merges": pa.schema(
        [
            ("entity", pa.string()),
            ("name", pa.string()),
            ("reason", pa.string()),
            ("other", pa.string()),
        ]
    ),
    "relations": pa.schema(
        [
            ("source", pa.string()),
            ("kind", pa.string()),
            ("target", pa.string()),
            ("reason", pa.string()),
        ]
    ),
    "overrides": pa.schema([("verb", pa.string()), ("names", _STRINGS)]),
}
