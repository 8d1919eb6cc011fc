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
