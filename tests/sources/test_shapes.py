"""Shapes: cache per token and parameters from a configuration, against known models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msm_rules.catalogue.build import inputs
from msm_rules.catalogue.build.assemble import known_shapes
from msm_rules.sources.normalise.shapes import fits, kv_per_token, shape

LLAMA_3_8B: dict[str, Any] = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 8192,
    "tie_word_embeddings": False,
    "vocab_size": 128256,
}


def test_llama_3_8b_needs_128_kib_a_token_and_has_8030261248_parameters() -> None:
    found = shape(LLAMA_3_8B, "here")
    assert found is not None
    assert (found.kv_per_token, found.parameters) == (128 * 1024, 8030261248)


def test_latent_attention_keeps_one_vector_a_layer() -> None:
    config = {"num_hidden_layers": 61, "kv_lora_rank": 512, "qk_rope_head_dim": 64}
    assert kv_per_token(config) == 576 * 61 * 2


def test_a_tune_with_two_added_tokens_has_the_same_shape() -> None:
    found = shape(LLAMA_3_8B, "here")
    assert found is not None
    assert fits(found, "llama", 8030261248 + 2 * 2 * 4096)
    assert not fits(found, "llama", 8030261248 + 1)
    assert not fits(found, "mistral", 8030261248)


def test_a_configuration_without_attention_has_no_shape() -> None:
    assert shape({"model_type": "mamba", "hidden_size": 10}, "here") is None


def test_the_formula_gives_the_measured_size_of_every_model_a_configuration_is_ours(
    shared: Path,
) -> None:
    measured = {e.id: e.total for e in inputs.snapshot(shared / "data") if e.total}
    checked = 0
    folders = {f"configs/{name}": id for name, id in inputs.CONFIGS.items()}
    folders |= {f"checkpoints/{name}": id for name, id in inputs.CHECKPOINTS.items()}
    for found in known_shapes(shared / "data"):
        model_id = folders.get(found.locator.removesuffix("/config.json"))
        if model_id in measured and found.parameters is not None:
            # a checkpoint may hold the tied output matrix a second time
            assert measured[model_id] in (
                found.parameters,
                found.parameters + 151936 * found.per_token,
            )
            checked += 1
    assert checked >= 6
