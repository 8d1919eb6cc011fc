"""Models that are here as files: a checkpoint folder, a card."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msm_rules.facts import builtin, check_document
from tests.cli.conftest import Run

CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 8192,
    "torch_dtype": "bfloat16",
}
CARD = "---\nlicense: apache-2.0\nlanguage: en\n---\n# A model\n"


def _checkpoint(desk: Path) -> Path:
    folder = desk / "own-8b"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    index = {"metadata": {"total_parameters": 8_030_261_248}, "weight_map": {}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "README.md").write_text(CARD)
    return folder


def test_the_facts_of_a_checkpoint_folder_are_a_document(msm: Run, desk: Path) -> None:
    _checkpoint(desk)
    outcome = msm("facts", "show", "own-8b", "--format", "json")
    document = json.loads(outcome.out)
    assert (outcome.status, outcome.err) == (0, "")
    assert check_document(document, builtin()) == ()
    assert document["model"]["id"] == "own-8b"
    assert document["model"]["memory"]["kv_per_token"] == 128 * 1024


def test_a_policy_decides_on_a_checkpoint_folder(msm: Run, desk: Path) -> None:
    _checkpoint(desk)
    assert msm("decide", "assistant.msm", "own-8b").status == 0


def test_the_folder_one_stands_in_is_named_by_its_own_name(
    msm: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _checkpoint(desk)
    monkeypatch.chdir(folder)
    for name in (".", "README.md"):
        assert msm("facts", "show", name).out.startswith("own-8b\n")


def test_what_a_card_does_not_say_clearly_is_a_note_beside_the_facts(msm: Run, desk: Path) -> None:
    (desk / "card.md").write_text("---\nlicense: our-own\nlanguage: en\ntitle: [\n---\n")
    outcome = msm("facts", "show", "card.md")
    assert outcome.status == 0
    assert "languages" in outcome.out
    assert "note: `README.md: license` no licence is known" in outcome.err
    assert "note: `README.md: title` is not YAML" in outcome.err


def test_a_folder_that_is_no_checkpoint_is_still_refused(msm: Run, desk: Path) -> None:
    (desk / "empty").mkdir()
    outcome = msm("facts", "show", "./empty")
    assert outcome.status == 2
    assert "`./empty` is a folder" in outcome.err


def test_a_card_that_is_not_there_is_refused(msm: Run) -> None:
    outcome = msm("facts", "show", "none.md")
    assert outcome.status == 2
    assert "`none.md` does not exist" in outcome.err


def test_one_file_of_a_checkpoint_is_told_from_its_folder(msm: Run, desk: Path) -> None:
    """A configuration was read as facts, and every field of it was said to be no fact."""
    _checkpoint(desk)
    outcome = msm("decide", "assistant.msm", "own-8b/config.json")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == (
        "error: `own-8b/config.json` is one file of a checkpoint\n"
        "  = hint: name the folder, `own-8b`: its weights, card and licence are read too\n"
    )


def test_a_disk_of_checkpoints_can_be_screened(msm: Run, desk: Path) -> None:
    (desk / "disk").mkdir()
    _checkpoint(desk).rename(desk / "disk" / "own-8b")
    (desk / "disk" / "other.md").write_text(CARD)
    outcome = msm("screen", "assistant.msm", "disk")
    assert "catalogue: disk, 2 models" in outcome.out
    assert msm("decide", "assistant.msm", "own-8b", "--catalogue", "disk").status == 0


@pytest.mark.parametrize("name", ["model.safetensors", "model.gguf", "pytorch_model.bin"])
def test_weights_by_themselves_are_told_from_their_folder(msm: Run, desk: Path, name: str) -> None:
    (desk / "old").mkdir()
    (desk / "old" / name).write_bytes(b"\x80\x04cos\nsystem\n")
    outcome = msm("decide", "assistant.msm", f"old/{name}")
    assert (outcome.status, outcome.out) == (2, "")
    assert "is one file of a checkpoint\n  = hint: name the folder, `old`" in outcome.err


def test_a_folder_of_nothing_but_a_pickle_is_a_checkpoint_whose_pickle_is_named(
    msm: Run, desk: Path
) -> None:
    (desk / "old").mkdir()
    (desk / "old" / "pytorch_model.bin").write_bytes(b"\x80\x04cos\nsystem\n")
    outcome = msm("facts", "show", "old")
    assert outcome.status == 0
    assert "formats  pickle" in outcome.out
    assert "it was not loaded" in outcome.err


def test_results_of_several_models_say_how_one_of_them_is_named(msm: Run, desk: Path) -> None:
    (desk / "board.csv").write_text("model,MMLU\nlab/a,0.5\nlab/b,0.6\n")
    (desk / "board.mapping.yaml").write_text("id: model\nscores: {MMLU: {benchmark: mmlu}}\n")
    outcome = msm("decide", "assistant.msm", "board.csv")
    assert outcome.status == 2
    assert "name the model by its id, and these with `--catalogue board.csv`" in outcome.err
    assert msm("facts", "show", "lab/b", "--catalogue", "board.csv").status == 0
