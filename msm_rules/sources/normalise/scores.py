"""Scores that a card prints: its `model-index`, and the names of benchmarks.

Owns the table of what cards copy from the Open LLM Leaderboard, and how figures of unknown scale
are read.  Scores are fractions 0..1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import changed
from msm_rules.sources.normalise.claims import Claim, Json, Source
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.metrics import AMOUNT, metric
from msm_rules.sources.normalise.naming import named, shots_in
from msm_rules.sources.normalise.score import FRACTION, PERCENT, Score
from msm_rules.sources.normalise.score_claims import score_claims


def benchmark(name: str) -> str:
    """The path of a benchmark's fact."""
    return f'benchmarks["{name}"]'


def percent(text: object) -> float | None:
    """A printed number (`15.88`, `'15.88%'`); None for what is none, or outside 0..100."""
    try:
        value = text if type(text) is float else float(str(text).strip().rstrip("%"))
    except ValueError:
        return None
    return value if 0 <= value <= 100 else None


# What cards print under `model-index`, by dataset and metric: name, setting.  The leaderboard's
# GPQA, MuSR, BBH and MMLU-Pro are there above chance, so only rows whose scale is plain are read.
_CARD_RESULTS = {
    ("ifeval (0-shot)", "inst_level_strict_acc and prompt_level_strict_acc"): ("ifeval", "0-shot"),
    ("math lvl 5 (4-shot)", "exact_match"): ("math-lvl-5", "4-shot"),
    ("musr (0-shot)", "acc_norm"): ("musr/normalised", None),
    ("bbh (3-shot)", "acc_norm"): ("bbh/normalised", None),
    ("ai2 reasoning challenge (25-shot)", "acc_norm"): ("arc-challenge", "25-shot"),
    ("hellaswag (10-shot)", "acc_norm"): ("hellaswag", "10-shot"),
    ("mmlu (5-shot)", "acc"): ("mmlu", "5-shot"),
    ("truthfulqa (0-shot)", "mc2"): ("truthfulqa", "0-shot"),
    ("winogrande (5-shot)", "acc"): ("winogrande", "5-shot"),
    ("gsm8k (5-shot)", "acc"): ("gsm8k", "5-shot"),
}
_BOARD_NAME = "open llm leaderboard"


def card_results(entry: Entry) -> Iterator[Claim]:
    """The results a card copied from the Open LLM Leaderboard, in percent as that prints them.
    Others come as percent or as fractions and do not say which, so they are left out."""
    for result in board_results(entry.card):
        yield from board_claims(entry.source, *result)


def board_results(card: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str, float]]:
    """What a card copied from that board: benchmark, setting, metric and the percent printed."""
    for result in _results(card.get("model-index")):
        source, dataset = _mapping(result.get("source")), _mapping(result.get("dataset"))
        if str(source.get("name", "")).lower() != _BOARD_NAME:
            continue
        name = str(dataset.get("name")).lower()
        for row in _mappings(result.get("metrics")):
            metric = str(row.get("type"))
            found, printed = _CARD_RESULTS.get((name, metric)), percent(row.get("value"))
            if found is not None and printed is not None:
                yield *found, metric, printed


def board_claims(
    source: Source, name: str, setting: str | None, metric: str, printed: float
) -> Iterator[Claim]:
    """What one of them says.  `raw` comes last in its evidence, of which it alone is the figure."""
    fields: dict[str, Json] = {
        "metric": metric,
        "shots": int(setting.split("-")[0]) if setting else None,
        "reporter": "Open LLM Leaderboard",
        "raw": printed,
    }
    names = (name, f"{name}/{setting}") if setting else (name,)
    for each in names:
        fact, value = benchmark(each), board_fraction(printed)
        yield source.claim(fact, value, "declared", "cardData.model-index", **fields)


def board_fraction(printed: float) -> float:
    """A percent as a fraction."""
    return round(printed / 100, 12)


def _results(index: object) -> Iterator[Mapping[str, Any]]:
    for model in _mappings(index):
        yield from _mappings(model.get("results"))


def _mappings(value: object) -> Iterable[Mapping[str, Any]]:
    return [v for v in value if _is_mapping(v)] if isinstance(value, list) else ()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if _is_mapping(value) else {}


def _is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    return type(value) is dict or isinstance(value, Mapping)  # the usual one is known at once


def card_scores(entry: Entry) -> tuple[list[Claim], tuple[str, ...]]:
    """Results that a card states of its own, as fractions, and why others are left out.

    A share above 1 is percent; where a card has any, figures up to 1 may be either and are left
    out.  Names of benchmarks and metrics are those of the tables.  Where no source settles which
    metric is a benchmark's score, and the card has several, each stands under its own name alone;
    metrics that are no shares (losses, BLEU, times) have no fraction.
    """
    printed, strange = _own_results(entry)
    percents = any(score.printed > 1 for score in printed)
    clear = [s for s in printed if not percents or s.printed > 1 or s.printed == 0]
    if len(clear) < len(printed):
        strange.append(f"{len(printed) - len(clear)} figures up to 1 beside percents left out")
    metrics: dict[str, set[str | None]] = {}
    for each in clear:
        metrics.setdefault(named(each.benchmark).name, set()).add(each.metric)
    claims = [
        claim for each in clear for claim in _own_claims(entry.source, each, percents, metrics)
    ]
    return claims, tuple(strange)


def _own_results(entry: Entry) -> tuple[list[Score], list[str]]:
    printed: list[Score] = []
    strange: list[str] = []
    unscaled: set[str] = set()
    for number, result in enumerate(_results(entry.card.get("model-index")), start=1):
        source, dataset = (_mapping(result.get(k)) for k in ("source", "dataset"))
        if str(source.get("name", "")).lower() == _BOARD_NAME:
            continue
        label = dataset.get("name") or dataset.get("type")
        if not isinstance(label, str) or not named(label).name:
            strange.append(f"result {number} names no dataset")
            continue
        for row in _mappings(result.get("metrics")):
            kind, figure = str(row.get("type")).strip().lower(), percent(row.get("value"))
            if figure is None:
                strange.append(f"result {number} has no figure from 0 to 100")
            elif _is_share(kind):
                score = Score(label, kind, figure, "cardData.model-index", shots=shots_in(label))
                printed.append(score)
            else:
                unscaled.add(kind[:40])
    if unscaled:
        strange.append(f"no share of anything: {visible(', '.join(sorted(unscaled)[:5]))}")
    return printed, strange


def _is_share(kind: str) -> bool:
    """Whether a metric is a share of something, so that a figure above 1 can only be percent."""
    known = metric(kind)
    return known is not None and known.kind != AMOUNT and not known.lower_is_better


def _own_claims(
    source: Source, score: Score, percents: bool, metrics: Mapping[str, set[str | None]]
) -> list[Claim]:
    said: dict[str, Json] = {
        "reporter": "the card's author",
        "note": "read as percent" if percents else "read as a fraction",
    }
    scale = PERCENT if percents else FRACTION
    claims, _ = score_claims(source, changed(score, scale=scale, said=said))
    bench = named(score.benchmark)
    settled = bench.known is not None and bench.known.metrics
    if settled or len(metrics[bench.name]) == 1:
        return claims
    return claims[-1:]
