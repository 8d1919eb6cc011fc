"""Bytes of the Hub as entries: what is of another form than it should be is left out and said.

Owns the forms of an answer's fields.  An answer is a stranger's text: a mirror, a proxy or a fault
may have made it.  What the fields mean stands in `normalise`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.problems import found
from msm_rules.frozen import changed, record
from msm_rules.sources.addresses import HubModel, is_hub_name
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.card import of_form
from msm_rules.sources.findings import Finding
from msm_rules.sources.hub.answers import Hub
from msm_rules.sources.hub.source import hub_source
from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.normalise.entries import Entry, from_api

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_Form = tuple[str, Callable[[Any], bool]]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_weights(value: Any) -> bool:
    counts = value.get("parameters") if isinstance(value, Mapping) else None
    return (
        isinstance(value, Mapping)
        and (value.get("total") is None or _is_count(value["total"]))
        and (counts is None or (_is_mapping(counts) and all(map(_is_count, counts.values()))))
    )


def _is_files(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(v, Mapping) and isinstance(v.get("rfilename"), str) for v in value
    )


def _is_base(value: Any) -> bool:
    models = value.get("models") if isinstance(value, Mapping) else None
    return (
        isinstance(models, list)
        and all(isinstance(m, Mapping) and isinstance(m.get("id"), str) for m in models)
        and isinstance(value.get("relation"), str | None)
    )


def _is_commit(value: Any) -> bool:
    return isinstance(value, str) and _COMMIT.fullmatch(value) is not None


def _is_gate(value: Any) -> bool:
    return isinstance(value, str | bool)


_TEXT: _Form = ("a text", _is_text)
_COUNT: _Form = ("a whole number", _is_count)
_FORMS: Mapping[str, _Form] = {
    "tags": ("a list of texts", _is_texts),
    "pipeline_tag": _TEXT,
    "library_name": _TEXT,
    "cardData": ("a mapping", _is_mapping),
    "config": ("a mapping", _is_mapping),
    "gguf": ("a mapping", _is_mapping),
    "safetensors": ("numbers of parameters", _is_weights),
    "siblings": ("a list of files", _is_files),
    "baseModels": ("a relation and a list of models", _is_base),
    "createdAt": _TEXT,
    "lastModified": _TEXT,
    "sha": ("a commit", _is_commit),
    "downloads": _COUNT,
    "downloadsAllTime": _COUNT,
    "likes": _COUNT,
    "gated": ("false, `auto` or `manual`", _is_gate),
}
"""The fields that are read, with what each must hold where it is there."""


@record
class Said:
    """An answer read: the entry, and what in it has another form."""

    entry: Entry
    findings: tuple[Finding, ...]


def answered(hub: Hub, model: HubModel) -> Said:
    """What the Hub says of a model.  Raises HubError, or BadRecord where that cannot be read."""
    kept = hub.model(model)
    return read_answer(plain_json(kept.body), hub_source(kept))


def plain_json(data: bytes) -> Any:
    """The value of an answer; raises BadRecord.  Numbers that JSON does not have stay as Python
    reads them: they are of no form that is expected, and so cost one field alone."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_int=_whole)
    except UnicodeDecodeError as wrong:
        raise BadRecord(f"is not UTF-8 text: byte {wrong.start + 1} is no character") from None
    except json.JSONDecodeError as wrong:
        raise BadRecord(f"is not JSON: {wrong.msg.lower()} at byte {wrong.pos + 1}") from None
    except RecursionError:
        raise BadRecord("is nested too deep") from None


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 40 else float(digits)


def read_answer(answer: Any, source: Source) -> Said:
    """One model of an answer as an entry, said by `source` at the commit that the answer names;
    raises BadRecord where it is none."""
    if not isinstance(answer, Mapping):
        raise BadRecord(f"expected a mapping, found {found(answer)}")
    id = answer.get("id", answer.get("modelId"))
    if not isinstance(id, str) or not is_hub_name(id):
        raise BadRecord(f"has no `id` that the Hub gives, but {found(id)}")
    good: dict[str, Any] = {"id": id}
    odd: list[Finding] = []
    for name, (form, fits) in _FORMS.items():
        value = answer.get(name)
        if value is None:
            continue
        if fits(value):
            good[name] = value
        else:
            odd.append(Finding(f"{id}: {name}", f"expected {form}, found {_shown(value)}"))
    card, strange = of_form(_with_results(answer, good.get("cardData") or {}))
    if card:
        good["cardData"] = card
    entry = from_api(good, changed(source, revision=good.get("sha")))
    return Said(entry, (*odd, *_in_card(id, strange)))


def _with_results(answer: Mapping[str, Any], card: Mapping[str, Any]) -> Mapping[str, Any]:
    """The front matter with its results, which the Hub may give beside it."""
    index = answer.get("model-index")
    return {"model-index": index, **card} if card and index is not None else card


def _shown(value: Any) -> str:
    inside = next((v for v in value if not isinstance(v, str)), None) if _is_list(value) else None
    return found(value) if inside is None else f"a list with {found(inside)}"


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _in_card(id: str, findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings of a card that came with the answer, under the model's name."""
    for finding in findings:
        field = finding.where.rpartition(": ")[2]
        yield Finding(f"{id}: cardData.{visible(field)}", finding.message)
