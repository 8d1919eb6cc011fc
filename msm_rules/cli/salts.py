"""Files of salts, which `msm redact` writes: what brings withheld facts back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.cli.documents import read_document
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.proof.redaction import SALTS


def salts_in(path: str) -> Mapping[str, Any]:
    """What `msm redact --salts` wrote. Raises Refusal."""
    found = read_document(path, "a file of salts")
    if not isinstance(found, Mapping) or found.get("schema") != SALTS:
        raise Refusal(f"{name_of(path)} holds no salts", "`msm redact --salts` writes them")
    return found
