"""What sources say of a model, and how sayings of one fact become one value.

Owns the claim and the three ways to join values (ordered, alternatives, sets), as
docs on model facts define them: a stronger method replaces a weaker one, equally strong
ones that disagree make the fact uncertain.  Reads nothing and knows no source.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from msm_rules.facts import FactsError, builtin, read_facts
from msm_rules.facts import document as document_of
from msm_rules.facts.following import consistent
from msm_rules.facts.strength import RANK
from msm_rules.frozen import record

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def words(text: str) -> frozenset[str]:
    """A set of words written as a text, for tables."""
    return frozenset(text.split())


SETS = words(
    """tasks inputs outputs capabilities content_flags formats license_chain base_models
    ancestors distilled_from datasets domains languages libraries runtimes hosting_countries
    contaminated"""
)
IDS = words("base_models ancestors distilled_from datasets")
"""Sets of ids of the Hub, which ignore case."""
ORDERED = words(
    """created modified released end_of_life knowledge_cutoff parameters active_parameters
    context_length training_compute training_tokens documentation downloads
    downloads_all_time likes"""
)


@record
class Claim:
    """One source's saying of one fact.  `fact` is a path without the root (`memory.int4`,
    `benchmarks["medqa"]`); `value` is written as in a facts document."""

    fact: str
    value: Json
    evidence: Mapping[str, Json]


@record
class Source:
    """Where claims come from: the constant part of their evidence."""

    name: str
    extractor: str
    observed: str | None = None
    revision: str | None = None
    sha256: str | None = None

    def claim(self, fact: str, value: Json, method: str, locator: str, **more: Json) -> Claim:
        """One claim; `more` are further fields of its evidence, None ones are left out."""
        evidence: dict[str, Json] = {"method": method, "source": self.name, "locator": locator}
        if self.observed is not None:
            evidence["observed"] = self.observed
        evidence["extractor"] = self.extractor
        if self.revision is not None:
            evidence["revision"] = self.revision
        if self.sha256 is not None:
            evidence["sha256"] = self.sha256
        if more:
            evidence |= {field: said for field, said in more.items() if said is not None}
        return Claim(fact, value, evidence)


def is_ordered(fact: str) -> bool:
    """Whether a fact is a number, an amount of bytes or a date."""
    return fact in ORDERED or fact.startswith(("memory.", "price.", "benchmarks[", "prototypes["))


def between(lo: Json, hi: Json) -> Json:
    """An interval as a facts document writes it; one value where both ends are the same."""
    return lo if lo == hi else {"between": [lo, hi]}


def members(lower: Iterable[str], upper: Iterable[str] | None) -> Json:
    """A set as a facts document writes it; `upper` None is everything."""
    low = sorted(set(lower))
    if upper is None:
        return {"at_least": list(low)}
    high = sorted({*low, *upper})
    return list(low) if low == high else {"at_least": list(low), "at_most": list(high)}


def month(text: str) -> Json:
    """The days that `2024-04` or `2024` means; a full date is itself."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return text
    year = parts[0]
    first, last = (parts[1], parts[1]) if len(parts) == 2 else (1, 12)
    end = monthrange(year, last)[1]
    return between(f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{end:02d}")


def ends(value: Json) -> tuple[Json, Json]:
    """Both ends of an ordered value; None is an open end."""
    if isinstance(value, dict):
        pair = value["between"]
        assert isinstance(pair, list)
        return pair[0], pair[1]
    return value, value


def bounds(value: Json) -> tuple[frozenset[str], frozenset[str] | None]:
    """Lower and upper set of a set value; None is everything."""
    if isinstance(value, dict):
        upper = value.get("at_most")
        return _strings(value["at_least"]), None if upper is None else _strings(upper)
    return _strings(value), _strings(value)


def _strings(value: Json) -> frozenset[str]:
    assert isinstance(value, list)
    return frozenset(str(item) for item in value)


def _join_ordered(values: Sequence[Json], *, narrow: bool) -> Json:
    """Ends of one fact are all numbers or all dates, so that they compare."""
    pairs = [ends(value) for value in values]
    lows: list[Any] = [low for low, _ in pairs if low is not None]
    highs: list[Any] = [high for _, high in pairs if high is not None]
    if narrow and (not lows or not highs or max(lows) <= min(highs)):
        return between(max(lows, default=None), min(highs, default=None))
    return between(
        min(lows) if len(lows) == len(pairs) else None,
        max(highs) if len(highs) == len(pairs) else None,
    )


def _join_sets(values: Sequence[Json]) -> Json:
    pairs = [bounds(value) for value in values]
    lower: frozenset[str] = frozenset().union(*(low for low, _ in pairs))
    uppers = [up for _, up in pairs if up is not None]
    upper = frozenset.intersection(*uppers) if uppers else None
    if upper is None or lower <= upper:  # all can be true
        return members(lower, upper)
    either = frozenset().union(*uppers) if len(uppers) == len(pairs) else None
    return members(frozenset.intersection(*(low for low, _ in pairs)), either)


def _join_alternatives(values: Sequence[Json]) -> Json:
    """Words together; of what is true and false nothing is known."""
    every = {word for value in values for word in _alternatives(value)}
    if len(every) == 1:
        return next(iter(every))
    return None if every == {True, False} else {"one_of": sorted(every, key=str)}


def _alternatives(value: Json) -> list[str | bool]:
    found = value["one_of"] if isinstance(value, dict) else [value]
    return cast("list[str | bool]", found)


def join(fact: str, *values: Json) -> Json:
    """The value of equally strong claims.  Bounds that meet agree, and what all allow is left;
    scores do not narrow each other, since each is a sample of its own.  In whatever order they
    come, it is what `facts.merging` makes of the same values (a test holds both to that)."""
    if all(value == values[0] for value in values):
        return values[0]
    if fact in SETS:
        return _join_sets(_spelt_as_first(values) if fact in IDS else values)
    if is_ordered(fact):
        return _join_ordered(values, narrow=not fact.startswith(("benchmarks[", "prototypes[")))
    return _join_alternatives(values)


def _spelt_as_first(values: Sequence[Json]) -> list[Json]:
    """Sets of ids, which ignore case, each id as it is spelt where it comes first."""
    first: dict[str, str] = {}
    spelt: list[Json] = []
    for value in values:
        lower, upper = bounds(value)
        for each in sorted(lower | (upper or frozenset())):
            first.setdefault(each.casefold(), each)
        same = [{first[i.casefold()] for i in ids or ()} for ids in (lower, upper)]
        spelt.append(members(same[0], None if upper is None else same[1]))
    return spelt


def settle(claims: list[Claim]) -> tuple[Json, list[Mapping[str, Json]]]:
    """The value of one fact and its evidence: the strongest claims joined, and what all of them
    rest on, strongest first, the same once.  A weaker claim that says something else changes
    nothing, and stays to be seen."""
    if len(claims) == 1:
        return claims[0].value, [claims[0].evidence]
    ordered = sorted(claims, key=strength)
    best = strength(ordered[0])
    value = join(claims[0].fact, *(c.value for c in claims if strength(c) == best))
    rows = [claim.evidence for claim in ordered]
    return value, [row for n, row in enumerate(rows) if row not in rows[:n]]


def strength(claim: Claim) -> int:
    """The rank of the method by which a claim is known, 0 the strongest."""
    return RANK[str(claim.evidence["method"])]


def document(model_id: str, claims: Iterable[Claim]) -> dict[str, Json]:
    """The facts document of a model from everything said of it."""
    said: dict[str, Claim | list[Claim]] = {}
    for claim in claims:
        before = said.setdefault(claim.fact, claim)
        if before is not claim:
            said[claim.fact] = [*before, claim] if isinstance(before, list) else [before, claim]
    model: dict[str, Json] = {"id": model_id}
    evidence: dict[str, Json] = {}
    for fact in sorted(said):
        one = said[fact]
        value, grounds = settle(one) if isinstance(one, list) else (one.value, (one.evidence,))
        value = value if type(value) in _SIMPLE else _copy(value)  # a claim may be shared
        if "." in fact or fact[-1:] == "]":
            _place(model, fact, value)
        else:
            model[fact] = value
        evidence[fact] = [{**e} for e in grounds]
    made: dict[str, Json] = {"schema": "msm-facts/1", "model": model, "evidence": evidence}
    if isinstance(said.get("license"), list) and "license_chain" in said:
        _follow(made)
    return made


def _follow(made: dict[str, Json]) -> None:
    """Makes the chain of licences follow from the licence that several claims came to; each may
    come with a chain of what it alone knew."""
    parts: Any = made["model"], made["evidence"]
    model, evidence = ({k: v for k, v in part.items() if k in _LINE} for part in parts)
    try:
        found = consistent(read_facts({"model": model, "evidence": evidence}, builtin()))
    except FactsError:  # told by whoever reads the document
        return
    for part, better in zip(parts, (found.model, document_of(found)["evidence"]), strict=True):
        part.pop("license_chain", None)
        if "license_chain" in better:  # type: ignore[operator]
            part["license_chain"] = better["license_chain"]  # type: ignore[index]


_LINE = words("id license license_chain base_models ancestors")


_SIMPLE = frozenset((str, int, float, bool, type(None)))


def _copy(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copy(part) for key, part in value.items()}
    return value.copy() if isinstance(value, list) else value


def _place(model: dict[str, Json], fact: str, value: Json) -> None:
    """Puts a value at its path: `memory.int4` and `benchmarks["x"]` are nested."""
    path = tuple(_path(fact))
    here = model
    for step in path[:-1]:
        inner = here.setdefault(step, {})
        assert isinstance(inner, dict)
        here = inner
    here[path[-1]] = value


def _path(fact: str) -> Iterator[str]:
    if fact.endswith('"]'):
        name, _, key = fact[:-2].partition('["')
        yield from (name, key)
    else:
        yield from fact.split(".", 1)
