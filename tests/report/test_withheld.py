"""Reports of redacted proofs: what is withheld is told as withheld, and all else as it is shown."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree

import pytest

import msm_rules as msm
from msm_rules.proof.checker.claims import canonical
from msm_rules.proof.document import resting_on_pending, status
from msm_rules.proof.redaction import Redacted, RedactionError, redact
from msm_rules.report.collection import collected
from msm_rules.report.collection_markdown import collection_markdown
from msm_rules.report.collection_page import collection_page
from msm_rules.report.decision_junit import decisions_junit
from msm_rules.report.decision_markdown import decision_markdown
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.decision_prov import decisions_prov
from msm_rules.report.decision_sarif import decisions_sarif
from msm_rules.report.opened import opened
from msm_rules.report.read_back import NotReadable, read_back
from tests.proof.decisions import AS_OF, DECISIONS, GOOD
from tests.report.pages import Tags, evil_proof
from tests.report.test_decision_formats import sarif_schema

SALT = "5a" * 32
KEYS = ("memory.int4", "license_chain", "tasks", 'benchmarks["medqa"]', "training_compute",
        "license", "languages", "domains", "modified", "revision")  # fmt: skip


@cache
def _text(kind: str) -> bytes:
    return canonical(DECISIONS[kind]().proof())


def proof(kind: str = "accepted") -> Any:
    return json.loads(_text(kind))


@lru_cache(maxsize=64)
def redacted(*keys: str, kind: str = "accepted") -> Redacted:
    return redact(proof(kind), dict.fromkeys(keys, SALT))


def held(kind: str) -> tuple[str, ...]:
    """The facts of a decision that can be withheld."""
    model = proof(kind)["facts"]["document"]["model"]
    return tuple(k for k in KEYS if model.get(k.split("[")[0].split(".")[0]) is not None)


def page_text(document: Any, **options: Any) -> str:
    tags = Tags(decision_page(told(document, **options), "msm report", "msm verify red.json"))
    return " ".join(" ".join(tags.texts).split())


def both(document: Any, **options: Any) -> tuple[str, str]:
    one = told(document, **options)
    return page_text(document, **options), decision_markdown(one, "msm report", "msm verify r.json")


# --- withheld is neither missing nor unknown -----------------------------------------------------


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_proof_with_any_fact_withheld_has_its_page_and_markdown(kind: str) -> None:
    for key in held(kind):
        document = redacted(key, kind=kind).document
        for text in both(document):
            assert "This is a redacted proof. Withheld, and so not shown here: " in text
            assert f"(model.{key})" in text.replace("\\", "")
        assert told(document).checking.ok


@pytest.mark.parametrize("kind", DECISIONS)
def test_every_answer_is_told_as_the_redacted_proof_has_it(kind: str) -> None:
    document = redacted(*held(kind), kind=kind).document
    back = read_back(document["proof"], frozenset(document["withheld"]))
    resting = resting_on_pending(back.subject)
    own = {r["name"]: r["status"] for r in document["proof"]["rules"]}
    assert {r.name: status(back.subject, r, resting) for r in back.subject.graph.rules} == own
    one, whole = told(document).sheet, told(proof(kind)).sheet
    assert (one.verdict, one.why) == (whole.verdict, whole.why)
    assert [(r.name, r.word) for r in one.rules] == [(r.name, r.word) for r in whole.rules]
    assert one.duties == whole.duties
    assert [w.word for w in one.waivers] == [w.word for w in whole.waivers]


def test_a_withheld_fact_is_a_row_that_says_so() -> None:
    document = redacted("memory.int4", "license_chain").document
    page, markdown = both(document)
    assert "weights at 4 bits memory.int4 withheld with its evidence" in page
    assert "| weights at 4 bits `memory.int4` | withheld (with its evidence) |  |" in markdown
    for text in (page, markdown):
        silent = text.split("No source says anything of ")
        assert len(silent) == 1 or "weights at 4 bits" not in silent[1].split(".")[0]
        assert "3.4 GiB" not in text
        assert "safetensors.total" not in text


def test_what_a_rule_was_read_from_is_withheld_with_its_fact() -> None:
    page, markdown = both(redacted("memory.int4").document)
    for text in (page, markdown):
        said = "withheld: weights at 4 bits, compared with 0.9 × 24 GiB = 21.6 GiB"
        assert said in text
        assert "not known: weights" not in text
        assert "waits for weights" not in text


def test_scores_that_rest_on_it_are_withheld_and_others_are_not() -> None:
    document = redacted('benchmarks["medqa"]').document
    one = told(document).sheet
    assert (one.figure, one.bar) == ("withheld", None)
    tiers = {tier.name: (tier.figure, tier.bar is None) for tier in one.tiers}
    assert tiers["contextual"] == ("withheld", True)
    assert tiers["important"] == ("1.00", False)
    rules = {rule.name: rule for tier in one.tiers for rule in tier.rules}
    assert (rules["benchmark"].figure, rules["benchmark"].bar) == ("withheld", None)
    assert rules["maintained"].figure == "1.00"
    assert "contextual withheld" in both(document)[0]
    marked = dict(zip([r.name for r in _graph().rules], one.marked, strict=False))
    assert (marked["benchmark"], marked["maintained"]) == ("withheld", "1.00")


def _graph() -> Any:
    return read_back(proof()).subject.graph


def test_open_facts_are_withheld_and_not_none() -> None:
    document = redacted("memory.int4", kind="undetermined").document
    for text in both(document):
        assert "What is open is withheld" in text
        assert "Nothing that could change the verdict" not in text


def test_the_picture_says_withheld_without_colour_or_sign() -> None:
    picture = told(redacted("memory.int4", "training_compute").document).picture
    assert picture is not None
    boxes = {box.id: box for box in picture.boxes}
    for name in ("model.memory.int4", "model.training_compute", "let.needed"):
        status_ = boxes[name].status
        assert status_ is not None
        assert (status_.kind, status_.text, boxes[name].sign) == ("given", "withheld", "")
    assert boxes["critical.size"].sign == "✓"


def test_a_withheld_revision_is_withheld() -> None:
    assert told(redacted("revision").document).sheet.revision == "withheld"
    assert "Revision withheld" in both(redacted("revision").document)[0]


def test_parts_of_a_condition_that_are_shown_are_told() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\ncritical { rule r '
        "{ require model.likes > 3 and model.downloads > 5 } "
        "rule s { require model.likes > 3 or model.downloads > 5 } }"
    )
    for likes in (1, 9):
        made = policy.decide({"id": "a/b", "likes": likes, "downloads": 3}, as_of=AS_OF).proof()
        one = told(redact(made, {"downloads": SALT}).document).sheet
        for rule in one.rules:
            assert any(said.startswith("its likes ") for said in rule.statements), rule
            assert "withheld: its downloads in 30 days, compared with 5" in rule.statements


def test_the_foot_says_of_which_original_and_what_checks_it() -> None:
    found = redacted("memory.int4")
    for text in both(found.document):
        assert found.document["digest"] in text
        assert found.document["original"] in text
        assert "msm verify r" in text
        assert "very step that is shown" in text


def test_nothing_of_a_withheld_value_is_anywhere_in_the_page() -> None:
    for key, traces in (
        ("memory.int4", ("3.4 GiB", "3620866048", "safetensors.total", "ab" * 32)),
        ("training_compute", ("3.5e23", "3.5 × 10", "350000000000000000000000")),
        ("languages", (">en, de, fr<", "de, en, fr")),
    ):
        assert any(trace in decision_page(told(proof()), "x") for trace in traces)
        page = decision_page(told(redacted(key).document), "x")
        assert not [trace for trace in traces if trace in page]


# --- salts bring it back -------------------------------------------------------------------------


def test_all_salts_bring_back_the_page_of_the_original() -> None:
    found = redacted("memory.int4", 'benchmarks["medqa"]')
    assert told(found.document, salts=found.salts).sheet == told(proof()).sheet
    for text in both(found.document, salts=found.salts):
        assert "brought back with their salts: this is the original" in text


@pytest.mark.parametrize("kind", DECISIONS)
@pytest.mark.parametrize("key", ["memory.int4", "license_chain", 'benchmarks["medqa"]'])
def test_some_salts_bring_back_what_rests_on_their_facts_alone(kind: str, key: str) -> None:
    keys = held(kind)
    if key not in keys:
        return
    found = redacted(*keys, kind=kind)
    shown = [k for k in keys if k == key]
    salts = {**found.salts, "facts": {k: found.salts["facts"][k] for k in shown}, "rest": []}
    one, alone = opened(found.document, salts), redacted(*(set(keys) - {key}), kind=kind)
    assert one.checking.ok
    back = read_back(one.proof, one.withheld).subject
    other = read_back(alone.document["proof"], frozenset(alone.document["withheld"])).subject
    assert back.hidden <= back.concealed == other.concealed
    for index in range(len(back.graph.nodes)):
        if index not in other.hidden:
            assert back.values[index] == other.values[index]
    text = told(found.document, salts=salts)
    assert text.redaction is not None
    assert text.redaction.shown == (key,)


def test_all_facts_without_the_rest_leave_what_is_open_withheld() -> None:
    found = redacted("memory.int4", kind="undetermined")
    salts = {**found.salts, "rest": []}
    for text in both(found.document, salts=salts):
        assert "of which every fact is shown again" in text
        assert "What is open is withheld" in text


def test_salts_of_another_proof_are_refused() -> None:
    other = redacted("memory.int4", kind="rejected").salts
    with pytest.raises(RedactionError, match="another proof"):
        told(redacted("memory.int4").document, salts=other)
    wrong = copy.deepcopy(redacted("memory.int4").salts)
    wrong["facts"]["memory.int4"]["value"] = 1
    with pytest.raises(RedactionError, match="does not open"):
        told(redacted("memory.int4").document, salts=wrong)


# --- what does not hold, and what is anything ----------------------------------------------------


def test_a_redacted_proof_that_was_changed_says_so() -> None:
    document = copy.deepcopy(redacted("memory.int4").document)
    document["proof"]["decision"]["verdict"] = "reject"
    page, markdown = both(document)
    assert "This proof does NOT hold." in page
    assert "NOT hold" in markdown


def test_a_whole_proof_without_a_value_is_not_taken_for_a_redacted_one() -> None:
    changed = proof()
    del changed["nodes"][-1]["value"]
    with pytest.raises(NotReadable):
        told(changed)


def test_a_value_that_is_left_out_without_a_withheld_fact_is_not_hidden() -> None:
    document = copy.deepcopy(redacted("memory.int4").document)
    for node in document["proof"]["nodes"]:
        node.pop("value", None)
    with pytest.raises(NotReadable, match="rests on nothing withheld"):
        told(document)


@pytest.mark.parametrize("part", ["original", "withheld", "proof", "digest"])
def test_a_redacted_proof_that_is_anything_is_not_readable(part: str) -> None:
    for value in (None, [], "x", {}):
        document = {**redacted("memory.int4").document, part: value}
        with suppress(NotReadable):
            assert not told(document).checking.ok
        assert collected([("x.json", document)]).total == 1


def test_texts_of_strangers_are_text_in_a_redacted_proof_too() -> None:
    document = redact(evil_proof(), {"parameters": SALT}).document
    whole, page = (Tags(decision_page(told(x), "x")) for x in (evil_proof(), document))
    assert {tag for tag, _ in page.found} <= {tag for tag, _ in whole.found}
    assert "<script>alert('x')</script>" in page.text


# --- several, and other tools --------------------------------------------------------------------


def test_among_several_proofs_a_redacted_one_is_told_as_such() -> None:
    document = redacted("memory.int4").document
    found = collected([("red.json", document), ("whole.json", proof("rejected"))])
    assert (found.holding, found.panels) == (2, 2)
    page = " ".join(" ".join(Tags(collection_page(found, "p", "x")).texts).split())
    assert "This is a redacted proof. Withheld" in page
    assert "weights at 4 bits withheld" in page
    assert " · redacted" in collection_markdown(found, "p", "x")


def test_sarif_of_a_redacted_proof_is_that_of_the_original_and_names_what_is_withheld() -> None:
    document = redacted("memory.int4", kind="rejected").document
    log: Any = decisions_sarif([document])
    sarif_schema().validate(json.loads(json.dumps(log)))
    whole: Any = decisions_sarif([proof("rejected")])
    for run in log["runs"]:
        for result in run["results"]:
            assert result["properties"].pop("withheld") == ["memory.int4"]
    assert log == whole


def test_junit_of_a_redacted_proof_says_that_a_score_is_withheld() -> None:
    document = redacted('benchmarks["medqa"]').document
    root = ElementTree.fromstring(decisions_junit([document]).encode())
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert cases["benchmark"].findtext("system-out") == "scored; the score is withheld"
    assert cases["maintained"].findtext("system-out") == "scored 1.00"
    assert cases["size"].find("failure") is None


def test_prov_of_a_redacted_proof_derives_it_from_the_original() -> None:
    document = redacted("memory.int4").document
    found: Any = decisions_prov([document])
    name = f"redacted:{document['digest']}"
    assert found["entity"][name]["msm:withheld"] == ["memory.int4"]
    derived = {(r["prov:generatedEntity"], r["prov:usedEntity"])
               for r in found["wasDerivedFrom"].values()}  # fmt: skip
    assert (name, f"proof:{document['original']}") in derived
    assert "safetensors.total" not in json.dumps(found)
    model = pytest.importorskip("prov.model")
    model.ProvDocument.deserialize(content=json.dumps(found), format="json")


def test_good_is_the_decision_that_these_tests_withhold_from() -> None:
    assert GOOD["model"]["memory"]["int4"] == 3620866048
