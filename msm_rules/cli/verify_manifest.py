"""`msm verify` on the manifest of a screening: the manifest, its proofs, the catalogue it is of.

Owns what is read for that, and in which form it is told. What a manifest must fit is for
`proof.manifest`, and whether a proof holds for the checker of proofs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import tee
from typing import Any, NamedTuple

import jsonschema

from msm_rules.cli import console
from msm_rules.cli.as_json import say_json
from msm_rules.cli.manifest_text import manifest_lines, rows_about
from msm_rules.cli.models import read_settled
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.proof_files import Found, proofs_in
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.verify_against import own_policy
from msm_rules.cli.verifying import Checked, How, examine_all
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import FactsError, Problem, Vocabulary, read_facts, settle_attested
from msm_rules.proof.document import facts_digest
from msm_rules.proof.manifest import Proved, verify_manifest
from msm_rules.proof.reading import ProofError, read_json
from msm_rules.screening.manifest import manifest_schema
from msm_rules.sources import CatalogueError, read_records

SHIPPED = "shipped"
"""How the catalogue that ships with msm is named behind `--catalogue`."""


class Asked(NamedTuple):
    """What a call holds a manifest against, and which models it asks about."""

    digest: str | None
    proofs: str | None
    catalogue: str | None
    policy: str | None
    facts: tuple[str, ...]
    about: tuple[str, ...]
    replay: bool


def verify(found: Found, asked: Asked, form: str) -> int:
    """Check a manifest and tell what was found; the exit status. Raises Refusal."""
    manifest = _sound(found)
    report = verify_manifest(
        manifest,
        digest=asked.digest,
        files=None if asked.policy is None else own_policy(asked.policy),
        proofs=None if asked.proofs is None else _proved(asked.proofs, asked.replay),
        catalogue=None if asked.catalogue is None else _digests(asked, manifest["as_of"]),
    )
    if form == "json":
        say_json(
            {
                "schema": "msm-verification/1",
                "name": found.name.strip("`"),
                "ok": report.ok,
                "digest": manifest["digest"],
                "counts": manifest["counts"],
                "proofs": report.proofs,
                "problems": [
                    {"node": p.node, "message": p.message, "expected": p.expected, "found": p.found}
                    for p in report.problems
                ],
                "not_shown": list(report.not_shown),
                "about": rows_about(manifest, asked.about),
            }
        )
    else:
        lines = manifest_lines(found.name, manifest, report, asked.about, console.width())
        console.say("\n".join(lines))
    return CLEAN if report.ok else FINDINGS


def _sound(found: Found) -> Mapping[str, Any]:
    """The manifest, of the published form. Raises Refusal."""
    manifest: Mapping[str, Any] = read_json(found.data)
    validator = jsonschema.Draft202012Validator(manifest_schema())
    wrong = next(validator.iter_errors(manifest), None)
    if wrong is not None:
        where = ".".join(str(step) for step in wrong.absolute_path) or "it"
        raise Refusal(
            f"{found.name} is not of the form of manifests: `{visible(where)}`:"
            f" {visible(wrong.message[:160])}",
            "`msm schema manifest` prints the form",
        )
    return manifest


# --- proofs --------------------------------------------------------------------------------------


def _proved(path: str, replay: bool) -> Iterator[Proved]:
    """Every proof that is at a path, with what the checker of proofs finds of it."""
    looked_at, kept = tee(found for found in proofs_in((path,)) if not _is_manifest_in(found))
    for checked, found in zip(examine_all(looked_at, How(replay=replay)), kept, strict=True):
        yield Proved(checked.name, _read(found), _wrong(checked))


def _is_manifest_in(found: Found) -> bool:
    """A manifest may lie among its proofs."""
    return found.problem is None and is_manifest(found)


def _read(found: Found) -> Mapping[str, Any]:
    try:
        proof = read_json(found.data) if found.problem is None else None
    except ProofError:
        proof = None
    return proof if isinstance(proof, dict) else {}


def _wrong(checked: Checked) -> str | None:
    if checked.ok:
        return None
    problems = (*checked.problems, *(checked.replay or ()))
    return checked.no_proof or (str(problems[0]) if problems else "it does not hold")


def is_manifest(found: Found) -> bool:
    """Whether a file is the manifest of a screening, of whatever version."""
    if b'"msm-manifest' not in found.data:
        return False
    try:
        document = read_json(found.data)
    except ProofError:
        return False
    held = document.get("schema") if isinstance(document, dict) else None
    return isinstance(held, str) and held.startswith("msm-manifest")


# --- the catalogue -------------------------------------------------------------------------------


def _digests(asked: Asked, as_of: str) -> dict[str, str]:
    """The digest of every model's facts in the catalogue that the call names. Raises Refusal."""
    vocabulary = vocabulary_of(asked.policy)
    attested: dict[str, list[Any]] = {}
    for entry in read_settled(asked.facts, vocabulary):
        attested.setdefault(entry.model.casefold(), []).append(entry)
    day = float(date.fromisoformat(as_of).toordinal())
    found: dict[str, str] = {}
    path = None if asked.catalogue == SHIPPED else asked.catalogue
    try:
        for facts in _models(path, vocabulary):
            own = attested.get(facts.id.casefold())
            settled = facts if own is None else settle_attested(facts, own, day, vocabulary)[0]
            found[facts.id] = facts_digest(settled)
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    return found


def _models(path: str | None, vocabulary: Vocabulary) -> Iterator[Any]:
    """The models that can be read, the first of each id, as a screening takes them."""
    seen: set[str] = set()
    data: Any
    for name, data in read_records(path):
        if isinstance(data, Problem):
            continue
        try:
            facts = read_facts(data, vocabulary, name)
        except FactsError:
            continue
        if facts.id.casefold() not in seen:
            seen.add(facts.id.casefold())
            yield facts
