"""A manifest holds exactly what was screened; what is dropped, added, moved or changed shows."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.catalogue import shipped_path
from msm_rules.decide.decision import Verdict
from msm_rules.frozen import changed
from msm_rules.graph.canonical import canonical_json, digest
from msm_rules.graph.nodes import RankKey
from msm_rules.proof.check import verify
from msm_rules.proof.forms import end
from msm_rules.proof.manifest import Proved, verify_manifest
from msm_rules.proof.order import standings, ways_of
from msm_rules.screening.manifest import VERDICTS, manifest, manifest_schema
from msm_rules.screening.rank import ranking

AS_OF = date(2026, 11, 22)
POLICY = """
policy small { version "1.0.0" }
param most: number = 50e9
critical {
  rule size "Not too large" { require model.parameters <= most }
  rule licence "May be sold" { require model.license permits {"commercial-use"} waivable }
  rule code "Needs no code of its own" {
    forbid model.custom_code
    otherwise review by "the board"
    when unknown pass
  }
}
important { rule context "Long context" { score scale(model.context_length, 1000 .. 9000) } }
decide { accept if score >= 0.3  review if score >= 0.1 }
rank { by score descending  by model.modified descending  by model.parameters ascending  top 3 }
waiver "W-1" {
  rule licence  models {"a/waived"}  from 2026-01-01 until 2026-12-31
  approved by "Legal"  because "agreement"
}
"""


def _model(id: str, **facts: object) -> dict[str, Any]:
    usual = {"parameters": 7e9, "license": "apache-2.0", "context_length": 5000}
    return {"model": {"id": id, **usual, "modified": "2026-01-01", **facts}}


MODELS = (
    _model("a/best", context_length=9000),
    _model("a/good"),
    _model("a/newer", modified="2026-05-01"),
    _model("a/smaller", parameters=1e9),
    _model("a/unknown", context_length=None, modified=None),
    _model("a/open", license=None),
    _model("a/large", parameters=9e10, license="cc-by-nc-4.0"),
    _model("a/own-code", custom_code=True),
    _model("a/poor", context_length=1000),
    _model("a/waived", license="cc-by-nc-4.0", parameters={"between": [1e9, 8e9]}),
    _model("B/Case"),
)


@cache
def policy() -> msm.Policy:
    """The policy of these screenings."""
    return msm.parse_policy(POLICY, name="small.msm")


def screening(models: tuple[dict[str, Any], ...] = MODELS) -> Any:
    return policy().screen(models, as_of=AS_OF)


@cache
def _made() -> tuple[bytes, tuple[bytes, ...]]:
    proofs: list[bytes] = []
    found = manifest(screening(), lambda proof: proofs.append(canonical_json(proof)))
    return canonical_json(found), tuple(proofs)


def made() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_made()[0])
    return found


def proofs() -> list[Proved]:
    return [Proved(f"proof {n}", json.loads(text)) for n, text in enumerate(_made()[1])]


def resigned(found: dict[str, Any]) -> dict[str, Any]:
    """The manifest with the digest that it has after a change."""
    core = {name: part for name, part in found.items() if name != "digest"}
    return {**core, "digest": digest(core)}


def row_of(found: Mapping[str, Any], id: str) -> dict[str, Any]:
    row: dict[str, Any] = next(row for row in found["rows"] if row["id"] == id)
    return row


# --- what it holds -------------------------------------------------------------------------------


def test_a_manifest_is_of_its_published_form() -> None:
    jsonschema.Draft202012Validator.check_schema(manifest_schema())
    jsonschema.Draft202012Validator(manifest_schema()).validate(made())


def test_the_schema_names_every_field_and_allows_no_other() -> None:
    schema = manifest_schema()
    assert sorted(schema["properties"]) == sorted(schema["required"]) == sorted(made())
    row = schema["$defs"]["row"]
    assert sorted(row["properties"]) == sorted(row["required"]) == sorted(made()["rows"][0])
    assert row["additionalProperties"] is False


def test_every_model_has_a_row_that_says_what_became_of_it() -> None:
    found = made()
    assert [row["id"] for row in found["rows"]] == sorted(
        (m["model"]["id"] for m in MODELS), key=str.casefold
    )
    large, waived, code = (row_of(found, f"a/{n}") for n in ("large", "waived", "own-code"))
    assert (large["verdict"], large["failed"], large["place"]) == (
        "reject", ["size", "licence"], None,
    )  # fmt: skip
    assert waived["waived"] == {"licence": "W-1"}
    assert (code["verdict"], code["escalated"]) == ("review", ["code"])
    assert row_of(found, "a/open")["unknown"] == ["licence"]
    assert row_of(found, "a/best")["place"] == 1
    assert row_of(found, "a/waived")["keys"][2] == {"between": [1e9, 8e9]}


def test_counts_are_those_of_the_funnel() -> None:
    found, screened = made()["counts"], screening()
    assert found["verdicts"] == {
        "accept": len(screened.accepted),
        "review": len(screened.wants_person) + len(screened.too_little_known),
        "reject": len(screened.rejected),
    }
    for stage in screened.funnel.stages:
        assert found["rules"][stage.rule.name]["first"] == stage.fell
    assert found["shortlisted"] == len(screened.ranking)


def test_each_row_has_the_digest_of_its_proof_and_the_proof_holds() -> None:
    for row, one in zip(made()["rows"], proofs(), strict=True):
        assert row["proof"] == one.proof["digest"]
        assert verify(one.proof).ok


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_catalogue_changes_no_byte(seed: int) -> None:
    models = list(MODELS)
    random.Random(seed).shuffle(models)
    assert canonical_json(manifest(screening(tuple(models)))) == _made()[0]


def test_neither_the_process_nor_its_hash_seed_changes_a_byte() -> None:
    code = (
        "import sys; from tests.screening.test_manifest import screening, canonical_json\n"
        "sys.stdout.buffer.write(canonical_json(screening().manifest()))"
    )
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        assert run.stdout == _made()[0]


def test_a_record_that_cannot_be_read_is_named() -> None:
    bad = {"model": {"id": "a/bad", "parameters": "many"}}
    found = manifest(screening((*MODELS, bad, _model("A/BEST"))))
    assert [entry["field"] for entry in found["catalogue"]["unread"]] == [
        "model.id", "model.parameters",
    ]  # fmt: skip
    assert found["rows"] == made()["rows"]


def test_a_catalogue_without_models_has_a_manifest_that_holds() -> None:
    found = json.loads(canonical_json(manifest(screening(()))))
    assert verify_manifest(found, proofs=[], catalogue={}).ok


def test_progress_is_told_of_every_proof() -> None:
    told: list[tuple[int, int]] = []
    manifest(screening(MODELS[:3]), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# --- what is shown -------------------------------------------------------------------------------


def test_a_manifest_holds_against_its_proofs_and_its_catalogue() -> None:
    catalogue = {row["id"]: row["facts"] for row in made()["rows"]}
    report = verify_manifest(made(), proofs=proofs(), catalogue=catalogue, digest=made()["digest"])
    assert report.problems == ()
    assert report.proofs == len(MODELS)
    assert report.not_shown == (
        "that the facts are true",
        "that this policy was the one in force",
    )


def test_what_was_not_given_is_said_not_to_be_shown() -> None:
    said = " ".join(verify_manifest(made()).not_shown)
    assert "proofs" in said
    assert "catalogue" in said
    assert "digest" in said


@pytest.mark.parametrize("id", ["a/best", "a/large", "a/unknown"])
def test_a_dropped_row_is_found_even_if_all_else_is_made_to_fit(id: str) -> None:
    found = fitted([row for row in made()["rows"] if row["id"] != id])
    assert verify_manifest(found).ok  # it fits itself
    catalogue = {row["id"]: row["facts"] for row in made()["rows"]}
    (problem,) = verify_manifest(found, catalogue=catalogue).problems
    assert str(problem) == f"rows.{id}: is in the catalogue, and has no row"
    assert "is the proof of no row" in str(verify_manifest(found, proofs=proofs()).problems[0])


def test_an_added_row_is_found_even_if_all_else_is_made_to_fit() -> None:
    copied = {**copy.deepcopy(row_of(made(), "a/best")), "id": "a/bested", "facts": "0" * 64}
    for proof in ("1" * 64, copied["proof"]):
        found = fitted([*made()["rows"], {**copied, "proof": proof}])
        catalogue = {row["id"]: row["facts"] for row in made()["rows"]}
        assert not verify_manifest(found, catalogue=catalogue).ok
        assert not verify_manifest(found, proofs=proofs()).ok


def fitted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A forged manifest that fits itself: counts, places and digests are made anew."""
    found = made()
    rows = sorted((dict(row) for row in rows), key=lambda row: (row["id"].casefold(), row["id"]))
    for row, standing in standings(rows, ways_of(found), found["policy"]["top"]):
        row |= standing
    first = [
        next((n for n in row["failed"] if n not in row["escalated"]), None)
        for row in rows
        if row["verdict"] == "reject"
    ]
    found["rows"] = rows
    found["catalogue"]["models"] = len(rows)
    joined = "".join(sorted(row["facts"] for row in rows))
    found["catalogue"]["digest"] = sha256(joined.encode()).hexdigest()
    found["counts"] = {
        "verdicts": {v: sum(row["verdict"] == v for row in rows) for v in VERDICTS},
        "undetermined": sum(not row["determined"] for row in rows),
        "shortlisted": sum(row["shortlisted"] for row in rows),
        "rules": {
            rule: {
                **{
                    column: sum(rule in row[column] for row in rows)
                    for column in ("failed", "unknown", "waived")
                },
                "first": first.count(rule),
            }
            for rule in found["counts"]["rules"]
        },
    }
    return resigned(found)


def _swapped(found: dict[str, Any]) -> None:
    one, other = row_of(found, "a/best"), row_of(found, "a/good")
    one["place"], other["place"] = other["place"], one["place"]


def _better_key(found: dict[str, Any]) -> None:
    row_of(found, "a/good")["keys"][0] = 0.99


def _verdict(found: dict[str, Any]) -> None:
    row_of(found, "a/poor")["verdict"] = "accept"


def _fewer(found: dict[str, Any]) -> None:
    row_of(found, "a/large")["failed"] = ["size"]


FORGERIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "places are swapped": _swapped,
    "a key is better": _better_key,
    "a verdict is another": _verdict,
    "a failed rule is gone": _fewer,
    "a count is another": lambda found: found["counts"]["verdicts"].update(reject=0),
    "the top is another": lambda found: found["policy"].update(top=4),
    "the order is turned": lambda found: found["policy"].update(rank=[["score.number", False]] * 3),
    "the day is another": lambda found: found.update(as_of="2026-11-23"),
    "a param is another": lambda found: found["policy"]["params"].update(most=1),
    "the policy is another": lambda found: found["policy"].update(graph="0" * 64),
    "a file is another": lambda found: found["policy"]["files"][0].update(sha256="0" * 64),
    "a proof is another": lambda found: found["rows"][0].update(proof="0" * 64),
    "facts are others": lambda found: found["rows"][0].update(facts="0" * 64),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_with_a_digest_that_fits_is_found_against_the_proofs(forgery: str) -> None:
    found = made()
    FORGERIES[forgery](found)
    report = verify_manifest(resigned(found), proofs=proofs())
    assert not report.ok, forgery
    assert not verify_manifest(found).ok  # nor does the digest fit


def changes(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every single-field change of a document: where, and the value that then stands there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from changes(inner, (*at, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from changes(inner, (*at, n))
        yield at, [*value, "x"]
    elif isinstance(value, bool) or value is None:
        yield at, not value
    elif isinstance(value, int | float):
        yield at, value + 1
    else:
        yield at, f"{value}x"


def test_every_single_change_of_a_manifest_is_refused_though_its_digest_fits() -> None:
    """Against proofs and the known reading of the catalogue; what only `unread` says apart."""
    catalogue = {row["id"]: row["facts"] for row in made()["rows"]}
    count = 0
    for at, value in changes({n: p for n, p in made().items() if n != "digest"}):
        if "unread" in at:
            continue
        found = made()
        place = found
        for step in at[:-1]:
            place = place[step]
        place[at[-1]] = value
        report = verify_manifest(resigned(found), proofs=proofs(), catalogue=catalogue)
        assert not report.ok, at
        count += 1
    assert count > 200


@pytest.mark.parametrize(
    "broken",
    [
        {"rows": 1}, {"rows": [{}]}, {"policy": {"rank": 1}},
        {"rows": [{"id": []}]}, {1: 2},
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_a_problem_and_no_fault(broken: dict[Any, Any]) -> None:
    assert verify_manifest(broken).problems
    assert verify_manifest(made() | broken, proofs=proofs()).problems


# --- the order, derived a second time ------------------------------------------------------------

ENDS = st.sampled_from([-2.0, 0.0, 1.0, 3.0, float("inf"), float("-inf")])


@settings(deadline=None)  # the first example also reads the policy
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["accept", "review", "reject"]),
            st.tuples(ENDS, ENDS).map(sorted),
            st.tuples(ENDS, ENDS).map(sorted),
        ),
        max_size=7,
    ),
    st.tuples(st.booleans(), st.booleans()),
    st.none() | st.integers(1, 5),
)
def test_the_checker_ranks_any_rows_as_the_screening_does(
    given_rows: list[tuple[str, list[float], list[float]]],
    ways: tuple[bool, bool],
    top: int | None,
) -> None:
    usual = screening(MODELS[:1]).rows[0]
    keys = [RankKey(n, way) for n, way in enumerate(ways)]
    rows = [
        changed(usual, position=n, id=f"a/{n}", verdict=Verdict(v), keys=(tuple(a), tuple(b)))
        for n, (v, a, b) in enumerate(given_rows)
    ]
    plain = [
        {
            "id": row.id,
            "verdict": str(row.verdict),
            "keys": [
                end(lo) if lo == hi else {"between": [end(lo), end(hi)]} for lo, hi in row.keys
            ],
        }
        for row in rows
    ]
    placed = {p.row.id: (p.rank, p.top, p.separable) for p in ranking(rows, keys, top)}
    for row, standing in standings(plain, list(ways), top):
        found = (standing["place"], standing["shortlisted"], standing["separable"])
        assert found == placed.get(row["id"], (None, False, None))


def test_models_of_the_shipped_catalogue_hold() -> None:
    lines = shipped_path().read_text("utf-8").splitlines()[::12]
    screened = policy().screen([json.loads(line) for line in lines], as_of=AS_OF)
    kept: list[Proved] = []
    found = manifest(screened, lambda p: kept.append(Proved("p", json.loads(canonical_json(p)))))
    report = verify_manifest(json.loads(canonical_json(found)), proofs=kept)
    assert (report.problems, report.proofs) == ((), len(screened.rows))


# --- facts that are set aside --------------------------------------------------------------------


def test_a_fact_that_is_held_and_said_not_to_be_asked_for_is_found() -> None:
    """Set aside, the best model's long context does not count, and another one stands first."""
    data = _model("a/best", context_length=9000)
    proof = policy().decide(data, as_of=AS_OF, pending=["context_length"]).proof()
    forged: dict[str, Any] = json.loads(canonical_json(proof))
    assert verify(forged).ok  # by itself it says so, and holds
    best = row_of(made(), "a/best")["proof"]
    row = row_of(made(), "a/best") | {"proof": forged["digest"], "verdict": "review"}
    kept = [Proved("forged", forged), *(p for p in proofs() if p.proof["digest"] != best)]
    others = [each for each in made()["rows"] if each["id"] != "a/best"]
    found = fitted([row, *others])
    catalogue = {each["id"]: each["facts"] for each in found["rows"]}
    report = verify_manifest(found, proofs=kept, catalogue=catalogue)
    why = "rows.a/best.proof: says that `model.context_length` was not asked for, and holds it"
    assert why in map(str, report.problems)


def test_a_fact_that_is_not_there_may_be_one_that_was_not_asked_for() -> None:
    data = _model("a/best", context_length=None)
    proof = policy().decide(data, as_of=AS_OF, pending=["context_length"]).proof()
    found = json.loads(canonical_json(proof))
    row = row_of(made(), "a/best") | {"proof": found["digest"]}
    one = fitted([row])
    catalogue = {"a/best": row["facts"]}
    problems = verify_manifest(one, proofs=[Proved("p", found)], catalogue=catalogue).problems
    assert not any("not asked for" in str(problem) for problem in problems)


@pytest.mark.parametrize("day", ["2026-99-99", "20261122", "2026-11-22\n", "", None, 7, ["2026"]])
def test_a_manifest_as_of_no_day_does_not_hold(day: object) -> None:
    problems = verify_manifest(resigned(made() | {"as_of": day})).problems
    assert [str(problem) for problem in problems] == ["as_of: is no day"]
