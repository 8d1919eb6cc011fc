"""The proofs that a call names, as documents to be told.

Which files and archives hold proofs stands in `proof_files`, what to say of a file that is none in
`no_proof`; whether a proof holds is for `msm_rules.verify` to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msm_rules.cli.no_proof import WRITES, instead_of_json, instead_of_proof
from msm_rules.cli.proof_files import Found
from msm_rules.cli.proof_files import proofs_in as files_in
from msm_rules.cli.refusal import Refusal
from msm_rules.proof.reading import ProofError, read_json

if TYPE_CHECKING:
    from msm_rules.report.collection import Given

_PARTS = ("decision", "policy", "facts", "nodes")


def proof_in(path: str) -> Mapping[str, Any]:
    """The proof in a file, or on stdin for `-`. Raises Refusal where there is none."""
    (found,) = files_in([path])
    if found.problem is not None:
        raise Refusal(f"{found.name} {found.problem}")
    try:
        return _proof(found)
    except _NoProof as other:
        raise Refusal(f"{found.name} {other}", other.hint) from None


def proofs_in(paths: Iterable[str]) -> Iterator[Given]:
    """The proofs of files, folders and archives; what is none says why in its place.

    Names are seen from the folder. Raises Refusal where a path is not there, or holds nothing.
    """
    from msm_rules.report.collection import Broken

    for path in paths:
        for found in files_in([path]):
            name = _name(found.name.replace("`", ""), path)
            if found.problem is not None:
                yield name, Broken(found.problem)
                continue
            try:
                yield name, _proof(found)
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


def _proof(found: Found) -> Mapping[str, Any]:
    try:
        document = read_json(found.data)
    except ProofError as bad:
        known = instead_of_json(found.name, found.data)
        raise _NoProof(*(known or (str(bad), WRITES))) from None
    if isinstance(document, Mapping) and all(part in document for part in _PARTS):
        return document
    raise _NoProof(*instead_of_proof(document))
