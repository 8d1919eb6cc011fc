"""Results of one model that do not say the same, and what is missing between them.

Owns the findings on claims that stand under one name: several settings that differ, one setting
measured several times, results under a name that no table knows, parts without their whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.benchmarks import benchmarks
from msm_rules.facts.keys import split_key
from msm_rules.sources.findings import Finding
from msm_rules.sources.normalise.claims import Claim, Json, ends, strength

SHOWN = 4
_SETTING = ("shots", "harness")


def differing(claims: Iterable[Claim]) -> Iterator[Finding]:
    """A finding for each name under which equally strong results differ; of names that differ by
    the same results, the widest."""
    by_fact: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_fact[claim.fact].append(claim)
    strongest = {fact: _strongest(rows) for fact, rows in by_fact.items()}
    apart = {fact: rows for fact, rows in strongest.items() if len(_values(rows)) > 1}
    plain = [_name(fact) for fact in strongest if fact not in apart]
    for fact, rows in apart.items():
        if not any(_wider(other, fact) and _same(apart[other], rows) for other in apart):
            name = _name(fact)
            clear = [n for n in plain if n.startswith(f"{name}/")]
            yield Finding(name, _difference(rows, min(clear, key=len, default="")))


def _strongest(rows: list[Claim]) -> list[Claim]:
    best = min(map(strength, rows))
    return [row for row in rows if strength(row) == best]


def _values(rows: list[Claim]) -> set[tuple[Json, Json]]:
    return {ends(row.value) for row in rows}


def _wider(other: str, fact: str) -> bool:
    return fact.startswith(f"{other[:-2]}/")


def _same(a: list[Claim], b: list[Claim]) -> bool:
    return _values(a) == _values(b) and len(a) == len(b)


def _name(fact: str) -> str:
    return split_key(fact)[1] or fact


def _difference(rows: list[Claim], clear: str) -> str:
    """What differs: the metric, where no source settles which is the score; the setting; or
    nothing but the result."""
    said = ", ".join(_shown(row) for row in rows[:SHOWN])
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    ask = f"; ask for one, such as `{visible(clear)}`" if clear else ""
    metrics = sorted({str(row.evidence.get("metric")) for row in rows})
    if len({_setting(row.evidence) for row in rows}) > 1:
        return f"is known in several settings that differ, and stands for all: {said}{more}{ask}"
    if len(metrics) > 1:
        which = " and ".join(f"`{visible(m)}`" for m in metrics)
        return f"has {which}, no source settles which is its score: {said}{more}{ask}"
    days = sorted(str(row.evidence["date"]) for row in rows if row.evidence.get("date"))
    newest = f"; the newest is of {days[-1]}" if days else ""
    return f"was measured {len(rows)} times with other results, all kept: {said}{more}{newest}"


def _setting(evidence: Mapping[str, Json]) -> tuple[str, ...]:
    return tuple(str(evidence.get(key)) for key in _SETTING)


def _shown(row: Claim) -> str:
    lo, hi = ends(row.value)
    value = f"{lo:.4g}" if lo == hi else f"{lo:.4g} to {hi:.4g}"
    shots = row.evidence.get("shots")
    words = (
        f"{shots}-shot" if shots is not None else "",
        str(row.evidence.get("metric") or ""),
        str(row.evidence.get("harness") or ""),
        str(row.evidence.get("date") or ""),
        str(row.evidence.get("locator") or "").partition(": ")[0],
    )
    return f"{value} ({visible(', '.join(w for w in words if w))})"


def parts_without_whole(model: str | None, claims: Iterable[Claim]) -> Iterator[Finding]:
    """Where parts of a benchmark are known and the benchmark is not: no mean is made up."""
    known = benchmarks()
    names = {_name(claim.fact).partition("/")[0] for claim in claims}
    parts: dict[str, int] = defaultdict(int)
    for name in names:
        whole = known[name].part_of if name in known else None
        if whole is not None:
            parts[whole] += 1
    for whole, count in sorted(parts.items()):
        if whole not in names:
            some = f"{count} of its parts" if count > 1 else "one of its parts"
            yield Finding(whole, f"has no result of its own, only {some}, which are not the whole")
    strange = sorted(name for name in names if name not in known)
    if strange:
        shown = ", ".join(f"`{visible(n)}`" for n in strange[:SHOWN])
        more = f" and {len(strange) - SHOWN} more" if len(strange) > SHOWN else ""
        yield Finding(model or "", f"has results of benchmarks that no table knows: {shown}{more}")
