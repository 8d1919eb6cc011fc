"""The eleven rules as somebody would write them by hand: the same job, no bounds, no trace.

A missing fact is None and is treated as people do without an engine: a requirement that cannot be
checked sends the model to review, a score that cannot be computed is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import log10
from typing import Any

COMMERCIAL = {"apache-2.0", "mit", "llama3.1", "gemma"}
GIB_24 = 24 * 2**30
WANTED = {"en", "de"}


def prepare(model: dict[str, Any]) -> dict[str, Any]:
    """Lists as sets and dates as day numbers, done once, as the engine's reader does."""
    facts = dict(model)
    for name in ("tasks", "license_chain", "domains", "languages", "libraries"):
        if name in facts:
            facts[name] = frozenset(facts[name])
    if "modified" in facts:
        facts["modified"] = date.fromisoformat(facts["modified"]).toordinal()
    facts.update(facts.pop("benchmarks"))
    return facts


Outcome = tuple[str, float, float, float, tuple[str, ...]]


def decider(today: int) -> Callable[[dict[str, Any]], Outcome]:
    """The function from a prepared model to verdict, three scores and the failed requirements.

    It does the engine's job: every rule is looked at, since a report on a rejected model says all
    that is wrong with it.
    """

    def decide(facts: dict[str, Any]) -> Outcome:
        get = facts.get
        failed = []
        unknown = False
        tasks = get("tasks")
        if tasks is None:
            unknown = True
        elif "text-generation" not in tasks:
            failed.append("task")
        int4 = get("memory.int4")
        if int4 is None:
            unknown = True
        elif int4 > GIB_24:
            failed.append("size")
        chain = get("license_chain")
        if chain is None:
            unknown = True
        elif not chain <= COMMERCIAL:
            failed.append("licence")

        domains = get("domains")
        domain = 0.0
        if domains is not None:
            domain = 1.0 if "medical" in domains else 0.5 if "biology" in domains else 0.0
        spoken = get("languages")
        languages = 1.0 if spoken is not None and spoken >= WANTED else 0.0
        loads = get("libraries")
        ecosystem = 1.0 if loads is not None and "transformers" in loads else 0.0
        parameters = get("parameters")
        compact = 0.0
        if parameters is not None:
            if parameters <= 3e9:
                compact = 1.0
            elif parameters <= 8e9:
                compact = 0.8
            elif parameters <= 15e9:
                compact = 0.3
        important = round((3 * domain + 2 * languages + ecosystem + 2 * compact) / 8, 6)

        downloads = get("downloads")
        popular = 0.0
        if downloads is not None and downloads > 0:
            popular = min(max((log10(downloads) - 2) / 4, 0.0), 1.0)
        score = get("medqa")
        medqa = min(max((score - 0.4) / 0.4, 0.0), 1.0) if score is not None else 0.0
        score = get("mmlu")
        mmlu = min(max((score - 0.5) / 0.4, 0.0), 1.0) if score is not None else 0.0
        modified = get("modified")
        maintained = 1.0 if modified is not None and today - modified <= 180 else 0.0
        contextual = round((popular + 3 * medqa + mmlu + maintained) / 6, 6)

        total = round(0.6 * important + 0.4 * contextual, 6)
        if failed:
            verdict = "reject"
        elif unknown:
            verdict = "review"
        elif important >= 0.5 and total >= 0.6:
            verdict = "accept"
        else:
            verdict = "review" if total >= 0.4 else "reject"
        return verdict, important, contextual, total, tuple(failed)

    return decide
