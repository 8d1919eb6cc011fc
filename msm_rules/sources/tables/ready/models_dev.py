"""models.dev: a folder of TOML files `lab/name.toml`, models that are had as a service among them.

Owns the reading of a record into claims, and which model it is about: the one on the Hub where
its weights are, else `lab/name` as the catalogue calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.sources.normalise.claims import Claim, Json, Source, members
from msm_rules.sources.normalise.entries import texts
from msm_rules.sources.normalise.identity import hub_id
from msm_rules.sources.normalise.scores import benchmark, percent
from msm_rules.sources.tables.dates import day_or_raw
from msm_rules.sources.tables.forms import FIGURE, FLAG, NUMBER, TEXT, TEXTS, Form

MODELS_DEV = Source("models.dev", "models.dev/1")

FORMS: Mapping[str, Form] = {
    "release_date": TEXT,
    "knowledge": TEXT,
    "open_weights": FLAG,
    "reasoning": FLAG,
    "tool_call": FLAG,
    "structured_output": FLAG,
    "limit": {"context": NUMBER},
    "modalities": {"input": TEXTS, "output": TEXTS},
    "weights": [{"label": TEXT, "url": TEXT}],
    "benchmarks": [
        {
            **dict.fromkeys(("name", "metric", "source", "date", "variant", "harness"), TEXT),
            "score": FIGURE,
        }
    ],
}

# models.dev's folders in the companies' own spelling; one that is not here stays as it is.
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
CAPABILITIES = {
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
    for fact, key in (("released", "release_date"), ("knowledge_cutoff", "knowledge")):
        if day := record.get(key):
            yield say(fact, day_or_raw(day), "declared", f"{path}: {key}")
    if context := record.get("limit", {}).get("context"):
        yield say("context_length", int(context), "declared", f"{path}: limit.context")
    for fact, key in (("inputs", "input"), ("outputs", "output")):
        if found := texts(record.get("modalities", {}).get(key)):
            yield say(fact, members(found, found), "declared", f"{path}: modalities.{key}")
    able = {name for key, name in CAPABILITIES.items() if record.get(key) is True}
    able |= {"vision"} if "image" in record.get("modalities", {}).get("input", ()) else set()
    if able:
        yield say("capabilities", members(able, None), "declared", path)
    yield from _text_generation(path, record.get("modalities", {}))
    for score in record.get("benchmarks") or ():
        yield from _models_dev_score(path, score)


_NOT_CHAT = re.compile(r"embed|rerank|guard|safety|tts|image", re.IGNORECASE)


def _text_generation(path: str, takes: Mapping[str, Any]) -> Iterator[Claim]:
    """What takes and gives text generates text, unless its name says that it does not chat."""
    texts_only = "text" in takes.get("input", ()) and list(takes.get("output", ())) == ["text"]
    if texts_only and not _NOT_CHAT.search(path):
        value = members(("text-generation",), None)
        yield MODELS_DEV.claim("tasks", value, "derived", f"{path}: modalities")


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
