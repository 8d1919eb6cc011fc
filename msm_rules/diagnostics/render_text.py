"""Diagnostics as text for people: what is wrong, where, what was expected, what to do.

Owns the layout around an excerpt: header, place, line numbers, hints, the closing sentence.
Prints nothing; whether colour is wanted is the caller's to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msm_rules.diagnostics.cells import visible, wrapped
from msm_rules.diagnostics.diagnostic import Diagnostic, Label
from msm_rules.diagnostics.excerpt import Line, Mark, Style, excerpt
from msm_rules.diagnostics.table import Severity
from msm_rules.source import Source, Span

_SHOWN_LINES = 4  # a span over more lines than this shows its first and its last

_RED, _YELLOW, _BLUE, _BOLD, _RESET = "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"
_COLOURS: dict[Severity, dict[Style, str]] = {
    "error": {"main": _RED, "second": _BLUE, "frame": _BLUE, "strong": _BOLD},
    "warning": {"main": _YELLOW, "second": _BLUE, "frame": _BLUE, "strong": _BOLD},
}


def render_text(
    diagnostics: Iterable[Diagnostic], *, colour: bool = False, width: int = 100
) -> str:
    """Diagnostics in the order given, a blank line between them; no final line end.

    `width` is in columns of the terminal. ANSI colours only if asked for; nothing of the policy's
    text can act on a terminal. Each name is followed once by where to read more.
    """
    told: set[str] = set()
    blocks = []
    for diagnostic in diagnostics:
        lines = _lines(diagnostic, diagnostic.name not in told, max(width, 40))
        told.add(diagnostic.name)
        styles = _COLOURS[diagnostic.severity] if colour else {}
        blocks.append("\n".join(_painted(line, styles) for line in lines))
    return "\n\n".join(blocks)


def summary(diagnostics: Iterable[Diagnostic], policies: int) -> str:
    """The closing sentence: `2 errors and 1 warning in 1 policy`."""
    severities = [d.severity for d in diagnostics]
    counts = [
        _count(severities.count(severity), severity)
        for severity in ("error", "warning")
        if severity in severities
    ]
    where = f"{policies} {'policy' if policies == 1 else 'policies'}"
    return f"{' and '.join(counts) or 'no errors and no warnings'} in {where}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _painted(line: Line, styles: dict[Style, str]) -> str:
    def paint(style: Style, text: str) -> str:
        return f"{styles[style]}{text}{_RESET}" if style in styles and text.strip() else text

    return "".join(paint(style, text) for style, text in line).rstrip(" ")


def _lines(diagnostic: Diagnostic, more: bool, width: int) -> Iterator[Line]:
    parts = _parts(diagnostic)
    gutter = max(2, *(len(str(max(marked))) for _, _, marked in parts))
    yield from _header(diagnostic, width)
    for i, (source, shown_at, marked) in enumerate(parts):
        if i:
            yield _rail(gutter, "│")
        yield ("frame", f"{'':>{gutter}}┌─ "), ("plain", _place(shown_at))
        yield _rail(gutter, "│")
        yield from _snippet(source, marked, gutter, width)
    notes = [("hint", diagnostic.hint)] if diagnostic.hint else []
    if more:
        notes.append(("more", f"msm explain-error {diagnostic.name}"))
    if notes:
        yield _rail(gutter, "│")
    for kind, text in notes:
        yield from _note(kind, text, gutter, width)


def _header(diagnostic: Diagnostic, width: int) -> Iterator[Line]:
    title = f"{diagnostic.severity}[{diagnostic.name}]"
    first, *rest = wrapped(f"{title}: {visible(diagnostic.message)}", width)
    yield ("main", title), ("strong", first.removeprefix(title))
    for line in rest:
        yield ("plain", "  "), ("strong", line)


def _place(span: Span) -> str:
    return f"{visible(span.file)}:{span.line}:{span.column}"


def _rail(gutter: int, sign: str) -> Line:
    return (("frame", f"{'':>{gutter}}{sign}"),)


def _note(kind: str, text: str, gutter: int, width: int) -> Iterator[Line]:
    lead = f"{'':>{gutter}}= {kind}: "
    first, *rest = wrapped(visible(text), width - len(lead))
    yield ("frame", f"{'':>{gutter}}= "), ("strong", f"{kind}: "), ("plain", first)
    for line in rest:
        yield (("plain", " " * len(lead) + line),)


# --- which lines to show ----------------------------------------------------------------------

_Part = tuple[Source, Span, dict[int, list[Mark]]]


def _parts(diagnostic: Diagnostic) -> list[_Part]:
    """One part a file, the diagnostic's own first: the file, the place to name, marks by line."""
    labels = (Label(diagnostic.span, diagnostic.label), *diagnostic.others)
    parts: dict[Source, _Part] = {}
    for i, label in enumerate(labels):
        span = label.span
        _, _, marked = parts.setdefault(span.source, (span.source, span, {}))
        for number, mark in _marks(span, label.text, main=i == 0):
            marked.setdefault(number, []).append(mark)
    return list(parts.values())


def _marks(span: Span, label: str, *, main: bool) -> Iterator[tuple[int, Mark]]:
    """The marks of a span, one for each line it is on; the label stands at the last.

    A span that takes in a line end does not reach onto the next line.
    """
    if span.start >= span.end:
        at = span.first.column - 1
        yield span.line, Mark(at, at, main, label)
        return
    first, last = span.first, span.source.position(span.end - 1)
    for number in _shown_lines(span.source, first.line, last.line):
        line = span.source.line(number)
        start = first.column - 1 if number == first.line else len(line) - len(line.lstrip())
        end = last.column if number == last.line else len(line.rstrip())
        yield number, Mark(start, max(start, end), main, label if number == last.line else "")


def _shown_lines(source: Source, first: int, last: int) -> list[int]:
    if last - first >= _SHOWN_LINES:
        return [first, last]
    return [n for n in range(first, last + 1) if n in (first, last) or source.line(n).strip()]


def _snippet(
    source: Source, marked: dict[int, list[Mark]], gutter: int, width: int
) -> Iterator[Line]:
    room = width - gutter - 2
    before = None
    for number in sorted(marked):
        if before is not None and number > before + 1:
            yield _rail(gutter, "·")
        before = number
        text, *below = excerpt(source.line(number), marked[number], room)
        yield _numbered(gutter, str(number), text)
        for line in below:
            yield _numbered(gutter, "", line)


def _numbered(gutter: int, number: str, line: Line) -> Line:
    return (("frame", f"{number:>{gutter}}│"), ("plain", " "), *line)
