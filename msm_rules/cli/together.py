"""Decisions told together, once all are made, in the formats of other tools.

Owns the option `--format` of `msm decide`, and what is loaded for each format. How they look stands
in `report`, one file each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msm_rules.cli import console, options
from msm_rules.cli.models import bad_facts
from msm_rules.facts import FactsError

if TYPE_CHECKING:
    from msm_rules.cli.proving import Kept
    from msm_rules.decide.decision import Decision

Refused = Sequence[tuple[str, str]]
Render = Callable[[Sequence[Mapping[str, Any]], Refused], str]


def _sarif(proofs: Sequence[Mapping[str, Any]], refused: Refused) -> str:
    return _json(import_module("msm_rules.report.decision_sarif").decisions_sarif(proofs, refused))


def _junit(proofs: Sequence[Mapping[str, Any]], refused: Refused) -> str:
    found = import_module("msm_rules.report.decision_junit").decisions_junit(proofs, refused)
    return str(found)


def _prov(proofs: Sequence[Mapping[str, Any]], _: Refused) -> str:
    return _json(import_module("msm_rules.report.decision_prov").decisions_prov(proofs))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)


FORMATS: dict[str, Render] = {"sarif": _sarif, "junit": _junit, "prov": _prov}
"""The formats of other tools, each with what loads its renderer and calls it."""

form_option = options.form(
    *("text", "json", *FORMATS),
    default="text",
    help="For people (text), machines (json), code scanning (sarif), the dashboards of CI (junit),"
    " or stores of provenance (prov).",
)


class Together:
    """The decisions of a call whose format is one document for all of them."""

    def __init__(self, form: str) -> None:
        self.render = FORMATS.get(form)
        self.proofs: list[Mapping[str, Any]] = []
        self.refused: list[tuple[str, str]] = []

    def add(self, decision: Decision, kept: Kept) -> bool:
        """Take a decision; False where the format tells each by itself. Raises Refusal."""
        if self.render is None:
            return False
        from msm_rules.proof.document import proof_document  # loads all that proofs are made with

        try:
            self.proofs.append(proof_document(decision.subject(*kept)))
        except FactsError as error:
            raise bad_facts(error) from None
        return True

    def say(self) -> None:
        """Write the document to stdout, if there is one."""
        if self.render is not None:
            console.say(self.render(self.proofs, self.refused))
