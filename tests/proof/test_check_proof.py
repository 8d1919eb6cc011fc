"""The small checker, one file for plain Python: it accepts what the engine proves, and refuses what
it says that it refuses."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules import licences
from msm_rules.catalogue import load_shipped
from msm_rules.proof import check_proof as small
from msm_rules.proof.checker.claims import canonical
from tests.campaign import examples
from tests.proof.conformance import CASES, decide
from tests.proof.decisions import AS_OF, DECISIONS
from tests.proof.mutations import reseal
from tests.proof.random_proofs import proofs
from tests.proof.test_mutations import COUNTED, FORGERIES

PROGRAM = Path(small.__file__)
POLICIES = Path(__file__).parents[2] / "policies"


def read(proof: Any) -> Any:
    """A proof as the small checker reads it from a file."""
    return small.read_json(canonical(proof))


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The file as a program: without the packages that are installed, and without this one."""
    command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# --- what holds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DECISIONS)
def test_the_proofs_of_the_engine_are_accepted(name: str) -> None:
    small.check(read(DECISIONS[name]().proof()))


@pytest.mark.parametrize("case", CASES)
def test_the_proof_of_every_conformance_case_is_accepted(case: dict[str, Any]) -> None:
    small.check(read(decide(case).proof()))


@pytest.mark.parametrize("file", sorted(POLICIES.glob("*.msm")), ids=lambda f: f.stem)
def test_proofs_of_the_policies_that_ship_are_accepted(file: Path) -> None:
    policy = msm.load_policy(file)
    for facts in (DECISIONS["accepted"]().proof()["facts"]["document"], {"id": "a/b"}):
        small.check(read(policy.decide(facts, as_of=AS_OF).proof()))


def test_a_count_may_ask_about_licences_beside_its_members() -> None:
    text = """policy a { version "1.0.0" }
critical { rule r { require model.likes > 3 } }
rank { by count t in model.tasks: (model.license_chain covers {"MIT"}) descending }
"""
    policy = msm.parse_policy(text, name="a.msm")
    facts = {"id": "a/b", "tasks": ["translation"], "license_chain": ["mit"], "likes": 5}
    small.check(read(policy.decide(facts, as_of=AS_OF).proof()))


def test_proofs_about_models_of_the_shipped_catalogue_are_accepted() -> None:
    policy = msm.load_policy(POLICIES / "clinical_assistant.msm")
    for document in list(load_shipped())[::25]:
        small.check(read(policy.decide(document, as_of=AS_OF).proof()))


@examples(60)
@given(proofs())
def test_the_proof_of_any_decision_is_accepted(proof: dict[str, Any]) -> None:
    small.check(read(proof))


# --- what does not --------------------------------------------------------------------------------

BEYOND = {
    "operator", "licence term", "licence of the model", "models asked for", "approver", "place",
}  # fmt: skip
"""Forgeries that `msm verify` refuses: they need the whole language to be seen, or licence data."""


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forgery_of_each_kind_is_refused_although_every_digest_fits(kind: str) -> None:
    proof = copy.deepcopy(read(DECISIONS[COUNTED]().proof()))
    FORGERIES[kind](proof)
    reseal(proof)
    if kind == "swapped digest":
        proof["digest"] = "0" * 64
    if kind in BEYOND:
        small.check(proof)
        return
    with pytest.raises((small.Wrong, *small.UNREADABLE)):
        small.check(proof)


def test_a_licence_that_is_taken_for_another_is_told() -> None:
    """Without licence data a name may stand for any licence; so the names are shown."""
    proof = copy.deepcopy(read(DECISIONS[COUNTED]().proof()))
    FORGERIES["licence of the model"](proof)
    reseal(proof)
    said = list(small.Telling(small.check(proof)).lines(with_steps=False))
    told = '  taken from the proof: the licence ["Apache-2.0"] is ["LicenseRef-llama2"]'
    assert told in said


TEXT = """policy own { version "1.0.0" effective from 2026-01-01 stale after 90 days }
param most: number = 7B in 1B .. 9B
param stage: one of {"trial", "use"} = "trial"
let fits = model.parameters <= most
critical {
  rule size "Small" { require fits forbid (model.gated) because "It is slow." }
  rule exam { require model.benchmarks["medqa"] >= 0 }
  rule signed weight 3 { require model.signed default false or stage == stage }
  rule each { require all t in model.tasks: (t == "translation" or model.likes > 3) }
  rule weight weight 2 { require model.likes >= 0.5 }
}
important {
  rule liked weight (2) { score 0.5 if model.likes > 10 score 1 if model.likes > 100 }
  rule rule { prefer model.id matches "acme/*" when unknown score 0.25 when uncertain take lower }
}
decide { accept if important >= 0.1 review if true valid for 30 days }
obligation rank "Tell us" { if model.likes is missing }
"""
FACTS = {
    "id": "acme/m", "parameters": 3_000_000_000, "gated": False, "likes": 50,
    "tasks": ["translation"], "benchmarks": {"medqa": 0.5},
}  # fmt: skip


def proof() -> Any:
    policy = msm.parse_policy(TEXT, name="own.msm")
    return read(policy.decide(FACTS, as_of=AS_OF).proof())


def node(proof: Any, id: str) -> Any:
    return next(row for row in proof["nodes"] if row["id"] == id)


def rule(proof: Any, name: str) -> Any:
    return next(row for row in proof["policy"]["graph"]["rules"] if row["name"] == name)


def _text(old: str, new: str) -> Callable[[Any], None]:
    """Other words in the text, as long as the old ones, so that all places are still right."""

    def forge(proof: Any) -> None:
        (file,) = proof["policy"]["files"]
        assert file["text"].count(old) == 1
        assert len(old) == len(new)
        file["text"] = file["text"].replace(old, new)

    return forge


def _const(id: str, value: Any) -> Callable[[Any], None]:
    def forge(proof: Any) -> None:
        row = node(proof, id)
        row["const"] = row["value"] = value

    return forge


def _of(id: str, **parts: Any) -> Callable[[Any], None]:
    return lambda proof: node(proof, id).update(parts)


def _no_forbid(proof: Any) -> None:
    row = rule(proof, "size")
    row["clauses"].pop()
    node(proof, row["raw"])["args"].pop()


def _constant_from_nowhere(proof: Any) -> None:
    row = node(proof, "decide.accept.right")
    row["const"] = row["value"] = 0
    del row["span"], row["text"]


def _part_of_a_number(proof: Any) -> None:
    """`0.5`, quoted as `5`."""
    row = node(proof, "critical.weight.require.right")
    row["const"] = row["value"] = 5
    row["span"]["start"] += 2
    row["span"]["column"] += 2
    row["text"] = "5"


def _another_fact(proof: Any) -> None:
    node(proof, "model.parameters").update(const=["likes", None], value=50)
    node(proof, "model.parameters")["fact"] = node(proof, "model.likes")["fact"]


def _operator_of_a_body(proof: Any) -> None:
    body = node(proof, "critical.each.require")["body"]["nodes"]
    body["body"]["op"] = "everything\x1b[2J"


def _a_number_for_a_truth(proof: Any) -> None:
    """The weight in the place of a condition: (3, 3) would count as true."""
    node(proof, "critical.signed")["args"] = ["critical.signed.weight"]
    rule(proof, "signed")["clauses"][0][1] = "critical.signed.weight"


def _file_twice(proof: Any) -> None:
    files = proof["policy"]["files"]
    files.insert(0, {**files[0], "text": files[0]["text"].replace("0.1", "0.9")})


def _param(name: str, value: Any) -> Callable[[Any], None]:
    def forge(proof: Any) -> None:
        proof["policy"]["params"][name] = node(proof, f"param.{name}")["value"] = value

    return forge


def _otherwise(proof: Any) -> None:
    rule(proof, "size")["otherwise"] = "Me"
    next(r for r in proof["rules"] if r["name"] == "size")["otherwise"] = "Me"


def _swapped(proof: Any) -> None:
    one, other = rule(proof, "signed"), rule(proof, "each")
    one["name"], other["name"] = other["name"], one["name"]


def _scores_turned(proof: Any) -> None:
    row = rule(proof, "liked")
    row["clauses"][0][1] = None
    node(proof, "important.liked")["args"] = [row["clauses"][0][2]]


def _entry(proof: Any) -> None:
    node(proof, 'model.benchmarks["medqa"]')["const"] = ["benchmarks", "mmlu"]


def _any_entry(proof: Any) -> None:
    row = node(proof, 'model.benchmarks["medqa"]')
    row["const"] = ["benchmarks", "mmlu"]
    row["span"]["end"] -= len('["medqa"]')
    row["text"] = "model.benchmarks"


def _nothing(proof: Any) -> None:
    row = node(proof, "critical.signed.require.1")
    row.update(op="constant", args=[], const=None, value=None)


def _no_obligation(proof: Any) -> None:
    proof["obligations"].clear()
    proof["policy"]["graph"]["obligations"].clear()
    proof["decision"]["obligations"] = {"due": [], "not_due": [], "uncertain": []}


def _a_waiver(proof: Any) -> None:
    span = proof["rules"][0]["span"]
    proof["waivers"].append(
        {"id": "W", "rule": "size", "node": "one", "span": span, "revision": None}
    )
    proof["policy"]["graph"]["waivers"]["W"] = ["size", "one", "2026-01-01", "2027-01-01"]


def _accept(proof: Any) -> None:
    node(proof, "verdict.review")["args"].reverse()


def _accept_from_nowhere(proof: Any) -> None:
    row = node(proof, "decide.accept")
    row.update(op="constant", args=[], const=True, value=True)
    del row["span"], row["text"]


def _tier_weight(proof: Any) -> None:
    (tier,) = proof["policy"]["graph"]["tiers"]
    tier[2] = "critical.signed.weight"


def _fact_from_nowhere(proof: Any) -> None:
    row = node(proof, "model.likes")
    del row["span"], row["text"]


FORGED: dict[str, tuple[Callable[[Any], None], str]] = {
    "a bound moved": (_text("0.1", "0.0"), "the quoted text"),
    "a clause left out": (_no_forbid, "the list of its clauses"),
    "a rule by another name": (_text("rule signed", "rule sighed"), "their list"),
    "a rule in another tier": (_text("important {\n", "critical  {\n"), "its name and tier"),
    "another weight in the text": (_text("weight 3", "weight 9"), "the quoted text"),
    "the weight of another rule": (
        lambda p: rule(p, "liked").update(weight="critical.signed.weight"), "its weight",
    ),
    "somebody who may still review it": (_otherwise, "what it says of doubt"),
    "names of rules changed places": (_swapped, "its name and tier"),
    "scores that are never reached": (_scores_turned, "scores twice"),
    "an entry of another name": (_entry, "is the fact benchmarks, and stands at"),
    "any entry at all": (_any_entry, "is the fact benchmarks, and stands at"),
    "nothing known as a constant": (_nothing, "something else stands there"),
    "a constant from nowhere": (_constant_from_nowhere, "stands nowhere in the text"),
    "a part of a number": (_part_of_a_number, "a part of a word"),
    "another fact": (_another_fact, "is the fact likes, and stands at"),
    "what a missing fact is": (_const("natural(signed)", True), "nothing is known"),
    "an operator that is none": (_operator_of_a_body, "is none that is known"),
    "a number for a truth": (_a_number_for_a_truth, "and does not take this"),
    "a file twice": (_file_twice, "hold a path twice"),
    "a param out of its range": (_param("most", 10**12), "one that it may not have"),
    "a param that is none of its words": (_param("stage", "anything"), "one that it may not have"),
    "a constant of another unit": (
        lambda p: node(p, "decide.accept.right").update(type="bytes"), "is written as number",
    ),
    "an obligation left out": (_no_obligation, "their list"),
    "a waiver that no text says": (_a_waiver, "their list"),
    "a verdict that is always to accept": (_accept, "the step that stands there"),
    "an accept condition from nowhere": (_accept_from_nowhere, "stands nowhere in the text"),
    "the weight of a tier from nowhere": (_tier_weight, "the step that stands there"),
    "a shorter place of a rule": (
        lambda p: p["rules"][0]["span"].update(end=p["rules"][0]["span"]["end"] - 2), "their list",
    ),
    "a fact that stands nowhere": (_fact_from_nowhere, "says nothing of where it stands"),
    "an id compared with its case": (_of("model.id", type="string"), "is not compared as it"),
    "another param": (
        lambda p: p["policy"]["graph"]["params"]["most"].update(node="param.most.to"), "its param",
    ),
    "a step without a name": (lambda p: p["nodes"][0].update(id=""), "a step without a name"),
    "a truth for a number": (_of("critical.signed.weight", value=True), "the value"),
    "pending facts as a text": (lambda p: p["facts"].update(pending="likes"), "is no list"),
}  # fmt: skip


def test_the_proof_is_accepted_as_it_is() -> None:
    found = proof()
    assert found["decision"]["verdict"] == "accept"
    small.check(found)


@pytest.mark.parametrize("what", FORGED)
def test_what_it_says_that_it_shows_it_refuses(what: str) -> None:
    forge, why = FORGED[what]
    forged = proof()
    forge(forged)
    reseal(forged)
    with pytest.raises(small.Wrong) as wrong:
        small.check(forged)
    assert why in wrong.value.why


BASE = """policy base { version "1.0.0" }
critical { rule small { require model.likes < 1000 } }
"""
CHILD = """policy child { version "1.0.0" extends "base.msm" }
critical { rule large { require model.likes > 5 } }
"""


def test_the_base_is_not_taken_for_the_policy() -> None:
    """With its base first among the files, the rules of the policy itself would be gone."""
    policy = msm.parse_policy(CHILD, name="child.msm", files={"base.msm": BASE})
    found = read(policy.decide(FACTS, as_of=AS_OF).proof())
    assert small.check(found).line == ["base.msm", "child.msm"]
    found["policy"]["files"].reverse()
    reseal(found)
    with pytest.raises(small.Wrong) as wrong:
        small.check(found)
    assert wrong.value.why == "is a policy, and not extended"


WAIVED = """policy a { version "1.0.0" }
critical {
  rule size { require model.likes > 9 waivable }
  rule code { forbid model.custom_code waivable }
}
waiver "W" {
  rule size models {"acme/m"} revision "aaaa" from 2026-01-01 until 2026-12-30
  approved by "Me" because "So."
}
"""


@pytest.mark.parametrize("part", ["as it is", "rule", "revision"])
def test_a_waiver_is_for_the_rule_and_the_revision_of_its_text(part: str) -> None:
    policy = msm.parse_policy(WAIVED, name="a.msm")
    facts = {"id": "acme/m", "likes": 1, "revision": "aaaa", "custom_code": False}
    found = read(policy.decide(facts, as_of=AS_OF).proof())
    assert found["decision"]["waived"] == {"size": "W"}
    if part == "as it is":
        small.check(found)
        return
    found["waivers"][0][part] = {"rule": "code", "revision": "bbbb"}[part]
    reseal(found)
    with pytest.raises((small.Wrong, *small.UNREADABLE)):
        small.check(found)


def test_a_name_of_an_entry_may_be_written_with_escapes() -> None:
    text = TEXT.replace('benchmarks["medqa"]', 'benchmarks["med\\u0071a"]')
    assert text != TEXT
    small.check(read(msm.parse_policy(text, name="a.msm").decide(FACTS, as_of=AS_OF).proof()))


def test_a_comment_does_not_look_like_a_clause() -> None:
    """Some programs end a line at U+2028; the language does not."""
    text = TEXT.replace("rule weight", "# licence\u2028    require model.signed\n  rule weight")
    policy = small.check(
        read(msm.parse_policy(text, name="a.msm").decide(FACTS, as_of=AS_OF).proof())
    )
    lines = list(small.Telling(policy).lines(with_steps=True))
    assert not any(line.strip(" |").startswith("require model.signed") for line in lines)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"' * 1_500_000, "texts"),
        ('"\\"' * 500_000, "texts"),
        ("rule a " * 250_000, "parts"),
        ("critical { " + "rule a weight 1 " * 100_000, "parts"),
        ("1e99999999", "literal"),
        ("apache-2.0 " * 100_000, "licence"),
        ("(" * 100_000, "licence"),
        (" AND ".join(["a"] * 100_000), "licence"),
    ],
)
def test_no_text_takes_it_long(text: str, kind: str) -> None:
    read_ = {
        "texts": lambda: small.tokens(text),
        "parts": lambda: list(small.parts_in("a", small.tokens(text), {})),
        "literal": lambda: small.literal(text),
        "licence": lambda: small._by_ids(text, {"apache-2.0": "Apache-2.0"}),
    }[kind]
    with suppress(*small.UNREADABLE):
        read_()


def test_a_glob_that_would_take_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        small.PLAIN["matches"](frozenset(["a" * 100_000]), frozenset(["*" + "a" * 1000 + "b"]))


def test_the_steps_of_a_rule_stand_beside_its_text() -> None:
    found = proof()
    said = "\n".join(small.Telling(small.check(found)).lines(with_steps=True))
    assert (
        """  |   rule each { require all t in model.tasks: (t == "translation" or model.likes > 3) }
    each: holds
      one: constant 1
      critical.each: and(critical.each.require) -> true
        critical.each.require: all(model.tasks, model.likes) -> true
            `all t in model.tasks: (t == "translation" or model.likes > 3)` (own.msm:9)
          of each: body (the answer) = or(body.1, body.2)
          of each: body.1 = equal_words(member, body.1.right)
          of each: body.1.right = constant "translation"
          of each: body.2 = greater(captured.1, body.2.right)
          of each: body.2.right = constant 3
"""
        in said
    )
    assert "  the param most was 7000000000" in said


def test_names_of_licences_are_taken_from_the_proof_and_told() -> None:
    policy = msm.parse_policy(
        'policy a { version "1.0.0" }\n'
        'critical { rule l { require model.license permits "commercial-use" } }',
        name="a.msm",
    )
    found = read(policy.decide({"id": "a/b", "license": "gpl-3.0 OR mit"}, as_of=AS_OF).proof())
    said = list(small.Telling(small.check(found)).lines(with_steps=False))
    taken = [line for line in said if "taken from the proof: the licence" in line]
    assert len(taken) == 1
    assert taken[0].startswith('  taken from the proof: the licence "gpl-3.0 OR mit" is ')
    found = read(policy.decide({"id": "a/b", "license": "MIT or apache-2.0"}, as_of=AS_OF).proof())
    said = list(small.Telling(small.check(found)).lines(with_steps=False))
    assert not any("taken from the proof: the licence" in line for line in said)


# --- licences and numbers, as the packages read them ----------------------------------------------

IDS = st.sampled_from(["MIT", "Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", "ISC"])
EXPRESSIONS = st.recursive(
    IDS,
    lambda inner: st.tuples(inner, st.sampled_from([" AND ", " OR "]), inner).map(
        lambda parts: f"({''.join(parts)})"
    ),
    max_leaves=6,
)


@examples(200)
@given(EXPRESSIONS)
def test_licence_expressions_are_read_as_the_library_reads_them(expression: str) -> None:
    assert small.spelled(small.parsed(expression)) == licences.canonical(expression)
    spelled = licences.canonical(expression)
    assert small.alternatives(spelled) == licences.alternatives(spelled)


@pytest.mark.parametrize("expression", ["", "MIT AND", "(MIT", "MIT)", "OR MIT", "MIT MIT"])
def test_what_is_no_licence_expression_is_refused(expression: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        small.alternatives(expression)


def test_a_licence_of_alternatives_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 64 alternatives"):
        small.alternatives(" AND ".join(f"(a{n} OR b{n})" for n in range(60)))


@examples(500)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_as_rfc_8785_demands(number: float) -> None:
    assert small.canonical(number).encode() == rfc8785.dumps(number)


@examples(200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=6),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner),
        max_leaves=8,
    )
)
def test_json_is_written_as_rfc_8785_demands(value: Any) -> None:
    assert small.canonical(value).encode() == rfc8785.dumps(value)


# --- the program ----------------------------------------------------------------------------------


def test_it_runs_with_nothing_but_python(tmp_path: Path) -> None:
    good, bad, none = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "none.json"
    good.write_bytes(canonical(proof()))
    forged = proof()
    forged["decision"]["verdict"] = "reject"
    bad.write_bytes(canonical(forged))
    none.write_text("{}", "utf-8")
    assert run(good).returncode == 0
    assert "holds\n  acme/m: accept, on 2026-11-22\n" in run(good).stdout
    refused = run(good, bad)
    assert refused.returncode == 1
    assert "decision.verdict: what was decided is not what it should be" in refused.stdout
    assert "    expected  accept\n    found     reject" in refused.stdout
    assert run(good, none).returncode == 2
    assert run().returncode == 2
    steps = run("--steps", good).stdout
    assert "let.fits: less_equal(model.parameters, param.most) -> true" in steps


HOSTILE = {
    "not there": None,
    "no JSON": b"proof",
    "nested": b"[" * 100_000 + b"]" * 100_000,
    "a number beyond 64 bits": b'{"schema": 1e999}',
    "no number": b'{"schema": NaN}',
    "a key twice": b'{"schema": 1, "schema": 2}',
    "no UTF-8": b'{"schema": "\xff"}',
    "a text": b'"msm-proof/1"',
    "another schema": b'{"schema": "msm-proof-redacted/1"}',
    "no more than a schema": b'{"schema": "msm-proof/1"}',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_the_file_holds_there_is_an_answer(what: str, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    if (data := HOSTILE[what]) is not None:
        file.write_bytes(data)
    done = run(file)
    assert done.returncode == (1 if what == "no more than a schema" else 2)
    assert "Traceback" not in done.stdout + done.stderr


@examples(60)
@given(st.sampled_from(sorted(proof())), st.none() | st.integers() | st.text() | st.just([[]]))
def test_whatever_stands_in_a_part_it_is_refused_and_nothing_else_is_raised(
    part: str, junk: Any
) -> None:
    if part == "engine":
        return  # by which program it was decided is given; the digest alone shows it
    forged = {**proof(), part: junk}
    if part != "digest":
        reseal(forged)
    with pytest.raises((small.Wrong, *small.UNREADABLE)):
        small.check(forged)


def test_untrusted_text_moves_no_terminal(tmp_path: Path) -> None:
    forged = proof()
    forged["nodes"][0]["id"] = "\x1b[2Jgone"
    file = tmp_path / "proof.json"
    file.write_bytes(canonical(forged))
    assert "\x1b" not in run(file).stdout


def test_it_imports_the_standard_library_alone() -> None:
    lines = PROGRAM.read_text("utf-8").splitlines()
    imports = {
        line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))
    }
    assert imports - {"__future__"} <= sys.stdlib_module_names


def test_the_proof_it_is_tried_on_is_json_like_any_other() -> None:
    assert json.loads(canonical(proof())) == proof()
