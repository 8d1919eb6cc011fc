"""Names of benchmarks, and which of its metrics is a benchmark's score.

Owns the reading of `data/benchmarks.json`, where every other way to write a name has the source
that writes it so. A part of a benchmark (one subject of MMLU) is a benchmark of its own, never
the whole. Where no source settles which metric is the score, the table says so by its silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msm_rules import shipped
from msm_rules.frozen import record


@record
class Alias:
    """Another way to write a benchmark's name: which source does, and what setting it stands for
    (`cot` where a task of that name asks for a chain of thought), empty if none."""

    name: str
    benchmark: str
    source: str
    setting: str


@record
class Benchmark:
    """A benchmark: the name used here, the metrics that are its score (empty: no source settles
    it), who says so, whether the score is a share of right answers, and what it is a part of."""

    name: str
    metrics: tuple[str, ...]
    source: str
    proportion: bool
    part_of: str | None


@cache
def benchmarks() -> Mapping[str, Benchmark]:
    """Every benchmark that is known, by the name used here."""
    rows = (_benchmark(name, row) for name, row in _data()["benchmarks"].items())
    return {row.name: row for row in (*rows, *_parts())}


@cache
def aliases() -> Mapping[str, Alias]:
    """Every other way to write a name, case folded."""
    return {alias.name.casefold(): alias for alias in (*_aliases(), *_aliases_of_parts())}


@cache
def benchmark_names() -> Mapping[str, str]:
    """Every known way to write a benchmark's name, case folded, to the name used here."""
    known = {folded: alias.benchmark for folded, alias in aliases().items()}
    return known | {name.casefold(): name for name in benchmarks()}


def sources() -> Mapping[str, str]:
    """What the short names of sources in the table stand for."""
    return dict(_data()["sources"])


def _benchmark(name: str, row: Mapping[str, Any], part_of: str | None = None) -> Benchmark:
    score = row.get("score", {})
    metrics = tuple(score.get("metrics", ()))
    whole = part_of or row.get("part_of")
    return Benchmark(name, metrics, score.get("source", ""), not score.get("mean", False), whole)


def _parts() -> Iterator[Benchmark]:
    for whole, family in _data()["families"].items():
        for part in family["parts"].split():
            yield _benchmark(_part_name(whole, part), family, whole)


def _part_name(whole: str, part: str) -> str:
    return f"{whole}-{part.replace('_', '-')}"


def _aliases() -> Iterator[Alias]:
    for name, row in _data()["benchmarks"].items():
        yield from (_alias(other, name, said) for other, said in row.get("names", {}).items())


def _aliases_of_parts() -> Iterator[Alias]:
    for whole, family in _data()["families"].items():
        own = family.get("names", {})
        for part in family["parts"].split():
            name = _part_name(whole, part)
            for form, said in family["written"].items():
                for spelt in dict.fromkeys((part, part.replace("_", " "))):
                    yield _alias(form.format(spelt), name, said)
            yield from (_alias(other, name, said) for other, said in own.get(part, {}).items())


def _alias(other: str, name: str, said: Any) -> Alias:
    """What the table says of another name: its source, or its source and a setting."""
    if isinstance(said, str):
        return Alias(other, name, said, "")
    return Alias(other, name, said["source"], said["setting"])


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(shipped.data("msm_rules.facts", "data/benchmarks.json"))
    return loaded
