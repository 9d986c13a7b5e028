"""A semantic-web engineer: build, validate with SHACL, and ask in SPARQL, here and in rdflib.

Run it as python examples/semantic_web.py [FOLDER]; without a folder, one is made and removed.
"""

import sys
import tempfile
from pathlib import Path

import kg
from kg.sparql import format_result, open_store, run_named, run_query
from kg.validate import validate_folder

BENCHMARKS_OF_PAPERS_WITH_CODE = """
SELECT ?benchmark (COUNT(DISTINCT ?paper) AS ?papers) WHERE {
  ?paper schema:codeRepository ?code ; kg:evaluatesOn ?entity .
  ?entity skos:prefLabel ?benchmark .
}
GROUP BY ?benchmark ORDER BY DESC(?papers) ?benchmark LIMIT 5
"""
# Terms of Linked Papers With Code, for those who have queries in them.
METHODS_IN_LPWC_TERMS = """
PREFIX property: <https://linkedpaperswithcode.com/property/>
SELECT ?title WHERE {
  ?paper property:hasMethod ?method ; dcterms:title ?title .
  ?method skos:prefLabel "GRPO" .
}
ORDER BY ?title
"""


def ask(folder: Path) -> None:
    kg.build([Path(__file__).parent / "abstracts.txt"], folder)
    problems = validate_folder(folder)
    print(problems or "conforms to the shapes")

    store = open_store(folder)
    print(format_result(run_query(store, BENCHMARKS_OF_PAPERS_WITH_CODE), "table"))
    print(format_result(run_query(store, METHODS_IN_LPWC_TERMS), "csv"))
    print(format_result(run_named(store, "papers-using", {"entity": "GRPO"}), "table"))

    graph = kg.KnowledgeGraph.load(folder).to_rdf()
    print(len(graph), "triples in rdflib")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ask(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            ask(Path(made))
