"""The conformance cases that end in a decision; none where the reference data are not here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

import msm_rules as msm
from tests.conftest import SHARED


def _cases() -> list[Any]:
    found = []
    for file in sorted((SHARED / "conformance").glob("*.yaml")):
        cases = [c for c in yaml.safe_load(file.read_text("utf-8")) if "expect" in c]
        found += [pytest.param(c, id=f"{file.stem}: {c['name']}") for c in cases]
    return found


CASES = _cases()
"""The cases as parameters of a test."""


def decide(case: dict[str, Any]) -> msm.Decision:
    """The decision of a case."""
    files = dict(case.get("files") or {"main.msm": case["policy"]})
    policy = msm.parse_policy(files.pop("main.msm"), name="main.msm", files=files)
    return policy.decide(
        case.get("facts", {"id": "a/b"}),
        as_of=case.get("as_of", date(2026, 11, 22)),
        params=case.get("params"),
        pending=case.get("pending", ()),
    )
