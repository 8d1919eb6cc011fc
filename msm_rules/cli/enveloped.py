"""What a signed envelope holds, whoever signed it, and whose its signatures are.

Owns how a document is taken out of an envelope before it is checked, and what that leaves open. A
document that stands by itself is one that nobody signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msm_rules.audit.envelope import CHECKPOINT, Envelope, is_envelope, read_envelope
from msm_rules.audit.problem import AuditError
from msm_rules.audit.statement import KINDS, TYPE, mismatch, predicate_of, unbound
from msm_rules.cli.no_proof import SIGNED, instead_of_proof
from msm_rules.cli.proof_files import Found
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import Problem
from msm_rules.proof.reading import ProofError, read_json

if TYPE_CHECKING:
    from msm_rules.audit.keys import Public

Key = tuple[str, bytes]
"""The name and the content of a file with a public key."""

NOBODY = "who vouches for it: it is not signed"
UNCHECKED = "who vouches for it: it came signed, and no key was given to check that"
_SIGNS = "`msm attest PROOF --key KEY` signs a proof"
_CLAIMED = {SIGNED[kind.predicate][0] for kind in KINDS.values()}
"""What is said of statements by their type alone."""
_MARKS = (b'"msm-manifest', b'"payload"')
"""What stands in a file that may be a manifest; all others need not be read for that."""
_NO_SIGNER = "who vouches for it: nobody whose key was given"
_OF_ONE = "it was not signed with this key, or was changed since"
_OF_ANY = "it was not signed with any of these keys, or was changed since"
_NOT_SIGNED = Problem("signature", "it is not signed, and a signature is required")


class Opened(NamedTuple):
    """A document, the names of the keys that signed it, what is wrong with its envelope, and what
    that leaves open."""

    document: Mapping[str, Any]
    signed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_shown: tuple[str, ...] = (NOBODY,)


def opened(document: object, keys: Sequence[Key], required: bool = False) -> Opened | None:
    """The document in an envelope, or the document itself; None for what holds none that is known.

    With `required`, what stands there without a signature is a problem; with keys, what none of
    them has signed always is. One of them is enough.
    """
    if not isinstance(document, Mapping):
        return None
    if not is_envelope(document):
        return Opened(document, problems=(_NOT_SIGNED,) if required else ())
    held = _statement_in(document)
    if held is None:
        return None
    statement, inside = held
    wrong = _mismatch(statement, inside)
    left = [] if wrong else _unbound(inside)
    if not keys:
        return Opened(inside, (), tuple(wrong), (*left, UNCHECKED))
    names, others = _signers(document, keys)
    if not names:
        why = Problem("signature", _OF_ONE if len(others) == 1 else _OF_ANY)
        return Opened(inside, (), (why, *wrong), (*left, _NO_SIGNER))
    left += [f"that it is signed with the key in `{visible(name)}` too" for name in others]
    return Opened(inside, tuple(names), tuple(wrong), tuple(left))


def instead_of_known(document: object) -> tuple[str, str]:
    """What a file is that holds no document to be checked, and what to do."""
    what, todo = instead_of_proof(document)
    if is_envelope(document):
        try:
            found = read_envelope(document)
        except AuditError:
            return "is no sound envelope (DSSE), though it has a `payload`", _SIGNS
        if found.payload_type not in (TYPE, CHECKPOINT):
            kind = visible(found.payload_type[:80])
            return f"is a signed envelope of `{kind}`, and one of `{TYPE}` is expected", _SIGNS
        if what in _CLAIMED:
            return "is a signed statement that does not hold what its type says", _SIGNS
    return what, todo


def is_manifest(found: Found) -> bool:
    """Whether a file is the manifest of a screening, of whatever version, or a signed one."""
    if found.problem is not None or not any(mark in found.data for mark in _MARKS):
        return False
    try:
        document = read_json(found.data)
    except ProofError:
        return False
    if is_envelope(document):
        document = _manifest_in(document)
    schema = document.get("schema") if isinstance(document, dict) else None
    return isinstance(schema, str) and schema.startswith("msm-manifest")


def _manifest_in(document: object) -> Mapping[str, Any] | None:
    """What a signed statement holds if that may be a manifest; others are not read for this."""
    try:
        mentioned = _MARKS[0] in read_envelope(document).body
    except AuditError:
        return None
    held = _statement_in(document) if mentioned else None
    return None if held is None else held[1]


def _statement_in(document: object) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    try:
        envelope: Envelope = read_envelope(document)
    except AuditError:
        return None
    return predicate_of(envelope.body) if envelope.payload_type == TYPE else None


def _mismatch(statement: Mapping[str, Any], inside: Mapping[str, Any]) -> list[Problem]:
    differs = mismatch(statement, inside)
    if differs is None:
        return []
    why = "the signed statement is about something else than what it holds"
    return [Problem("statement.subject", why, *differs)]


def _unbound(inside: Mapping[str, Any]) -> list[str]:
    try:
        left = unbound(inside)
    except (LookupError, TypeError, AttributeError):
        return []  # what is of no sound form is refused by those who check it
    return [] if left is None else [left]


def _signers(document: Mapping[str, Any], keys: Sequence[Key]) -> tuple[list[str], list[str]]:
    """The names of the keys that signed an envelope, and of those that did not. One that is given
    more than once goes by its first name."""
    from msm_rules.audit.dsse import open_envelope  # cryptography, only for signatures

    signed, others = list[str](), list[str]()
    for name, key in _different(tuple(keys)):
        try:
            open_envelope(document, TYPE, key)
        except AuditError:
            others.append(name)
        else:
            signed.append(name)
    return signed, others


@lru_cache(maxsize=1)  # a call has the same keys for all of its files
def _different(keys: tuple[Key, ...]) -> tuple[tuple[str, Public], ...]:
    """The keys in files, each once and read once for all that is checked with them."""
    from msm_rules.audit.keys import key_id, read_public  # as above

    found: dict[str, tuple[str, Public]] = {}
    for name, content in keys:
        key = read_public(content, name)
        found.setdefault(key_id(key), (name, key))
    return tuple(found.values())
