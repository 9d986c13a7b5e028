"""Mentions of methods, datasets, benchmarks, tasks and metrics in the text of papers."""

from kg.extract.model_files import model_name
from kg.extract.pipeline import extract_mentions, load_pipeline

__all__ = ["extract_mentions", "load_pipeline", "model_name"]
