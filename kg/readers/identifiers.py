"""Stable paper ids: arXiv id, DOI, the record's own id, else a hash of the title or abstract."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["arxiv_id", "doi", "paper_id"]

_ARXIV_NEW = r"\d{4}\.\d{4,5}(?!\d)"
_ARXIV_OLD = r"[a-z\-]+(?:\.[A-Z]{2})?/\d{7}(?!\d)"
# Hugging Face names the page of a paper by its arXiv id.
_ARXIV = re.compile(
    r"(?:\barxiv[:.\s]\s*|arxiv\.org/(?:abs|pdf|html)/|(?:huggingface|hf)\.co/papers/)"
    rf"({_ARXIV_NEW}|{_ARXIV_OLD})",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}|\\^]+)")


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
            return found[1]
    return None


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


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def paper_id(title: str, abstract: str, own: str | None = None, *links: str | None) -> str:
    """Choose the stable id of a paper.

    Parameters
    ----------
    own
        The id that the source gives to the record.
    links
        URLs, DOIs and other texts that may hold an arXiv id or a DOI.

    Examples
    --------
    >>> paper_id("Some Title", "", None) == paper_id("Some  title.", "other text", None)
    True
    """
    if found := arxiv_id(own, *links):
        return f"arxiv:{found}"
    if found := doi(own, *links):
        arxiv = re.fullmatch(rf"10\.48550/arxiv\.({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?", found)
        return f"arxiv:{arxiv[1]}" if arxiv else f"doi:{found}"
    if own:
        return own
    # A title of signs alone has no letters that tell it from another.
    hashed = _letters(title) or _letters(abstract) or f"{title}\n{abstract}"
    return f"sha:{hashlib.sha256(hashed.encode()).hexdigest()[:12]}"
