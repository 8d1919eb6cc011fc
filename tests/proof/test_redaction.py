"""Withheld facts: what a redacted proof still shows, what it hides, and how it is undone."""

from __future__ import annotations

import copy
import json
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.proof.check import verify
from msm_rules.proof.checker.claims import canonical, digest
from msm_rules.proof.redaction import Redacted, RedactionError, redact, reveal
from tests.campaign import examples
from tests.proof.decisions import AS_OF, DECISIONS, GOOD, policy
from tests.proof.mutations import changed, changes, sample_of

DAY = date(2026, 7, 1)
SALT = "5a" * 32
KEYS = ["memory.int4", "license_chain", "tasks", 'benchmarks["medqa"]', "training_compute"]


@cache
def _text(name: str) -> bytes:
    return canonical(DECISIONS[name]().proof())


def proof_of(name: str = "accepted") -> Any:
    return json.loads(_text(name))


def redacted(*keys: str, name: str = "accepted") -> Redacted:
    return redact(proof_of(name), dict.fromkeys(keys, SALT))


@pytest.mark.parametrize("name", DECISIONS)
def test_a_proof_with_any_fact_withheld_holds_and_names_it(name: str) -> None:
    proof = proof_of(name)
    model = proof["facts"]["document"]["model"]
    for key in (k for k in KEYS if k.split("[")[0].split(".")[0] in model):
        found = redact(proof, {key: SALT})
        report = verify(json.loads(canonical(found.document)))
        assert (report.problems, report.withheld) == ((), (key,))
        assert any(key in text for text in report.not_shown)


def test_no_part_holds_the_value_the_evidence_or_what_gives_them_away() -> None:
    document = redacted("memory.int4").document
    text = canonical(document).decode()
    assert "3620866048" not in text
    assert "safetensors.total" not in text
    size = next(n for n in document["proof"]["nodes"] if n["id"] == "let.needed")
    assert "value" not in size


def test_a_score_that_rests_on_it_is_withheld_too_and_so_is_its_tier() -> None:
    document = redacted('benchmarks["medqa"]').document
    scores = document["proof"]["decision"]["scores"]
    assert scores["contextual"] is None
    assert scores["score"] is None
    assert scores["important"] is not None
    assert document["proof"]["decision"]["open_facts"] is None


def test_requirements_and_the_verdict_stay_and_are_said_to_tell_something() -> None:
    found = redacted("memory.int4")
    assert found.document["proof"]["decision"]["verdict"] == "accept"
    assert "whether the rule `size` holds" in found.tells["memory.int4"]
    report = verify(found.document)
    assert any("critical.size" in text for text in report.not_shown)


def test_what_follows_whatever_the_fact_is_is_shown() -> None:
    """Nothing that decides rests on the compute: no node is left open."""
    report = verify(redacted("training_compute").document)
    assert not any("rest on what is withheld" in t and "verdict" in t for t in report.not_shown)


@pytest.mark.parametrize("name", DECISIONS)
def test_all_salts_bring_back_the_original_byte_by_byte(name: str) -> None:
    proof = proof_of(name)
    here = [k for k in KEYS if k.split("[")[0].split(".")[0] in proof["facts"]["document"]["model"]]
    found = redact(proof, dict.fromkeys(here, SALT))
    assert canonical(reveal(found.document, found.salts).proof) == _text(name)
    report = verify(found.document, reveal=found.salts, digest=proof["digest"])
    assert (report.problems, report.withheld) == ((), ())


def test_one_fact_can_be_shown_without_the_others() -> None:
    found = redacted("memory.int4", "license_chain")
    own = {k: v for k, v in found.salts.items() if k != "rest"}
    own["facts"] = {"license_chain": found.salts["facts"]["license_chain"]}
    report = verify(found.document, reveal=own)
    assert (report.problems, report.withheld) == ((), ("memory.int4",))


def test_a_value_that_is_not_the_one_committed_to_is_refused() -> None:
    found = redacted("memory.int4")
    forged = copy.deepcopy(found.salts)
    forged["facts"]["memory.int4"]["value"] = 1
    report = verify(found.document, reveal=forged)
    assert "does not open" in report.problems[0].message


def test_salts_of_another_proof_are_refused() -> None:
    salts = redacted("memory.int4", name="rejected").salts
    with pytest.raises(RedactionError, match="of another proof"):
        reveal(redacted("memory.int4").document, salts)


def test_the_same_value_has_another_commitment_with_another_salt() -> None:
    proof = proof_of()
    one, other = (redact(proof, {"tasks": salt}).document["withheld"] for salt in ("a", "b"))
    assert one != other


@pytest.mark.parametrize(("key", "why"), [("id", "about one model"), ("likes", "holds no fact")])
def test_what_cannot_be_withheld_is_said(key: str, why: str) -> None:
    with pytest.raises(RedactionError, match=why):
        redacted(key)


def test_a_verdict_that_cannot_be_is_refused_although_its_fact_is_withheld() -> None:
    document = redacted("memory.int4", name="rejected").document
    for row in document["proof"]["nodes"]:
        if row["id"] == "critical":
            row["value"] = True
    document["digest"] = digest({k: v for k, v in document.items() if k != "digest"})
    assert not verify(document).ok


def test_an_answer_that_no_value_of_the_fact_gives_is_refused() -> None:
    """Whatever the benchmark is, `task` holds: its node may not say otherwise."""
    document = redacted('benchmarks["medqa"]').document
    row = next(n for n in document["proof"]["nodes"] if n["id"] == "critical.task")
    row["value"] = False
    document["digest"] = digest({k: v for k, v in document.items() if k != "digest"})
    assert verify(document).problems[0].node == "critical.task"


# --- the digests of the original -----------------------------------------------------------------


def _guessed(document: Any, value: object) -> bool:
    """Whether somebody who knows the rest finds out that the fact has this value, by deciding
    again and comparing digests."""
    facts = copy.deepcopy(document["proof"]["facts"]["document"])
    facts["model"]["context_length"] = value
    found = policy().decide(facts, as_of=AS_OF).proof()
    return document["original"] == found["digest"]


def test_values_can_be_tried_against_the_digest_of_the_original_and_not_if_it_is_sealed() -> None:
    """The same inputs give the same proof, so its digest tells whether somebody guessed them."""
    facts = {"model": {**GOOD["model"], "context_length": 32768}, "evidence": GOOD["evidence"]}
    proof = json.loads(canonical(policy().decide(facts, as_of=AS_OF).proof()))
    told = redact(proof, {"context_length": SALT})
    assert [n for n in (8192, 32768, 65536) if _guessed(told.document, n)] == [32768]
    assert any("whoever tries values" in text for text in told.tells["context_length"])
    sealed = redact(proof, {"context_length": SALT}, SALT[::-1])
    assert not any(_guessed(sealed.document, n) for n in (8192, 32768, 65536))
    assert not any("whoever tries values" in text for text in sealed.tells["context_length"])


@pytest.mark.parametrize("name", DECISIONS)
def test_a_sealed_proof_holds_tells_no_digest_and_comes_back(name: str) -> None:
    proof = proof_of(name)
    found = redact(proof, {"license_chain": SALT}, SALT[::-1])
    text = canonical(found.document).decode()
    assert proof["digest"] not in text
    assert proof["facts"]["digest"] not in text
    report = verify(json.loads(text))
    assert report.problems == ()
    assert any("which proof it is" in text for text in report.not_shown)
    assert canonical(reveal(found.document, found.salts).proof) == _text(name)
    whole = verify(found.document, reveal=found.salts, digest=proof["digest"])
    assert (whole.problems, whole.withheld) == ((), ())
    assert not any("sealed" in text for text in whole.not_shown)


def test_of_what_is_sealed_its_own_digest_may_be_known() -> None:
    found = redact(proof_of(), {"tasks": SALT}, SALT[::-1])
    assert verify(found.document, digest=found.document["digest"]).ok
    assert not verify(found.document, digest=proof_of()["digest"]).ok
    assert not verify(found.document, reveal=found.salts, digest="0" * 64).ok


def test_a_seal_that_is_not_opened_or_that_is_another_is_refused() -> None:
    found = redact(proof_of(), {"tasks": SALT}, SALT[::-1])
    without = {part: value for part, value in found.salts.items() if part != "seal"}
    with pytest.raises(RedactionError, match="salt of the seal is not there"):
        reveal(found.document, without)
    report = verify(found.document, reveal=found.salts | {"seal": SALT})
    assert report.problems[0].node == "digest"


def test_a_seal_cannot_be_claimed_of_what_is_not_sealed() -> None:
    document = redacted("tasks").document | {"sealed": True}
    document["digest"] = digest({k: v for k, v in document.items() if k != "digest"})
    assert not verify(document, reveal=redacted("tasks").salts).ok
    assert not verify(document | {"sealed": False}).ok


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@examples(30)
@given(st.sampled_from(["original", "withheld", "proof", "digest"]), JUNK)
def test_whatever_stands_in_a_part_it_is_refused_and_nothing_is_raised(
    part: str, junk: Any
) -> None:
    document = redacted("memory.int4").document
    assert not verify({**document, part: junk}).ok
    inside = {**document["proof"], "facts": junk, "nodes": junk}
    assert not verify({**document, "proof": inside}).ok
    assert not verify(
        document, reveal={"schema": "msm-salts/1", "original": junk, "facts": junk}
    ).ok


def test_any_change_of_a_redacted_proof_is_refused() -> None:
    document = json.loads(canonical(redacted("memory.int4").document))
    for path, other in sample_of(changes(document), 100):
        with changed(document, path, other):
            assert not verify(document).ok, path


def test_two_steps_that_mean_the_same_show_the_same_value() -> None:
    """Of a step that rests on a withheld fact the shown value is taken; a second one must agree."""
    text = """policy a { version "1.0.0" }
critical {
  rule one { require model.likes >= 3 }
  rule two { require model.likes >= 3 }
}"""
    policy = msm.parse_policy(text, name="a.msm")
    proof = json.loads(canonical(policy.decide({"id": "a/b", "likes": 5}, as_of=DAY).proof()))
    document = redact(proof, {"likes": SALT}).document
    assert verify(document).ok
    second = next(row for row in document["proof"]["nodes"] if row["id"] == "critical.two")
    second["value"] = False
    document["digest"] = digest({k: v for k, v in document.items() if k != "digest"})
    assert "critical.two" in {p.node for p in verify(document).problems}


@pytest.mark.parametrize("id_", [None, 7, []])
def test_a_step_without_a_name_is_refused_and_no_fault(id_: object) -> None:
    document = redacted("memory.int4").document
    for place in range(len(document["proof"]["nodes"])):
        altered = copy.deepcopy(document)
        altered["proof"]["nodes"][place]["id"] = id_
        assert not verify(altered).ok


def resealed(document: Any) -> Any:
    document["digest"] = digest({k: v for k, v in document.items() if k != "digest"})
    return document


@pytest.mark.parametrize("seal", [None, SALT])
def test_salts_bring_back_no_other_original_than_the_document_was_made_of(seal: str | None) -> None:
    """A document that shows another answer, with salts that mend it: what is shown is looked at."""
    found = redact(proof_of(), {"memory.int4": SALT}, seal)
    salts = copy.deepcopy(found.salts)
    assert verify(found.document, reveal=salts).ok
    altered = copy.deepcopy(found.document)
    title = altered["proof"]["rules"][0]["title"]
    altered["proof"]["rules"][0]["title"] = "Something else"
    salts["rest"] = [*salts["rest"], [["rules", 0, "title"], title]]
    report = verify(resealed(altered), reveal=salts)
    assert [p.node for p in report.problems] == ["redacted"]


def test_a_commitment_to_another_value_is_refused_when_all_is_shown() -> None:
    found = redact(proof_of(), {"memory.int4": SALT})
    salts, altered = copy.deepcopy(found.salts), copy.deepcopy(found.document)
    salts["facts"]["memory.int4"]["value"] = 1
    held = {k: salts["facts"]["memory.int4"][k] for k in ("value", "evidence", "salt")}
    altered["withheld"]["memory.int4"] = digest({"fact": "memory.int4", **held})
    assert not verify(resealed(altered), reveal=salts).ok


def test_a_proof_in_which_nothing_is_withheld_is_no_redacted_one() -> None:
    """Its digests would not be looked at."""
    forged = {"schema": "msm-proof-redacted/1", "original": proof_of()["digest"], "withheld": {}}
    report = verify(resealed({**forged, "proof": proof_of()}), digest=proof_of()["digest"])
    assert not report.ok
    assert report.no_proof is not None


def test_that_a_redacted_proof_is_of_a_known_one_is_never_shown_without_all_salts() -> None:
    found = redacted("memory.int4")
    part = {**found.salts, "rest": []}
    left = "that the original has the digest that is named: its salts show that"
    for salts in (None, part):
        assert left in verify(found.document, reveal=salts).not_shown
        known = verify(found.document, reveal=salts, digest=found.document["digest"])
        assert known.ok
        assert left in known.not_shown
        report = verify(found.document, reveal=salts, digest=proof_of()["digest"])
        assert [p.node for p in report.problems] == ["digest"]
    assert verify(found.document, reveal=found.salts, digest=proof_of()["digest"]).ok
    altered = copy.deepcopy(found.document)
    altered["proof"]["facts"]["digest"] = "0" * 64
    assert not verify(resealed(altered), reveal=part).ok


@pytest.mark.parametrize("what", ["a value", "evidence"])
def test_what_is_withheld_does_not_stand_there_as_well(what: str) -> None:
    found = redacted("training_compute")
    facts = found.document["proof"]["facts"]["document"]
    if what == "a value":
        facts["model"]["training_compute"] = 1
    else:
        facts["evidence"]["training_compute"] = [{"method": "measured", "source": "x"}]
    assert "stands there as well" in str(verify(resealed(found.document)).problems)


def test_the_model_itself_cannot_be_withheld_by_hand_either() -> None:
    found = redacted("memory.int4")
    found.document["withheld"]["id"] = "0" * 64
    del found.document["proof"]["facts"]["document"]["model"]["id"]
    assert not verify(resealed(found.document)).ok


@pytest.mark.parametrize("name", [2**60 + 1, None, [], "x"])
def test_whatever_names_the_original_is_refused_and_no_fault(name: object) -> None:
    found = redacted("memory.int4")
    found.document["original"] = name
    assert not verify(found.document).ok


def test_whether_a_waiver_was_needed_is_not_shown_where_its_rule_is_withheld() -> None:
    proof = proof_of("escalated and waived")
    (waived,) = proof["decision"]["waived"]
    found = redact(proof, {"license_chain": SALT})
    assert f"rules.{waived}.waiver" in " ".join(verify(found.document).not_shown)
