"""The pages that are looked at in a browser, each made once a process."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import msm_rules as msm
from msm_rules.proof.redaction import redact
from msm_rules.report.collection import Broken, collected
from msm_rules.report.collection_log import in_the_log
from msm_rules.report.collection_page import collection_page
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.in_log import Ended, InLog, Logged, LogRead, LogState, LookUp, sought
from msm_rules.report.read_back import read_back
from msm_rules.report.shortlist_page import shortlist_page
from msm_rules.report.signature import Enclosed, Signature
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


@cache
def _many() -> msm.Policy:
    """A policy of a thousand requirements over two facts, and wishes over a computed value."""
    facts = ("likes", "downloads")
    hard = "\n".join(
        f'rule r{i} "Rule {i}" {{ require model.{facts[i % 2]} > {i} }}' for i in range(1000)
    )
    soft = "\n".join(f'rule s{i} "Wish {i}" {{ prefer scaled > {i} }}' for i in range(20))
    return msm.parse_policy(
        f"""policy p {{ version "1.0.0" title "Great" }} param factor: number = 2 "A factor"
        let scaled = factor * model.likes
        critical {{ {hard} }} important {{ {soft} }} decide {{ accept if score >= 0.5 }}
        obligation note "Keep it" {{ if model.likes > 0 }}"""
    )


def _thousand() -> str:
    decision = _many().decide({"id": LONG, "likes": 500}, as_of=AS_OF)
    return decision_page(told(decision.proof()), COMMAND)


def _great_shortlist() -> str:
    models = [
        {"id": "acme/first", "likes": 2000, "downloads": 5000},
        {"id": "acme/second", "likes": 2000},
        {"id": LONG, "likes": 500, "downloads": 300},
    ]
    return shortlist_page(_many().screen(models, as_of=AS_OF), COMMAND)


def _evil_great() -> str:
    """A great policy whose every text attacks the script that draws it."""
    quoted = json.dumps(ALL).replace("\\u202e", "").replace("$", "")
    rules = "\n".join(
        f"rule r{i} {quoted} {{ require model.word != {quoted} and model.likes > {i} }}"
        for i in range(100)
    )
    many = msm.parse_policy(
        f"""policy p {{ version "1.0.0" title {quoted} }} fact model.word: string {quoted}
        critical {{ {rules} }} obligation note {quoted} {{ if model.likes > 0 }}"""
    )
    decision = many.decide({"id": ALL, "likes": 50, "word": EVIL[4]}, as_of=AS_OF)
    return decision_page(told(decision.proof()), ALL)


# --- beside the proofs ---------------------------------------------------------------------------

TIME = "2026-11-23T09:00:00.000+00:00"


def _looked_up(*ends: Ended, wrong: tuple[str, ...] = ()) -> LookUp:
    """A log in which every proof is logged, and its review ended so."""
    state = LogState("decisions.log", "2026-12-01", 3, "ab" * 32, wrong, 0)
    entries = tuple(
        Logged(1, TIME, "cd" * 32, sought(read_back(_proof(kind)).subject, "", None).says)
        for kind in ("undetermined", "rejected", "stale", "accepted")
    )
    return lambda digests: LogRead(state, {d: InLog(state, entries, ends) for d in digests})


def _end(verdict: str, by: str, because: str, standing: Any = "holds") -> Ended:
    return Ended(2, TIME, "ef" * 32, verdict, by, because, "2027-06-30", standing)


_ENDS = (
    _end("reject", "Legal", "no terms"),
    _end("accept", "Dr. Chen, head of a department with a long name " + "x" * 90, LONG),
)


def _by_a_person() -> str:
    signature = Signature(("ab" * 32, "SHA256:" + "y" * 70))
    given = Enclosed(_proof("undetermined"), signature)
    return decision_page(told(given, look_up=_looked_up(*_ENDS)), COMMAND, "msm verify " + LONG)


def _log_not_sound() -> str:
    end = _end("accept", ALL, ALL, "over")
    signature = Signature((ALL,), problem=ALL)
    given = Enclosed(_proof("undetermined"), signature)
    look = _looked_up(end, end, wrong=("entry 2: is not what was logged",))
    return decision_page(told(given, look_up=look), COMMAND)


def _redacted() -> str:
    keys = ("memory.int4", "license_chain", 'benchmarks["medqa"]', "languages", "revision")
    document = redact(_proof("accepted"), dict.fromkeys(keys, "5a" * 32)).document
    return decision_page(told(document), COMMAND, "msm verify redacted.json")


def _several_beside() -> str:
    hidden = redact(_proof("accepted"), {"memory.int4": "5a" * 32}).document
    given: list[Any] = [
        ("open.json", _proof("undetermined")),
        ("hidden.json", hidden),
        ("signed.json", Enclosed(_proof("rejected"), Signature((LONG,), keys=("own.key.pub",)))),
        ("other.json", Enclosed(_proof("stale"), Signature((LONG,), problem=ALL))),
    ]
    found = in_the_log(collected(given), _looked_up(*_ENDS))
    return collection_page(found, "proofs", COMMAND)


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
    "great shortlist": _great_shortlist,
    "by a person": _by_a_person,
    "log not sound": _log_not_sound,
    "redacted": _redacted,
    "several beside": _several_beside,
    "shortlist": _shortlist,
    "none accepted": _none_accepted,
    "several": _several,
    "two": _two,
    "evil decision": lambda: decision_page(told(evil_proof()), ALL),
    "evil shortlist": _evil_shortlist,
    "evil great": _evil_great,
}


@cache
def made(name: str) -> str:
    """The text of a page."""
    return PAGES[name]()
