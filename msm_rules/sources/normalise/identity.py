"""Hub ids: their form, their author, and what a name or a tag gives away of descent.

Owns no lookup; whether an id exists is the business of `lineage`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msm_rules.sources.normalise.claims import words

# https://huggingface.co/docs/huggingface_hub: `author/name` or a bare name, up to 96 letters each.
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)


def is_hub_id(text: object) -> bool:
    """Whether a text has the form `author/name`; paths and bare names have not."""
    return isinstance(text, str) and _HUB_ID.fullmatch(text) is not None


_HUB_URL = re.compile(r"(?:https://huggingface\.co/)?([\w.-]+/[\w.-]+?)(?: ·.*)?")


def hub_id(address: object) -> str | None:
    """The Hub id in an address, or an id as it is; None for collections and texts."""
    found = _HUB_URL.fullmatch(address.strip()) if isinstance(address, str) else None
    return found[1] if found else None


def author_of(model_id: str) -> str | None:
    """The uploader: what stands before the slash."""
    author, slash, _ = model_id.partition("/")
    return author if slash else None


def name_of(model_id: str) -> str:
    """The name without its author."""
    return model_id.rpartition("/")[2]


# A family's name in somebody else's model means that it descends from that family, whatever
# its card says.  Owners are the accounts that publish the family's originals.
_FAMILIES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern), frozenset(owners.split()))
    for pattern, owners in (
        (r"(?<!tiny)llama", "meta-llama facebook"),
        (r"mi[sx]tral|ministral|codestral|mathstral|devstral|magistral", "mistralai"),
        (r"qwen|qwq", "qwen"),
        (r"gemma|t5", "google"),
        (r"phi[-_]?[1-4]", "microsoft"),
        (r"deepseek", "deepseek-ai"),
        (r"(?<![a-z])yi-", "01-ai"),
        (r"falcon", "tiiuae"),
        (r"pythia|gpt[-_]?neo", "eleutherai"),
        (r"bloom", "bigscience"),
        (r"gpt-?2|gpt-oss", "openai openai-community"),
        (r"solar", "upstage"),
        (r"granite", "ibm-granite"),
        (r"smollm", "huggingfacetb"),
        (r"internlm", "internlm"),
        (r"stablelm", "stabilityai"),
        (r"nemotron|minitron", "nvidia"),
        (r"olmo", "allenai"),
        (r"tinyllama", "tinyllama"),
        (r"glm", "zai-org thudm"),
        (r"kimi", "moonshotai"),
        (r"minimax", "minimaxai"),
        (r"command-?r|aya-", "coherelabs"),
    )
)
_ANY_FAMILY = re.compile("|".join(pattern.pattern for pattern, _ in _FAMILIES))
_MADE_FROM = re.compile(
    r"merge|slerp|breadcrumbs|della|model[-_]?stock|abliterat|lorablat|uncensored|distill|\dbx\d"
    r"|[-_]ties|[-_]dare|gguf|gptq|awq|bnb|[-_]dpo|[-_]orpo|[-_]sft|[-_]simpo",
    re.IGNORECASE,
)
_MADE_FROM_TAGS = words(
    """merge mergekit lazymergekit mememerge finetune finetuned fine-tuned sft dpo orpo trl unsloth
    axolotl alignment-handbook llama-factory generated_from_trainer abliterated uncensored
    distillation lora peft laser-QLoRa autotrain frankenmoe"""
)
# Accounts that train families of their own on an architecture that another family made known
# (Yi, DeepSeek LLM and SmolLM are `llama`); of the others the architecture is a sign of descent.
_PRETRAINERS = words(
    """meta-llama mistralai qwen google deepseek-ai 01-ai tiiuae eleutherai bigscience openai
    openai-community huggingfacetb internlm stabilityai ibm-granite ibm-research allenai tinyllama
    zai-org moonshotai minimaxai coherelabs facebook"""
)
_FAMILY_LICENCE = {"llama": "meta-llama facebook", "gemma": "google"}


def signs_of_descent(
    model_id: str,
    tags: Iterable[str] = (),
    licence: str | None = None,
    architecture: str | None = None,
) -> tuple[str, ...]:
    """What says that a model was made from another one although it names none, for people to
    read; empty if nothing does.  A family's own account may use the family's name."""
    return _signs(model_id, tuple(tags), licence, architecture)


@lru_cache(maxsize=4096)  # bases are asked about by all that descend from them
def _signs(
    model_id: str, tags: tuple[str, ...], licence: str | None, architecture: str | None
) -> tuple[str, ...]:
    author, name = (author_of(model_id) or "").lower(), name_of(model_id).lower()
    signs = [
        f"name has `{found.group()}`"
        for pattern, owners in (_FAMILIES if _ANY_FAMILY.search(name) else ())
        if author not in owners and (found := pattern.search(name))
    ]
    if found := _MADE_FROM.search(name):
        signs.append(f"name has `{found.group()}`")
    if not _MADE_FROM_TAGS.isdisjoint(tags):
        signs += [f"tag `{tag}`" for tag in tags if tag in _MADE_FROM_TAGS]
    signs += [
        f"license `{licence}`"
        for family, owners in _FAMILY_LICENCE.items()
        if licence and licence.lower().startswith(family) and author not in owners.split()
    ]
    if architecture and author not in _PRETRAINERS and _of_another(architecture, author):
        signs.append(f"architecture `{architecture}`")
    return tuple(dict.fromkeys(signs))


def _of_another(architecture: str, author: str) -> bool:
    return any(author not in owners for owners in _owners_of(architecture))


@lru_cache(maxsize=1024)
def _owners_of(architecture: str) -> tuple[frozenset[str], ...]:
    """The owners of each family whose name an architecture has."""
    return tuple(owners for pattern, owners in _FAMILIES if pattern.search(architecture))
