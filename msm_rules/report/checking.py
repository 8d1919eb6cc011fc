"""Whether a proof holds, as reports state it.

Owns the wording. The check itself is `msm_rules.verify`'s, and a report trusts no proof without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.proof.check import Problem, verify
from msm_rules.report.known import shortened

MOST = 10
"""How many problems of one proof are written out; the first is where it goes wrong."""


@record
class Checking:
    """What checking a proof found: the problems in words, how many `more` there are, and what
    was not shown."""

    ok: bool
    problems: tuple[str, ...]
    more: int
    not_shown: tuple[str, ...]


def checking(proof: Mapping[str, Any], salts: Mapping[str, Any] | None = None) -> Checking:
    """Check a proof document with the independent checker; `salts` as `verify` takes them."""
    report = verify(proof, reveal=salts)
    problems = tuple(map(_words, report.problems[:MOST]))
    return Checking(report.ok, problems, max(len(report.problems) - MOST, 0), report.not_shown)


def _words(problem: Problem) -> str:
    said = f"{problem.node}: {problem.message}"
    if (problem.expected, problem.found) != (None, None):
        said += f"; expected {_short(problem.expected)}, found {_short(problem.found)}"
    return said


def _short(value: object) -> str:
    return shortened(json.dumps(value, ensure_ascii=False, default=str))
