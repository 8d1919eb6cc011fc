"""Proof documents that people name on the command line: files, and folders of them.

Owns which files of a folder are looked at, and what to say where one is no proof. Whether a proof
holds is for `msm_rules.verify` to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msm_rules.cli.documents import read_document
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible

if TYPE_CHECKING:
    from msm_rules.report.collection import Given

_SUFFIX = ".json"
_PARTS = ("decision", "policy", "facts", "nodes")
_HINT = "`msm explain POLICY MODEL --format json` writes one"


def proof_in(path: str) -> Mapping[str, Any]:
    """The proof in a file, or on stdin for `-`. Raises Refusal where there is none."""
    document = read_document(path, "a proof")
    if not isinstance(document, Mapping) or not all(part in document for part in _PARTS):
        raise Refusal(f"{name_of(path)} is no proof", _HINT)
    return document


def proofs_in(paths: tuple[str, ...]) -> Iterator[Given]:
    """The proofs of files and folders by their paths; what is none says why in its place.

    Raises Refusal where a path is not there, or a folder holds no such file.
    """
    from msm_rules.report.collection import Broken

    for path in paths:
        if not os.path.isdir(path):
            yield path, proof_in(path)
            continue
        files = sorted(_files(path))
        if not files:
            raise Refusal(f"there is no proof (`*{_SUFFIX}`) below `{visible(path)}`", _HINT)
        for file in files:
            name = os.path.relpath(file, path)
            try:
                yield name, proof_in(file)
            except Refusal as refusal:
                yield name, Broken(refusal.message)


def _files(folder: str) -> Iterator[str]:
    for inside, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(_SUFFIX) and not name.startswith("."):
                yield os.path.join(inside, name)
