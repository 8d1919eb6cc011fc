"""Policy as code for choosing AI models: decisions with proofs.

The public names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msm_rules.api import (
        Bounds,
        Decision,
        Origin,
        OriginError,
        Policy,
        PolicyError,
        Purpose,
        Screening,
        Verdict,
        load_policy,
        origin_of,
        parse_policy,
    )
    from msm_rules.facts import FactsError, ModelFacts
    from msm_rules.proof.check import verify

__version__ = "0.1.0"
LANGUAGE_VERSION = 1

_HOMES = {
    "Bounds": "msm_rules.api",
    "Decision": "msm_rules.api",
    "Origin": "msm_rules.api",
    "OriginError": "msm_rules.api",
    "Policy": "msm_rules.api",
    "PolicyError": "msm_rules.api",
    "Purpose": "msm_rules.api",
    "Screening": "msm_rules.api",
    "Verdict": "msm_rules.api",
    "load_policy": "msm_rules.api",
    "origin_of": "msm_rules.api",
    "parse_policy": "msm_rules.api",
    "FactsError": "msm_rules.facts",
    "ModelFacts": "msm_rules.facts",
    "verify": "msm_rules.proof.check",
}

__all__ = [
    "LANGUAGE_VERSION",
    "Bounds",
    "Decision",
    "FactsError",
    "ModelFacts",
    "Origin",
    "OriginError",
    "Policy",
    "PolicyError",
    "Purpose",
    "Screening",
    "Verdict",
    "load_policy",
    "origin_of",
    "parse_policy",
    "verify",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
