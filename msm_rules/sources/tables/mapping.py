"""A mapping: which column of a table is which fact of a model, and how its cells are written.

Owns the shape alone.  How a mapping file is read stands in `mapping_file`, what a cell means in
`cells`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from decimal import Decimal

from msm_rules.facts import FactSpec
from msm_rules.frozen import field, record
from msm_rules.sources.normalise.claims import Json, Source, words
from msm_rules.sources.raw_records import PLAIN, How

MISSING = frozenset(("", "-", "–", "—", "?", "n/a", "#n/a"))
"""Cells that say nothing, in lower case; a mapping may name more."""

# As the facts reference reads a source's list: these are whole as stated.
WHOLE = words("tasks inputs outputs formats libraries languages domains datasets base_models")


@record
class Place:
    """Where a value stands: a column or path, several joined by `between`, or a constant."""

    columns: tuple[str, ...] = ()
    between: str = ""
    constant: Json = None

    def __str__(self) -> str:
        return ", ".join(self.columns)


@record
class Written:
    """How the cells of one fact are written, as far as it is declared.

    `factor` is what a bare number is multiplied with;
    `split` is what stands between members of a list, `whole` whether a list is all there is;
    `words` are cells (in lower case) and what each stands for; `exact` numbers are not rounded.
    """

    factor: Decimal = Decimal(1)
    split: str | None = None
    whole: bool = False
    words: Table[str, Json] = field(default_factory=dict)
    form: re.Pattern[str] | None = None
    exact: bool = False


@record
class Rule:
    """How one fact is read.  `key` names it in a facts document, `at` the rule in its file;
    `method` None is the mapping's own; a fact that is no built-in one is `own`."""

    key: str
    spec: FactSpec
    at: str
    place: Place
    written: Written = Written()
    method: str | None = None
    own: bool = False
    score: Score | None = None


@record
class Score:
    """What is declared of a benchmark's column: its settings, and how many items it has."""

    n: int | str | None = None
    shots: int | None = None
    said: Table[str, Json] = field(default_factory=dict)


@record
class Mapping:
    """Everything that a mapping says.  `where` names it in messages; a `source` without a name is
    called as the table's file; `each` leads to a list whose
    members are models of their own; `only` keeps records with one of the words in a column."""

    where: str
    id: Place
    rules: tuple[Rule, ...]
    source: Source
    how: How = PLAIN
    each: tuple[str, ...] = ()
    only: tuple[tuple[str, frozenset[str]], ...] = ()
    observed: Place | None = None
    observed_form: re.Pattern[str] | None = None
    method: str = "declared"
    missing: frozenset[str] = MISSING
    decimal: str | None = None
    prefix: str = ""

    def columns(self) -> tuple[str, ...]:
        """Every column or path that is asked for, each once."""
        places = [self.id, *(rule.place for rule in self.rules)]
        places += [self.observed] if self.observed else []
        named = [column for place in places for column in place.columns]
        named += [column for column, _ in self.only]
        named += [r.score.n for r in self.rules if r.score and isinstance(r.score.n, str)]
        return tuple(dict.fromkeys(named))
