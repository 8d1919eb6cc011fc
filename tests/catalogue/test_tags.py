"""Tags: tasks, domains, formats; the tables speak the vocabulary."""

from __future__ import annotations

import pytest

from msm_rules.facts import builtin
from msm_rules.facts.following.words import MODALITIES
from msm_rules.sources.normalise import tags
from msm_rules.sources.normalise.entries import HUB, Entry
from msm_rules.sources.tables.ready import gpustack, localai, models_dev

VALUES = [
    ("domain", tags.DOMAINS.values()),
    ("flag", tags.FLAGS.values()),
    ("format", tags.FORMATS.values()),
    ("format", tags.SUFFIXES.values()),
    ("library", tags.LIBRARIES),
    ("runtime", tags.RUNTIMES.values()),
    ("task", MODALITIES),
    ("modality", {m for takes, gives in MODALITIES.values() for m in (*takes, *gives)}),
    ("capability", models_dev.CAPABILITIES.values()),
    ("capability", localai.CAPABILITIES.values()),
    ("task", gpustack.CATEGORIES.values()),
    ("task", localai.USE_CASES.values()),
    ("runtime", localai.RUNTIMES.values()),
]


@pytest.mark.parametrize(("enum", "values"), VALUES)
def test_tables_give_only_members_of_the_vocabulary(enum: str, values: object) -> None:
    assert set(values) <= builtin().enums[enum].members  # type: ignore[call-overload]


def test_a_medical_tag_is_a_medical_domain() -> None:
    assert tags.domains(["llama-3", "Medical", "lifescience"]) == (["biology", "medical"], None)


def test_medius_is_not_medical() -> None:
    assert tags.domains(["Medius", "supernova-medius"]) == ([], None)


def test_beside_role_play_a_medical_tag_is_only_possible() -> None:
    found = tags.domains(["roleplay", "medical"])
    assert found is not None
    assert found[0] == {"at_least": [], "at_most": ["medical"]}


def test_without_tags_no_domain_is_known() -> None:
    assert tags.domains([]) is None


def test_the_pipeline_tag_and_task_tags_are_the_tasks() -> None:
    found = tags.tasks("text-generation", ("region:us", "question-answering", "llama"))
    assert found == (("question-answering", "text-generation"), True)


def test_a_task_that_the_hub_gave_up_leaves_the_list_open() -> None:
    assert tags.tasks(None, ("text2text-generation", "translation")) == (("translation",), False)


def test_formats_come_from_files_that_hold_weights() -> None:
    files = ("model.safetensors", "onnx/model.onnx", "training_args.bin", "tokenizer.json")
    assert tags.formats(files) == (("onnx", "safetensors"), True)


def test_a_file_of_a_format_without_a_name_leaves_the_list_open() -> None:
    assert tags.formats(("pytorch_model.bin", "rust_model.ot")) == (("pickle",), False)


def test_the_hubs_own_tag_of_the_architecture_comes_before_the_authors() -> None:
    assert tags.architecture(("transformers", "mllama", "text-generation", "llama")) == "mllama"


def test_tags_alone_never_say_that_a_list_of_formats_is_whole() -> None:
    entry = Entry(id="a/b", source=HUB, tags=("safetensors", "gguf"))
    found = {c.fact: c.value for c in tags.claims(entry)}
    assert found["formats"] == {"at_least": ["gguf", "safetensors"]}
