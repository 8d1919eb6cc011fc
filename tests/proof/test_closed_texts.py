"""What a base keeps closed stays closed in a proof: a text that changes it is refused, although
every digest fits.

Such a text cannot be decided with, so each forgery starts from one that can, and takes one word
from it that gave the permission.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

import msm_rules as msm
from msm_rules.proof.check import verify
from tests.proof.mutations import reseal

BASE = """policy base { version "1.0.0" }
critical {
  open rule size { require model.parameters <= 13e9 }
  rule licence {
    require model.license permits "commercial-use"
    waivable at most 365 days
  }
}
open important weight 0.6 {
  rule domain { prefer "medical" in model.domains }
}
open decide { accept if score >= 0.5 }
open rank { by score descending }
"""

CHILD = """policy own { version "1.0.0" extends "base.msm" }
critical {
  override rule size { require model.parameters <= 70e9 }
}
important {
  rule languages { prefer "de" in model.languages }
}
override decide { accept if score >= 0.1 }
override rank { by model.likes descending }
waiver "W-1" {
  rule licence
  models {"acme/*"}
  from 2026-01-01 until 2026-12-30
  approved by "Counsel"
  because "Agreed with the owner."
}
obligation notices "Keep the notices" { if true }
"""

MODEL = {
    "id": "acme/m",
    "parameters": 40_000_000_000,
    "license": "cc-by-nc-4.0",
    "domains": ["medical"],
    "languages": ["de"],
    "likes": 3,
}


def proof() -> Any:
    policy = msm.parse_policy(CHILD, name="own.msm", files={"base.msm": BASE})
    return json.loads(json.dumps(policy.decide(MODEL, as_of=date(2026, 6, 1)).proof()))


def forged(file: str, old: str, new: str) -> Any:
    """The proof with some characters of a text changed to as many others, so that all the places
    that the proof names are still right."""
    found, new = proof(), new.ljust(len(old))
    (held,) = [f for f in found["policy"]["files"] if f["path"] == file]
    assert held["text"].count(old) == 1
    assert len(old) == len(new)
    held["text"] = held["text"].replace(old, new)
    reseal(found)
    return found


def test_the_proof_of_a_policy_that_may_do_all_this_is_accepted() -> None:
    found = proof()
    assert found["decision"]["verdict"] == "accept"
    assert verify(found).ok


CLOSED = {
    "a rule": ("base.msm", "open rule size", "     rule size", "the rule size is not open"),
    "decide": ("base.msm", "open decide", "     decide", "decide is not open"),
    "rank": ("base.msm", "open rank", "     rank", "rank is not open"),
    "a tier": ("base.msm", "open important", "     important", "takes no further rules"),
    "a waiver of a rule": ("base.msm", "    waivable at most 365 days", "", "may not be waived"),
    "a waiver for longer": ("base.msm", "365 days", "363 days", "may not be waived for 364 days"),
    "a waiver for anybody": ("own.msm", '"acme/*"', '"ac*e/*"', "is not complete"),
    "a waiver without a reason": ("own.msm", "Agreed with the owner.", "", "is not complete"),
    "a waiver nobody approved": ("own.msm", '"Counsel"', '"       "', "is not complete"),
}


@pytest.mark.parametrize("what", CLOSED)
def test_what_the_base_keeps_closed_cannot_be_changed(what: str) -> None:
    file, old, new, why = CLOSED[what]
    report = verify(forged(file, old, new))
    assert not report.ok
    assert why in str(report.problems[0])


WORDS = {
    "a second rule of the same name": ("rule languages", "rule size     ", "two rules"),
    "a weight for the base's tier": (
        "important {\n  rule",
        "important weight 1 { rule",
        "the weight of the tier",
    ),
    "an override of nothing": ("rule size {", "rule sizf {", "no rule sizf to override"),
    "decide without `override`": ("override decide", "decide", "decide is not open"),
}


@pytest.mark.parametrize("what", WORDS)
def test_the_words_that_layering_demands_are_demanded(what: str) -> None:
    old, new, why = WORDS[what]
    text = CHILD.replace(old, new)
    assert text != CHILD
    found = proof()
    (held,) = [f for f in found["policy"]["files"] if f["path"] == "own.msm"]
    held["text"] = text
    reseal(found)
    report = verify(found)
    assert not report.ok
    assert why in str(report.problems[0])
    with pytest.raises(msm.PolicyError):  # the engine does not decide with it either
        msm.parse_policy(text, name="own.msm", files={"base.msm": BASE})


@pytest.mark.parametrize("kind", ["obligation", "waiver"])
def test_two_of_a_name_are_refused(kind: str) -> None:
    """The second would silently count instead of the base's own."""
    item = CHILD[CHILD.index(f"{kind} ") :].split("\n}\n")[0].splitlines()
    text = CHILD + "\n".join(item if kind == "obligation" else [*item, "}"]) + "\n"
    found = proof()
    (held,) = [f for f in found["policy"]["files"] if f["path"] == "own.msm"]
    held["text"] = text
    reseal(found)
    assert f"two {kind}s are called" in str(verify(found).problems[0])
