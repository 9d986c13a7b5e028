"""Commands of LaTeX around text: fonts, links, citations and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

__all__ = ["without_markup"]

_FONTS = (
    "emph|textbf|textit|texttt|textsc|textsf|textrm|textsl|textup|textmd|textnormal|textsubscript"
    "|textsuperscript|underline|mbox|nolinkurl|url"
)
_SWITCHES = "em|it|bf|sc|tt|sl|sf|rm|bfseries|itshape|scshape|slshape|ttfamily|sffamily|relax"
# What points to another place has no meaning outside the document, and a note of thanks none
# outside the title page.
_REMOVED = (
    r"(?:no|paren|text|auto|foot|full|super)?[Cc]ite[A-Za-z]{0,9}\*?|(?:eq|page|auto|name|[cCvV])?ref"
    r"|label|thanks|noop"
)
_COMMAND = re.compile(
    rf"\\(?:(?P<font>{_FONTS})"
    rf"|(?P<removed>{_REMOVED})(?:\s?\[[^\]\[{{}}]{{0,200}}\]){{0,2}}"
    r"|(?P<footnote>footnote)(?:\[\d{1,3}\])?"
    r"|(?P<second>texorpdfstring|textcolor(?:\[\w{1,10}\])?)"
    r"|(?P<link>href))\s?(?=\{)"
    rf"|\{{\\(?P<switch>{_SWITCHES})(?:\s+|\{{\}})"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_FONT_ALONE = re.compile(rf"\s*\\(?:{_FONTS})\s?\{{([^{{}}]*+)\}}\s*")
_WEB = re.compile(r"https?://", re.IGNORECASE)
# These bounds keep the time linear where links are nested or many: no URL is longer, and a label
# that repeats it has little around it.
_LONGEST_ADDRESS = 2_000
_LONGEST_LABEL_MARKUP = 60
_MOST_AROUND = 20
# arXiv's pages print these instead of a long URL.
_PLACEHOLDER = re.compile(r"\s*this (?:https?|ftp) URL\s*", re.IGNORECASE)
_BRACKETS = {"(": ")", "[": "]"}

# A part of the text from one position to another, and what replaces it.
_Edit = tuple[int, int, str]


def _closings(text: str) -> dict[int, int]:
    """Map the position of each opening brace to that of the one that closes it."""
    closings: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            closings[opened.pop()] = found.start()
    return closings


def _edits(text: str, found: re.Match[str], closings: dict[int, int]) -> Iterator[_Edit]:
    """Yield what a command changes at the braces of its arguments; nothing if they are not closed.

    What stands between the braces may hold further commands, with edits of their own.
    """
    kind = found.lastgroup
    begin = found.start()
    opening = begin if kind == "switch" else found.end()
    if (closing := closings.get(opening)) is None:
        return
    if kind == "removed":
        yield _with_space_before(text, begin, closing + 1)
    elif kind in ("second", "link"):
        second = closing + 1 + text.startswith(" ", closing + 1)
        if (end := closings.get(second)) is None:
            return
        address = _address(text, opening, closing) if kind == "link" else ""
        if address and _says_no_more(text, second, end, address):
            yield begin, end + 1, address
            return
        # A link around a whole title or name is no part of it.
        has_address = address and not _is_whole(text, begin, end + 1)
        yield begin, second + 1, ""
        yield end, end + 1, f" ({address})" if has_address else ""
    else:
        before, after = (" (", ")") if kind == "footnote" else ("", "")
        yield begin, max(found.end(), opening + 1), before
        yield closing, closing + 1, after


def _address(text: str, opening: int, closing: int) -> str:
    """Return the URL between two braces; empty if it leads nowhere outside the document."""
    address = text[opening + 1 : min(closing, opening + _LONGEST_ADDRESS)].strip()
    return address if _WEB.match(address) and closing - opening < _LONGEST_ADDRESS else ""


def _says_no_more(text: str, opening: int, closing: int, address: str) -> bool:
    """Check that the label of a link is its URL, or the part after the host, or a placeholder."""
    if closing - opening > 2 * len(address) + _LONGEST_LABEL_MARKUP:
        return False
    label = text[opening + 1 : closing]
    if styled := _FONT_ALONE.fullmatch(label):
        label = styled[1]
    if _PLACEHOLDER.fullmatch(label):
        return True
    bare, target = (_bare_address(each) for each in (label, address))
    return bare == target or ("/" in bare and bare in target)


def _bare_address(address: str) -> str:
    address = _WEB.sub("", address.replace("\\", ""), count=1).strip().rstrip("/").casefold()
    return address.removeprefix("www.")


def _with_space_before(text: str, begin: int, end: int) -> _Edit:
    """Remove with a command the space before it, and the brackets that hold nothing else."""
    if begin and text[end : end + 1] == _BRACKETS.get(text[begin - 1]):
        begin, end = begin - 1, end + 1
    return begin - (begin > 0 and text[begin - 1] in " ~"), end, ""


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Check that only braces and spaces, and few of them, stand around a part of a text."""
    before, after = text[max(begin - _MOST_AROUND, 0) : begin], text[end : end + _MOST_AROUND]
    is_near = begin < _MOST_AROUND and len(text) - end < _MOST_AROUND
    return is_near and not before.strip("{ ") and not after.strip("}. ")


def without_markup(text: str) -> str:
    r"""Return a text without the commands for fonts, links, citations and footnotes.

    A link keeps its URL in brackets, and a footnote stands in brackets, since abstracts name
    their code in either.

    Examples
    --------
    >>> without_markup(r"\textbf{our {Net} \emph{wins}}\footnote{By far.} on {\it all} \cite{a}.")
    'our {Net} wins (By far.) on all.'
    >>> without_markup(r"\href{https://a.org/code}{Code} of \texorpdfstring{$\alpha$}{alpha}")
    'Code (https://a.org/code) of alpha'
    """
    commands = list(_COMMAND.finditer(text))
    if not commands:
        return text
    closings = _closings(text)
    edits = chain.from_iterable(_edits(text, found, closings) for found in commands)
    parts: list[str] = []
    position = 0
    for begin, end, replacement in sorted(edits):
        # An edit before this position lies in what another one removes.
        if begin >= position:
            parts += (text[position:begin], replacement)
            position = end
    return "".join((*parts, text[position:]))
