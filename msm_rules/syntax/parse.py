"""From a text to its tree: all that can be read, and one diagnostic for each part that cannot.

Owns the order of attempts: the whole file at once; if that fails, part by part (`recover`).
"""

from __future__ import annotations

from msm_rules.diagnostics import Diagnostic
from msm_rules.source import Source, Span
from msm_rules.syntax.depth import too_deep
from msm_rules.syntax.machine import read
from msm_rules.syntax.recover import recover
from msm_rules.syntax.tree import File
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Chunk

MAX_BYTES = 2 * 1024 * 1024
"""How long a text may be, in UTF-8."""

MAX_DIAGNOSTICS = 100
"""How many syntax errors of one file are reported."""


def parse(source: Source) -> tuple[File, tuple[Diagnostic, ...]]:
    """The tree of a text, with a `syntax` diagnostic for each part of it that cannot be read.

    Raises nothing, whatever the text is. A part that cannot be read is a `Broken` item or one
    marked `broken`; everything else is as if that part had been right.
    """
    text = source.text
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        span = Span(source, 0, min(1, len(text)))
        return File(source, ()), (Diagnostic("syntax", "the text is longer than 2 MiB", span),)
    start = 1 if text.startswith("\ufeff") else 0
    try:
        items = read(Chunk(source, start, len(text)), "file")
    except Unreadable as trouble:
        items, found = recover(source, start, trouble.diagnostic)
    else:
        found = ()
    items, deep = too_deep(items)
    diagnostics = sorted([*found, *deep], key=lambda diagnostic: diagnostic.span.start)
    return File(source, items), tuple(diagnostics[:MAX_DIAGNOSTICS])


def parse_bytes(name: str, data: bytes) -> tuple[File, tuple[Diagnostic, ...]]:
    """The tree of a file's bytes; what is not UTF-8 is one diagnostic that names the byte."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(Source(name, data.decode("utf-8", "replace")), data, error.start)
    return parse(Source(name, text))


def _not_utf8(source: Source, data: bytes, at: int) -> tuple[File, tuple[Diagnostic, ...]]:
    place = len(data[:at].decode("utf-8"))
    line = data.count(b"\n", 0, at) + 1
    message = f"the file is not UTF-8: byte 0x{data[at]:02X} (number {at + 1}) in line {line}"
    span = Span(source, place, place + 1)
    return File(source, ()), (
        Diagnostic("syntax", message, span, hint="save the file with the encoding UTF-8"),
    )
