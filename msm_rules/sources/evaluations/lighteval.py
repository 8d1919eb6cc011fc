"""Result files of lighteval.

Owns the reading of one parsed file: `results` with tasks such as `gsm8k|5`, in older files
`leaderboard|arc:challenge|25` or `harness|hendrycksTest-anatomy|5`; `config_general`, which names
the model; `config_tasks`, which counts questions (its docs/source/saving-and-reading-results.mdx).
The task `all` is a mean over whatever was run together and is no benchmark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msm_rules.frozen import changed, record
from msm_rules.sources.evaluations.plain import items, mapping, name, number, whole
from msm_rules.sources.evaluations.run import Run, model_id, no_model
from msm_rules.sources.normalise.claims import Json, Source
from msm_rules.sources.normalise.score import Oddity, Score

NAME, EXTRACTOR, HARNESS = "lighteval", "lighteval/1", "lighteval"
_ALL = "all"
_AVERAGE = "_average"

PARTIAL = "used a part of each task's questions only (`max_samples`)"
NO_VALUE = "has a value that is no number"
NO_STDERR = "has a standard error that is none: negative, or no finite number"


def is_lighteval(document: Mapping[str, Any]) -> bool:
    """Whether a document has the shape of a result file."""
    shape = (document.get("config_general"), document.get("results"))
    return all(isinstance(part, Mapping) for part in shape)


@record
class Task:
    """A task as written: its name without the suite and the shots, and the shots."""

    name: str
    shots: int | None
    average: bool


def read_lighteval(document: Mapping[str, Any], where: str, digest: str, day: str | None) -> Run:
    """The results of one file; `day` is that of the file's name, since none stands in it."""
    general = mapping(document.get("config_general"))
    config = mapping(general.get("model_config"))
    named = general.get("model_name") or config.get("model_name")
    model = model_id(named)
    odd: list[Oddity] = [] if model else [no_model(named)]
    if general.get("max_samples") is not None:
        odd.append(Oddity("the run", PARTIAL))
    scores: list[Score] = []
    configs = _configs(document)
    for written, row in mapping(document.get("results")).items():
        if written != _ALL:
            found, strange = _of_task(written, mapping(row), configs, where)
            scores += found
            odd += strange
    said = _said(general, config, digest, day)
    scores = [_with(score, said) for score in scores]
    return Run(where, Source(NAME, EXTRACTOR, day), model, tuple(scores), tuple(odd))


def _with(score: Score, said: Mapping[str, Json]) -> Score:
    return changed(score, said={**said, **score.said})


def _task(written: str) -> Task:
    """`suite|task|shots|truncation`, `task|shots`, or either with `:` where others have `|`."""
    parts = written.split("|")
    if len(parts) == 1:
        bare = re.fullmatch(r"(.+):(\d{1,3})", written)
        parts = [bare[1], bare[2]] if bare else parts
    shots = next((int(p) for p in parts[1:3] if re.fullmatch(r"\d{1,3}", p)), None)
    words = parts[:-1] if len(parts) == 2 and shots is not None else parts[1:2] or parts
    task = words[0]
    return Task(task, shots, task.endswith(f":{_AVERAGE}"))


def _of_task(
    written: str, row: Mapping[str, Any], configs: Mapping[str, Mapping[str, Any]], where: str
) -> tuple[list[Score], list[Oddity]]:
    task = _task(written)
    config = configs.get(written) or configs.get(written.rpartition("|")[0]) or {}
    better = _better(config)
    scores: list[Score] = []
    odd: list[Oddity] = []
    for key, value in row.items():
        printed = number(value)
        if key.endswith("_stderr"):
            continue
        if printed is None:
            odd.append(Oddity(f"{written}: {key}", NO_VALUE))
            continue
        stderr = number(row.get(f"{key}_stderr"))
        if stderr is not None and not 0 <= stderr < float("inf"):
            odd.append(Oddity(f"{written}: {key}", NO_STDERR))
            stderr = None
        scores.append(
            Score(
                benchmark=task.name,
                metric=key,
                printed=printed,
                locator=f"{where}: results.{written}.{key}",
                n=whole(config.get("effective_num_docs")),
                stderr=None if task.average else stderr,
                proportion=False if task.average else None,
                shots=task.shots,
                lower_is_better=better.get(key),
                harness=HARNESS,
                said={"note": "plain mean over its parts"} if task.average else {},
            )
        )
    return scores, odd


def _configs(document: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {k: mapping(v) for k, v in mapping(document.get("config_tasks")).items()}


def _better(config: Mapping[str, Any]) -> dict[str, bool]:
    """Which metrics are better where lower, by name; several may be listed with one direction."""
    found: dict[str, bool] = {}
    for row in (*items(config.get("metric")), *items(config.get("metrics"))):
        higher = mapping(row).get("higher_is_better")
        names = mapping(row).get("metric_name")
        for each in names if isinstance(names, list) else [names]:
            one = higher.get(each) if isinstance(higher, Mapping) else higher
            if isinstance(each, str) and isinstance(one, bool):
                found[each] = not one
    return found


def _said(
    general: Mapping[str, Any], config: Mapping[str, Any], digest: str, day: str | None
) -> dict[str, Json]:
    version = name(general.get("lighteval_sha"))
    fields: dict[str, Json] = {
        "harness_version": None if version == "?" else version,
        "date": day,
        "revision": name(general.get("model_sha")) or name(config.get("revision")),
        "sha256": digest,
    }
    return {key: value for key, value in fields.items() if value is not None}
