"""Schemas of what commands of `msm facts` find; facts documents have theirs in `facts.schema`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msm_rules.cli.schemas.shapes import (
    ANYTHING,
    COUNT,
    DAY,
    TEXT,
    TEXTS,
    TRUTH,
    UNREAD,
    Schema,
    by_name,
    document,
    each,
    maybe,
    part,
    said,
)


def _lint() -> Schema:
    finding = {
        "record": TEXT,
        "model": TEXT,
        "lint": TEXT,
        "fact": TEXT,
        "message": TEXT,
        "figures": said(by_name(ANYTHING), "what the message counts with"),
    }
    return document(
        "lint",
        "What looks wrong in facts about models",
        {
            "findings": each(part(finding)),
            "problems": each(UNREAD),
            "as_of": DAY,
            "records": COUNT,
            "unread": said(COUNT, "records that could not be read"),
            "notes": said(COUNT, "parts of records that were not read, or are in doubt"),
            "counts": said(by_name(COUNT), "findings by lint"),
        },
    )


def _merge() -> Schema:
    disagreement = {
        "model": TEXT,
        "fact": TEXT,
        "method": said(maybe(TEXT), "how those know it that disagree; null: they do not say"),
        "said": each(part({"source": TEXT, "value": said(TEXT, "in words")})),
        "kept": said(TEXT, "the value in the document, in words"),
    }
    return document(
        "merge",
        "Where sources of facts disagree",
        {"models": COUNT, "disagreements": each(part(disagreement)), "problems": each(UNREAD)},
    )


def _attested() -> Schema:
    entry = {"model": TEXT, "fact": TEXT, "value": ANYTHING, "by": TEXT, "on": DAY, "because": TEXT}
    return document(
        "attested",
        "A fact that was added to a file of attested facts",
        {
            "file": TEXT,
            "added": said(TRUTH, "false: it was there already"),
            "entry": part(entry, {"revision": TEXT, "until": DAY}),
        },
    )


def _lineage() -> Schema:
    model = {
        "id": TEXT,
        "steps": said(COUNT, "how many generations above the model that was asked about"),
        "parents": TEXTS,
        "parents_complete": said(TRUTH, "whether it has no other parents"),
        "relation": maybe(TEXT),
        "licences": said(TEXTS, "each that its licence may be; none: not known"),
        "declared": said(maybe(TEXT), "what its source wrote as its licence"),
    }
    chain = part({"sure": TEXTS, "possible": said(maybe(TEXTS), "null: it may be any")})
    return document(
        "lineage",
        "What a model was made from",
        {
            "model": TEXT,
            "models": said(each(part(model)), "the model and its ancestors, nearest first"),
            "missing": said(TEXTS, "ancestors that could not be looked up"),
            "complete": TRUTH,
            "license_chain": maybe(chain),
            "cycles": TEXTS,
        },
    )


def _coverage() -> Schema:
    known = part({"exact": COUNT, "bounded": COUNT, "unknown": COUNT})
    return document(
        "coverage",
        "Of how many models each fact is known",
        {"catalogue": TEXT, "models": COUNT, "facts": by_name(known)},
    )


FORMS: Mapping[str, Callable[[], Schema]] = {
    "lint": _lint,
    "merge": _merge,
    "attested": _attested,
    "lineage": _lineage,
    "coverage": _coverage,
}
