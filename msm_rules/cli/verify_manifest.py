"""`msm verify` on the manifest of a screening: the manifest, its proofs, the catalogue it is of.

Owns what is read for that, and in which form it is told. What a manifest must fit is for
`proof.manifest`, whether a proof holds for the checker of proofs, and what a signature shows for
`enveloped`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import tee
from typing import Any, NamedTuple

from msm_rules import __version__
from msm_rules.cli import console
from msm_rules.cli.as_json import say_json
from msm_rules.cli.enveloped import Key, Opened, is_manifest, opened
from msm_rules.cli.files import STDIN
from msm_rules.cli.manifest_text import Beside, manifest_lines, rows_about
from msm_rules.cli.models import read_settled
from msm_rules.cli.policies import OWN_FACTS, facts_as_in, load, vocabulary_of
from msm_rules.cli.proof_files import Found, plain_name, proofs_in
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.verify_against import own_policy
from msm_rules.cli.verifying import Checked, How, examine_all
from msm_rules.cli.violation import first_violation
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem, Vocabulary
from msm_rules.facts.reading import value_reader
from msm_rules.frozen import changed
from msm_rules.proof.document import facts_digest
from msm_rules.proof.manifest import ManifestReport, Proved, Unread, day_of, verify_manifest
from msm_rules.proof.reading import ProofError, read_json
from msm_rules.proof.redaction import REDACTED
from msm_rules.proof.skeleton import skeleton
from msm_rules.screening.manifest import SCHEMA, manifest_schema
from msm_rules.screening.run import first_of_each_id, settled_models
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.tables.address import table_address

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
    keys: tuple[Key, ...] = ()
    require_signature: bool = False
    bundle: str | None = None


def verify(found: Found, asked: Asked, form: str) -> int:
    """Check a manifest and tell what was found; the exit status. Raises Refusal."""
    held = _sound(found, asked)
    manifest, beside = held.document, Beside(held.signed)
    digests, unread = (None, None) if asked.catalogue is None else _catalogue(asked, manifest)
    report = verify_manifest(
        manifest,
        digest=asked.digest,
        files=None if asked.policy is None else own_policy(asked.policy),
        meant=None if asked.policy is None else _meant(asked.policy, manifest),
        proofs=None if asked.proofs is None else _proved(asked.proofs, asked, beside),
        catalogue=digests,
        unread=unread,
    )
    beside.borne_out = tuple(_borne_out(asked))
    report = _with_envelope(report, held, beside)
    if form == "json":
        say_json(_record(found.name, manifest, report, beside, asked))
    else:
        lines = manifest_lines(found.name, manifest, report, beside, asked.about, console.width())
        console.say("\n".join(lines))
    return CLEAN if report.ok else FINDINGS


def _borne_out(asked: Asked) -> Iterator[str]:
    """What a manifest was held against, in words for one with which nothing is wrong."""
    if asked.digest is not None:
        yield "it has the digest that you gave"
    if asked.policy is not None:
        yield "its policy is the one in your files, byte for byte"
    if asked.catalogue is not None:
        yield "its models are those of the catalogue, all of them, with the facts that stand there"


def _with_envelope(report: ManifestReport, held: Opened, beside: Beside) -> ManifestReport:
    """A report with what the signature and the bundle show beside."""
    problems = (*held.problems, *report.problems)
    not_shown = (*report.not_shown, *held.not_shown, *beside.not_shown(report.not_shown))
    return changed(report, ok=not problems, problems=problems, not_shown=not_shown)


def _record(
    name: str, manifest: Mapping[str, Any], report: ManifestReport, beside: Beside, asked: Asked
) -> dict[str, object]:
    return {
        "schema": "msm-verification/1",
        "name": plain_name(name),
        "ok": report.ok,
        "digest": manifest["digest"],
        "counts": manifest["counts"],
        "proofs": report.proofs,
        "problems": [
            {"node": p.node, "message": p.message, "expected": p.expected, "found": p.found}
            for p in report.problems
        ],
        "not_shown": list(report.not_shown),
        "bundle": beside.bundle(),
        "signed_with": beside.signed,
        "signed_proofs": beside.signed_proofs,
        "replayed": beside.replayed if asked.replay else None,
        "about": rows_about(manifest, asked.about),
    }


def _sound(found: Found, asked: Asked) -> Opened:
    """The manifest, of the published form, and what its envelope shows. Raises Refusal."""
    held = opened(read_json(found.data), asked.keys, asked.require_signature)
    assert held is not None  # `is_manifest` has looked into it
    schema = held.document.get("schema")
    if schema != SCHEMA:
        why = f"and this program reads `{SCHEMA}`"
        raise Refusal(f"{found.name} is of the form `{visible(str(schema)[:40])}`, {why}")
    wrong = first_violation(held.document, manifest_schema())
    if wrong is not None:
        where = ".".join(str(step) for step in wrong.absolute_path) or "it"
        raise _of_no_form(found, where, wrong.message)
    if day_of(day := held.document["as_of"]) is None:
        raise _of_no_form(found, "as_of", f"{day!r} is no day such as 2026-11-22")
    return held


def _of_no_form(found: Found, where: str, why: str) -> Refusal:
    return Refusal(
        f"{found.name} is not of the form of manifests: `{visible(where)}`: {visible(why[:160])}",
        "`msm schema manifest` prints the form",
    )


def _meant(policy: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest says of its policy, from the file in hand. Raises Refusal.

    The digest of a graph is compared where the same msm made it: others may lay a graph out anew.
    """
    graph = load(policy).graph
    held: Any = skeleton(graph).policy
    same = manifest["engine"]["version"] == __version__
    return {
        "name": held["name"],
        "version": held["version"],
        "rank": held["graph"]["rank"],
        "top": graph.top,
        "rules": sorted(rule.name for rule in graph.rules if rule.tier == "critical"),
        **({"graph": held["graph"]["digest"]} if same else {}),
    }


# --- proofs --------------------------------------------------------------------------------------


def _proved(path: str, asked: Asked, beside: Beside) -> Iterator[Proved]:
    """Every proof that is at a path, signed or not, with what the checker of proofs finds of it.

    That a proof itself be signed is not asked for: the manifest, which is, names it by its digest.
    """
    how = How(keys=asked.keys, replay=asked.replay, bundle=asked.bundle)
    looked_at, kept = tee(found for found in proofs_in((path,)) if not is_manifest(found))
    for checked, found in zip(examine_all(looked_at, how), kept, strict=True):
        beside.add(checked)
        yield _as_proved(checked, _read(found))


def _as_proved(checked: Checked, proof: Mapping[str, Any]) -> Proved:
    if checked.no_proof is None and proof.get("schema") == REDACTED:
        why = "facts are withheld in it, and a row is held against the whole proof"
        return Proved(checked.name, {"digest": proof["original"]}, why)
    return Proved(checked.name, proof, _wrong(checked))


def _read(found: Found) -> Mapping[str, Any]:
    try:
        held = opened(read_json(found.data), ()) if found.problem is None else None
    except ProofError:
        held = None
    return {} if held is None else held.document


def _wrong(checked: Checked) -> str | None:
    if checked.ok:
        return None
    problems = (*checked.problems, *(checked.replay or ()))
    return checked.no_proof or (str(problems[0]) if problems else "it does not hold")


# --- the catalogue -------------------------------------------------------------------------------


def _catalogue(asked: Asked, manifest: Mapping[str, Any]) -> tuple[dict[str, str], Unread]:
    """The digest of every model's facts in the catalogue that the call names, and what of it is
    left out or in doubt, as a screening finds both. Raises Refusal."""
    vocabulary, name = vocabulary_of(asked.policy), asked.catalogue or ""
    with facts_as_in(asked.policy):
        attested = read_settled(asked.facts, vocabulary)
    day, problems = day_of(manifest["as_of"]), list[Problem]()
    assert day is not None  # `_sound` has looked
    try:
        records = read_records(None if name == SHIPPED else name)
        models = first_of_each_id(records, vocabulary, problems)
        settled = settled_models(models, attested, day, vocabulary, problems)
        digests = {facts.id: facts_digest(facts) for facts in settled}
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    if asked.policy is None:
        _refuse_own_facts(manifest, digests, problems, vocabulary)
    rows = [{"record": p.record, "field": p.field or "", "message": p.message} for p in problems]
    place = table_address(name).place
    return digests, Unread(rows, "stdin" if place == STDIN else visible(place))


def _refuse_own_facts(
    manifest: Mapping[str, Any],
    digests: Mapping[str, str],
    problems: Sequence[Problem],
    vocabulary: Vocabulary,
) -> None:
    """Raise Refusal where a model with a row cannot be read, since it has a fact of a policy's own
    and the policy is not there: nothing can be said of it then."""
    ends = tuple(f": {visible(row['id'])}" for row in manifest["rows"] if row["id"] not in digests)
    for problem in problems:
        _, _, key = problem.field.partition("model.")
        if key and value_reader(vocabulary, key) is None and problem.record.endswith(ends):
            raise Refusal(str(problem), OWN_FACTS)
