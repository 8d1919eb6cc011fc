"""Result files of lm-evaluation-harness, in the form before version 0.4 and in the one since.

Owns the reading of one parsed file.  Both forms hold `results`, tasks with their metrics: before
as `acc` and `acc_stderr`, since then as `acc,none` and `acc_stderr,none`, where the second word is
how the answer was read off, with `n-shot`, `n-samples` and `group_subtasks` beside them (its
`result_schema.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.sources.evaluations.groups import Tasks
from msm_rules.sources.evaluations.plain import day_of, mapping, name, number, whole
from msm_rules.sources.evaluations.run import Run, model_id, no_model
from msm_rules.sources.normalise.claims import Json, Source
from msm_rules.sources.normalise.score import Oddity, Score

NAME, EXTRACTOR = "lm-eval", "lm-eval/1"
HARNESS = "lm-evaluation-harness"

_NO_METRICS = frozenset(("alias", "name", "sample_len", "sample_count", "samples"))
# In this order, as the harness itself looks for the name (`GeneralConfigTracker`).
_MODEL_ARGUMENTS = ("peft", "delta", "pretrained", "model", "path", "engine")
_QUANTISED = ("load_in_8bit", "load_in_4bit", "autogptq", "gptqmodel")


def is_lm_eval(document: Mapping[str, Any]) -> bool:
    """Whether a document has the shape of a result file: tasks that hold metrics."""
    beside = any(
        isinstance(document.get(key), Mapping) for key in ("config", "configs", "versions")
    )
    results = document.get("results")
    tasks = isinstance(results, Mapping) and all(isinstance(t, Mapping) for t in results.values())
    return beside and tasks and "config_general" not in document


def read_lm_eval(document: Mapping[str, Any], where: str, digest: str) -> Run:
    """The results of one file."""
    config = mapping(document.get("config"))
    arguments = _arguments(config.get("model_args"))
    named = document.get("model_name") or _named(arguments)
    model = model_id(named)
    tasks = _tasks(document)
    day = day_of(document.get("date"))
    said = _said(document, config, arguments, digest, day)
    scores: list[Score] = []
    odd: list[Oddity] = [] if model else [no_model(named)]
    for task in tasks.results:
        found, strange = _of_task(task, tasks, where, said)
        scores += found
        odd += strange
    odd += [Oddity(f"`{form}`", LOADED) for form in _quantised(arguments)]
    if config.get("limit") is not None:
        odd.append(Oddity("the run", PARTIAL))
    source = Source(NAME, EXTRACTOR, day)
    return Run(where, source, model, tuple(scores), tuple(odd))


LOADED = "is how the weights were loaded: the results are those of that form of the model"
PARTIAL = "used a part of each task's questions only (`limit`)"
NO_STDERR = "has a standard error that is none: negative, or no finite number"
NO_VALUE = "has a value that is no number"


def _tasks(document: Mapping[str, Any]) -> Tasks:
    results = {**mapping(document.get("groups")), **mapping(document.get("results"))}
    return Tasks(
        results={task: mapping(row) for task, row in results.items()},
        samples=mapping(document.get("n-samples")),
        subtasks=mapping(document.get("group_subtasks")),
        shots=_shots(document),
        better=mapping(document.get("higher_is_better")),
    )


def _shots(document: Mapping[str, Any]) -> Mapping[str, int]:
    """The number of shots of each task: of the run, of the task's own configuration, as used."""
    found: dict[str, int] = {}
    whole_run = whole(mapping(document.get("config")).get("num_fewshot"))
    if whole_run is not None:
        found = dict.fromkeys(mapping(document.get("results")), whole_run)
    for task, row in mapping(document.get("configs")).items():
        if (shots := whole(mapping(row).get("num_fewshot"))) is not None:
            found[task] = shots
    for task, used in mapping(document.get("n-shot")).items():
        if (shots := whole(used)) is not None:
            found[task] = shots
    return found


def _of_task(
    task: str, tasks: Tasks, where: str, said: Mapping[str, Json]
) -> tuple[list[Score], list[Oddity]]:
    scores: list[Score] = []
    odd: list[Oddity] = []
    row = tasks.results[task]
    for key, value in row.items():
        if key in _NO_METRICS or "_stderr" in key:
            continue
        printed = number(value)
        if printed is None:
            odd.append(Oddity(f"{task}: {key}", NO_VALUE))
            continue
        stderr = number(row.get(_stderr_key(key)))
        if stderr is not None and not 0 <= stderr < float("inf"):
            odd.append(Oddity(f"{task}: {key}", NO_STDERR))
            stderr = None
        n, proportion = tasks.questions(task, key)
        scores.append(
            Score(
                benchmark=task,
                metric=key.removesuffix(",none"),
                printed=printed,
                locator=f"{where}: results.{task}.{key}",
                n=n,
                stderr=stderr,
                proportion=proportion,
                shots=tasks.shots_of(task),
                lower_is_better=_lower(tasks, task, key),
                harness=HARNESS,
                said=said,
            )
        )
    return scores, odd


def _stderr_key(key: str) -> str:
    """`acc_stderr,none` beside `acc,none`."""
    metric, comma, how = key.partition(",")
    return f"{metric}_stderr{comma}{how}"


def _lower(tasks: Tasks, task: str, key: str) -> bool | None:
    higher = mapping(tasks.better.get(task)).get(key.partition(",")[0])
    return None if not isinstance(higher, bool) else not higher


def _said(
    document: Mapping[str, Any],
    config: Mapping[str, Any],
    arguments: Mapping[str, str],
    digest: str,
    day: str | None,
) -> dict[str, Json]:
    version = name(document.get("lm_eval_version")) or name(document.get("git_hash"))
    revision = name(config.get("model_sha")) or arguments.get("revision")
    template = "with the chat template" if document.get("chat_template_sha") else None
    fields: dict[str, Json] = {
        "harness_version": version,
        "date": day,
        "revision": revision,
        "sha256": digest,
        "note": "; ".join(filter(None, (template, *_quantised(arguments)))) or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


# --- what was run --------------------------------------------------------------------------------

_ARGUMENT = re.compile(r"(?:^|,)\s*(\w+)=([^,]*)")


def _arguments(given: object) -> Mapping[str, str]:
    """`pretrained=author/name,revision=main` as a mapping; later versions write one."""
    if isinstance(given, str):
        return {key: value.strip() for key, value in _ARGUMENT.findall(given)}
    return {key: str(value) for key, value in mapping(given).items() if not isinstance(value, dict)}


def _named(arguments: Mapping[str, str]) -> str | None:
    return next((arguments[key] for key in _MODEL_ARGUMENTS if key in arguments), None)


def _quantised(arguments: Mapping[str, str]) -> Iterator[str]:
    for key in _QUANTISED:
        if arguments.get(key, "False").strip().lower() not in ("false", "none", "", "0"):
            yield f"{key}={arguments[key]}"[:80]
