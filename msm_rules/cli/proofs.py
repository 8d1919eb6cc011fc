"""The proofs that a call names, as documents to be told.

Owns what to say where a file is no proof that can be told. Which files and archives hold proofs
stands in `proof_files`; whether a proof holds is for `msm_rules.verify` to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msm_rules.cli.proof_files import Found
from msm_rules.cli.proof_files import proofs_in as files_in
from msm_rules.cli.refusal import Refusal
from msm_rules.proof.reading import ProofError, read_json
from msm_rules.proof.redaction import REDACTED

if TYPE_CHECKING:
    from msm_rules.report.collection import Given

_PARTS = ("decision", "policy", "facts", "nodes")
_WRITES = "`msm explain POLICY MODEL --format json` writes one"
_OTHERS = {
    "msm-facts/1": ("is a facts document", "a decision on it: the policy first, then this file"),
    REDACTED: (
        "is a proof with facts withheld, and a report tells a whole one",
        "`msm verify` checks it, and `--reveal` brings facts back",
    ),
}
"""What a document may be instead of a proof, by its schema, and what to do with it."""
_SIGNED = (
    "is a signed statement that holds a proof",
    "`msm attest FILE --check KEY --out proof.json` opens it",
)


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
        raise _NoProof(str(bad), _WRITES) from None
    if isinstance(document, Mapping):
        if all(part in document for part in _PARTS):
            return document
        schema = document.get("schema")
        if isinstance(schema, str) and schema in _OTHERS:
            raise _NoProof(*_OTHERS[schema])
        if "payload" in document:
            raise _NoProof(*_SIGNED)
    raise _NoProof("is no proof", _WRITES)
