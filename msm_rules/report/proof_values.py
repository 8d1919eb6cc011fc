"""Values as proofs hold them, read back: the inverse of `proof.forms`.

Owns the reading of each form. A form that is none of its type is refused, never guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf
from typing import Any

from msm_rules.proof.forms import TRUTH
from msm_rules.values.possible import MILLION, VERDICTS, Bool, Score, Value
from msm_rules.values.types import BOOL, DATE, SCORE, VERDICT, SetOf, Type, is_ordered

Json = Any

BOOLS: dict[Json, Bool] = {form: value for value, form in TRUTH.items()}
"""The values of conditions by their forms."""
BITS = {word: bit for bit, word in VERDICTS.items()}
"""The bits of verdicts by their words."""
_ENDS = {"inf": inf, "-inf": -inf}


def value_of(type_: Type, form: Json) -> Value:
    """The value whose form a proof holds, the inverse of `proof.forms`. Raises ValueError,
    TypeError or LookupError where the form is none of the type."""
    if type_ == BOOL:
        return BOOLS[form]
    if type_ == SCORE:
        return score_of_form(form)
    if type_ == VERDICT:
        return sum({BITS[word] for word in form})
    if isinstance(type_, SetOf):
        return _set(form)
    if is_ordered(type_):
        ends = form["between"] if isinstance(form, Mapping) else [form, form]
        lo, hi = (_end(type_, end) for end in ends)
        return lo, hi
    return _words(form)


def score_of_form(form: Json) -> Score:
    """A score in whole millionths. Raises TypeError or LookupError where the form is none."""
    return round(form["lo"] * MILLION), round(form["hi"] * MILLION)


def _set(form: Json) -> tuple[frozenset[str], frozenset[str] | None]:
    if not isinstance(form, Mapping):
        members = frozenset(map(str, form))
        return members, members
    most = form.get("at_most")
    return frozenset(map(str, form["at_least"])), None if most is None else frozenset(
        map(str, most)
    )


def _end(type_: Type, form: Json) -> float:
    if isinstance(form, str):
        if form in _ENDS:
            return _ENDS[form]
        if type_ == DATE:
            return float(date.fromisoformat(form).toordinal())
    return float(form)


def _words(form: Json) -> frozenset[str] | None:
    if form is None:
        return None
    return frozenset(map(str, form["one_of"] if isinstance(form, Mapping) else [form]))
