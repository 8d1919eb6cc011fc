"""What is signed: in-toto Statements v1 on proofs, proofs with facts withheld, and manifests.

Owns the kinds of statement, and what each is about (github.com/in-toto/attestation, spec/v1: each
subject needs a digest, and is matched by it alone). No key is needed here, and that a proof or a
manifest holds is the checkers' to say: here only its digest is compared.

A statement is about the model at its commit. Where no commit is known it is about the proof: that
is fixed, and nothing else is. A statement on a manifest is about the manifest and the models that
are accepted in it, at their commits; the others are left out, since whoever finds a statement by a
model's digest takes it for a yes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msm_rules.audit.problem import AuditError
from msm_rules.frozen import record
from msm_rules.graph.canonical import digest
from msm_rules.proof.canonical import OUTSIDE
from msm_rules.proof.check import SCHEMA
from msm_rules.proof.manifest import SCHEMA as MANIFEST
from msm_rules.proof.reading import read_json
from msm_rules.proof.redaction import REDACTED, is_sealed

NO_REVISION = (
    "which revision of the model is meant: no commit is named, and the statement is about the proof"
)
"""What a statement does not bind that is about a proof."""
STATEMENT = "https://in-toto.io/Statement/v1"
TYPE = "application/vnd.in-toto+json"

Document: TypeAlias = Mapping[str, Any]
Subject: TypeAlias = dict[str, object]

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""A git commit, by SHA-1 or SHA-256."""
_FORMS = {"gitCommit": _COMMIT, "sha256": re.compile(r"[0-9a-f]{64}")}
"""The digests that subjects have."""
_NAMING = ("name", "uri", "digest")
"""The fields of subjects that say what is meant; none may be another, or be added."""
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


@record
class Kind:
    """A kind of document that is signed; `uncovered` are the parts its own digest leaves out."""

    predicate: str
    noun: str
    uncovered: frozenset[str]
    subjects: Callable[[Document], list[Subject]]
    unbound: Callable[[Document], str | None]


# --- what a statement is about -------------------------------------------------------------------


def commit_of(model: Mapping[str, Any]) -> str | None:
    """The git commit that a model's facts were read at; None where they name none."""
    revision = model["revision"]
    return revision if isinstance(revision, str) and _COMMIT.fullmatch(revision) else None


def subject(model: Mapping[str, Any], proof: str) -> Subject:
    """A model at its commit; or else the proof of it, by its digest."""
    commit = commit_of(model)
    if commit is not None:
        return {"name": model["id"], "digest": {"gitCommit": commit}}
    uri = f"urn:msm-rules:proof:{proof}"
    return {"name": f"proof of {model['id']}", "uri": uri, "digest": {"sha256": proof}}


def _unbound(model: Mapping[str, Any]) -> str | None:
    if commit_of(model) is not None:
        return None
    return NO_REVISION


def _of_proof(proof: Document) -> list[Subject]:
    return [subject(proof["decision"]["model"], proof["digest"])]


def _of_redacted(redacted: Document) -> list[Subject]:
    """As of the original; where its digest is sealed, no other than the redacted proof is named."""
    model = redacted["proof"]["decision"]["model"]
    if is_sealed(redacted) and commit_of(model) is None:
        own = redacted["digest"]
        uri = f"urn:msm-rules:proof-redacted:{own}"
        return [{"name": f"proof of {model['id']}", "uri": uri, "digest": {"sha256": own}}]
    return [subject(redacted["proof"]["decision"]["model"], redacted["original"])]


def _of_manifest(manifest: Document) -> list[Subject]:
    policy, own = manifest["policy"], manifest["digest"]
    name = f"screening by {policy['name']} {policy['version']}, {manifest['as_of']}"
    itself: Subject = {
        "name": name,
        "uri": f"urn:msm-rules:manifest:{own}",
        "digest": {"sha256": own},
    }
    accepted = (row for row in manifest["rows"] if row["verdict"] == "accept")
    pinned = (subject(row, row["proof"]) for row in accepted if commit_of(row) is not None)
    return [itself, *pinned]


def _unbound_in_manifest(manifest: Document) -> str | None:
    accepted = [row for row in manifest["rows"] if row["verdict"] == "accept"]
    open_ = sum(commit_of(row) is None for row in accepted)
    if not open_:
        return None
    return (
        f"which revisions of {open_:,} of {len(accepted):,} accepted models are meant: no commit"
        " of them is named"
    )


KINDS: Mapping[str, Kind] = {
    SCHEMA: Kind(
        "urn:msm-rules:proof:1", "proof", OUTSIDE, _of_proof,
        lambda proof: _unbound(proof["decision"]["model"]),
    ),
    REDACTED: Kind(
        "urn:msm-rules:proof-redacted:1", "proof", frozenset({"digest"}), _of_redacted,
        lambda redacted: _unbound(redacted["proof"]["decision"]["model"]),
    ),
    MANIFEST: Kind(
        "urn:msm-rules:manifest:1", "manifest", frozenset({"digest"}), _of_manifest,
        _unbound_in_manifest,
    ),
}  # fmt: skip
"""The documents that are signed, by their schema."""

_SCHEMAS = {kind.predicate: schema for schema, kind in KINDS.items()}


def kind_of(document: object) -> Kind | None:
    """The kind of a document; None for what is none that is signed."""
    schema = document.get("schema") if isinstance(document, Mapping) else None
    return KINDS.get(schema) if isinstance(schema, str) else None


# --- statements ----------------------------------------------------------------------------------


def sound(document: object) -> Document:
    """A document that can be signed, if it has the digest it says it has. Raises AuditError."""
    kind = kind_of(document)
    if kind is not None and isinstance(document, Mapping):
        try:
            core = {name: part for name, part in document.items() if name not in kind.uncovered}
            if document["digest"] != digest(core):
                raise AuditError(f"the {kind.noun} was changed: its digest is another")
            statement(document)
        except _UNREADABLE:
            raise AuditError(f"it is no {kind.noun} that can be read") from None
        return document
    raise AuditError("it is no proof; `msm explain --format json` writes one")


def statement(document: Document) -> dict[str, object]:
    """The statement with a document of a known kind as its predicate.

    Raises LookupError, TypeError or ValueError for what is not of the form of its kind.
    """
    kind = KINDS[document["schema"]]
    subjects = kind.subjects(document)
    if not all(isinstance(each["name"], str) and has_digests(each) for each in subjects):
        raise ValueError("a subject without a name or a digest")
    return {
        "_type": STATEMENT,
        "subject": subjects,
        "predicateType": kind.predicate,
        "predicate": document,
    }


def has_digests(one: Mapping[str, Any]) -> bool:
    """Whether a subject has a digest, and each is of the form of its kind.

    Raises LookupError for a kind that is none of ours, or where there is no digest at all.
    """
    held = one["digest"]
    return (
        isinstance(held, dict)
        and bool(held)
        and all(
            isinstance(value, str) and _FORMS[name].fullmatch(value) for name, value in held.items()
        )
    )


def predicate_of(body: bytes) -> tuple[Mapping[str, Any], Document] | None:
    """The statement in the bytes of an envelope and the document in it, whether they fit or not.

    None for what is no statement on a document of a known kind. Nothing in it is to be believed.
    """
    try:
        held = read_json(body)
        schema, inside = _SCHEMAS[held["predicateType"]], held["predicate"]
        if held["_type"] == STATEMENT and inside["schema"] == schema and isinstance(inside, dict):
            return held, inside
    except _UNREADABLE:
        pass
    return None


def mismatch(held: Mapping[str, Any], document: Document) -> tuple[object, object] | None:
    """What a statement should be about and what it is; None where it is about the document in it.

    Fields that others added are let be, as in-toto has it (spec/v1, parsing rules).
    """
    found = held.get("subject")
    try:
        made = statement(document)["subject"]
    except _UNREADABLE:
        return None, found
    return None if _as_ours(found) == made else (made, found)


def _as_ours(subjects: object) -> object:
    """Subjects with no other fields than ours have."""
    if not isinstance(subjects, list):
        return subjects
    return [
        {name: part for name, part in each.items() if name in _NAMING}
        if isinstance(each, Mapping)
        else each
        for each in subjects
    ]


def unbound(document: Document) -> str | None:
    """What a statement on a sound document does not bind, in words."""
    return KINDS[document["schema"]].unbound(document)
