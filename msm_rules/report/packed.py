"""What many models have beside one policy, packed for the attributes of a page.

Owns the two forms that the page's script unpacks: marks in the margin, a letter for each that is
usual; and the values of boxes, of which most have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MARKS: dict[str, str] = {
    "y": "✓ holds",
    "n": "✗ fails",
    "u": "? not known",
    "a": "does not apply",
    "p": "not asked for",
    "d": "due",
    "e": "not due",
    "o": "perhaps due",
    "c": "covers it, and was not needed",
    "m": "does not cover it",
    "l": "lifts the rule",
    "i": "✓ is met",
    "j": "✗ is not met",
    "k": "? is not known",
    "0": "0.00",
    "1": "1.00",
}
"""Texts of the margin that stand for themselves as a letter; a page says them once."""

OTHER = "="
"""The letter of a text that stands in a line of its own."""

_LETTERS = {text: letter for letter, text in MARKS.items()}


def packed_marks(texts: Iterable[str]) -> tuple[str, ...]:
    """A line with a letter for each mark, then a line for each that has no letter of its own."""
    texts = tuple(texts)
    letters = "".join(_LETTERS.get(text, OTHER) for text in texts)
    return letters, *(text for text in texts if text not in _LETTERS)


def mark_letters() -> tuple[str, ...]:
    """The letters and their texts, a line each, as a page says them."""
    return tuple(f"{letter}{text}" for letter, text in MARKS.items())


def packed_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines that are not empty, each behind its number and a tab."""
    return tuple(f"{n}\t{line}" for n, line in enumerate(lines) if line)
