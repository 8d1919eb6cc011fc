"""Cells of JSON text, read fast where the library for it is installed.

Owns the choice of the reader.  What is well formed has one meaning with either; what is not, and
what the fast one does not take, is read by the other, which has the words.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from msm_rules.sources.broken import BadRecord
from msm_rules.sources.normalise.entries import read_cell

try:
    import msgspec
except ImportError:  # the standard library reads the same, in three times the time
    msgspec = None  # type: ignore[assignment]

LARGEST_CELL = 4 * 1024 * 1024
"""Bytes of JSON text beyond which a cell is not read; the longest known card has 312,451."""

_fast = None if msgspec is None else msgspec.json.Decoder()
_written = None if msgspec is None else msgspec.json.Encoder()


def json_cell(text: str) -> tuple[Any, bool]:
    """The value of a cell, and whether all texts in it are surely sound; raises BadRecord."""
    if _fast is not None:
        try:
            return _fast.decode(text), True
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            pass
    try:
        return read_cell(text), "\\u" not in text
    except json.JSONDecodeError as wrong:
        raise BadRecord(f"is not JSON: {wrong.msg.lower()} at column {wrong.colno}") from None
    except ValueError as wrong:
        raise BadRecord(f"is not JSON: {wrong}") from None


def json_field(text: str, name: str) -> object:
    """One field of a cell that holds a mapping; None where it holds none, or is not read."""
    if _fast is not None:
        try:
            return getattr(_one_field(name).decode(text), name)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            pass
    try:
        value, _ = json_cell(text)
    except BadRecord:
        return None
    return value.get(name) if isinstance(value, dict) else None


@cache
def _one_field(name: str) -> Any:
    """A reader that makes values of one field alone, which costs a third of reading all."""
    return msgspec.json.Decoder(msgspec.defstruct("Card", [(name, Any, None)]))


def json_line(value: object) -> bytes:
    """A value as one line of JSON in UTF-8, without the line end."""
    if _written is not None:
        return _written.encode(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
