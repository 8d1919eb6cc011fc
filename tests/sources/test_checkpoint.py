"""Checkpoint folders: counts from headers, packed weights, limits of reading, real folders."""

from __future__ import annotations

import importlib
import json
import os
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.facts import builtin, check_document
from msm_rules.sources import CatalogueError
from msm_rules.sources.checkpoint import folder as folders
from msm_rules.sources.checkpoint import read_checkpoint
from msm_rules.sources.checkpoint.safetensors import BITS, MOST_READ

Tensors = Mapping[str, tuple[str, list[int]]]


def _header(tensors: Tensors) -> tuple[bytes, int]:
    rows, end = {}, 0
    for name, (dtype, shape) in tensors.items():
        begin, end = end, end + prod(shape) * BITS[dtype] // 8
        rows[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(rows).encode()
    return struct.pack("<Q", len(text)) + text, end


def _safetensors(path: Path, tensors: Tensors) -> None:
    """A file with that header, and a hole where its weights would be."""
    header, size = _header(tensors)
    path.write_bytes(header)
    os.truncate(path, len(header) + size)


def _read(folder: Path) -> tuple[dict[str, Any], list[str]]:
    document, findings = read_checkpoint(folder)
    assert check_document(document, builtin()) == ()
    model = document["model"]
    assert isinstance(model, dict)
    return model, [str(f) for f in findings]


def _config(folder: Path, **settings: object) -> None:
    (folder / "config.json").write_text(json.dumps(settings))


LLAMA: dict[str, Any] = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 8192,
}


# --- parameters ----------------------------------------------------------------------------------


def test_parameters_are_counted_in_the_headers_of_all_shards(tmp_path: Path) -> None:
    for n in (1, 2, 3):
        name = f"model-{n:05d}-of-00003.safetensors"
        _safetensors(tmp_path / name, {f"layers.{n}.weight": ("BF16", [100, 70])})
    model, findings = _read(tmp_path)
    assert (model["parameters"], model["dtype"], model["formats"]) == (
        21_000,
        "bfloat16",
        ["safetensors"],
    )
    assert model["memory"]["int4"] == 10_500
    assert model["memory"]["stored"] > 42_000
    assert findings == []


@pytest.mark.parametrize(
    ("quantisation", "tensors", "parameters"),
    [
        (
            {"quant_method": "gptq", "bits": 4},
            {
                "l.qweight": ("I32", [512, 1024]),
                "l.qzeros": ("I32", [32, 128]),
                "l.scales": ("F16", [32, 1024]),
                "l.g_idx": ("I32", [4096]),
                "norm.weight": ("F16", [1024]),
            },
            4096 * 1024 + 1024,
        ),
        (
            {"quant_method": "bitsandbytes", "load_in_4bit": True},
            {
                "l.weight": ("U8", [2048, 1]),
                "l.weight.absmax": ("F32", [64]),
                "l.weight.quant_map": ("F32", [16]),
                "l.weight.quant_state.bitsandbytes__nf4": ("U8", [90]),
            },
            4096,
        ),
        (
            {"quant_method": "bitsandbytes", "load_in_8bit": True},
            {"l.weight": ("I8", [64, 64]), "l.SCB": ("F32", [64]), "l.weight_format": ("U8", [])},
            4096,
        ),
        (
            {
                "quant_method": "compressed-tensors",
                "config_groups": {"group_0": {"weights": {"num_bits": 8}}},
            },
            {
                "l.weight_packed": ("I32", [64, 16]),
                "l.weight_scale": ("BF16", [64, 1]),
                "l.weight_shape": ("I64", [2]),
            },
            4096,
        ),
        (
            {"quant_method": "mxfp4"},
            {
                "m.experts.gate_up_proj_blocks": ("U8", [2, 64, 16, 16]),
                "m.experts.gate_up_proj_scales": ("U8", [2, 64, 16]),
                "m.experts.gate_up_proj_bias": ("BF16", [2, 64]),
            },
            2 * 64 * 16 * 32 + 128,
        ),
        (
            {"quant_method": "fp8"},
            {"l.weight": ("F8_E4M3", [128, 128]), "l.weight_scale_inv": ("F32", [1, 1])},
            128 * 128,
        ),
    ],
    ids=["gptq", "nf4", "int8", "packed int8", "mxfp4", "fp8"],
)
def test_packed_weights_count_as_many_as_they_stand_for(
    tmp_path: Path, quantisation: object, tensors: Tensors, parameters: int
) -> None:
    _config(tmp_path, **LLAMA, quantization_config=quantisation)
    _safetensors(tmp_path / "model.safetensors", tensors)
    model, _ = _read(tmp_path)
    assert model["parameters"] == parameters


def test_words_of_unknown_width_bound_the_count(tmp_path: Path) -> None:
    _safetensors(tmp_path / "model.safetensors", {"l.qweight": ("I32", [10, 10])})
    model, _ = _read(tmp_path)
    assert model["parameters"] == {"between": [400, 1600]}


def test_a_token_runs_through_two_of_eight_experts(tmp_path: Path) -> None:
    _config(tmp_path, **LLAMA, num_local_experts=8, num_experts_per_tok=2)
    tensors = {f"layers.0.experts.{n}.w1.weight": ("BF16", [10, 10]) for n in range(8)}
    _safetensors(tmp_path / "model.safetensors", {**tensors, "head.weight": ("BF16", [50])})
    model, _ = _read(tmp_path)
    assert (model["parameters"], model["active_parameters"]) == (850, 250)


def test_layers_that_only_predict_further_tokens_are_not_run(tmp_path: Path) -> None:
    _config(tmp_path, **LLAMA, num_local_experts=4, num_experts_per_tok=1)
    experts = {f"layers.0.experts.{n}.w1.weight": ("BF16", [10, 10]) for n in range(4)}
    further = {f"layers.32.experts.{n}.w1.weight": ("BF16", [10, 10]) for n in range(4)}
    _safetensors(tmp_path / "model.safetensors", {**experts, **further})
    model, _ = _read(tmp_path)
    assert (model["parameters"], model["active_parameters"]) == (800, 100)


def test_qwen3_30b_runs_through_3_3_billion(shared: Path, tmp_path: Path) -> None:
    config = (shared / "data/configs/qwen3-30b/config.json").read_bytes()
    (tmp_path / "config.json").write_bytes(config)
    index = {"metadata": {"total_size": 2 * 30_532_122_624}, "weight_map": {}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    model, _ = _read(tmp_path)
    assert (model["parameters"], model["active_parameters"]) == (30_532_122_624, 3_353_032_704)


# --- cache ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (LLAMA, 2 * 32 * 8 * 128 * 2),  # grouped queries
        ({**LLAMA, "num_key_value_heads": None}, 2 * 32 * 32 * 128 * 2),  # a head a query
        ({**LLAMA, "num_key_value_heads": 1}, 2 * 32 * 1 * 128 * 2),  # one head for all
        (
            {"model_type": "gpt_bigcode", "architectures": ["GPTBigCodeForCausalLM"], "n_layer": 40}
            | {"n_head": 48, "n_embd": 6144, "multi_query": True},
            2 * 40 * 128 * 2,
        ),
        ({**LLAMA, "kv_lora_rank": 512, "qk_rope_head_dim": 64}, 576 * 32 * 2),  # latent
        (
            {
                "architectures": ["XForConditionalGeneration"],
                "model_type": "x",
                "text_config": LLAMA,
            },
            2 * 32 * 8 * 128 * 2,
        ),
        (
            {**LLAMA, "layer_types": ["full_attention", "linear_attention"] * 16},
            2 * 16 * 8 * 128 * 2,
        ),
    ],
    ids=["GQA", "MHA", "MQA", "MQA by flag", "MLA", "nested", "hybrid"],
)
def test_the_cache_of_a_token(tmp_path: Path, settings: dict[str, Any], expected: int) -> None:
    _config(tmp_path, **settings)
    assert _read(tmp_path)[0]["memory"]["kv_per_token"] == expected


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({**LLAMA, "model_type": "falcon_mamba"}, "keeps a state"),
        ({**LLAMA, "num_attention_heads": 30}, "divide `hidden_size`"),
        ({**LLAMA, "is_encoder_decoder": True}, "an encoder's keys"),
        ({**LLAMA, "num_hidden_layers": "many"}, "states no number of layers"),
    ],
)
def test_a_cache_that_the_formula_does_not_cover_stays_unknown(
    tmp_path: Path, settings: dict[str, Any], why: str
) -> None:
    _config(tmp_path, **settings)
    model, findings = _read(tmp_path)
    assert "memory" not in model
    assert any(why in f for f in findings)


def test_an_encoder_has_no_cache_and_that_is_no_finding(tmp_path: Path) -> None:
    _config(tmp_path, **{**LLAMA, "architectures": ["BertForMaskedLM"]})
    model, findings = _read(tmp_path)
    assert "memory" not in model
    assert findings == []


# --- what is broken, or meant to do harm ---------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "too short"),
        (struct.pack("<Q", 2**60) + b"{}", "announces a header of 1,152,921,504,606,846,976"),
        (struct.pack("<Q", 50) + b'{"a', "announces a header of 50 bytes"),
        (struct.pack("<Q", 13) + b'{"a":Infinity', "not JSON"),
        (struct.pack("<Q", 2) + b"[]", "no mapping"),
        (struct.pack("<Q", 2) + b"\xff\xfe", "not UTF-8"),
        (_header({"a": ("F32", [2, 2])})[0].replace(b"[2, 2]", b"[2, 9]"), "do not fit"),
    ],
)
def test_an_unsound_header_is_a_finding(tmp_path: Path, data: bytes, why: str) -> None:
    _config(tmp_path, **LLAMA)
    (tmp_path / "model.safetensors").write_bytes(data)
    model, findings = _read(tmp_path)
    assert "parameters" not in model
    assert model["context_length"] == 8192
    assert any(why in f for f in findings), findings


def test_a_file_that_ends_before_its_tensors_is_told(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(_header({"a": ("F32", [9, 9])})[0])
    model, findings = _read(tmp_path)
    assert model["parameters"] == 81
    assert any("ends before the tensors" in f for f in findings)


def test_infinity_in_a_configuration_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"hidden_size": Infinity}')
    assert "`Infinity` is no number" in _read(tmp_path)[1][0]


def test_a_pickle_is_named_and_never_read(tmp_path: Path, monkeypatch: Any) -> None:
    _config(tmp_path, **LLAMA)
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04" + b"x" * 2000)
    opened: list[str] = []
    first = folders.first_bytes
    for room in ("folder", "safetensors", "weights", "licence_file"):
        module = importlib.import_module(f"msm_rules.sources.checkpoint.{room}")
        monkeypatch.setattr(
            module, "first_bytes", lambda f, n: opened.append(f.name) or first(f, n)
        )
    model, findings = _read(tmp_path)
    assert model["formats"] == ["pickle"]
    assert any("`pytorch_model.bin` is a pickle" in f for f in findings)
    assert "pytorch_model.bin" not in opened


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(LLAMA))
    inside = tmp_path / "model"
    inside.mkdir()
    (inside / "README.md").write_text("---\nlicense: mit\n---\n")
    (inside / "config.json").symlink_to(secret)
    (inside / "more").symlink_to(tmp_path)
    model, findings = _read(inside)
    assert "context_length" not in model
    assert model["license"] == "MIT"
    assert "is a link that leaves the folder" in findings[0]


def test_a_folder_of_nothing_but_links_says_what_to_do(tmp_path: Path) -> None:
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshot"
    blobs.mkdir()
    snapshot.mkdir()
    _config(blobs, **LLAMA)
    (snapshot / "config.json").symlink_to(blobs / "config.json")
    with pytest.raises(CatalogueError) as refused:
        read_checkpoint(snapshot)
    assert "copy the files themselves" in str(refused.value.hint)


def test_what_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none", tmp_path / "a\0b"):
        with pytest.raises(CatalogueError):
            read_checkpoint(path)


def test_at_most_a_mebibyte_is_read_of_each_of_100_shards(tmp_path: Path, monkeypatch: Any) -> None:
    tensors = [{f"layers.{n}.w{i}": ("BF16", [1024, 1024]) for i in range(9)} for n in range(100)]
    for n, each in enumerate(tensors, start=1):
        _safetensors(tmp_path / f"model-{n:05d}-of-00100.safetensors", each)
    asked: dict[str, int] = {}
    first = folders.first_bytes

    def counted(file: folders.File, most: int) -> bytes:
        asked[file.name] = max(asked.get(file.name, 0), most)
        return first(file, most)

    for room in ("safetensors", "weights"):
        module = importlib.import_module(f"msm_rules.sources.checkpoint.{room}")
        monkeypatch.setattr(module, "first_bytes", counted)
    assert _read(tmp_path)[0]["parameters"] == 900 * 1024 * 1024
    assert len(asked) == 100
    assert max(asked.values()) <= MOST_READ


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2**70) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
_SETTINGS = st.sampled_from(
    [
        *("num_hidden_layers", "n_layer", "num_attention_heads", "hidden_size", "head_dim"),
        *("num_key_value_heads", "kv_lora_rank", "qk_rope_head_dim", "model_type", "torch_dtype"),
        *("architectures", "layer_types", "text_config", "quantization_config", "num_experts"),
        *("num_experts_per_tok", "max_position_embeddings", "num_kv_shared_layers", "dtype"),
        *("moe_intermediate_size", "first_k_dense_replace", "thinker_config", "quantization"),
    ]
)


@given(
    st.dictionaries(_SETTINGS, _VALUES | st.integers(0, 64), max_size=8),
    st.dictionaries(_SETTINGS, _VALUES, max_size=2),
)
def test_any_configuration_gives_a_document_that_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, settings: dict[str, Any], inner: dict[str, Any]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    nested = {"text_config": inner} if inner else {}
    index = {"weight_map": settings, "metadata": {"total_size": 2**40, **inner}}
    _config(folder, **{**LLAMA, **settings, **nested})
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "adapter_config.json").write_text(json.dumps(settings))
    _read(folder)


# --- GGUF ----------------------------------------------------------------------------------------


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _gguf(tokens: int = 5_000) -> bytes:
    numbers = {"block_count": 32, "context_length": 8192, "embedding_length": 4096}
    numbers |= {"attention.head_count": 32, "attention.head_count_kv": 8}
    pairs = [_text("general.architecture") + struct.pack("<I", 8) + _text("llama")]
    pairs += [_text(f"llama.{k}") + struct.pack("<II", 4, v) for k, v in numbers.items()]
    pairs += [_text("general.file_type") + struct.pack("<II", 4, 15)]
    words = b"".join(_text(f"t{n}") for n in range(tokens))
    pairs += [_text("tokens") + struct.pack("<IIQ", 9, 8, tokens) + words]
    tensor = _text("w") + struct.pack("<IQQIQ", 2, 1000, 70, 12, 0)
    return b"GGUF" + struct.pack("<IQQ", 3, 1, len(pairs)) + b"".join(pairs) + tensor


def test_a_gguf_header_says_size_context_cache_and_precision(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(_gguf())
    model, findings = _read(tmp_path)
    assert findings == []
    assert model["parameters"] == 70_000
    assert (model["architecture"], model["quantisation"]) == ("llama", "q4_k_m")
    assert (model["context_length"], model["memory"]["kv_per_token"]) == (8192, 131072)


def test_two_precisions_of_one_network_leave_the_precision_open(tmp_path: Path) -> None:
    for name in ("a-Q4_K_M.gguf", "a-Q8_0.gguf"):
        (tmp_path / name).write_bytes(_gguf(10))
    model, _ = _read(tmp_path)
    assert model["parameters"] == 70_000
    assert "quantisation" not in model


def test_a_gguf_cut_anywhere_in_its_header_is_a_finding(tmp_path: Path) -> None:
    whole = _gguf(3)
    for end in range(4, len(whole), 7):
        (tmp_path / "m.gguf").write_bytes(whole[:end])
        model, findings = _read(tmp_path)
        assert "parameters" not in model
        assert findings


# --- real folders --------------------------------------------------------------------------------

REAL = [
    ("Molmo7B_D_NF4Quant", 8021025280, 57344),
    ("deepcogito-cogito-v1-preview-qwen-14B", 14765947904, 196608),
    ("mistralai-Devstral-Small-2507", 23572403200, 163840),
    ("dolphin3-mistral", 23572423680, 163840),
    ("granite-3b-code-instruct-128k", 3482503680, 327680),
]


@pytest.mark.parametrize(("name", "parameters", "cache"), REAL, ids=[row[0] for row in REAL])
def test_real_folders_without_their_weights_say_how_large_they_are(
    shared: Path, name: str, parameters: int, cache: int
) -> None:
    model, _ = _read(shared / "data/checkpoints" / name)
    assert (model["parameters"], model["memory"]["kv_per_token"]) == (parameters, cache)


def test_a_pointer_bounds_what_it_stands_for(shared: Path) -> None:
    model, _ = _read(shared / "data/checkpoints/granite-3.1-1b-a400m-instruct")
    assert model["memory"]["stored"] == 2669283096
    assert model["active_parameters"] == {"between": [428147596, 428671884]}


def test_a_licence_file_speaks_where_the_card_is_silent(shared: Path) -> None:
    model, _ = _read(shared / "data/checkpoints/qianwen-72B")
    assert model["license"] == "LicenseRef-tongyi-qianwen"
    assert model["custom_code"] is True
