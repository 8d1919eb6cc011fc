"""The conformance cases of the language, as any engine must pass them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

import msm_rules as msm
from tests.conftest import SHARED

FOLDER = SHARED / "conformance"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.safe_load(file.read_text("utf-8"))
    ]


def _decide(case: dict[str, Any]) -> msm.Decision:
    files = dict(case.get("files") or {"main.msm": case["policy"]})
    policy = msm.parse_policy(files.pop("main.msm"), name="main.msm", files=files)
    day = case.get("as_of", date(2026, 11, 22))
    return policy.decide(
        case.get("facts", {"id": "a/b"}),
        as_of=day,
        params=case.get("params"),
        pending=case.get("pending", ()),
    )


def _shown(result: object) -> object:
    if isinstance(result, msm.Bounds):
        return result.lo if result.lo == result.hi else list(result)
    return result


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the conformance cases are not here")
@pytest.mark.parametrize("case", _cases())
def test_the_case_holds(case: dict[str, Any]) -> None:
    if "expect_errors" in case:
        with pytest.raises(msm.PolicyError) as refused:
            _decide(case)
        errors = [d.name for d in refused.value.diagnostics if d.severity == "error"]
        assert errors == case["expect_errors"]
        return
    if "expect_input_error" in case:
        with pytest.raises(msm.FactsError) as bad:
            _decide(case)
        assert case["expect_input_error"] in str(bad.value)
        return
    decision, expected = _decide(case), case["expect"]
    got: dict[str, object] = {
        "verdict": str(decision.verdict),
        "determined": decision.determined,
        "possible": list(decision.possible),
        "failed": list(decision.failed),
        "score": _shown(decision.score),
        "open_facts": list(decision.open_facts),
        "obligations": decision.obligations,
        "rules": {name: _shown(decision.rules[name]) for name in expected.get("rules", {})},
    }
    assert {key: got[key] for key in expected} == expected
