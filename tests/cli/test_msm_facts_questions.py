"""`msm facts questions`: a form of open facts that, filled in, settles the verdicts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from msm_rules.facts import builtin
from msm_rules.facts.reading import value_reader
from msm_rules.report.question_form import expected
from msm_rules.sources.notation import read_yaml
from msm_rules.values.types import MapOf
from tests.cli.conftest import BIG, OPEN, SMALL, Run

V = builtin()
ASKED = ("facts", "questions", "assistant.msm")
CLINIC = "policies/clinical_assistant.msm"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def models(desk: Path) -> Path:
    lines = [SMALL, BIG, OPEN, '{"model": {"id": "a/unsized", "license": "mit"}}', '{"id": 3}']
    path = desk / "models.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def filled(form: str, **values: Any) -> str:
    """A form with every blank filled in, by fact."""
    (rows,) = read_yaml(form)
    for row in rows:
        assert row.keys() == {"model", "fact", "value", "by", "on", "because"}
        assert {row[name] for name in ("value", "by", "on", "because")} == {None}
        row.update(value=values[row["fact"]], by="Lab", on="2026-01-05", because="we looked")
    return json.dumps(rows)


def test_a_filled_form_makes_verdicts_determined(msm: Run, desk: Path, models: Path) -> None:
    before = json.loads(msm("screen", "assistant.msm", "models.jsonl", "--format", "json").out)
    assert before["counts"]["too_little_known"] == 2
    form = msm(*ASKED, "models.jsonl")
    assert form.status == 0
    text = filled(form.out, **{"license": "mit", "memory.int4": 10**9})
    (desk / "form.yaml").write_text(text, "utf-8")
    after = msm(
        "screen", "assistant.msm", "models.jsonl", "--facts", "form.yaml", "--format", "json"
    )
    assert json.loads(after.out)["counts"]["too_little_known"] == 0
    assert "no value" not in after.err


def test_what_is_left_blank_is_passed_over_with_a_note(msm: Run, desk: Path, models: Path) -> None:
    assert msm(*ASKED, "models.jsonl", "--out", "form.yaml").status == 0
    call = ("screen", "assistant.msm", "models.jsonl", "--format", "json")
    plain, blank = msm(*call), msm(*call, "--facts", "form.yaml")
    assert (blank.status, blank.out) == (plain.status, plain.out)
    note = "note: 2 entries have no value in `form.yaml`, and nothing is taken from there"
    assert note in blank.err
    half = (desk / "form.yaml").read_text("utf-8").replace("  value:", "  value: mit", 1)
    (desk / "form.yaml").write_text(half, "utf-8")
    outcome = msm(*call, "--facts", "form.yaml")
    assert outcome.status == 2
    assert "form.yaml: [0].by: is missing" in outcome.err


def test_the_form_says_what_is_expected_and_how_many_models_wait(msm: Run, models: Path) -> None:
    form = msm(*ASKED, "models.jsonl").out
    assert "# Of 2 models too little is known for Assistant for the clinic 1.2.0" in form
    assert "1. their licence and lineage: 1 waits for it, 1 for nothing else" in form
    assert "`license` (its licence, normalised) is a licence, such as Apache-2.0" in form
    assert "with it 2 are settled in all" in form
    assert "msm screen assistant.msm models.jsonl --facts THIS-FILE" in form
    assert max(map(len, form.splitlines())) <= 100


def test_the_first_questions_alone(msm: Run, models: Path) -> None:
    form = msm(*ASKED, "models.jsonl", "--top", "1").out
    assert len(yaml.safe_load(form)) == 1
    assert "What is asked here settles 1 of them" in " ".join(form.replace("# ", "").split())


def test_tables_for_machines_and_at_a_glance(msm: Run, models: Path) -> None:
    document = json.loads(msm(*ASKED, "models.jsonl", "--format", "json").out)
    assert (document["schema"], document["undetermined"]) == ("msm-questions/1", 2)
    asked = document["questions"]
    assert [(q["models"], q["alone"], q["settled"]) for q in asked] == [(1, 1, 1), (1, 1, 2)]
    facts = [fact for question in asked for fact in question["facts"]]
    rows = list(csv.DictReader(io.StringIO(msm(*ASKED, "models.jsonl", "--format", "csv").out)))
    assert [(r["model"], r["fact"]) for r in rows] == [(f["model"], f["fact"]) for f in facts]
    assert "2 of 4 models wait for facts" in msm(*ASKED, "models.jsonl", "--format", "table").out


def test_where_nothing_is_open_nothing_is_asked(msm: Run, desk: Path) -> None:
    for form in ("form", "table", "json", "csv"):
        outcome = msm(*ASKED, "small.json", "--format", form)
        assert outcome.status == 0
        if form == "form":
            assert yaml.safe_load(outcome.out) == []
        if form != "json":
            assert "nothing is asked, since every verdict is settled" in outcome.err


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("facts", "questions", "small.json"), "is no policy"),
        (("facts", "questions", "wrong.msm"), "error[unknown-value]"),
        ((*ASKED, "nope.jsonl"), "`nope.jsonl` does not exist"),
        ((*ASKED, "small.json", "--top", "0"), "0"),
        ((*ASKED, "small.json", "--out", "missing/form.yaml"), "there is no folder"),
        ((*ASKED, "small.json", "--set", "gpu=1"), "has no param called `gpu`"),
    ],
)
def test_a_bad_call_says_why(msm: Run, call: tuple[str, ...], said: str) -> None:
    outcome = msm(*call)
    assert outcome.status == 2
    assert said in outcome.err


def test_names_from_strangers_stay_texts(msm: Run, desk: Path) -> None:
    odd = {"model": {"id": '=cmd()"#: -\u202ea', "memory": {"int4": 1}}}
    (desk / "odd.json").write_text(json.dumps(odd), "utf-8")
    (row,) = yaml.safe_load(msm(*ASKED, "odd.json").out)
    assert row["model"] == odd["model"]["id"]
    assert (
        msm(*ASKED, "odd.json", "--format", "csv").out.splitlines()[1].split(",")[2][:3] == "\"'="
    )


@pytest.mark.parametrize("path", [p for p in V.facts if p != "id"])
def test_the_example_of_every_fact_can_be_read(path: str) -> None:
    spec = V.facts[path]
    read = value_reader(V, f'{path}["x"]' if isinstance(spec.type, MapOf) else path)
    assert read is not None
    shown = expected(spec).partition("such as ")[2].partition(" (of ")[0]
    forms = shown.removesuffix(" where there may be more").split(", or ")
    assert forms
    for form in forms:
        text = form.replace(", ...", "").replace('"..."', "x")
        value = yaml.load(text, yaml.BaseLoader if "-" in text else yaml.SafeLoader)
        read(value)


def test_of_the_shipped_catalogue_every_question_that_can_be_answered_settles(
    msm: Run, desk: Path
) -> None:
    """Filled in with anything at all, the whole form leaves open only what licences do not say."""
    policy = str(ROOT / CLINIC)
    call = ("facts", "questions", policy, "--as-of", "2026-11-22")
    document = json.loads(msm(*call, "--format", "json").out)
    entries = [fact for question in document["questions"] for fact in question["facts"]]
    settled = {"by": "Lab", "on": "2026-01-05", "because": "we looked"}
    rows = [
        {"model": e["model"], "fact": e["fact"], "value": ANYTHING.get(e["fact"], 0.5), **settled}
        for e in entries
    ]
    (desk / "form.yaml").write_text(json.dumps(rows), "utf-8")
    again = json.loads(msm(*call, "--format", "json", "--facts", "form.yaml").out)
    assert again["undetermined"] < document["undetermined"] / 5
    left = [fact["model"] for question in again["questions"] for fact in question["facts"]]
    assert left in ([], ["LLM360/K2-Chat"])  # its new score is not within the bounds it had


ANYTHING: dict[str, Any] = {
    "access": "open-weights",
    "memory.int4": 10**9,
    "license_chain": ["MIT"],
    "tasks": ["text-generation"],
    "languages": ["en"],
    "domains": ["medical"],
    "formats": ["safetensors"],
    "runtimes": ["vllm"],
}
