"""The sizes that sources state of a model, read back from the evidence of `parameters`.

Owns which of them are counts of files and which are read off the name; the lints compare them.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TypeGuard

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Evidence, ModelFacts
from msm_rules.frozen import record
from msm_rules.sources.lints.subject import ends
from msm_rules.sources.normalise.identity import name_of
from msm_rules.sources.normalise.sizes import NameSize, looks_packed, size_in_name

PACKED = "packed weights"
"""How the normalisers begin the note of a count that they took for one of words."""
MOST = 10**18
"""Parameters; what says more is no count of them."""
SUMS = "dtypes sum to"
"""How the normalisers begin the note of a total that contradicts the counts per dtype."""
_ADAPTERS = frozenset(("adapter",))


@record
class Counted:
    """A number of parameters that a source counted or states."""

    number: int
    row: Evidence | None

    @property
    def said(self) -> str:
        """Who says what, for messages: `hub, safetensors.total counts 414,720`."""
        if self.row is None:
            return f"the facts say {self.number:,}"
        where = ", ".join(filter(None, (self.row.source, self.row.locator))) or "a source"
        return f"{visible(where)} counts {self.number:,}"


def counts(facts: ModelFacts) -> Iterator[Counted]:
    """The number of parameters where the facts say one, else the counts that were doubted.

    What a source gave (`raw`) need not be in parameters; that of a count in doubt is."""
    rows = facts.evidence.get("parameters", ())
    exact = exact_parameters(facts)
    if exact is not None:
        yield Counted(exact, next((r for r in rows if r.raw == exact), None))
    yield from (
        Counted(row.raw, row)
        for row in rows
        if is_count(row.raw) and row.raw != exact and _questioned(row)
    )


def is_count(raw: object) -> TypeGuard[int]:
    """Whether what a source gave can be a number of parameters."""
    return type(raw) is int and 0 < raw <= MOST


def _questioned(row: Evidence) -> bool:
    """Whether the normalisers doubted a count because of the name, or because of packed words."""
    disputed = row.record.get("disputed") is True and not both_kept(row)
    return disputed or words_in(row) is not None


def both_kept(row: Evidence) -> bool:
    """Whether the normalisers kept a total and the sum of the counts per dtype as bounds."""
    note = row.record.get("note")
    return isinstance(note, str) and note.startswith(SUMS)


def words_in(row: Evidence) -> str | None:
    """Why the normalisers took a count for one of packed words; None where they did not."""
    note = row.record.get("note")
    return note if isinstance(note, str) and note.startswith(PACKED) else None


def exact_parameters(facts: ModelFacts) -> int | None:
    """The number of parameters where the facts say one number."""
    value = ends(facts, "parameters")
    return int(value[0]) if value is not None and 0 < value[0] == value[1] else None


def kept(facts: ModelFacts) -> str:
    """What the facts now say of the size where that is not one number, for messages."""
    lo, hi = ends(facts, "parameters") or (0.0, inf)
    if lo == hi:
        return ""
    shown = f"{lo:,.0f} or more" if hi == inf else f"between {lo:,.0f} and {hi:,.0f}"
    return f"; the facts say {shown}"


def stated(facts: ModelFacts) -> NameSize | None:
    """The size in a model's name; None where it has none, or it is that of another model."""
    relation = facts.values.get("relation")
    if isinstance(relation, frozenset) and relation & _ADAPTERS:
        return None
    if "peft" in members(facts, "libraries"):
        return None
    found = size_in_name(name_of(facts.id))
    return found if found is not None and found.total is not None else None


def packed(facts: ModelFacts) -> str | None:
    """The name, or the word of a fact, that says the weights are packed; None where none does."""
    said = facts.values.get("quantisation")
    words = sorted(said) if isinstance(said, frozenset) else []
    return looks_packed((name_of(facts.id), *words))


def members(facts: ModelFacts, key: str) -> frozenset[str]:
    """What is surely in a set fact."""
    value = facts.values.get(key)
    lower = value[0] if isinstance(value, tuple) else frozenset()
    return lower if isinstance(lower, frozenset) else frozenset()
