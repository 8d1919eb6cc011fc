"""What tags say: tasks, modalities, domains, flags, formats, libraries, runtimes, quantisation.

Owns one table a fact; a tag that no table has says nothing.  Tags are compared in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msm_rules.facts.following import modalities
from msm_rules.facts.vocabulary import builtin
from msm_rules.sources.normalise.claims import Claim, Json, Source, members, words
from msm_rules.sources.normalise.entries import Entry

TASKS = builtin().enums["task"].members
# Pipeline tags that the Hub has given up; the vocabulary has no member for them.
_FORMER_TASKS = words("text2text-generation")

DOMAINS = {
    "medical": "medical",
    "medicine": "medical",
    "med": "medical",
    "clinical": "medical",
    "clinical-llm": "medical",
    "health": "medical",
    "healthcare": "medical",
    "healthcare & lifesciences": "medical",
    "biomedical": "medical",
    "biomed": "medical",
    "biology": "biology",
    "lifescience": "biology",
    "chemistry": "chemistry",
    "physics": "physics",
    "legal": "legal",
    "law": "legal",
    "finance": "finance",
    "economics": "finance",
    "code": "code",
    "coding": "code",
    "coder": "code",
    "codeqwen": "code",
    "qwen-coder": "code",
    "code-instruct": "code",
    "python": "code",
    "sql": "code",
    "math": "math",
    "maths": "math",
    "mathematics": "math",
    "climate": "climate",
    "music": "music",
    "science": "science",
    "engineering": "engineering",
    "cybersecurity": "cybersecurity",
}
# Beside one of these a domain tag may be a theme of stories, not a field of training.
_PLAY = words("roleplay role-play roleplaying rp nsfw not-for-all-audiences storywriting erotic")

FLAGS = {
    "not-for-all-audiences": "not-for-all-audiences",
    "nsfw": "not-for-all-audiences",
    "uncensored": "uncensored",
    "abliterated": "abliterated",
    "roleplay": "roleplay",
    "role-play": "roleplay",
    "roleplaying": "roleplay",
    "unfiltered": "uncensored",
    "unaligned": "uncensored",
}
# `pytorch`, `tf`, `jax` on the Hub stand for files of that framework.
FORMATS = {
    "safetensors": "safetensors",
    "gguf": "gguf",
    "onnx": "onnx",
    "pytorch": "pickle",
    "tf": "tensorflow",
    "jax": "flax",
    "tflite": "tflite",
    "coreml": "coreml",
    "openvino": "openvino",
    "mlx": "mlx",
    "nemo": "nemo",
}
SUFFIXES = {
    ".safetensors": "safetensors",
    ".gguf": "gguf",
    ".onnx": "onnx",
    ".bin": "pickle",
    ".pt": "pickle",
    ".pth": "pickle",
    ".ckpt": "pickle",
    ".pkl": "pickle",
    ".h5": "tensorflow",
    ".msgpack": "flax",
    ".tflite": "tflite",
    ".mlmodel": "coreml",
    ".nemo": "nemo",
}
LIBRARIES = builtin().enums["library"].members - words("gguf pytorch jax onnx unsloth axolotl trl")
RUNTIMES = {
    "text-generation-inference": "tgi",
    "text-embeddings-inference": "tei",
    "vllm": "vllm",
    "llama-cpp": "llama.cpp",
    "ollama": "ollama",
    "sglang": "sglang",
}
QUANTISATION = (
    *(("gptq", "gptq"), ("awq", "awq"), ("bitsandbytes", "bitsandbytes"), ("mxfp4", "mxfp4")),
    *(("nvfp4", "nvfp4"), ("modelopt", "modelopt"), ("compressed-tensors", "compressed-tensors")),
    *(("auto-round", "auto-round"), ("fp8", "fp8"), ("4-bit", "4-bit"), ("8-bit", "8-bit")),
)
# Values of `model_type` of the transformers library as they are among the snapshot's tags.
ARCHITECTURES = words(
    """llama mllama llama4 mistral mistral3 mixtral qwen qwen2 qwen2_moe qwen2_vl qwen2_5_vl
    qwen2_5_omni qwen3 qwen3_moe qwen3_next qwen3_vl qwen3_vl_moe qwen3_5 qwen3_5_moe gemma gemma2
    gemma3 gemma3n gemma4 recurrent_gemma phi phi3 phi3small phimoe phi4mm gpt2 gpt_neo gpt_neox
    gpt_bigcode gptj gpt_oss opt bloom falcon falcon_mamba mamba olmo olmo2 olmo3 olmoe
    granite granitemoe granitemoehybrid stablelm stablelm_epoch starcoder2 deepseek deepseek_v2
    deepseek_v3 deepseek_v4 glm glm4 glm4_moe glm4_moe_lite glm_moe_dsa chatglm kimi_k2 kimi_k25
    kimi_linear minimax_m2 internlm internlm2 baichuan cohere cohere2 exaone exaone4 minicpm
    minicpmv minicpm3 lfm2 lfm2_moe smollm3 seed_oss mimo_v2_flash sarvam_mla nemotron nemotron_h
    nemotron-nas hymba jamba dbrx mpt t5 mt5 switch_transformers bert roberta xlm-roberta albert
    clip whisper llava llava_onevision internvl_chat internvl idefics instructblip kosmos-2
    solar git-large"""
)


# The tags that `claims` looks for, as they are written and in lower case.
_WORDS = TASKS | _FORMER_TASKS | LIBRARIES | ARCHITECTURES | {"custom_code", "conversational"}
_PLAIN_WORDS = {*FLAGS, *FORMATS, *RUNTIMES, *(tag for tag, _ in QUANTISATION), "transformers"}


def named(table: dict[str, str], tags: Iterable[str]) -> dict[str, str]:
    """The members that tags stand for, each with the first tag that says so."""
    found: dict[str, str] = {}
    for tag in tags:
        if (member := table.get(tag.strip().lower())) is not None:
            found.setdefault(member, tag)
    return found


def claims(entry: Entry) -> Iterator[Claim]:
    """Everything that the tags of an entry say."""
    yield from named_domains(entry)
    told = telling(entry.tags)
    if entry.files is None and entry.model_type is None:
        yield from _of_tags(entry.source, entry.pipeline_tag, entry.library, told)
    else:
        yield from _said(entry, told)


def telling(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags that any table has: all that `claims` needs of those that are not the author's."""
    return tuple([tag for tag in tags if _tells(tag)])


@lru_cache(maxsize=16_384)
def _of_tags(
    source: Source, pipeline_tag: str | None, library: str | None, told: tuple[str, ...]
) -> tuple[Claim, ...]:
    """What tags and library alone say: thousands of models have the same ones."""
    return tuple(_said(Entry("", source, pipeline_tag=pipeline_tag, library=library), told))


def _said(entry: Entry, told: tuple[str, ...]) -> Iterator[Claim]:
    for part in (_tasks, _flags, _formats, _tools, _weights, _chat):
        yield from part(entry, told)


@lru_cache(maxsize=65_536)
def _tells(tag: str) -> bool:
    """Whether any table has a tag: of the many that a model has few do, and those recur."""
    return tag in _WORDS or tag.strip().lower() in _PLAIN_WORDS or tag.lower() in _PLAIN_WORDS


def tasks(pipeline_tag: str | None, tags: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """The pipeline tag and the task tags together, and whether the vocabulary has them all."""
    said = {pipeline_tag, *tags}
    return tuple(sorted(t for t in said if t in TASKS)), not said & _FORMER_TASKS


def _tasks(entry: Entry, told: tuple[str, ...]) -> Iterator[Claim]:
    found, whole = tasks(entry.pipeline_tag, told)
    if not found:
        return
    say = entry.source.claim
    value = members(found, found if whole else None)
    yield say("tasks", value, "declared", "pipeline_tag, tags", raw=entry.pipeline_tag)
    for fact, sure in modalities(found).items():
        if sure:
            yield say(fact, members(sure, None), "derived", "tasks")


def domains(author_tags: Iterable[str]) -> tuple[Json, str | None] | None:
    """The domains an author's tags name and a note; None where there are no tags at all.
    Beside tags of role-play a domain is possible, not sure."""
    tags = [tag.strip().lower() for tag in author_tags]
    if not tags:
        return None
    found = named(DOMAINS, tags)
    if found and (play := sorted(_PLAY.intersection(tags))):
        return members((), found), f"beside `{play[0]}` a theme of stories, perhaps"
    return members(found, found), None


def named_domains(entry: Entry) -> Iterator[Claim]:
    """The domains that the author's own tags name."""
    if (found := domains(entry.author_tags)) is not None:
        value, note = found
        raw: list[Json] = list(named(DOMAINS, entry.author_tags).values())
        say = entry.source.claim
        yield say("domains", value, "declared", "cardData.tags", raw=raw or None, note=note)


def _flags(entry: Entry, told: tuple[str, ...]) -> Iterator[Claim]:
    if found := named(FLAGS, told):
        raw: list[Json] = list(found.values())
        value = members(found, None)
        yield entry.source.claim("content_flags", value, "declared", "tags", raw=raw)


_WEIGHTS_ELSEWHERE = (".ot", ".npz", ".mar", ".engine", ".pdparams")
_NO_WEIGHTS = ("training_args.bin", "optimizer.pt", "scheduler.pt")


def formats(files: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """Weight formats among file names, and whether the vocabulary has a member for each."""
    weights = [f for f in files if not f.endswith(_NO_WEIGHTS)]
    found = {fmt for f in weights for end, fmt in SUFFIXES.items() if f.endswith(end)}
    return tuple(sorted(found)), not any(f.endswith(_WEIGHTS_ELSEWHERE) for f in weights)


def _formats(entry: Entry, told: tuple[str, ...]) -> Iterator[Claim]:
    if entry.files is not None:
        found, whole = formats(entry.files)
        value = members(found, found if whole else None)
        yield entry.source.claim("formats", value, "measured", "siblings")
    elif tagged := named(FORMATS, told):
        yield entry.source.claim("formats", members(tagged, None), "declared", "tags")


def _tools(entry: Entry, told: tuple[str, ...]) -> Iterator[Claim]:
    say = entry.source.claim
    libraries = {t for t in (entry.library, *told) if t in LIBRARIES}
    if libraries:
        yield say("libraries", members(libraries, libraries), "declared", "library_name, tags")
    if found := named(RUNTIMES, told):
        raw: list[Json] = list(found.values())
        yield say("runtimes", members(found, None), "declared", "tags", raw=raw)
    if "custom_code" in told:
        yield say("custom_code", True, "declared", "tags: custom_code")


def _weights(entry: Entry, told: tuple[str, ...]) -> Iterator[Claim]:
    say = entry.source.claim
    lowered = {tag.lower() for tag in told}
    method = next((name for tag, name in QUANTISATION if tag in lowered), None)
    if method is not None:
        yield say("quantisation", method, "declared", "tags")
    if entry.model_type is not None:
        yield say("architecture", entry.model_type, "measured", "config.model_type")
    elif "transformers" in lowered and (found := architecture(told)):
        yield say("architecture", found, "declared", "tags")


def architecture(tags: Iterable[str]) -> str | None:
    """The `model_type` among the Hub's own tags, which stand before the author's."""
    return next((tag for tag in tags if tag in ARCHITECTURES), None)


def _chat(entry: Entry, told: tuple[str, ...]) -> Iterator[Claim]:
    if "conversational" in told:
        value = members(("chat",), None)
        yield entry.source.claim("capabilities", value, "declared", "tags: conversational")
