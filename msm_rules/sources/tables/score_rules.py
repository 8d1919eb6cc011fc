"""The rules of a mapping for results of benchmarks.

Owns what is declared of such a column: its scale, which is never guessed, its items and its
settings.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from decimal import Decimal
from typing import Any

from msm_rules.facts import builtin
from msm_rules.facts.benchmarks import benchmark_names
from msm_rules.facts.keys import entry_key
from msm_rules.facts.problems import IllFormed, found
from msm_rules.frozen import changed
from msm_rules.sources.normalise.claims import Json
from msm_rules.sources.tables.mapping import Rule, Score, Written
from msm_rules.sources.tables.rules import method_of, place_of, words_of

_SCORE = ("scale", "n", "shots", "metric", "harness", "reporter", "method", "words", "type")
_SCALES = {"fraction": Decimal(1), "percent": Decimal("0.01")}


def score_rule(name: str, raw: object, at: str) -> tuple[Rule, ...]:
    """The rules for a benchmark's column: of its name, and of its name with the shots where these
    are said.  Its scale is never guessed."""
    place = place_of(raw, _SCORE)
    said: Table[str, Any] = raw if isinstance(raw, Table) else {}
    if said.get("scale") not in _SCALES:
        raise IllFormed(
            f"expected `fraction` or `percent`, found {found(said.get('scale'))}", ".scale"
        )
    known = benchmark_names().get(name.casefold(), name)
    score = Score(_items(said.get("n")), _whole_number(said, "shots"), _texts(said))
    written = Written(factor=_SCALES[said["scale"]], words=words_of(said.get("words")))
    spec = builtin().facts["benchmarks"]
    key = entry_key("benchmarks", known)
    rule = Rule(key, spec, at, place, written, method_of(said), False, score)
    if score.shots is None or "/" in known:
        return (rule,)
    setting = entry_key("benchmarks", f"{known}/{score.shots}-shot")
    return rule, changed(rule, key=setting)


def _items(raw: object) -> int | str | None:
    """How many items a benchmark has: a number, or the column that says it."""
    if isinstance(raw, str) and raw:
        return raw
    return _whole_number({"n": raw}, "n")


def _whole_number(said: Table[str, Any], name: str) -> int | None:
    raw = said.get(name)
    if raw is None:
        return None
    least = 1 if name == "n" else 0
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= 10**9:
        raise IllFormed(f"expected a whole number, found {found(raw)}", f".{name}")
    return raw


def _texts(said: Table[str, Any]) -> Table[str, Json]:
    texts: dict[str, Json] = {}
    for name in ("metric", "harness", "reporter"):
        if (raw := said.get(name)) is not None:
            if not isinstance(raw, str):
                raise IllFormed(f"expected a text, found {found(raw)}", f".{name}")
            texts[name] = raw
    return texts
