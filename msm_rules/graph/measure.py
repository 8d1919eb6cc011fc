"""How wide a text is when it is drawn, and where its lines break.

Owns the widths of Helvetica's letters, in thousandths of the size of type (Adobe Core 14 font
metrics, `Helvetica.afm`); Arial and Liberation Sans have the same. Other characters are taken as
wide as their cells on a terminal, which is never much too little.
"""

from __future__ import annotations

from msm_rules.diagnostics.cells import cells

_BY_WIDTH = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft·",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~×",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…—",
    1015: "@",
}
_WIDTHS = {c: width for width, letters in _BY_WIDTH.items() for c in letters}
_CELL = 620
_BOLD = 1.09


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text at a size of type, both in pixels."""
    units = sum(_WIDTHS.get(c) or _CELL * cells(c) for c in text)
    return units * size / 1000 * (_BOLD if bold else 1)


def lines(text: str, size: float, room: float, most: int) -> list[str]:
    """The text in at most `most` lines that fit into `room` pixels; the last may end in `…`."""
    found: list[str] = []
    for word in text.split():
        joined = f"{found[-1]} {word}" if found else word
        if found and width(joined, size) <= room:
            found[-1] = joined
        else:
            found += _pieces(word, size, room)
    if len(found) > most:
        found = [*found[: most - 1], clipped(" ".join(found[most - 1 :]), size, room)]
    return found


def _pieces(word: str, size: float, room: float) -> list[str]:
    """A word that is too long for a line, cut where the line ends."""
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def clipped(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    kept, used = "", width("…", size, bold=bold)
    for character in text:
        used += width(character, size, bold=bold)
        if used > room:
            break
        kept += character
    return kept.rstrip() + "…"
