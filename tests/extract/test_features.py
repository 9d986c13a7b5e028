"""What the classifier of mentions is told of a candidate."""

from spacy.language import Language
from spacy.tokens import Doc
from steps_taken import steps

from kg.extract.candidates import candidates
from kg.extract.features import features
from kg.extract.text import paper_text
from kg.extract.words import words_of
from kg.records import Paper


def told(doc: Doc, text: str) -> list[str]:
    gathered = candidates(doc)
    described = features(doc, gathered)
    at = [words_of(doc).text(each.start, each.end) for each in gathered].index(text)
    return described[at]


def test_known_names_within_a_candidate_and_around_it_are_told(nlp: Language) -> None:
    doc = nlp(paper_text(Paper("p", "", "We train it by deep reinforcement learning.")))
    whole, part = (
        [each for each in told(doc, text) if " with " in each or " of " in each]
        for text in ("deep reinforcement learning", "reinforcement learning")
    )
    assert whole == ["ends with known=method", "ends with learnt=method"]
    assert part == ["end of known=method", "end of model=method", "end of learnt=method"]


def test_to_describe_a_text_of_names_takes_steps_as_it_has_words(nlp: Language) -> None:
    def steps_for(times: int) -> int:
        doc = nlp(paper_text(Paper("p", "", "BERT is on SQuAD. " * times)))
        gathered = candidates(doc)
        return steps(lambda: features(doc, gathered))

    assert steps_for(400) < 9 * steps_for(50)
