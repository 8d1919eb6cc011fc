"""What a text means as a licence: the expressions it may be, their alternatives, and their terms.

Owns the reading of what somebody typed (an expression, a name, a link). What terms of several
parts mean together is asked of `values.licence_terms`, as policies ask it.
"""

from __future__ import annotations

from msm_rules import licences
from msm_rules.frozen import record
from msm_rules.values import licence_terms
from msm_rules.values.possible import TRUE, UNKNOWN


@record
class Alternative:
    """One way to take an expression: the parts that all apply, the entry of each where there is
    one, and what they mean together. `unknown` are the terms on which they are silent."""

    parts: tuple[str, ...]
    entries: tuple[licences.Licence | None, ...]
    permits: tuple[str, ...]
    requires: tuple[str, ...]
    prohibits: tuple[str, ...]
    unknown: tuple[str, ...]


@record
class Meaning:
    """The expressions that a text may be, each with its alternatives; none where it is no licence
    that is known. `note` says what is not clear."""

    expressions: tuple[tuple[str, tuple[Alternative, ...]], ...]
    note: str | None


def meaning(text: str) -> Meaning:
    """What a text means: an SPDX expression, an id, a name that people write, or a link."""
    declared = licences.from_declared(text)
    found = tuple(
        (e, tuple(map(_alternative, licences.alternatives(e)))) for e in declared.possible
    )
    return Meaning(found, declared.note)


def _alternative(parts: tuple[str, ...]) -> Alternative:
    licence = frozenset({" AND ".join(parts)})
    permits = {t: licence_terms.permits(licence, _one(t)) for t in licences.TERMS}
    prohibits = [t for t in licences.TERMS if licence_terms.prohibits(licence, _one(t)) == TRUE]
    requires = {t: licence_terms.requires(licence, _one(t)) for t in licences.REQUIREMENTS}
    return Alternative(
        parts,
        tuple(map(licences.lookup, parts)),
        tuple(t for t, answer in permits.items() if answer == TRUE),
        tuple(t for t, answer in requires.items() if answer == TRUE),
        tuple(prohibits),
        tuple(t for t, answer in (permits | requires).items() if answer == UNKNOWN),
    )


def _one(term: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset({term}), frozenset({term})


def meaning_record(text: str, found: Meaning) -> dict[str, object]:
    """The meaning as plain JSON values."""
    return {
        "schema": "msm-licence-meaning/1",
        "text": text,
        "note": found.note,
        "possible": [
            {"expression": e, "alternatives": [_record(a) for a in alternatives]}
            for e, alternatives in found.expressions
        ],
    }


def _record(alternative: Alternative) -> dict[str, object]:
    return {
        "parts": list(alternative.parts),
        "permits": list(alternative.permits),
        "requires": list(alternative.requires),
        "prohibits": list(alternative.prohibits),
        "unknown": list(alternative.unknown),
        "entries": [e and licences.full_record(e) for e in alternative.entries],
    }
