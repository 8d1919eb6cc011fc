"""Records of the schema *Every Eval Ever*: one run of one model with who reports it.

Owns the reading of one parsed record (https://github.com/evaleval/every_eval_ever, eval.schema.json
of versions 0.2 and 0.3).  `evaluator_relationship` says whether a third party ran it; scores say
their own scale, by `metric_unit` or by the least and the greatest possible score.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msm_rules.sources.evaluations.plain import day_of, items, mapping, name, number, whole
from msm_rules.sources.evaluations.run import Run, no_model
from msm_rules.sources.normalise.claims import Json, Source
from msm_rules.sources.normalise.metrics import metric
from msm_rules.sources.normalise.naming import shots_in
from msm_rules.sources.normalise.score import FRACTION, PERCENT, Oddity, Scale, Score

NAME, EXTRACTOR = "every-eval-ever", "every-eval-ever/1"

_UNITS = {"proportion": FRACTION, "fraction": FRACTION, "percent": PERCENT, "percentage": PERCENT}
_RANGES = {(0.0, 1.0): FRACTION, (0.0, 100.0): PERCENT}
_CONFIDENCE = 0.95
_UNKNOWN = ("unknown", "")

NO_SCORE = "has no score that is a number"
NO_MAPPING = "is no mapping with a name and a score"
SCALES = "says two scales, its unit and its range, that do not fit: it is left out"
NO_STDERR = "has a standard error that is none: negative, or no finite number"


def is_every_eval_ever(document: Mapping[str, Any]) -> bool:
    """Whether a document has the shape of a record."""
    return isinstance(document.get("evaluation_results"), list) and isinstance(
        document.get("model_info"), Mapping
    )


def read_every_eval_ever(document: Mapping[str, Any], where: str, digest: str) -> Run:
    """The results of one record."""
    source_said = mapping(document.get("source_metadata"))
    library = mapping(document.get("eval_library"))
    third = source_said.get("evaluator_relationship") == "third_party"
    model = name(mapping(document.get("model_info")).get("id"))
    said = _said(document, source_said, library, digest)
    odd: list[Oddity] = [] if model else [no_model(None)]
    scores: list[Score] = []
    for number_, result in enumerate(items(document.get("evaluation_results")), 1):
        at = f"{where}: evaluation_results[{number_}]"
        score = _score(mapping(result), at, said, third, _harness(library))
        if isinstance(score, Oddity):
            odd.append(score)
        else:
            scores.append(score[0])
            odd += score[1]
    day = day_of(document.get("retrieved_timestamp"))
    return Run(where, Source(NAME, EXTRACTOR, day), model, tuple(scores), tuple(odd))


def _harness(library: Mapping[str, Any]) -> str | None:
    found = name(library.get("name"))
    return None if found is None or found.lower() in _UNKNOWN else found


def _score(
    result: Mapping[str, Any], at: str, said: Mapping[str, Json], third: bool, harness: str | None
) -> Oddity | tuple[Score, list[Oddity]]:
    label = name(result.get("evaluation_name"))
    details, config = (mapping(result.get(k)) for k in ("score_details", "metric_config"))
    printed = number(details.get("score"))
    if label is None:
        return Oddity(at.rpartition(": ")[2], NO_MAPPING)
    if printed is None:
        return Oddity(label, NO_SCORE)
    scale = _scale(config)
    if isinstance(scale, str):
        return Oddity(label, scale)
    around = mapping(details.get("uncertainty"))
    stderr = number(mapping(around.get("standard_error")).get("value"))
    odd = []
    if stderr is not None and not 0 <= stderr < float("inf"):
        odd, stderr = [Oddity(label, NO_STDERR)], None
    day = day_of(result.get("evaluation_timestamp"))
    lower = config.get("lower_is_better")
    score = Score(
        benchmark=label,
        metric=_metric(config, label),
        printed=printed,
        locator=f"{at}: {label}",
        scale=scale,
        share=scale is not None,
        n=whole(around.get("num_samples")),
        stderr=stderr,
        interval=_interval(mapping(around.get("confidence_interval"))),
        shots=_shots(result, config, label),
        setting=_setting(config),
        lower_is_better=lower if isinstance(lower, bool) else None,
        method="verified" if third else "declared",
        harness=harness,
        said={**said, **({"date": day} if day else {})},
    )
    return score, odd


def _metric(config: Mapping[str, Any], label: str) -> str | None:
    """The metric by the first of its names that is known: many records repeat the benchmark's
    name in their place, and what is then left says only that it is the score.  A name that is
    neither is kept, so that it is not taken for one."""
    given = [name(config.get(k)) for k in ("metric_kind", "metric_id", "metric_name")]
    names = [each for each in given if each is not None]
    known = next((each for each in names if metric(each)), None)
    if known or not names:
        return known
    strange = [each for each in names if not _repeats(each, label)]
    return strange[0] if strange else None


def _repeats(metric_name: str, label: str) -> bool:
    """`mmlu_pro/overall` beside `MMLU-Pro (overall)`."""
    a, b = ("".join(c for c in text.lower() if c.isalnum()) for text in (metric_name, label))
    return a == b


def _scale(config: Mapping[str, Any]) -> Scale | str | None:
    """The scale that a record states; a text says why two statements of it do not fit."""
    unit = name(config.get("metric_unit"))
    ends = number(config.get("min_score")), number(config.get("max_score"))
    by_range = _RANGES.get(ends) if None not in ends else None  # type: ignore[arg-type]
    by_unit = _UNITS.get(unit.lower()) if unit else None
    if by_unit is not None and by_range is not None and by_unit != by_range:
        return SCALES
    if unit and by_unit is None:
        return None  # milliseconds, points, tokens
    return by_unit or by_range


def _interval(given: Mapping[str, Any]) -> tuple[float, float] | None:
    """The interval of a record, if it is the one at 95 %."""
    lower, upper = number(given.get("lower")), number(given.get("upper"))
    if given.get("confidence_level") != _CONFIDENCE or lower is None or upper is None:
        return None
    return lower, upper


def _shots(result: Mapping[str, Any], config: Mapping[str, Any], label: str) -> int | None:
    """The shots as a number where one is given, or as `5-shot` in the words of the setting."""
    generation = mapping(mapping(result.get("generation_config")).get("additional_details"))
    for key in ("num_fewshot", "num_few_shot", "n_shot", "num_shots", "fewshot"):
        text = generation.get(key)
        found = int(text) if isinstance(text, str) and text.isdecimal() else whole(text)
        if found is not None and 0 <= found <= 999:
            return found
    details = mapping(config.get("additional_details"))
    return next(
        (n for t in (label, details.get("prompt_style")) if (n := shots_in(t)) is not None), None
    )


_THOUGHT = re.compile(r"\bcot\b|chain[- ]of[- ]thought", re.IGNORECASE)


def _setting(config: Mapping[str, Any]) -> str:
    style = mapping(config.get("additional_details")).get("prompt_style")
    return "cot" if isinstance(style, str) and _THOUGHT.search(style) else ""


def _said(
    document: Mapping[str, Any],
    source_said: Mapping[str, Any],
    library: Mapping[str, Any],
    digest: str,
) -> dict[str, Json]:
    version = name(library.get("version"))
    reporter = [name(source_said.get(k)) for k in ("source_organization_name", "source_name")]
    fields: dict[str, Json] = {
        "harness_version": None if version is None or version.lower() in _UNKNOWN else version,
        "reporter": ", ".join(dict.fromkeys(filter(None, reporter))) or None,
        "relationship": name(source_said.get("evaluator_relationship")),
        "date": day_of(document.get("evaluation_timestamp")),
        "sha256": digest,
    }
    return {key: value for key, value in fields.items() if value is not None}
