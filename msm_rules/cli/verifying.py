"""One proof from its bytes to what was found of it; many of them, in as many processes as pay.

Owns the order of the checks: JSON, signature, the independent checker, the published form, and what
the call holds it against besides.
"""

from __future__ import annotations

import base64
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from itertools import chain, islice
from typing import Any, NamedTuple

from msm_rules.cli.bundle import against_bundle, missing_words
from msm_rules.cli.no_proof import NO_PROOF, WRITES, instead_of_proof
from msm_rules.cli.proof_files import Found
from msm_rules.cli.verify_against import Files, against_files, replayed
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import Problem, verify
from msm_rules.proof.reading import ProofError, read_json
from msm_rules.proof.redaction import REDACTED, SALTS

FEW = 300
"""So many proofs are looked at before further processes are started."""
_TOLD = ("msm-proof/1", REDACTED, SALTS, "msm-manifest/1")
"""Documents of which the checker itself says best why they are no proof to be checked."""

_CHUNK, _CHUNK_BYTES = 32, 8 * 1024**2
_MOST_WORKERS = 8


class How(NamedTuple):
    """What a call asks for beside the check itself."""

    digest: str | None = None
    keys: tuple[tuple[str, bytes], ...] = ()  # names and contents of files with public keys
    require_signature: bool = False
    reveal: Mapping[str, Any] | None = None
    files: Files = Files()
    replay: bool = False
    bundle: str | None = None  # the folder with the bytes that evidence points to


class Checked(NamedTuple):
    """What was found of one proof. `no_proof` says why there is none; `said` is what it decided."""

    name: str
    ok: bool
    no_proof: str | None = None
    problems: tuple[Problem, ...] = ()
    not_shown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    said: Mapping[str, str] = {}
    signed: str | None = None
    replay: tuple[Problem, ...] | None = None
    bundle: str | None = None
    hint: str | None = None  # what to do with what is no proof


def examine(found: Found, how: How) -> Checked:
    """Look at one proof."""
    if found.problem is not None:
        return Checked(found.name, False, found.problem)
    try:
        document = read_json(found.data)
    except ProofError as problem:
        return Checked(found.name, False, visible(str(problem)))
    proof, signed, unsigned = enclosed(document, how)
    if proof is None:
        return Checked(found.name, False, "is no proof, and no attestation of one")
    if how.reveal is not None and proof.get("schema") == "msm-proof/1":
        why = "withholds no facts, and `--reveal` brings withheld ones back"
        return Checked(found.name, False, why, hint="leave `--reveal` out")
    report = verify(proof, digest=how.digest, reveal=how.reveal)
    no_proof = report.no_proof
    if no_proof is None and not report.ok:
        no_proof = _violation(proof)
    if no_proof is not None:
        what, todo = instead_of_proof(document)
        if what == NO_PROOF or proof.get("schema") in _TOLD:
            what, todo = no_proof, WRITES
        return Checked(found.name, False, visible(what), report.problems, hint=todo)
    problems, not_shown = [*unsigned, *report.problems], [*report.not_shown]
    core = proof.get("proof", proof)
    if report.ok:
        held_against = against_files(core, how.files)
        problems += held_against.problems
        not_shown += held_against.not_shown
    bundle = None
    if report.ok and how.bundle is not None:
        bundled = against_bundle(core, how.bundle)
        problems += bundled.problems
        not_shown += [missing_words(bundled.missing)] if bundled.missing else []
        bundle = f"{bundled.fit} of {bundled.named} documents that evidence names fit the bundle"
    if signed is None:
        not_shown.append("who vouches for it: it is not signed, or no key was given")
    replay = None
    if how.replay and report.ok:
        replay = () if core is not proof else replayed(core)
        if core is not proof:
            not_shown.append("that the engine decides the same: facts are withheld")
    return Checked(
        found.name, not problems and not replay, None, tuple(problems), tuple(not_shown),
        report.withheld, _said(core, report.ok), signed, replay, bundle,
    )  # fmt: skip


def _said(proof: Mapping[str, Any], ok: bool) -> Mapping[str, str]:
    """What a proof that holds decided, in words."""
    if not ok:
        return {}
    decision, policy = proof["decision"], proof["policy"]
    return {
        "model": decision["model"]["id"],
        "verdict": decision["verdict"],
        "as_of": decision["as_of"],
        "policy": f"{policy['name']} {policy['version']}",
        "digest": proof["digest"],
    }


# --- signatures ----------------------------------------------------------------------------------


def enclosed(document: Any, how: How) -> tuple[Mapping[str, Any] | None, str | None, list[Problem]]:
    """The proof, out of its envelope if it is in one; the name of the key that signed it; and what
    is wrong with its signature. None where there is no document that may be a proof."""
    if not isinstance(document, Mapping):
        return None, None, []
    if "payload" not in document:
        lacking = [Problem("signature", "it is not signed, and a signature is required")]
        return document, None, lacking if how.require_signature else []
    try:
        inside = read_json(base64.b64decode(document["payload"], validate=True))["predicate"]
    except (ValueError, TypeError, LookupError):
        return None, None, []
    if not isinstance(inside, Mapping) or not how.keys:
        return inside if isinstance(inside, Mapping) else None, None, []
    return inside, *_signed(document, how)


def _signed(document: Mapping[str, Any], how: How) -> tuple[str | None, list[Problem]]:
    from msm_rules.audit.attestation import read_attestation  # cryptography, only for signatures
    from msm_rules.audit.keys import read_public
    from msm_rules.audit.problem import AuditError

    why = ""
    for name, content in how.keys:
        try:
            read_attestation(document, read_public(content, name))
        except AuditError as problem:
            why = visible(str(problem))
        else:
            return name, []
    return None, [Problem("signature", why)]


# --- the published form --------------------------------------------------------------------------


def _violation(proof: Mapping[str, Any]) -> str | None:
    """Where a proof is not of the form that `msm schema proof` publishes."""
    if proof.get("schema") != "msm-proof/1":
        return None
    import jsonschema  # slow to load, and only what does not hold is held against the schema

    from msm_rules.proof.document import proof_schema  # loads all that proofs are made with

    try:
        wrong = next(jsonschema.Draft202012Validator(proof_schema()).iter_errors(proof), None)
    except RecursionError:
        return "is nested too deep"
    if wrong is None:
        return None
    where = ".".join(str(step) for step in wrong.absolute_path) or "it"
    return f"is not of the form of proofs: `{where}`: {wrong.message[:160]}"


# --- many ----------------------------------------------------------------------------------------


def examine_all(found: Iterable[Found], how: How) -> Iterator[Checked]:
    """Look at proofs in their order; from a few hundred on in several processes."""
    each = iter(found)
    for one in islice(each, FEW):
        yield examine(one, how)
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    further = next(each, None)
    if further is None:
        return
    rest = chain([further], each)
    if workers == 1:
        yield from (examine(one, how) for one in rest)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[tuple[Future[list[Checked]] | None, list[Found]]] = deque()
        for chunk in _chunks(rest):
            waiting.append((_submitted(pool, chunk, how), chunk))
            if len(waiting) > 2 * workers:
                yield from _result(*waiting.popleft(), how)
        while waiting:
            yield from _result(*waiting.popleft(), how)


def _submitted(
    pool: ProcessPoolExecutor, chunk: list[Found], how: How
) -> Future[list[Checked]] | None:
    try:
        return pool.submit(_examine_each, chunk, how)
    except BrokenExecutor:
        return None


def _result(future: Future[list[Checked]] | None, chunk: list[Found], how: How) -> list[Checked]:
    """What another process found; where it was ended, this one looks itself."""
    if future is not None:
        with suppress(BrokenExecutor):
            return future.result()
    return _examine_each(chunk, how)


def _chunks(found: Iterable[Found]) -> Iterator[list[Found]]:
    chunk: list[Found] = []
    size = 0
    for one in found:
        chunk.append(one)
        size += len(one.data)
        if len(chunk) == _CHUNK or size > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _examine_each(found: list[Found], how: How) -> list[Checked]:
    return [examine(one, how) for one in found]
