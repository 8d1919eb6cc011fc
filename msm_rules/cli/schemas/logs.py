"""Schemas of the decision log: its entries, and what looking through it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msm_rules.cli.schemas.shapes import (
    COUNT,
    DAY,
    DIGEST,
    POSITION,
    TEXT,
    TEXTS,
    TRUTH,
    VERDICT,
    Schema,
    Shape,
    document,
    documents,
    each,
    maybe,
    one_of,
    part,
    said,
)

_TIME = said({"type": "string", "format": "date-time"}, "the instant it was logged, in UTC")
_PROOF = said(DIGEST, "the digest of the proof")


def _entry() -> Schema:
    common: dict[str, Schema] = {"number": POSITION, "time": _TIME, "proof": _PROOF}
    decision = {
        **common,
        "kind": {"const": "decision"},
        "graph": said(DIGEST, "the digest of the policy's graph"),
        "policy": TEXT,
        "version": TEXT,
        "model": TEXT,
        "revision": maybe(TEXT),
        "verdict": VERDICT,
        "determined": TRUTH,
        "as_of": DAY,
        "system": maybe(TEXT),
        "reference": maybe(TEXT),
    }
    resolution = {
        **common,
        "kind": {"const": "resolution"},
        "verdict": one_of("accept", "reject"),
        "by": TEXT,
        "because": TEXT,
        "until": said(DAY, "the last day it holds"),
    }
    return documents(
        "log-entry",
        "An entry of a decision log",
        Shape("a decision", decision),
        Shape("the end of a review by a person", resolution),
    )


def _verification() -> Schema:
    problem = part({"number": said(maybe(COUNT), "the entry; null: the file"), "message": TEXT})
    return document(
        "log-verification",
        "Whether a decision log is as it was logged",
        {
            "ok": TRUTH,
            "entries": COUNT,
            "digest": said(TEXT, "of the last entry"),
            "problems": each(problem),
            "not_shown": TEXTS,
        },
    )


FORMS: Mapping[str, Callable[[], Schema]] = {
    "log-entry": _entry,
    "log-verification": _verification,
}
