"""Catalogues in the place of models, and without the mapping they need: each says what to write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import OPEN, SMALL, Run

ANSWER = {
    "_id": "1",
    "id": "acme/nurse",
    "pipeline_tag": "text-generation",
    "cardData": {"license": "mit"},
    "safetensors": {"parameters": {"BF16": 10**9}, "total": 10**9},
}
MODELS_DEV = (
    'name = "Nurse"\nopen_weights = true\n'
    '[limit]\ncontext = 8192\n[modalities]\ninput = ["text"]\noutput = ["text"]\n'
)
CATALOGUES = {
    "models.dev": ("copy/acme/nurse.toml", MODELS_DEV, "copy"),
    "mot": ("copy/nurse.yml", "framework: {name: MOF}\nrelease: {name: Nurse}\n", "copy"),
    "xinference": (
        "llm.json",
        '[{"model_name": "nurse", "model_ability": ["chat"], "model_specs": []}]',
        "llm.json",
    ),
    "gpustack": (
        "models.yaml",
        "model_sets:\n- name: Nurse\n  specs: []\n",
        "models.yaml",
    ),
    "localai": (
        "gallery.yaml",
        "- &n\n  name: nurse\n  url: x\n  overrides: {backend: llama}\n- *n\n",
        "gallery.yaml",
    ),
}


@pytest.fixture
def placed(desk: Path, request: pytest.FixtureRequest) -> tuple[str, str]:
    """The name of a ready mapping, and a small catalogue of its kind."""
    file, text, place = CATALOGUES[request.param]
    (desk / file).parent.mkdir(parents=True, exist_ok=True)
    (desk / file).write_text(text, "utf-8")
    return request.param, place


@pytest.mark.parametrize("placed", CATALOGUES, indirect=True)
def test_a_tools_catalogue_without_its_mapping_is_told_by_its_looks(
    msm: Run, placed: tuple[str, str]
) -> None:
    name, place = placed
    for call in (("screen", "assistant.msm"), ("facts", "convert"), ("facts", "lint")):
        outcome = msm(*call, place)
        assert outcome.status == 2
        assert f"looks like {name}" in outcome.err
        assert f"name it as `{name}:{place}`" in outcome.err


@pytest.mark.parametrize("placed", ["models.dev"], indirect=True)
def test_a_catalogue_in_the_place_of_a_model_is_told(msm: Run, placed: tuple[str, str]) -> None:
    name, place = placed
    for call in (("facts", "show"), ("decide", "assistant.msm"), ("explain", "assistant.msm")):
        outcome = msm(*call, f"{name}:{place}")
        assert outcome.status == 2
        assert f"`{name}:{place}` names a catalogue" in outcome.err
        assert f"--catalogue {name}:{place}" in outcome.err
        outcome = msm(*call, place)
        assert outcome.status == 2
        assert f"`{place}` is a folder" in outcome.err
        assert "`--catalogue` says where to look it up" in outcome.err


def test_a_list_of_models_in_the_place_of_one_names_some(msm: Run, desk: Path) -> None:
    (desk / "two.json").write_text(f"[{SMALL}, {OPEN}]", "utf-8")
    outcome = msm("decide", "assistant.msm", "two.json")
    assert outcome.status == 2
    assert "is a list of 2 records, and one model is expected: `a/small`, `a/open`" in outcome.err
    assert "--catalogue two.json" in outcome.err
    (desk / "one.json").write_text(f"[{SMALL}]", "utf-8")
    assert msm("decide", "assistant.msm", "one.json").status == 0
    for text, words in (("[]", "an empty list"), ("[1, {}]", "a list of 2 records")):
        (desk / "odd.json").write_text(text, "utf-8")
        outcome = msm("facts", "show", "odd.json")
        assert outcome.status == 2
        assert words in outcome.err


def test_what_the_api_of_the_hub_answered_is_a_model_and_a_catalogue(msm: Run, desk: Path) -> None:
    (desk / "nurse.json").write_text(json.dumps(ANSWER), "utf-8")
    (desk / "list.json").write_text(json.dumps([ANSWER, {**ANSWER, "id": "acme/b"}]), "utf-8")
    assert msm("decide", "assistant.msm", "nurse.json").status == 0
    assert msm("decide", "assistant.msm", "acme/b", "--catalogue", "list.json").status == 0
    outcome = msm("decide", "assistant.msm", "list.json")
    assert "is a list of 2 records" in outcome.err
    assert "`acme/nurse`, `acme/b`" in outcome.err
    (desk / "odd.json").write_text(json.dumps({**ANSWER, "downloads": "many"}), "utf-8")
    outcome = msm("facts", "show", "odd.json")
    assert outcome.status == 0
    assert "note: odd.json: downloads: expected a whole number" in outcome.err


# --- two kinds of mapping -----------------------------------------------------------------------

OF_FACTS = "id: Model\nfacts: {license: Licence}\n"
OF_SCORES = "id: Model\nscores: {Licence: {benchmark: mmlu}}\n"
OF_RUNS = "model: acme/nurse\nown: true\n"
TABLE = "Model,Licence\nacme/nurse,MIT\n"
RESULTS = {
    "results": {"sciq": {"acc,none": 0.6}},
    "config": {"model": "hf", "model_args": "pretrained=acme/nurse"},
    "versions": {"sciq": 1},
}


@pytest.mark.parametrize(
    ("file", "mapping", "called", "words"),
    [
        ("t.csv", OF_FACTS, "t.mapping.yaml", "maps a table of facts, for it has `facts`"),
        ("t.csv", OF_FACTS, "t.map.yaml", "call `t.map.yaml` `t.csv.map.yaml`"),
        ("t.csv", OF_FACTS + OF_SCORES[10:], "t.csv.map.yaml", "has `scores`, as of results"),
        ("t.csv", OF_RUNS, "t.csv.map.yaml", "a table of many models, and `model` names one"),
        ("run.json", OF_FACTS, "run.json.map.yaml", "is for a table of facts"),
        ("run.json", OF_FACTS, "run.mapping.yaml", "maps a table of facts, for it has `facts`"),
        ("run.json", OF_SCORES, "run.json.map.yaml", "its mapping says what columns of a table"),
    ],
)
def test_a_mapping_of_one_kind_where_the_other_belongs_is_told(
    msm: Run, desk: Path, file: str, mapping: str, called: str, words: str
) -> None:
    (desk / "t.csv").write_text(TABLE, "utf-8")
    (desk / "run.json").write_text(json.dumps(RESULTS), "utf-8")
    (desk / called).write_text(mapping, "utf-8")
    outcome = msm("facts", "convert", file, "--out", "out.jsonl")
    assert outcome.status == 2
    assert words in outcome.err
    assert not (desk / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("file", "mapping", "called"),
    [
        ("t.csv", OF_FACTS, "t.csv.map.yaml"),
        ("run.json", OF_RUNS, "run.json.map.yaml"),
        ("run.json", OF_RUNS, "run.mapping.yaml"),
    ],
)
def test_each_kind_is_found_by_its_names(
    msm: Run, desk: Path, file: str, mapping: str, called: str
) -> None:
    (desk / "t.csv").write_text(TABLE, "utf-8")
    (desk / "run.json").write_text(json.dumps(RESULTS), "utf-8")
    (desk / called).write_text(mapping, "utf-8")
    outcome = msm("facts", "convert", file, "--format", "jsonl")
    assert outcome.status == 0, outcome.err
    assert json.loads(outcome.out)["model"]["id"] == "acme/nurse"
