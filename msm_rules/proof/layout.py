"""Lines of an explanation: columns, hanging indents, and colour that says nothing the words do not.

Owns how texts are placed in a width; knows nothing of decisions.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import cells, wrapped

SIGNS = {"✓": "32", "✗": "31", "?": "33", "~": "36", "!": "33"}
"""What stands before a rule (holds, fails, unknown, waived, for a person) and its colour."""

_RESET = "\x1b[0m"
_LEAST = 20  # columns for a text, however far it is indented


def hanging(lead: str, text: str, width: int) -> Iterator[str]:
    """A lead and a text beside it, the text's further lines below its first."""
    indent = cells(lead)
    lines = wrapped(text, max(width - indent, _LEAST)) or [""]
    for n, line in enumerate(lines):
        yield ((lead if n == 0 else " " * indent) + line).rstrip()


def padded(text: str, columns: int) -> str:
    """The text, with blanks up to a column."""
    return text + " " * max(columns - cells(text), 0)


def with_note(line: str, note: str, width: int) -> Iterator[str]:
    """A line with a note at the right, or below it where both do not fit."""
    gap = width - cells(line) - cells(note)
    if not note:
        yield line
    elif gap >= 2:
        yield line + " " * gap + note
    else:
        yield line
        yield " " * max(width - cells(note), 4) + note


def table(rows: list[tuple[str, str, str]], indent: int, width: int) -> Iterator[str]:
    """Rows of three columns; a first or second one that is too wide stands on a line of its own."""
    widest = 2 * width // 5
    first = max((cells(r[0]) for r in rows if cells(r[0]) <= widest), default=0)
    second = max((cells(r[1]) for r in rows if cells(r[1]) <= width // 4), default=0)
    for one, two, three in rows:
        lead = " " * indent + padded(one, first) + "  "
        if cells(one) > first:
            yield from hanging(" " * indent, one, width)
            lead = " " * (indent + first + 2)
        if cells(two) > second:
            yield from hanging(lead, two, width)
            yield from hanging(" " * cells(lead), three, width)
        else:
            yield from hanging(lead + padded(two, second) + "  ", three, width)


def coloured(line: str) -> str:
    """The line with its sign in colour, where it begins with one."""
    bare = line.lstrip()
    sign, rest = bare[:1], bare[1:]
    if sign not in SIGNS or not rest.startswith(" "):
        return line
    blanks = line[: len(line) - len(bare)]
    return f"{blanks}\x1b[{SIGNS[sign]}m{sign}{_RESET}{rest}"


def strong(text: str, code: str) -> str:
    """A text set off in bold and colour."""
    return f"\x1b[1;{code}m{text}{_RESET}"
