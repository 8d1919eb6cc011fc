"""What is measured on: models with a fifth of their facts missing, made from a fixed seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

AS_OF = date(2026, 11, 22)
ELEVEN = (Path(__file__).parent / "eleven.msm").read_text("utf-8")


def models(count: int, seed: int = 11) -> list[dict[str, Any]]:
    """`count` models as plain dicts with the twelve facts of the eleven rules, a fifth missing."""
    rng = random.Random(seed)
    return [_model(rng, n) for n in range(count)]


def _model(rng: random.Random, n: int) -> dict[str, Any]:
    size = rng.choice([1.5e9, 3e9, 7e9, 8e9, 13e9, 34e9, 70e9]) * rng.uniform(0.95, 1.05)
    licence = rng.choice(["apache-2.0", "mit", "llama3.1", "cc-by-nc-4.0", "gemma"])
    facts = {
        "tasks": ["text-generation"] if rng.random() < 0.9 else ["feature-extraction"],
        "memory.int4": size / 2,
        "license_chain": sorted({licence, rng.choice(["apache-2.0", "llama3.1"])}),
        "domains": rng.choice([["medical"], ["biology"], ["medical", "code"], []]),
        "languages": rng.choice([["en"], ["de", "en"], ["en", "fr", "de"], ["zh"]]),
        "libraries": rng.choice([["transformers"], ["vllm", "transformers"], ["gguf"]]),
        "parameters": size,
        "downloads": float(rng.randrange(1, 5_000_000)),
        "modified": (AS_OF - timedelta(days=rng.randrange(900))).isoformat(),
    }
    known: dict[str, Any] = {k: v for k, v in facts.items() if rng.random() >= 0.2}
    scores = {b: round(rng.uniform(0.3, 0.9), 4) for b in ("medqa", "mmlu") if rng.random() >= 0.2}
    return {"id": f"author/model-{n}", **known, "benchmarks": scores}


def many_rules(count: int) -> str:
    """A policy of `count` ordinary rules: two thirds requirements, one third scores."""
    critical = "\n".join(_requirement(n) for n in range(2 * count // 3))
    scored = "\n".join(_score(n) for n in range(2 * count // 3, count))
    return (
        'policy many { version "1.0.0" }\n'
        f"critical {{\n{critical}\n}}\nimportant {{\n{scored}\n}}\n"
        "decide { accept if score >= 0.5 }\n"
    )


def _requirement(n: int) -> str:
    bodies = (
        f"require model.memory.int4 + {n}Ki * model.memory.kv_per_token <= {n + 8} GiB",
        f'require "text-generation" in model.tasks or model.likes > {n}',
        f'forbid model.license_chain requires "share-alike" and model.downloads > {n}',
    )
    return (
        f'  rule r{n} "Requirement number {n}" weight 2 {{\n'
        f'    {bodies[n % 3]}\n    when unknown reject\n    cite "DOC-{n}"\n  }}'
    )


def _score(n: int) -> str:
    return (
        f'  rule r{n} "Score number {n}" weight {1 + n % 5} {{\n'
        f"    score scale(log10(model.downloads), 2 .. {3 + n % 4})\n"
        f"    when unknown score 0\n  }}"
    )
