"""The columns of a hub snapshot: how one is known, and what each of them must hold.

Owns the table of columns (the *hub-stats* schema; names and meanings are those of the Hub's API)
and the error that names a column of another type.  What cells mean belongs to `normalise`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import polars as pl

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.sources.broken import CatalogueError

Schema: TypeAlias = "Mapping[str, pl.DataType]"

ID, CARD = "id", "cardData"
MARKS = frozenset(
    ("cardData", "safetensors", "baseModels", "pipeline_tag", "createdAt", "lastModified")
)
"""Columns that no catalogue of facts has: a table with any of them is a snapshot."""


@record
class Form:
    """What a column must hold: in words, and as a test of its type."""

    words: str
    fits: Callable[[Any], bool]


def _is_text(dtype: Any) -> bool:
    return bool(dtype in (pl.String, pl.Categorical, pl.Enum))


def _is_moment(dtype: Any) -> bool:
    return bool(dtype in (pl.String, pl.Date, pl.Datetime))


def _is_mapping(dtype: Any) -> bool:
    return bool(dtype in (pl.String, pl.Struct))


def _is_list_of(inner: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda dtype: dtype in (pl.List, pl.Null) and (dtype == pl.Null or inner(dtype.inner))


def _fields(dtype: Any) -> dict[str, Any]:
    return {field.name: field.dtype for field in dtype.fields}


def _is_whole(dtype: Any) -> bool:
    return bool(dtype.is_integer() or dtype == pl.Null)


def _is_weights(dtype: Any) -> bool:
    if dtype != pl.Struct:
        return bool(dtype == pl.String)
    fields = _fields(dtype)
    counts = fields.get("parameters", pl.Null())
    known = counts == pl.Null or (
        counts == pl.Struct and all(map(_is_whole, _fields(counts).values()))
    )
    return known and _is_whole(fields.get("total", pl.Null()))


def _is_base(dtype: Any) -> bool:
    if dtype != pl.Struct:
        return bool(dtype == pl.String)
    fields = _fields(dtype)
    relation, models = fields.get("relation", pl.Null()), fields.get("models", pl.Null())
    return (relation == pl.Null or _is_text(relation)) and _is_list_of(_is_named)(models)


def _is_named(dtype: Any) -> bool:
    return bool(dtype == pl.Struct and _is_text(_fields(dtype).get("id")))


def _is_file(dtype: Any) -> bool:
    return _is_text(dtype) or bool(dtype == pl.Struct and _is_text(_fields(dtype).get("rfilename")))


_TEXT = Form("text", _is_text)
_MOMENT = Form("a date or a point in time", _is_moment)
_COUNT = Form("a whole number", _is_whole)
_MAPPING = Form("JSON text or a struct", _is_mapping)

COLUMNS: Mapping[str, Form] = {
    ID: _TEXT,
    "createdAt": _MOMENT,
    "lastModified": _MOMENT,
    "downloads": _COUNT,
    "downloadsAllTime": _COUNT,
    "likes": _COUNT,
    "tags": Form("a list of texts", _is_list_of(_is_text)),
    CARD: _MAPPING,
    "safetensors": Form("`parameters` by dtype and a `total`, as whole numbers", _is_weights),
    "gguf": _MAPPING,
    "baseModels": Form("a `relation` and a list `models` with an `id` each", _is_base),
    "pipeline_tag": _TEXT,
    "library_name": _TEXT,
    "sha": _TEXT,
    "gated": Form("text, or true and false", lambda dtype: dtype in (pl.String, pl.Boolean)),
    "siblings": Form("a list of files with a `rfilename` each", _is_list_of(_is_file)),
    "config": _MAPPING,
}
"""Every column that is read; all but `id` may be missing, and others are not looked at."""

JSON_COLUMNS = frozenset((CARD, "safetensors", "gguf", "baseModels", "config"))
"""Columns that may hold their values as JSON text."""


def is_snapshot(names: list[str]) -> bool:
    """Whether a table with these columns is a hub snapshot, and not a catalogue of facts."""
    return not MARKS.isdisjoint(names)


def check_columns(path: str, schema: Schema) -> list[str]:
    """The columns to read; raises CatalogueError where `id` is missing, or one of another type."""
    if ID not in schema:
        raise CatalogueError(path, "is a hub snapshot without a column `id`")
    for name, form in COLUMNS.items():
        dtype = schema.get(name, pl.Null())
        if dtype != pl.Null and not form.fits(dtype):
            shown = visible(_short(str(dtype)))
            reason = f"has a column `{name}` of type {shown}: expected {form.words}"
            raise CatalogueError(path, reason, "give the Hub's model table as it is published")
    return [name for name in COLUMNS if schema.get(name, pl.Null()) != pl.Null]


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
