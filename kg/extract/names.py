"""The step that tells a proper name (BERT, ImageNet) from a term of the field (beam search)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.competitions import competitions
from kg.extract.found import Found
from kg.extract.gazetteer import known_names
from kg.extract.model_files import model_file
from kg.extract.orthography import shape
from kg.extract.roles import things_of
from kg.extract.scorer import LinearClassifier, read_classifier
from kg.extract.surface import fold
from kg.extract.words import words_of
from kg.records import Role

__all__ = ["NAME", "TERM", "make_names", "name_features"]

NAME, TERM = "name", "term"

if not Doc.has_extension("names"):
    Doc.set_extension("names", default=())


def _case(expansion: str | None) -> str:
    if expansion is None:
        return "none"
    if expansion.islower():
        return "lower"
    words = expansion.split()
    return "title" if all(word[0].isupper() or len(word) < 4 for word in words) else "mixed"


# Papers share many names: their strings are built and hashed once.
@lru_cache(maxsize=1 << 14)
def _told_by_spelling(text: str) -> tuple[str, ...]:
    words = text.replace("-", " ").split()
    return (
        f"shape={shape(text)}",
        f"words={min(len(words), 4)} shape={shape(text)}",
        f"last={words[-1].lower() if words else ''}",
        f"mix={'+'.join(shape(word) for word in words[:4])}",
    )


@lru_cache(maxsize=1 << 14)
def _told_by_gazetteer(text: str) -> tuple[str, ...]:
    known = known_names().get(fold(text))
    return f"known={known}", f"known={known} shape={shape(text)}", f"text={fold(text)}"


def name_features(doc: Doc, mentions: Sequence[Found], role: Role) -> list[str]:
    """Describe one thing by the spelling and place of all its mentions in a paper.

    Capitals mean nothing in a title in Title Case; the running text says more. Short forms tell
    little: "(FDM)" is a name if the paper proposes it, but not for "fused deposition modelling".

    Parameters
    ----------
    role
        The paper's role for the thing.
    """
    in_doc = words_of(doc)
    title_end = in_doc.title_end
    texts = [in_doc.text(m.start, m.end) for m in mentions]
    running = [text for text, m in zip(texts, mentions, strict=True) if m.start > title_end]
    running = texts if not title_end else running
    kind, first = mentions[0].type, mentions[0]
    lower = any(text.islower() for text in texts)
    shapes = "+".join(sorted({shape(text) for text in texts}))
    running_shapes = "+".join(sorted({shape(text) for text in running or texts}))
    heads = first.start == 0 and in_doc.texts[first.end : first.end + 1] == [":"]
    opens = any(in_doc.opening[m.start] for m in mentions)
    expansion = next((m.expansion for m in mentions if m.expansion), None)
    unknown = not any(fold(text) in known_names() for text in texts)
    held = {
        f"lower={lower}",
        f"lower={lower} acronym={'acronym' in shapes} running={bool(running)}",
        f"title only={not running} {shapes}",
        f"type={kind}",
        f"type={kind} {running_shapes}",
        f"expansion={_case(expansion)}",
        f"role={role}",
        f"role={role} expansion={_case(expansion)} unknown={unknown}",
        f"role={role} type={kind} unknown={unknown} {running_shapes}",
        f"times={min(len(texts), 4)}",
        f"heads={heads}",
        f"opens={opens} {shape(texts[0])}",
    }
    if expansion:
        last = expansion.split()[-1].lower()
        held |= {
            f"expansion last={last}",
            f"expansion last={last} proposed={role == 'proposes'}",
            f"expansion ending={last[-4:]}",
        }
    held.update(chain.from_iterable(map(_told_by_spelling, set(running or texts))))
    held.update(chain.from_iterable(map(_told_by_gazetteer, set(texts))))
    return sorted(held)


class Names(BatchComponent):
    """Decides for all mentions of a thing whether they are names, kept in ``doc._.names``."""

    def __init__(self, classifier: LinearClassifier) -> None:
        self.classifier = classifier
        self._named = classifier.labels.index(NAME)

    def __call__(self, doc: Doc) -> Doc:
        """Decide for one document."""
        found: tuple[Found, ...] = doc._.found
        grouped = things_of(doc)
        described = (
            name_features(doc, [found[index] for index in group], doc._.roles[group[0]])
            for group in grouped
        )
        decided = self.classifier.probabilities(described)[:, self._named] >= 0.5
        named = [False] * len(found)
        events = set(competitions(words_of(doc)))
        for group, is_name in zip(grouped, decided.tolist(), strict=True):
            is_event = any((found[index].start, found[index].end) in events for index in group)
            for index in group:
                named[index] = is_name or is_event
        doc._.names = tuple(named)
        return doc


@Language.factory(
    "kg_names",
    default_config={"folder": None},
    requires=["doc._.found", "doc._.roles"],
    assigns=["doc._.names"],
)
def make_names(nlp: Language, name: str, folder: str | None) -> Names:
    """Make the component that tells names from terms."""
    return Names(read_classifier(model_file("names.tsv", folder)))
