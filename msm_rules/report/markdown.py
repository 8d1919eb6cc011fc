"""Markdown for pull requests: how texts are made harmless, and how a comment is kept short enough.

Owns GitHub's Markdown (https://github.github.com/gfm/): escapes, code spans, links, folds, and the
limit of a comment. No text of a stranger becomes markup, mentions a person or refers to an issue.
What a report says is for its makers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.report.known import shortened
from msm_rules.report.rule_sheet import Bar

MOST = 65_536
"""Bytes of UTF-8 that a report has at most: GitHub's limit of a comment, in whatever unit."""

_LONGEST = 300  # characters of one text
_SPECIAL = re.compile(r"[\\`*\[\]<>|~&$]|(?<![^\W_])_|_(?![^\W_])")
_REFERENCE = re.compile(r"#(?=\w)|@|(?<=\bGH)(?=-\d)", re.IGNORECASE)
_ADDRESS = re.compile(r":(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_LIST = re.compile(r"^(\d*)([-+.)=#])(?=[-=#]*(?:\s|$))")
_APART = "<!-- -->"
_CELLS = 10  # of a score bar


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, anywhere in a line, and that links to nothing."""
    shown = _SPECIAL.sub(lambda m: f"\\{m[0]}", shortened(visible(text), _LONGEST))
    shown = _ADDRESS.sub(lambda m: f"\\{m[0]}", shown)
    shown = _LIST.sub(lambda m: f"{m[1]}\\{m[2]}", shown)
    return _REFERENCE.sub(lambda m: f"{m[0]}{_APART}", shown)


def code(text: str, *, cell: bool = False) -> str:
    """A text as code; in a cell of a table its bars are escaped."""
    shown = shortened(visible(text), _LONGEST) or " "
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    gap = " " if shown.startswith("`") or shown.endswith("`") else ""
    shown = shown.replace("|", "\\|") if cell else shown
    return f"{fence}{gap}{shown}{gap}{fence}"


def link(text: str, address: str | None) -> str:
    """A text that leads to an address of the web, or the text alone."""
    if address is None:
        return escaped(text)
    safe = "".join(f"%{ord(c):02X}" if c in '<>\\|`"' else c for c in visible(address))
    return f"[{escaped(text)}](<{safe}>)"


def summary(text: str) -> str:
    """A text in a line of HTML, as the title of a fold is: escaped for both."""
    shown = shortened(visible(text), _LONGEST).replace("&", "&amp;").replace("<", "&lt;")
    return _REFERENCE.sub(lambda m: f"{m[0]}{_APART}", re.sub(r"[\\`*_\[\]~$|]", r"\\\g<0>", shown))


def text_bar(bar: Bar | None) -> str:
    """A score as a line of ten cells: sure, possible, not reached; nothing where it is withheld."""
    if bar is None:
        return ""
    sure, most = (round(end * _CELLS / 100) for end in (bar.sure, bar.most))
    return f"`{'█' * sure}{'▒' * (most - sure)}{'·' * (_CELLS - most)}`"


def row(*cells: str) -> str:
    """A row of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"


def table_head(*names: str) -> tuple[str, str]:
    """The first two lines of a table."""
    return row(*names), row(*("---" for _ in names))


# --- parts ---------------------------------------------------------------------------------------


@record
class Part:
    """A part of a report: a title, lines before the rows, rows of which some may be left out, and
    lines after them. `folded` parts are opened with a click."""

    title: str
    rows: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    folded: bool = False
    whole: bool = False  # left out rather than cut


def fitted(head: Sequence[str], parts: Sequence[Part], foot: Sequence[str]) -> str:
    """The text of a report. Parts stand in the order of their weight: where they do not all fit
    into a comment, the last rows and the last parts are left out, and that is said."""
    left = MOST - sum(map(_size, (*head, *foot))) - 400  # for the line on what is left out
    told: list[str] = []
    dropped: list[str] = []
    for part in parts:
        lines = list(_fitting(part, left))
        if not lines:
            dropped.append(part.title)
        left -= sum(map(_size, lines))
        told += lines
    gone = shortened(", ".join(filter(None, dropped)), 300)
    note = [f"*Left out, since a comment holds no more: {gone}.*", ""] if dropped else []
    return "\n".join([*head, *told, *note, *foot]).rstrip("\n") + "\n"


def _size(line: str) -> int:
    return len(line.encode("utf-8", "replace")) + 1


def _fitting(part: Part, left: int) -> Iterator[str]:
    """The lines of a part, with as many rows as fit; none where not even the first does."""
    around = [*_opening(part), *part.before, *part.after, *_closing(part)]
    room = left - sum(map(_size, around)) - 60  # for the line that counts the others
    kept = 0
    while kept < len(part.rows) and room >= _size(part.rows[kept]):
        room -= _size(part.rows[kept])
        kept += 1
    more = len(part.rows) - kept
    if room < 0 or (more and (part.whole or not kept)):
        return
    yield from (*_opening(part), *part.before, *part.rows[:kept], *part.after)
    if more:
        yield from ("", f"… and {more:,} more")
    yield from _closing(part)


def _opening(part: Part) -> tuple[str, ...]:
    if part.folded:
        return f"<details><summary>{part.title}</summary>", ""
    return (f"### {part.title}", "") if part.title else ()


def _closing(part: Part) -> tuple[str, ...]:
    return ("", "</details>", "") if part.folded else ("",)
