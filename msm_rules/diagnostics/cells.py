"""What characters look like on a terminal: how wide they are, and which must not reach one.

Texts come from strangers. A character that moves the cursor, turns the writing direction or
cannot be seen is written out as the policy language spells it (`\\u202e`); all others are kept.
Widths follow Unicode's East Asian Width (UAX #11); a tab ends at the next multiple of `TAB`.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, east_asian_width

TAB = 4

_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# Not of those categories, yet drawn as nothing (Default_Ignorable_Code_Point, Unicode 15.1).
_UNSEEN_RANGES = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0100, 0xE01EF),
)


@lru_cache(maxsize=4096)
def _unseen(character: str) -> bool:
    if category(character) in _UNSEEN_CATEGORIES:
        return True
    return any(first <= ord(character) <= last for first, last in _UNSEEN_RANGES)


def visible(text: str) -> str:
    """The text with every control, direction and invisible character written out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written_out(c) if _unseen(c) else c for c in text)


def _written_out(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"


def cells(text: str) -> int:
    """How many columns of a terminal a visible text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if category(character) in ("Mn", "Me") or 0x1160 <= ord(character) <= 0x11FF:
        return 0  # drawn onto the character before it
    return 2 if east_asian_width(character) in ("W", "F") else 1


def drawn(line: str) -> tuple[list[str], list[int]]:
    """A line character by character as it is drawn, and the column (from 0) where each starts.

    The columns have one more entry than the line has characters: where the line ends.
    """
    pieces: list[str] = []
    columns = [0]
    for character in line:
        at = columns[-1]
        piece = " " * (TAB - at % TAB) if character == "\t" else visible(character)
        pieces.append(piece)
        columns.append(at + cells(piece))
    return pieces, columns


def wrapped(text: str, width: int) -> list[str]:
    """The words of a visible text in lines of at most `width` columns; a longer word is kept."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
