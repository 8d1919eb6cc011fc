"""Schemas of what `msm verify` finds, of proofs and of manifests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msm_rules.cli.schemas.shapes import (
    ANYTHING,
    COUNT,
    DAY,
    DIGEST,
    TEXT,
    TEXTS,
    TRUTH,
    VERDICT,
    Schema,
    Shape,
    by_name,
    documents,
    each,
    maybe,
    part,
    said,
)

_PROBLEM = part({"node": TEXT, "message": TEXT, "expected": ANYTHING, "found": ANYTHING})
_PROBLEMS = said(each(_PROBLEM), "what is wrong; the first is where it goes wrong")
_NOT_SHOWN = said(TEXTS, "what this check has not shown, of this proof")

_SIGNED_WITH = said(TEXTS, "the keys given that signed it, each once, as the call names them")

_PROOF: Mapping[str, Schema] = {
    "name": said(TEXT, "the file, archive member or line"),
    "ok": said(TRUTH, "whether it holds, with all that it was held against"),
    "no_proof": said(maybe(TEXT), "why there is no proof that could be checked"),
    "problems": _PROBLEMS,
    "not_shown": _NOT_SHOWN,
    "bundle": said(maybe(TEXT), "how many documents of the evidence fit the bundle"),
    "withheld": said(TEXTS, "the facts that a redacted proof does not show"),
    "signed_with": _SIGNED_WITH,
}
_SAID: Mapping[str, Schema] = {
    "model": TEXT,
    "verdict": VERDICT,
    "as_of": DAY,
    "policy": said(TEXT, "name and version"),
    "digest": DIGEST,
    "replay": part({"same": TRUTH, "problems": _PROBLEMS}),
}
"""What a proof says that holds, and whether the engine decides the same where that was asked."""


def _verification() -> Schema:
    manifest = {
        "name": TEXT,
        "ok": TRUTH,
        "digest": DIGEST,
        "counts": said(by_name(ANYTHING), "as the manifest has them"),
        "proofs": said(maybe(COUNT), "how many proofs it was held against"),
        "problems": _PROBLEMS,
        "not_shown": _NOT_SHOWN,
        "bundle": said(maybe(TEXT), "how many documents of the proofs' evidence fit the bundle"),
        "signed_with": _SIGNED_WITH,
        "signed_proofs": said(COUNT, "how many of the proofs are signed with such a key"),
        "replayed": said(maybe(COUNT), "how many proofs the engine gives again, if asked"),
        "about": said(each(by_name(ANYTHING)), "the rows of the models that were asked about"),
    }
    return documents(
        "verification",
        "What `msm verify` finds",
        Shape("one proof", _PROOF, _SAID),
        Shape("several proofs", {"ok": TRUTH, "proofs": each(part(_PROOF, _SAID))}),
        Shape("the manifest of a screening", manifest),
    )


FORMS: Mapping[str, Callable[[], Schema]] = {"verification": _verification}
