"""The proofs that a call names, as documents to be told.

Which files and archives hold proofs stands in `proof_files`, what to say of a file that is none in
`no_proof`; whether a proof holds is for `msm_rules.verify` to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from msm_rules.audit.envelope import is_envelope
from msm_rules.cli.enveloped import instead_of_known, opened
from msm_rules.cli.no_proof import WRITES, instead_of_json, instead_of_proof
from msm_rules.cli.proof_files import Found, plain_name
from msm_rules.cli.proof_files import proofs_in as files_in
from msm_rules.cli.refusal import Refusal
from msm_rules.proof.reading import ProofError, read_json
from msm_rules.proof.redaction import REDACTED
from msm_rules.report.signature import Enclosed, Signature, key_ids

if TYPE_CHECKING:
    from msm_rules.report.collection import Given

_PARTS = ("decision", "policy", "facts", "nodes")


Keys = tuple[tuple[str, bytes], ...]
"""Names and contents of files with public keys."""


def proof_in(path: str, keys: Keys = ()) -> Mapping[str, Any] | Enclosed:
    """The proof in a file, or on stdin for `-`; a signature is checked with `keys`, if there are
    any. Raises Refusal where there is none."""
    (found,) = files_in([path])
    if found.problem is not None:
        raise Refusal(f"{found.name} {found.problem}")
    try:
        return _proof(found, keys)
    except _NoProof as other:
        raise Refusal(f"{found.name} {other}", other.hint) from None


def proofs_in(paths: Iterable[str], keys: Keys = ()) -> Iterator[Given]:
    """The proofs of files, folders and archives; what is none says why in its place.

    Names are seen from the folder. Raises Refusal where a path is not there, or holds nothing.
    """
    from msm_rules.report.collection import Broken

    for path in paths:
        for found in files_in([path]):
            name = _name(plain_name(found.name), path)
            if found.problem is not None:
                yield name, Broken(found.problem)
                continue
            try:
                yield name, _proof(found, keys)
            except _NoProof as other:
                yield name, Broken(str(other))


def _name(name: str, path: str) -> str:
    folder = os.path.join(path, "")
    return name.removeprefix(folder) if os.path.isdir(path) else name


class _NoProof(Exception):
    """What a file is instead of a proof, and what to do."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.hint = hint


def _proof(found: Found, keys: Keys) -> Mapping[str, Any] | Enclosed:
    try:
        document = read_json(found.data)
    except ProofError as bad:
        known = instead_of_json(found.name, found.data)
        raise _NoProof(*(known or (str(bad), WRITES))) from None
    if not is_envelope(document):  # first, as `msm verify` has it: a file may look like both
        if _may_be_proof(document):
            return _unsigned(document) if keys else document
        raise _NoProof(*instead_of_proof(document))
    held = opened(document, keys)
    if held is None or not _may_be_proof(held.document):
        raise _NoProof(*instead_of_known(document))
    why = "; ".join(problem.message for problem in held.problems)
    if why and not keys:
        raise _NoProof(f"holds a proof, but {why}", "do not rely on it: ask whoever signed it")
    return Enclosed(held.document, Signature(key_ids(document), held.signed, why))


def _may_be_proof(document: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a document has the parts of a proof, or is a redacted one."""
    if not isinstance(document, Mapping):
        return False
    return document.get("schema") == REDACTED or all(part in document for part in _PARTS)


def _unsigned(proof: Mapping[str, Any]) -> Enclosed:
    return Enclosed(proof, Signature((), lacking=True))
