"""A knowledge graph of methods, datasets, benchmarks, tasks and metrics from paper abstracts.

>>> import kg
>>> graph = kg.build_graph(kg.read_papers("examples/abstracts.txt"))
>>> [paper.title for paper in graph.papers_with("BookCorpus")]
['BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding']
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg import extract
    from kg.analysis.difference import diff
    from kg.build import build, build_graph, extract_entities
    from kg.errors import KgError
    from kg.extract import extract_mentions, load_pipeline
    from kg.graph import KnowledgeGraph
    from kg.readers import read_papers
    from kg.records import Entity, Link, Mention, Paper
    from kg.resolve import resolve

__all__ = [
    "Entity",
    "KgError",
    "KnowledgeGraph",
    "Link",
    "Mention",
    "Paper",
    "__version__",
    "build",
    "build_graph",
    "diff",
    "extract",
    "extract_entities",
    "extract_mentions",
    "load_pipeline",
    "read_papers",
    "resolve",
]
__version__ = "0.1.0"

# Names are imported when first used: spaCy alone takes seconds to import.
_HOMES = {
    "Entity": "kg.records",
    "KgError": "kg.errors",
    "KnowledgeGraph": "kg.graph",
    "Link": "kg.records",
    "Mention": "kg.records",
    "Paper": "kg.records",
    "build": "kg.build",
    "build_graph": "kg.build",
    "diff": "kg.analysis.difference",
    "extract_entities": "kg.build",
    "extract_mentions": "kg.extract",
    "load_pipeline": "kg.extract",
    "read_papers": "kg.readers",
    "resolve": "kg.resolve",
}


class _Package(ModuleType):
    """Keeps `kg.build` and `kg.resolve` bound to the functions.

    Importing a submodule binds it to its name in the package, which would hide them.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


# Type checkers know the names from above; with a module `__getattr__` they would accept any name.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in _HOMES:
            return getattr(import_module(_HOMES[name]), name)
        if name == "extract":
            return import_module("kg.extract")
        raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
