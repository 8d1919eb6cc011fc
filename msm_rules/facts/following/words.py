"""What words of one fact say of another: how a model is had of its gate, tasks of modalities.

Owns both tables, for sources too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msm_rules.facts.following.derived import because_of, is_open, with_fact
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.strength import strongest
from msm_rules.values.possible import FALSE, TRUE

GATED = {"gated": True, "open-weights": False, "api-only": False}
"""Whether a way to get at a model has a gate; of what is withdrawn there is nothing to say."""

MODALITIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text-generation": (("text",), ("text",)),
    "translation": (("text",), ("text",)),
    "summarization": (("text",), ("text",)),
    "fill-mask": (("text",), ("text",)),
    "image-text-to-text": (("image", "text"), ("text",)),
    "video-text-to-text": (("text", "video"), ("text",)),
    "audio-text-to-text": (("audio", "text"), ("text",)),
    "image-to-text": (("image",), ("text",)),
    "text-to-image": (("text",), ("image",)),
    "text-to-speech": (("text",), ("audio",)),
    "automatic-speech-recognition": (("audio",), ("text",)),
}
"""What a task takes and gives, where its name says so."""


def modalities(tasks: Iterable[str]) -> dict[str, frozenset[str]]:
    """The `inputs` and `outputs` that tasks surely have."""
    known = [MODALITIES[task] for task in tasks if task in MODALITIES]
    return {
        fact: frozenset(word for row in known for word in row[at])
        for at, fact in enumerate(("inputs", "outputs"))
    }


def with_gate(facts: ModelFacts) -> ModelFacts:
    """The facts with `gated` as `access` has it, where no source says it by itself."""
    access: Any = facts.values.get("access")
    said = {GATED.get(how) for how in access or ()}
    gated = said.pop() if len(said) == 1 else None
    if gated is None or not is_open(facts, "gated"):
        return facts
    rows = (because_of(facts, "access", "access"),)
    return with_fact(facts, "gated", TRUE if gated else FALSE, gated, rows)


def with_modalities(facts: ModelFacts) -> ModelFacts:
    """The facts with the `inputs` and `outputs` that `tasks` have, where nothing but tasks says
    them. There may be more of them."""
    tasks: Any = facts.values.get("tasks", (frozenset(), None))
    for fact, found in modalities(tasks[0]).items():
        if found and (fact not in facts.values or strongest(facts, fact)[0] == "derived"):
            given = {"at_least": sorted(found)}
            rows = (because_of(facts, "tasks", "tasks"),)
            facts = with_fact(facts, fact, (found, None), given, rows)
    return facts
