"""Rows of a snapshot as entries, read column by column.

Owns the way from columns to entries, and which rows need a closer look because something in them
is of no usual size or form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

import polars as pl

from msm_rules.facts.problems import found
from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.normalise.entries import Entry, files_in, gate_in, parents_in, weights_in
from msm_rules.sources.snapshot.cells import LARGEST_CELL, json_cell
from msm_rules.sources.snapshot.columns import CARD, COLUMNS, JSON_COLUMNS

Cells: TypeAlias = "list[Any]"
Odd: TypeAlias = "tuple[tuple[str, str], ...]"


@record
class Row:
    """One row: its entry (None where it has no id), what in it cannot be read, as (column,
    message), and whether it is plain, so that its facts are surely well formed."""

    entry: Entry | None
    odd: Odd
    plain: bool


GREATEST = 2**45
"""Counts above it are looked at closely: sums and bytes of them may not be exact any more."""
LONGEST_ID = 500


def rows(frame: pl.DataFrame, source: Source) -> Iterator[Row]:
    """The rows of a batch of checked columns; those that are missing hold nothing."""
    cells = {name: _cells(frame, name) for name in COLUMNS}
    for named in zip(*cells.values(), _usual_counts(frame), strict=True):
        yield _row(source, *named)


def _row(  # the columns in the order of their table
    source: Source,
    id: object,
    created: str | None,
    modified: str | None,
    downloads: int | None,
    downloads_all_time: int | None,
    likes: int | None,
    tags: list[str | None] | None,
    card_cell: object,
    safetensors: object,
    gguf_cell: object,
    base: object,
    pipeline_tag: str | None,
    library: str | None,
    sha: str | None,
    gated: object,
    siblings: object,
    config_cell: object,
    usual: bool,
) -> Row:
    if not isinstance(id, str) or not id:
        return Row(None, (), False)
    odd: list[tuple[str, str]] = []
    card, sure = ({}, True) if card_cell is None else mapping_cell(CARD, card_cell, odd)
    plain = usual and sure and _is_day(created) and _is_day(modified) and _is_id(id)
    gguf: Mapping[str, Any] = {}
    if gguf_cell is not None:
        gguf, sure = mapping_cell("gguf", gguf_cell, odd)
        plain = plain and sure and all(map(_is_usual, gguf.values()))
    if not isinstance(safetensors, tuple):
        weights, plain = mapping_cell("safetensors", safetensors, odd)[0], False
        safetensors = weights_in(weights)
    if isinstance(base, str | _TooLarge):
        base, plain = mapping_cell("baseModels", base, odd)[0], False
    parents, relation = _NO_PARENTS if base is None else parents_in(base)
    model_type: object = None
    if config_cell is not None:
        config, sure = mapping_cell("config", config_cell, odd)
        plain, model_type = plain and sure, config.get("model_type")
    entry = Entry(
        id,
        source,
        card,
        tuple([tag for tag in tags if tag is not None]) if tags else (),
        pipeline_tag,
        library,
        safetensors[0],
        safetensors[1],
        gguf,
        parents,
        relation,
        created,
        modified,
        downloads,
        downloads_all_time,
        likes,
        gate_in(gated),
        sha,
        files_in(siblings),
        model_type if isinstance(model_type, str) else None,
    )
    return Row(entry, tuple(odd), plain)


def mapping_cell(
    column: str, cell: object, odd: list[tuple[str, str]]
) -> tuple[Mapping[str, Any], bool]:
    """A cell as a mapping, and whether all in it is surely sound; what is none is odd and empty."""
    if isinstance(cell, Mapping):
        return {name: part for name, part in cell.items() if part is not None}, False
    value, sure = _read(column, cell, odd)
    if isinstance(value, dict):
        return value, sure
    if value is not None:
        odd.append((column, f"expected a mapping, found {found(value)}"))
    return {}, sure


def _read(column: str, cell: object, odd: list[tuple[str, str]]) -> tuple[Any, bool]:
    if isinstance(cell, _TooLarge):
        most = f"{LARGEST_CELL // 1024 // 1024} MiB at most are read"
        odd.append((column, f"holds {cell.bytes:,} bytes of JSON, {most}"))
        return None, False
    if not isinstance(cell, str):
        return cell, False
    try:
        return json_cell(cell)
    except BadRecord as bad:
        odd.append((column, str(bad)))
        return None, False


_NO_PARENTS = (None, None)


@record
class _TooLarge:
    """Stands for a cell of more text than is read; the text itself is never made a value."""

    bytes: int


@lru_cache(maxsize=16_384)
def _is_day(text: str | None) -> bool:
    if text is None:
        return True
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _is_usual(value: object) -> bool:
    return type(value) is not int or 0 <= value <= GREATEST


def _is_id(id: str) -> bool:
    return len(id) <= LONGEST_ID and id.isprintable()


# --- columns -------------------------------------------------------------------------------------


def _cells(frame: pl.DataFrame, name: str) -> Cells:
    """The cells of a column as plain values; moments as days, weights of a struct as read."""
    if name not in frame.columns:
        return [({}, None) if name == "safetensors" else None] * frame.height
    column = frame[name]
    if name == "safetensors" and column.dtype == pl.Struct:
        return list(zip(_dtypes(column), _field(column, "total"), strict=True))
    if column.dtype in (pl.Datetime, pl.Date):
        return _days(column)
    if name in ("createdAt", "lastModified"):
        return [None if text is None else text[:10] for text in column.to_list()]
    is_json = name in JSON_COLUMNS and column.dtype == pl.String
    return _texts(column) if is_json else column.to_list()


def _texts(column: pl.Series) -> Cells:
    sizes = column.str.len_bytes()
    large = (sizes > LARGEST_CELL).fill_null(False)
    if not large.any():
        return column.to_list()
    cells = pl.select(pl.when(~large).then(column)).to_series().to_list()
    for at in large.arg_true().to_list():
        cells[at] = _TooLarge(sizes[at])
    return cells


def _days(column: pl.Series) -> Cells:
    """Days in UTC.  What no calendar has, which polars cannot write, is a text that is no day."""
    real = column.dt.year().is_between(1, 9999).fill_null(False)
    kept = pl.select(pl.when(real).then(column)).to_series()
    if getattr(kept.dtype, "time_zone", None):
        kept = kept.dt.convert_time_zone("UTC")
    days = kept.dt.strftime("%Y-%m-%d").to_list()
    for at in (column.is_not_null() & ~real).arg_true().to_list():
        days[at] = OUT_OF_RANGE
    return days


OUT_OF_RANGE = "out of range"


def _field(column: pl.Series, name: str) -> Cells:
    has = any(field.name == name for field in _fields(column))
    return column.struct.field(name).to_list() if has else [None] * len(column)


def _fields(column: pl.Series) -> list[pl.Field]:
    return column.dtype.fields if isinstance(column.dtype, pl.Struct) else []


def _dtypes(weights: pl.Series) -> list[dict[str, int]]:
    """The counts of each row that are there; most dtypes are in few rows."""
    counts: list[dict[str, int]] = [{} for _ in range(len(weights))]
    for name, column in _counts(weights):
        there = (column != 0).arg_true()
        for at, count in zip(there.to_list(), column.gather(there).to_list(), strict=True):
            counts[at][name] = count
    return counts


def _counts(weights: pl.Series) -> Iterator[tuple[str, pl.Series]]:
    if any(field.name == "parameters" for field in _fields(weights)):
        inner = weights.struct.field("parameters")
        for field in _fields(inner):
            column = inner.struct.field(field.name)
            if column.null_count() < len(column):
                yield field.name, column


_COUNTED = ("downloads", "downloadsAllTime", "likes")


def _usual_counts(frame: pl.DataFrame) -> list[bool]:
    """Whether all counts of each row are of a usual size."""
    columns = [frame[name] for name in _COUNTED if name in frame.columns]
    if "safetensors" in frame.columns and (weights := frame["safetensors"]).dtype == pl.Struct:
        columns += [column for _, column in _counts(weights)]
        columns += [weights.struct.field(f.name) for f in _fields(weights) if f.name == "total"]
    usual = pl.repeat(True, frame.height, eager=True)
    for column in columns:
        least, most = column.min(), column.max()
        if isinstance(least, int) and isinstance(most, int) and (least < 0 or most > GREATEST):
            usual = usual & column.is_between(0, GREATEST).fill_null(True)
    return usual.to_list()
