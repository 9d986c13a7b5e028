"""Stable paper ids: arXiv id, DOI, the record's own id, else a hash of the title or abstract."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kg.records import ENTITY_TYPES

__all__ = ["arxiv_id", "doi", "folded_letters", "is_arxiv_doi", "paper_id", "text_hash"]

_ARXIV_NEW = r"\d{4}\.\d{4,5}(?!\d)"
_ARXIV_OLD = r"[a-z\-]+(?:\.[A-Z]{2})?/\d{7}(?!\d)"
# Hugging Face names the page of a paper by its arXiv id.
_ARXIV = re.compile(
    r"(?:\barxiv[:.\s]\s*|arxiv\.org/(?:abs|pdf|html)/|(?:huggingface|hf)\.co/papers/)"
    rf"({_ARXIV_NEW}|{_ARXIV_OLD})",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?")
_NO_LETTERS = re.compile(r"[\W_]+")
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}|\\^]+)")
_ENTITY_IDS = tuple(f"{type}/" for type in ENTITY_TYPES)


def arxiv_id(*texts: str | None) -> str | None:
    """Return the first arXiv id in the texts, without its version.

    Examples
    --------
    >>> arxiv_id("https://arxiv.org/abs/2405.01234v2"), arxiv_id("2405.01234")
    ('2405.01234', '2405.01234')
    """
    for text in filter(None, texts):
        found = _ARXIV.search(text) or _BARE_ARXIV.fullmatch(text.strip())
        if found:
            return _canonical(found[1])
    return None


def _canonical(identifier: str) -> str:
    """Take the subject class off an old id: `math.GT/0309136` is `math/0309136`."""
    archive, slash, number = identifier.partition("/")
    return f"{archive.partition('.')[0].lower()}/{number}" if slash else identifier


def doi(*texts: str | None) -> str | None:
    """Return the first DOI in the texts, in lower case.

    Examples
    --------
    >>> doi("https://doi.org/10.1000/ABC.1.")
    '10.1000/abc.1'
    """
    for text in filter(None, texts):
        if found := _DOI.search(text):
            return found[1].rstrip(".,;)]").casefold()
    return None


def is_arxiv_doi(doi: str) -> bool:
    """Tell the DOI that arXiv gives to a preprint from a publisher's."""
    return _ARXIV_DOI.fullmatch(doi) is not None


def folded_letters(text: str) -> str:
    """Fold a text to its letters and digits, in which two spellings of a title agree.

    Examples
    --------
    >>> folded_letters("Self-Attention: Ｆast & 2×")
    'selfattentionfast2'
    """
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _NO_LETTERS.sub("", folded.casefold())


def text_hash(text: str) -> str:
    """Make the id of a paper that has no other."""
    return f"sha:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def paper_id(title: str, abstract: str, own: str | None = None, *links: str | None) -> str:
    """Choose the stable id of a paper.

    A number as the record's own id is a row number: two lists give the same to different
    papers, hence it is not taken.

    Parameters
    ----------
    own
        The id that the source gives to the record.
    links
        URLs, DOIs and other texts that may hold an arXiv id or a DOI.

    Examples
    --------
    >>> paper_id("Some Title", "", None) == paper_id("Some  title.", "other text", "17")
    True
    """
    if found := arxiv_id(own, *links):
        return f"arxiv:{found}"
    if found := doi(own, *links):
        arxiv = _ARXIV_DOI.fullmatch(found)
        return f"arxiv:{_canonical(arxiv[1])}" if arxiv else f"doi:{found}"
    if own and not _ROW_NUMBER.fullmatch(own):
        # One name for a paper and for an entity would be one node.
        return f"id:{own}" if own.startswith(_ENTITY_IDS) else own
    # A title of signs alone has no letters that tell it from another.
    return text_hash(folded_letters(title) or folded_letters(abstract) or f"{title}\n{abstract}")
