"""What a result is called: the benchmark's name, and under it one name for each setting.

Owns the spelling of `benchmarks["mmlu/5-shot"]`: what stands behind the name, and in which order.
"""

from __future__ import annotations

import re

from msm_rules.facts.benchmarks import Benchmark, aliases, benchmarks
from msm_rules.frozen import record

_PLAIN = re.compile(r"[^a-z0-9.]+")
_SHOTS = re.compile(r"(\d{1,3})[- ]?shots?\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\(\s*\d{1,3}[- ]?shots?\s*\)\s*$", re.IGNORECASE)

_HARNESSES = {
    "lm-evaluation-harness": "lm-eval",
    "lm_eval": "lm-eval",
    "lm-eval-harness": "lm-eval",
    "inspect_ai": "inspect",
}
"""What harnesses are called in names of settings, where that is not their own name."""


@record
class Named:
    """A benchmark as a source writes it: the name used here, what the table knows of it (None
    where no table has it), and the setting that this way to write it stands for."""

    name: str
    known: Benchmark | None
    setting: str = ""


def plain(text: str) -> str:
    """A stranger's word as part of a name: lower case, letters, digits, dots and `-`."""
    return _PLAIN.sub("-", text.lower()).strip("-")


def named(label: str) -> Named:
    """The benchmark that a label means (`hendrycksTest-anatomy`, `MMLU (5-shot)`); of one that no
    table knows, its own name in plain letters, which is empty where it has none."""
    bare = _IN_BRACKETS.sub("", label).strip()
    for text in (label.strip(), bare):
        if alias := aliases().get(text.casefold()):
            return Named(alias.benchmark, benchmarks()[alias.benchmark], alias.setting)
    own = plain(bare)
    return Named(own, benchmarks().get(own))


def shots_in(text: object) -> int | None:
    """The number of shots that a text speaks of (`5-shot CoT`), if of one alone."""
    found = set(_SHOTS.findall(text)) if isinstance(text, str) else set()
    return int(found.pop()) if len(found) == 1 else None


def settings(
    name: str, shots: int | None = None, setting: str = "", harness: str | None = None
) -> tuple[str, ...]:
    """All names of a result: `mmlu`, `mmlu/5-shot`, `mmlu/5-shot/lm-eval`, the widest first."""
    steps = (shots_name(shots), plain(setting), harness_name(harness))
    names = [name]
    for step in filter(None, steps):
        names.append(f"{names[-1]}/{step}")
    return tuple(names)


def shots_name(shots: int | None) -> str:
    """`5-shot`, or nothing."""
    return "" if shots is None else f"{shots}-shot"


def harness_name(harness: str | None) -> str:
    """A harness as it stands in the name of a setting."""
    return "" if not harness else _HARNESSES.get(harness.lower(), plain(harness)[:40].strip("-"))
