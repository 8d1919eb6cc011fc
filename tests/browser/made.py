"""The pages that are looked at in a browser, each made once a process."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import msm_rules as msm
from msm_rules.report.collection import Broken, collected
from msm_rules.report.collection_page import collection_page
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.shortlist_page import shortlist_page
from tests.proof.decisions import AS_OF, DECISIONS, GOOD, policy
from tests.report.pages import ALL, EVIL, evil_facts, evil_policy, evil_proof

LONG = "a-very-long-name/" + "without-any-place-to-break-" * 8 + "x" * 250
COMMAND = "msm report policies/clinical_assistant.msm " + LONG


def _proof(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = DECISIONS[kind]().proof()  # type: ignore[assignment]
    return found


def _decision(kind: str) -> str:
    return decision_page(told(_proof(kind)), COMMAND)


def _not_holding() -> str:
    proof = copy.deepcopy(_proof("accepted"))
    proof["decision"]["verdict"] = "reject"
    return decision_page(told(proof), COMMAND)


def catalogue() -> list[dict[str, Any]]:
    """Models that fare differently by the clinical policy."""
    model = GOOD["model"]
    return [
        GOOD,
        {**GOOD, "model": {**model, "id": "acme/second", "languages": ["en"]}},
        {**GOOD, "model": {**model, "id": LONG, "training_compute": 3e25}},
        {**GOOD, "model": {**model, "id": "acme/open", "license_chain": None}, "evidence": {}},
        {**GOOD, "model": {**model, "id": "acme/big", "memory": {"int4": 9e10, "kv_per_token": 1}}},
        {**GOOD, "model": {**model, "id": "meta-llama/X", "license_chain": ["llama2"]}},
    ]


def _shortlist() -> str:
    return shortlist_page(policy().screen(catalogue(), as_of=AS_OF), COMMAND)


def _none_accepted() -> str:
    screening = policy().screen([{"id": LONG}, catalogue()[4]], as_of=AS_OF)
    return shortlist_page(screening, COMMAND)


def _several() -> str:
    given: list[Any] = [(f"{kind}.json", _proof(kind)) for kind in DECISIONS]
    wrong = copy.deepcopy(_proof("accepted"))
    wrong["decision"]["verdict"] = "reject"
    given += [("changed.json", wrong), (f"{LONG}.json", Broken(f"`{LONG}` is not JSON"))]
    return collection_page(collected(given), "proofs", COMMAND)


def _two() -> str:
    given = [("a", _proof("accepted")), ("b", _proof("rejected"))]
    return collection_page(collected(given, named=False), "Two", COMMAND, side_by_side=True)


def _thousand() -> str:
    rules = "\n".join(f'rule r{i} "Rule {i}" {{ require model.likes > {i} }}' for i in range(1000))
    many = msm.parse_policy(f'policy p {{ version "1.0.0" }} critical {{ {rules} }}')
    decision = many.decide({"id": LONG, "likes": 500}, as_of=AS_OF)
    return decision_page(told(decision.proof()), COMMAND)


def _evil_shortlist() -> str:
    models = [evil_facts(text, parameters=7e9 * (1 + n)) for n, text in enumerate((ALL, *EVIL))]
    return shortlist_page(evil_policy().screen(models, as_of=AS_OF), ALL)


PAGES: dict[str, Callable[[], str]] = {
    "accepted": lambda: _decision("accepted"),
    "rejected": lambda: _decision("rejected"),
    "undetermined": lambda: _decision("undetermined"),
    "escalated and waived": lambda: _decision("escalated and waived"),
    "not holding": _not_holding,
    "thousand rules": _thousand,
    "shortlist": _shortlist,
    "none accepted": _none_accepted,
    "several": _several,
    "two": _two,
    "evil decision": lambda: decision_page(told(evil_proof()), ALL),
    "evil shortlist": _evil_shortlist,
}


@cache
def made(name: str) -> str:
    """The text of a page."""
    return PAGES[name]()
