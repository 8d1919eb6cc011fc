"""Other people's catalogues: models.dev, Xinference, GPUStack, the Model Openness Tool.

Owns the reading of one record of each into claims, and which Hub id a record is about.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.catalogue.build import licences
from msm_rules.catalogue.build.benchmarks import benchmark, percent
from msm_rules.catalogue.build.claims import Claim, Json, Source, between, members
from msm_rules.catalogue.build.entries import texts
from msm_rules.catalogue.build.languages import languages
from msm_rules.catalogue.build.sizes import band

MODELS_DEV = Source("models.dev", "models.dev/1")
XINFERENCE = Source("xinference", "xinference/1")
GPUSTACK = Source("gpustack", "gpustack/1")
MOT = Source("mot", "mot/1")

_HUB_URL = re.compile(r"(?:https://huggingface\.co/)?([\w.-]+/[\w.-]+?)(?: ·.*)?")


def hub_id(address: object) -> str | None:
    """The Hub id in an address, or an id as it is; None for collections and texts."""
    found = _HUB_URL.fullmatch(address.strip()) if isinstance(address, str) else None
    return found[1] if found else None


def month(text: str) -> Json:
    """The days that `2024-04` or `2024` means; a full date is itself."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return text
    year = parts[0]
    first, last = (parts[1], parts[1]) if len(parts) == 2 else (1, 12)
    end = monthrange(year, last)[1]
    return between(f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{end:02d}")


# The names of models.dev's folders as the companies spell them in the records' own names.
_LABS = {
    "alibaba": "Alibaba",
    "anthropic": "Anthropic",
    "cohere": "Cohere",
    "deepseek": "DeepSeek",
    "google": "Google",
    "meta": "Meta",
    "minimax": "MiniMax",
    "mistral": "Mistral",
    "moonshotai": "Moonshot AI",
    "nvidia": "NVIDIA",
    "openai": "OpenAI",
    "perplexity": "Perplexity",
    "stepfun": "StepFun",
    "tencent": "Tencent",
    "xai": "xAI",
    "xiaomi": "Xiaomi",
    "zhipuai": "Zhipu AI",
}
_CAPABILITIES = {
    "reasoning": "reasoning",
    "tool_call": "tool-use",
    "structured_output": "json-output",
}
_SCORES = {
    "SWE-Bench Verified": "swe-bench-verified",
    "SWE-Bench Pro": "swe-bench-pro",
    "Aider Polyglot": "aider-polyglot",
    "SciCode": "scicode",
    "Terminal-Bench Hard": "terminal-bench-hard",
    "Terminal-Bench": "terminal-bench",
    "SWE-Bench Multilingual": "swe-bench-multilingual",
    "SWE-Atlas Codebase QnA": "swe-atlas-qna",
    "SWE-Atlas Test Writing": "swe-atlas-test-writing",
    "SWE-Atlas Refactoring": "swe-atlas-refactoring",
}
# Boards that run models themselves; other addresses are the developer's own report.
_THIRD_PARTIES = (
    *("openrouter.ai", "aider.chat", "labs.scale.com", "swebench.com", "tbench.ai"),
    "artificialanalysis.ai",
)
# Metrics that are percent of tasks; `score` and `index` may be anything.
_PERCENT = frozenset(
    ("percent correct", "percent", "percent resolved", "success rate", "resolved", "resolve rate")
) | {"pass@1"}


def models_dev_id(path: str, record: Mapping[str, Any]) -> str:
    """The Hub id where the weights are, else `lab/name` of the file."""
    for weights in record.get("weights") or ():
        if weights.get("label") == "Hugging Face" and (found := hub_id(weights.get("url"))):
            return found
    return path.removesuffix(".toml")


def models_dev(path: str, record: Mapping[str, Any]) -> Iterator[Claim]:
    """A record of models.dev; `path` is `lab/name.toml`."""
    say, lab = MODELS_DEV.claim, path.partition("/")[0]
    yield say("developer", _LABS.get(lab, lab), "declared", path, raw=lab)
    yield from _models_dev_access(path, record)
    yield say("released", month(record["release_date"]), "declared", f"{path}: release_date")
    if cutoff := record.get("knowledge"):
        yield say("knowledge_cutoff", month(str(cutoff)), "declared", f"{path}: knowledge")
    if context := record.get("limit", {}).get("context"):
        yield say("context_length", int(context), "declared", f"{path}: limit.context")
    for fact, key in (("inputs", "input"), ("outputs", "output")):
        if found := texts(record.get("modalities", {}).get(key)):
            yield say(fact, members(found, found), "declared", f"{path}: modalities.{key}")
    able = {name for key, name in _CAPABILITIES.items() if record.get(key) is True}
    able |= {"vision"} if "image" in record.get("modalities", {}).get("input", ()) else set()
    if able:
        yield say("capabilities", members(able, None), "declared", path)
    yield from _text_generation(MODELS_DEV, path, record.get("modalities", {}))
    for score in record.get("benchmarks") or ():
        yield from _models_dev_score(path, score)


_NOT_CHAT = re.compile(r"embed|rerank|guard|safety|tts|image", re.IGNORECASE)


def _text_generation(source: Source, path: str, takes: Mapping[str, Any]) -> Iterator[Claim]:
    """What takes and gives text generates text, unless its name says that it does not chat."""
    texts_only = "text" in takes.get("input", ()) and list(takes.get("output", ())) == ["text"]
    if texts_only and not _NOT_CHAT.search(path):
        value = members(("text-generation",), None)
        yield source.claim("tasks", value, "derived", f"{path}: modalities")


def _models_dev_access(path: str, record: Mapping[str, Any]) -> Iterator[Claim]:
    say, where = MODELS_DEV.claim, f"{path}: open_weights"
    if record.get("open_weights") is False and not record.get("weights"):
        yield say("access", "api-only", "declared", where)
        yield say("gated", False, "derived", "access")
    elif record.get("open_weights") is True and record.get("weights"):
        yield say("access", {"one_of": ["gated", "open-weights"]}, "declared", where)


def _models_dev_score(path: str, score: Mapping[str, Any]) -> Iterator[Claim]:
    name, printed = _SCORES.get(str(score.get("name"))), percent(score.get("score"))
    if name is None or printed is None or score.get("metric") not in _PERCENT:
        return
    address = str(score.get("source"))
    method = "verified" if any(board in address for board in _THIRD_PARTIES) else "declared"
    fields: dict[str, Json] = {"raw": score["score"], "reporter": address}
    fields |= {k: str(score[k]) for k in ("date", "variant", "harness") if score.get(k)}
    value = round(printed / 100, 12)
    yield MODELS_DEV.claim(benchmark(name), value, method, f"{path}: benchmarks", **fields)


def xinference(family: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """A family of Xinference's list: claims for each Hub id that holds its plain weights."""
    where = f"{family['model_name']}"
    for spec in family["model_specs"]:
        model_id = spec["model_src"].get("huggingface", {}).get("model_id")
        if spec["model_format"] != "pytorch" or not model_id or "{" in model_id:
            continue
        for claim in _xinference_spec(where, family, spec):
            yield model_id, claim


def _xinference_spec(
    where: str, family: Mapping[str, Any], spec: Mapping[str, Any]
) -> Iterator[Claim]:
    say = XINFERENCE.claim
    if context := family.get("context_length"):
        yield say("context_length", int(context), "declared", f"{where}: context_length")
    if (found := languages(family.get("model_lang"))) and found.tags:
        value = members(found.tags, None)  # a short list of a serving tool, not of all it speaks
        yield say("languages", value, "declared", f"{where}: model_lang")
    for fact, key in (
        ("parameters", "model_size_in_billions"),
        ("active_parameters", "activated_size_in_billions"),
    ):
        if size := spec.get(key):
            value = between(*band(float(str(size).replace("_", ".")) * 1e9))
            yield say(fact, value, "estimated", f"{where}: {key}", raw=size)
    able = {"chat": "chat", "tools": "tool-use", "vision": "vision", "reasoning": "reasoning"}
    abilities = set(family.get("model_ability") or ())
    if {"chat", "generate"} & abilities and not {"vision", "audio", "omni", "ocr"} & abilities:
        value = members(("text-generation",), None)
        yield say("tasks", value, "derived", f"{where}: model_ability")
    if found_able := {able[a] for a in family.get("model_ability") or () if a in able}:
        yield say("capabilities", members(found_able, None), "declared", f"{where}: model_ability")


_CONTEXT = re.compile(r"context/(\d+)([KM])")
_CATEGORIES = {
    "embedding": "feature-extraction",
    "reranker": "text-ranking",
    "image": "text-to-image",
    "speech_to_text": "automatic-speech-recognition",
    "text_to_speech": "text-to-speech",
}
_RUNTIMES = {"vllm": "vllm", "sglang": "sglang"}


def gpustack(model_set: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """A model set of GPUStack's catalogue: claims for each Hub id that it deploys."""
    where, say = str(model_set["name"]), GPUSTACK.claim
    shared: list[Claim] = []
    for capability in texts(model_set.get("capabilities")):
        if found := _CONTEXT.fullmatch(capability):
            count, unit = int(found[1]), 1 if found[2] == "K" else 2
            value = between(count * 1000**unit, count * 1024**unit)
            shared.append(say("context_length", value, "declared", f"{where}: {capability}"))
    if names := texts(model_set.get("licenses")):
        shared += _named_licence(GPUSTACK, names, f"{where}: licenses")
    if day := model_set.get("release_date"):
        shared.append(say("released", month(str(day)), "declared", f"{where}: release_date"))
    if found_tasks := {
        _CATEGORIES[c] for c in texts(model_set.get("categories")) if c in _CATEGORIES
    }:
        value = members(found_tasks, None)
        shared.append(say("tasks", value, "derived", f"{where}: categories"))
    deployed: dict[str, set[str]] = {}
    for spec in model_set.get("specs") or ():
        if model_id := spec.get("huggingface_repo_id"):
            deployed.setdefault(model_id, set()).add(str(spec.get("backend")).lower())
    for model_id, backends in deployed.items():
        yield from ((model_id, claim) for claim in shared)
        if runtimes := {_RUNTIMES[b] for b in backends if b in _RUNTIMES}:
            value = members(runtimes, None)
            yield model_id, say("runtimes", value, "declared", f"{where}: backend")


def _named_licence(source: Source, names: tuple[str, ...], where: str) -> Iterator[Claim]:
    """A licence in free text; of the chain it tells one member and nothing of ancestors."""
    found = licences.from_names(names)
    yield from licences.claims(source, found, where)
    if len(found.possible) == 1:
        chain, member = members(found.possible, None), found.possible[0]
        fields: dict[str, Json] = {"member": member, "raw": found.raw}
        yield source.claim("license_chain", chain, "declared", where, **fields)


_WEIGHTS = "Model parameters (Final)"
_NO_LICENCE = frozenset(("", "unlicensed", "license not specified"))


def mot(path: str, record: Mapping[str, Any]) -> Iterator[Claim]:
    """A record of the Model Openness Tool: the producer, and the licence of the weights."""
    release = record["release"]
    if producer := release.get("producer"):
        yield MOT.claim("developer", producer, "declared", f"{path}: producer")
    weights = next((c for c in release.get("components") or () if c.get("name") == _WEIGHTS), None)
    if weights is None:
        return
    words = weights.get("license") or _distribution(release)
    if isinstance(words, str) and words.strip().lower() not in _NO_LICENCE:
        yield from _named_licence(MOT, (words.strip(),), f"{path}: {_WEIGHTS}")


def _distribution(release: Mapping[str, Any]) -> object:
    licence = release.get("license")
    whole = licence.get("distribution") if isinstance(licence, Mapping) else None
    return whole.get("name") if isinstance(whole, Mapping) else None
