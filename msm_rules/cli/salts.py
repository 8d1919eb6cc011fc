"""Files of salts, which bring withheld facts back: read, and held against their published form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.cli.documents import read_document
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.violation import violation
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.redaction import SALTS


def salts_in(path: str) -> Mapping[str, Any]:
    """What `msm redact --salts` wrote, or some of it. Raises Refusal."""
    found = read_document(path, "a file of salts")
    if not isinstance(found, Mapping) or found.get("schema") != SALTS:
        raise Refusal(f"{name_of(path)} holds no salts", "`msm redact --salts` writes them")
    wrong = violation(found)
    if wrong is not None:
        raise Refusal(f"{name_of(path)} {visible(wrong)}", "`msm schema salts` prints the form")
    return found
