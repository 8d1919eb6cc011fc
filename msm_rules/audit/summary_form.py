"""What a verification summary has to say to be one (slsa.dev/spec/v1.2/verification_summary).

Owns the fields that are demanded of a summary that is read. Further ones are let be, as in-toto has
it. Whose it is and what it is made of stands in `summary`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msm_rules.audit.statement import STATEMENT, has_digests

PREDICATE = "https://slsa.dev/verification_summary/v1"
VERIFIER = "urn:msm-rules:verifier:1"
PASSED = "MSM_POLICY_ACCEPTED"
"""The one level that is claimed; names that begin with `SLSA_` are for SLSA's own tracks."""
FAILED = "FAILED"

RESULTS = {"accept": ("PASSED", PASSED), "reject": (FAILED, FAILED)}
"""What is said of a verdict, and the level that goes with it."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_summary(statement: object) -> bool:
    """Whether a document says of itself that it is a verification summary."""
    if not isinstance(statement, Mapping):
        return False
    return (statement.get("_type"), statement.get("predicateType")) == (STATEMENT, PREDICATE)


def oddity(statement: Mapping[str, Any]) -> str | None:
    """The first field of a summary that is missing or is not what one of ours says; None if it is
    sound."""
    return next((name for name, fits in _DEMANDED.items() if not _holds(fits, statement)), None)


def _holds(fits: Callable[[Any, Any], bool], statement: Mapping[str, Any]) -> bool:
    try:
        return fits(statement, statement["predicate"])
    except (LookupError, TypeError, ValueError, AttributeError):
        return False


def _text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _instant(value: str) -> bool:
    return datetime.fromisoformat(value).tzinfo is not None


def _sha256(digest: Any) -> bool:
    return bool(_SHA256.fullmatch(digest["sha256"]))


def _each(values: Any, fits: Callable[[Any], bool]) -> bool:
    """Whether it is a list of at least one, and all fit."""
    return isinstance(values, list) and values != [] and all(map(fits, values))


def _level(predicate: Any) -> bool:
    """Whether the levels say what the result says, and nothing against it."""
    levels = predicate["verifiedLevels"]
    said = [level for _, level in RESULTS.values() if level in levels]
    own = (predicate["verificationResult"], *said)
    return _each(levels, _text) and own in RESULTS.values()


_DEMANDED: Mapping[str, Callable[[Any, Any], bool]] = {
    "subject": lambda whole, _: _each(whole["subject"], has_digests),
    "predicate.verifier.id": lambda _, own: bool(own["verifier"]["id"] == VERIFIER),
    "predicate.timeVerified": lambda _, own: _instant(own["timeVerified"]),
    "predicate.resourceUri": lambda _, own: _text(own["resourceUri"]),
    "predicate.policy.uri": lambda _, own: _text(own["policy"]["uri"]),
    "predicate.policy.digest": lambda _, own: _sha256(own["policy"]["digest"]),
    "predicate.inputAttestations": lambda _, own: _each(
        own["inputAttestations"], lambda proof: _sha256(proof["digest"])
    ),
    "predicate.verificationResult": lambda _, own: (
        own["verificationResult"] in [result for result, _ in RESULTS.values()]
    ),
    "predicate.verifiedLevels": lambda _, own: _level(own),
}
"""By its name, whether a field of a statement, or of its predicate, is as in a summary of ours."""
