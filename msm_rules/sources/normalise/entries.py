"""A model as the Hub shows it: one shape for a row of a snapshot, an answer of the API and the
front matter of a card.

Owns the shape and the three readings of it; what the fields mean is each concern's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeGuard

from msm_rules.frozen import field, record
from msm_rules.sources.normalise.claims import Source

HUB = Source("hub", "hub/1", "2026-05-20")
API = Source("hub-api", "hub-api/1")
CARD = Source("card", "card/1")


@record
class Entry:
    """What one source holds about one repository; None and empty mean that it does not say."""

    id: str
    source: Source
    card: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    pipeline_tag: str | None = None
    library: str | None = None
    dtypes: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None
    gguf: Mapping[str, Any] = field(default_factory=dict)
    parents: tuple[str, ...] | None = None
    relation: str | None = None
    created: str | None = None
    modified: str | None = None
    downloads: int | None = None
    downloads_all_time: int | None = None
    likes: int | None = None
    gated: bool | str | None = None
    revision: str | None = None
    files: tuple[str, ...] | None = None
    model_type: str | None = None

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def author_tags(self) -> tuple[str, ...]:
        """The tags the author wrote, without those the Hub adds."""
        return texts(self.card.get("tags"))


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, or of one text; anything else in it is left out."""
    if isinstance(value, str):
        return (value,)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def weights_in(value: object) -> tuple[dict[str, int], int | None]:
    """Counts per dtype and their total, in a `safetensors` field."""
    weights = _mapping(value)
    counts = _mapping(weights.get("parameters"))
    return {k: v for k, v in counts.items() if v and type(v) is int}, _whole(weights.get("total"))


def parents_in(value: object) -> tuple[tuple[str, ...] | None, str | None]:
    """The parents that the Hub resolved (None where none) and the relation, in `baseModels`."""
    base = value if _is_mapping(value) else _mapping(value)
    listed = base.get("models")
    models = [m for m in listed if _is_mapping(m)] if isinstance(listed, list) else ()
    ids = [model.get("id") for model in models]
    found = tuple([id for id in ids if id and isinstance(id, str)])
    return found or None, _text(base.get("relation"))


def gate_in(value: object) -> bool | str | None:
    """What `gated` says: False, or how access is granted; tables write `False` as a text too."""
    return (
        False if value in ("False", "false") else value if isinstance(value, bool | str) else None
    )


def files_in(value: object) -> tuple[str, ...] | None:
    """Names of files in `siblings`, None where there is no list."""
    if not isinstance(value, list):
        return None
    names = (item.get("rfilename") if isinstance(item, Mapping) else item for item in value)
    return tuple(name for name in names if isinstance(name, str))


def from_api(answer: Mapping[str, Any], source: Source = API) -> Entry:
    """An answer of the Hub's `/api/models/...`."""
    weights: Mapping[str, Any] = answer.get("safetensors") or {}
    siblings: Sequence[Mapping[str, Any]] | None = answer.get("siblings")
    config: Mapping[str, Any] = answer.get("config") or {}
    base = answer.get("baseModels") or {}
    parents = tuple(parent["id"] for parent in base.get("models") or () if parent.get("id"))
    return Entry(
        id=answer["id"],
        source=source,
        card=_mapping(answer.get("cardData")),
        tags=tuple(answer.get("tags") or ()),
        pipeline_tag=answer.get("pipeline_tag"),
        library=answer.get("library_name"),
        dtypes=dict(weights.get("parameters") or {}),
        total=weights.get("total"),
        gguf=_mapping(answer.get("gguf")),
        parents=parents or None,
        relation=base.get("relation"),
        created=_day(answer.get("createdAt")),
        modified=_day(answer.get("lastModified")),
        downloads=answer.get("downloads"),
        downloads_all_time=answer.get("downloadsAllTime"),
        likes=answer.get("likes"),
        gated=answer.get("gated"),
        revision=answer.get("sha"),
        files=None if siblings is None else tuple(s["rfilename"] for s in siblings),
        model_type=_text(config.get("model_type")),
    )


def from_card(model_id: str, front: Mapping[str, Any], source: Source = CARD) -> Entry:
    """The front matter of a model card."""
    return Entry(
        id=model_id,
        source=source,
        card=dict(front),
        tags=texts(front.get("tags")),
        pipeline_tag=_text(front.get("pipeline_tag")),
        library=_text(front.get("library_name")),
    )


_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def front_matter(markdown: str) -> str | None:
    """The YAML between the first two `---` lines of a card, or None where there is none."""
    found = _FRONT.match(markdown)
    return found[1] if found else None


def _is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    return type(value) is dict or isinstance(value, Mapping)  # the usual one is known at once


def _mapping(value: object) -> dict[str, Any]:
    """A mapping, parsed if it comes as JSON text; anything else is empty."""
    try:
        parsed = read_cell(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    return dict(parsed) if isinstance(parsed, Mapping) else {}


def read_cell(text: str) -> Any:
    """The value of a cell of JSON text; raises ValueError, also for numbers that JSON lacks.
    Of a name given twice the last counts."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is no number")


def _whole(value: object) -> int | None:
    return value if type(value) is int else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(moment: object) -> str | None:
    """The day of a timestamp, as text or as a datetime, in UTC as the Hub gives it."""
    return None if moment is None else str(moment)[:10]
