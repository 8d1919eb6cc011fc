"""Small hub snapshots for tests, in the schema that the real one has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.normalise.entries import (
    HUB,
    Entry,
    files_in,
    gate_in,
    parents_in,
    read_cell,
    texts,
    weights_in,
)

SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "author": pl.String,
    "createdAt": pl.Datetime("us"),
    "lastModified": pl.Datetime("us"),
    "downloads": pl.Int64,
    "downloadsAllTime": pl.Int64,
    "likes": pl.Int64,
    "trendingScore": pl.Float64,
    "tags": pl.List(pl.String),
    "cardData": pl.String,
    "safetensors": pl.Struct(
        {
            "parameters": pl.Struct(
                dict.fromkeys(("BF16", "F32", "F16", "I32", "U8", "I64"), pl.Int64)
            ),
            "total": pl.Int64,
        }
    ),
    "gguf": pl.String,
    "baseModels": pl.Struct(
        {
            "relation": pl.String,
            "models": pl.List(pl.Struct({"_id": pl.String, "id": pl.String})),
        }
    ),
    "pipeline_tag": pl.String,
    "library_name": pl.String,
}


def row(id: str | None, card: object = None, **columns: Any) -> dict[str, Any]:
    """A row; a card that is no text is written as JSON."""
    text = card if card is None or isinstance(card, str) else json.dumps(card)
    day = datetime(2026, 5, 20, 10, 25)
    return {"id": id, "cardData": text, "createdAt": day, "lastModified": day, **columns}


def resolved(*ids: str, relation: str | None = None) -> dict[str, Any]:
    """What the Hub found of a card's base models."""
    return {"relation": relation, "models": [{"_id": "0", "id": id} for id in ids]}


def write_snapshot(
    path: Path, rows: Iterable[Mapping[str, Any]], schema: Mapping[str, Any] = SCHEMA
) -> Path:
    """The rows as a Parquet file."""
    pl.DataFrame([dict(r) for r in rows], schema=dict(schema)).write_parquet(path)
    return path


def entry_of(row: Mapping[str, Any], source: Source = HUB) -> Entry:
    """What a row of the Hub's model table means, cell by cell; what has another form is left out.

    The plain reading that the one by columns is held to."""
    dtypes, total = weights_in(row.get("safetensors"))
    parents, relation = parents_in(row.get("baseModels"))
    return Entry(
        id=row["id"],
        source=source,
        card=_mapping(row.get("cardData")),
        tags=texts(row.get("tags")),
        pipeline_tag=row.get("pipeline_tag"),
        library=row.get("library_name"),
        dtypes=dtypes,
        total=total,
        gguf=_mapping(row.get("gguf")),
        parents=parents,
        relation=relation,
        created=_day(row.get("createdAt")),
        modified=_day(row.get("lastModified")),
        downloads=row.get("downloads"),
        downloads_all_time=row.get("downloadsAllTime"),
        likes=row.get("likes"),
        gated=gate_in(row.get("gated")),
        revision=row.get("sha"),
        files=files_in(row.get("siblings")),
        model_type=_text(_mapping(row.get("config")).get("model_type")),
    )


def _mapping(value: object) -> dict[str, Any]:
    try:
        parsed = read_cell(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    return dict(parsed) if isinstance(parsed, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(moment: object) -> str | None:
    return None if moment is None else str(moment)[:10]
