"""The table of ready readings: what each is called, which files it takes, how a record is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.sources.normalise.claims import Claim
from msm_rules.sources.tables.forms import Form
from msm_rules.sources.tables.ready import gpustack, localai, models_dev, mot, xinference

Named = Iterator[tuple[str | None, Claim]]


@record
class Ready:
    """One reading.  `read` takes the name of a record (of a folder's file, its path there) and the
    record cut to `forms`, and gives each claim with the model that it is about; `at` is where the
    list of records is in a document."""

    title: str
    endings: tuple[str, ...]
    forms: Mapping[str, Form]
    read: Callable[[str, Mapping[str, Any]], Named]
    at: tuple[str, ...] = ()


def _models_dev(path: str, one: Mapping[str, Any]) -> Named:
    model_id = models_dev.models_dev_id(path, one)
    return ((model_id, claim) for claim in models_dev.models_dev(path, one))


def _mot(path: str, one: Mapping[str, Any]) -> Named:
    model_id = mot.mot_id(one)
    return ((model_id, claim) for claim in mot.mot(path, one))


def _localai(_: str, one: Mapping[str, Any]) -> Named:
    model_id = localai.localai_id(one)
    return ((model_id, claim) for claim in localai.localai(one))


_YAML = (".yaml", ".yml")
READY: Mapping[str, Ready] = {
    "models.dev": Ready(
        "models.dev: a folder of TOML files", (".toml",), models_dev.FORMS, _models_dev
    ),
    "xinference": Ready(
        "Xinference's list of model families: JSON",
        (".json",),
        xinference.FORMS,
        lambda _, one: xinference.xinference(one),
    ),
    "gpustack": Ready(
        "GPUStack's model catalogue: YAML",
        _YAML,
        gpustack.FORMS,
        lambda _, one: gpustack.gpustack(one),
        ("model_sets",),
    ),
    "localai": Ready("LocalAI's gallery: YAML", _YAML, localai.FORMS, _localai),
    "mot": Ready("the Model Openness Tool: a folder of YAML files", _YAML, mot.FORMS, _mot),
}
"""By the name that stands before the colon of an address, and behind `--mapping`; `address` has the
same names."""
