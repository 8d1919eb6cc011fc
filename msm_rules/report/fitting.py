"""Texts in the columns of a terminal: cut, padded, and in colours that carry no meaning alone."""

from __future__ import annotations

from collections.abc import Callable

from msm_rules.diagnostics.cells import cells

Paint = Callable[[str, str], str]
"""Puts a text (second) in a style: `bold`, `dim`, `good`, `bad`, `open`."""

FEW = 6
"""Rows of a list that is not what the reader came for."""

_STYLES = {"bold": "1", "dim": "2", "good": "32", "bad": "31", "open": "33"}


def plain(style: str, text: str) -> str:
    """The text as it is."""
    return text


def coloured(style: str, text: str) -> str:
    """The text with the terminal's codes around it."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def cut(text: str, room: int) -> str:
    """A visible text in so many columns; what is left out shows as an ellipsis."""
    if cells(text) <= room:
        return text
    while text and cells(text) >= room:
        text = text[:-1]
    return text.rstrip() + "…"


def padded(text: str, room: int) -> str:
    """A visible text filled up to so many columns."""
    return text + " " * (room - cells(text))
