"""Decisions that the tests of proofs share: one policy, and models that fare differently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import msm_rules as msm

AS_OF = date(2026, 11, 22)

CLINICAL = """
policy clinical_assistant {
  version "2.1.0"
  title   "Foundation model for a clinical question-answering assistant"
  owner   "AI governance board"
  effective from 2026-01-01 until 2026-12-31
  stale after 90 days
}

param gpu_memory: bytes = 24 GiB in 8 GiB .. 640 GiB
  "Memory of the one accelerator that serves the assistant"
param context: number = 8Ki in 2Ki .. 128Ki "Tokens kept in the cache"
param audience: one of {"internal", "customer-facing"} = "internal"

let needed = model.memory.int4 + context * model.memory.kv_per_token

critical {
  rule task "Generates text" {
    require "text-generation" in model.tasks
  }
  rule size "Weights and cache fit the accelerator at 4 bits a weight" weight 2 {
    require needed <= 0.9 * gpu_memory
    when unknown reject
    cite "ARCH-12"
  }
  rule licence "May be fine-tuned and sold, all the way down its lineage" weight 10 {
    require model.license_chain permits {"commercial-use", "modification"}
    forbid  model.license in {"cc-by-nc-4.0", "llama2"}
    waivable at most 365 days
    because "The assistant is part of a paid product."
    cite "LEGAL-7 §3.2"
  }
  rule naming "Customers need not see another company's name" {
    applies if audience == "customer-facing"
    forbid model.license_chain requires "naming"
  }
  rule systemic "Above 10^25 FLOP only with the board" {
    require model.training_compute <= 1e25
    otherwise review by "AI board"
    when unknown pass
  }
}

important weight 0.6 {
  rule domain "Trained for medicine" weight 3 {
    score 1.0 if "medical" in model.domains
    score 0.5 if "biology" in model.domains
  }
  rule languages "Speaks the patients' languages" weight 2 {
    prefer model.languages covers {"en", "de"}
  }
}

contextual weight 0.4 {
  rule benchmark "Answers medical exams" weight 3 {
    score scale(model.benchmarks["medqa"], 40% .. 80%)
    when uncertain take lower
  }
  rule maintained "Still looked after" {
    prefer age(model.modified) <= 180 days
  }
}

decide {
  accept if important >= 0.5 and score >= 0.5
  review if score >= 0.3
  valid for 180 days
}

rank { by score descending  by model.parameters ascending  top 5 }

obligation attribution "Keep the licence text and notices with every copy" {
  if model.license_chain requires "include-notice"
  cite "LEGAL-8"
}

waiver "W-2026-014" {
  rule licence
  models {"meta-llama/*"}
  from 2026-02-03 until 2026-12-31
  approved by "Legal counsel"
  because "Signed agreement of 2026-02-03"
}
"""


def _evidence(method: str, source: str, locator: str, **more: object) -> dict[str, object]:
    record = {"method": method, "source": source, "locator": locator, "observed": "2026-11-20"}
    return record | more


GOOD: dict[str, Any] = {
    "schema": "msm-facts/1",
    "model": {
        "id": "BioMistral/BioMistral-7B",
        "revision": "9a11e1ffa817c211",
        "parameters": 7241732096,
        "tasks": ["text-generation"],
        "memory": {"int4": 3620866048, "kv_per_token": 131072},
        "license": "apache-2.0",
        "license_chain": ["apache-2.0"],
        "domains": ["medical", "biology"],
        "languages": ["en", "de", "fr"],
        "training_compute": 3.5e23,
        "benchmarks": {"medqa": {"between": [0.544, 0.598]}},
        "modified": "2026-09-30",
    },
    "evidence": {
        "memory.int4": [
            _evidence(
                "measured", "hub", "safetensors.total",
                revision="9a11e1ffa817c211", sha256="ab" * 32, raw=7241732096,
            )
        ],
        "license_chain": [
            _evidence("declared", "card", "README.md", member="Apache-2.0", raw="apache-2.0")
        ],
        'benchmarks["medqa"]': [
            _evidence("verified", "open_medical_llm", "row 17", n=1273, reporter="leaderboard")
        ],
    },
}  # fmt: skip


def _with(**changes: object) -> dict[str, Any]:
    model = {**GOOD["model"], **changes}
    return {**GOOD, "model": {k: v for k, v in model.items() if v is not None}}


@cache
def policy() -> msm.Policy:
    """The policy of all these decisions."""
    return msm.parse_policy(CLINICAL, name="policies/clinical_assistant.msm")


def _decide(facts: dict[str, Any], **options: Any) -> msm.Decision:
    return policy().decide(facts, as_of=AS_OF, **options)


def _stale() -> msm.Decision:
    rows = [{**GOOD["evidence"]["memory.int4"][0], "observed": "2026-01-02"}]
    return _decide({**GOOD, "evidence": {**GOOD["evidence"], "memory.int4": rows}})


DECISIONS: dict[str, Callable[[], msm.Decision]] = {
    "accepted": lambda: _decide(GOOD),
    "rejected": lambda: _decide(
        _with(
            memory={"int4": 34_488_324_096, "kv_per_token": 327680},
            license_chain=["apache-2.0", "cc-by-nc-4.0"],
            languages=["en"],
            modified="2023-12-07",
        )
    ),
    "undetermined": lambda: _decide(
        _with(benchmarks=None, languages={"at_least": ["en"]}, training_compute=None)
        | {"evidence": {}}
    ),
    "escalated and waived": lambda: _decide(
        _with(
            id="meta-llama/Big-70B",
            license="LicenseRef-llama2",
            license_chain=["LicenseRef-llama2"],
            training_compute=3e25,
        )
    ),
    "stopped early": lambda: _decide(GOOD, pending=('model.benchmarks["medqa"]',)),
    "stale": _stale,
    "unread licence": lambda: _decide(
        _with(
            license="LicenseRef-somebodys-own",
            license_chain=["LicenseRef-somebodys-own", "mit OR gpl-3.0"],
        )
    ),
    "customer-facing": lambda: _decide(
        _with(license="llama3.1", license_chain=["llama3.1"]),
        params={"audience": "customer-facing", "gpu_memory": "48 GiB"},
    ),
}
"""A decision of each kind, made anew at each call."""
