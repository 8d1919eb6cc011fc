"""Schemas of decisions: one by one, of a catalogue, and of a policy's own tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msm_rules.cli.schemas.shapes import (
    ANYTHING,
    COUNT,
    DAY,
    POLICY,
    POSITION,
    TEXT,
    TEXTS,
    TRUTH,
    UNREAD,
    VERDICT,
    Schema,
    by_name,
    document,
    each,
    maybe,
    part,
    said,
)

BOUNDS: Schema = {
    "type": "array",
    "items": {"type": "number", "minimum": 0, "maximum": 1},
    "minItems": 2,
    "maxItems": 2,
    "description": "the lower and the upper bound of a score",
}

RESULT: Schema = {
    "anyOf": [{"type": ["boolean", "null"]}, {"const": "waived"}, BOUNDS],
    "description": "what came of a rule: true, false, null (unknown, or it takes no part),"
    ' "waived", or the bounds of its score',
}

MODEL: Mapping[str, Schema] = {
    "model": said(TEXT, "its id"),
    "verdict": VERDICT,
    "determined": said(TRUTH, "whether no fact that is still unknown could change the verdict"),
    "possible": each(VERDICT),
    "score": maybe(BOUNDS),
    "important": maybe(BOUNDS),
    "contextual": maybe(BOUNDS),
    "rules": by_name(RESULT),
    "failed": said(TEXTS, "the requirements that it does not meet"),
    "unknown": said(TEXTS, "the requirements of which it is not known"),
    "escalated": said(TEXTS, "the requirements whose failing is for a person to decide on"),
    "waived": said(by_name(TEXT), "rules, each with the waiver that covers it"),
    "open_facts": said(TEXTS, "what would have to be known to settle the verdict"),
    "obligations": said(
        by_name(maybe(TRUTH)), "whether each is due once the model is used; null: not known"
    ),
    "valid_until": maybe(DAY),
}
"""What is said of a model that was decided on."""

_HEAD: Mapping[str, Schema] = {"policy": POLICY, "as_of": said(DAY, "the day decided for")}


def _decision() -> Schema:
    own = {
        "revision": said(ANYTHING, "the commit that its facts were read at; null: not known"),
        "stale": said(TEXTS, "facts that were observed too long ago to count"),
    }
    return document("decision", "A decision on a model", {**_HEAD, **MODEL, **own})


def _screening() -> Schema:
    place = {
        "rank": said(maybe(POSITION), "its place among those not rejected"),
        "separable": said(maybe(TRUTH), "whether it surely stands above the one behind it"),
        "top": said(maybe(TRUTH), "whether it is on the shortlist"),
    }
    groups = ("models", "accepted", "wants_person", "too_little_known", "rejected")
    return document(
        "screening",
        "A policy over a catalogue",
        {
            **_HEAD,
            "catalogue": TEXT,
            "counts": part(dict.fromkeys(groups, COUNT)),
            "models": each(part({**MODEL, **place})),
            "problems": each(UNREAD),
        },
    )


def _tests() -> Schema:
    place = {"file": TEXT, "line": POSITION, "column": POSITION}
    test = {
        "name": TEXT,
        **place,
        "passed": TRUTH,
        "verdict": maybe(VERDICT),
        "determined": maybe(TRUTH),
        "failures": each(part({"message": TEXT, **place})),
    }
    shown = {"kind": TEXT, "name": TEXT, **place, "seen": TEXTS, "never": TEXTS}
    coverage = part({"seen": COUNT, "possible": COUNT, "parts": each(part(shown))})
    policy = part({"file": TEXT, "tests": each(part(test))}, {"coverage": coverage})
    return document(
        "tests",
        "The tests that policies hold",
        {"policies": each(policy), "unread": said(TEXTS, "policies that cannot be used")},
    )


def _questions() -> Schema:
    blank = part(
        {
            "model": TEXT,
            "fact": TEXT,
            "kind": said(TEXT, "the type of its value, in words"),
            "expected": said(TEXT, "how it is written"),
            "so_far": said(TEXT, "what is known of it, in words; empty: nothing"),
            "alone": said(TRUTH, "whether the model waits for this question alone"),
            "look_at": said(TEXTS, "where the answer may be found"),
        }
    )
    question = part(
        {
            "question": TEXT,
            "models": said(COUNT, "how many models wait for it"),
            "alone": said(COUNT, "how many of them for nothing else"),
            "settled": said(COUNT, "how many are settled once this and all before are answered"),
            "unanswerable": said(TEXTS, "what no fact of a model answers"),
            "facts": each(blank),
        }
    )
    counts = {"models": COUNT, "undetermined": COUNT}
    return document(
        "questions",
        "What would settle the models of which too little is known",
        {**_HEAD, "catalogue": TEXT, **counts, "questions": each(question)},
    )


FORMS: Mapping[str, Callable[[], Schema]] = {
    "decision": _decision,
    "screening": _screening,
    "tests": _tests,
    "questions": _questions,
}
