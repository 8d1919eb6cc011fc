"""One proof from its bytes to what was found of it; many of them, in as many processes as pay.

Owns the order of the checks: JSON, signature, the independent checker, the published form, and what
the call holds it against besides.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from itertools import chain, islice
from typing import Any, NamedTuple

from msm_rules.cli.bundle import Bundled, against_bundle, missing_words
from msm_rules.cli.enveloped import Key, instead_of_known, opened
from msm_rules.cli.no_proof import NO_PROOF, WRITES, instead_of_json, instead_of_proof
from msm_rules.cli.proof_files import Found
from msm_rules.cli.verify_against import Files, against_commit, against_files, replayed
from msm_rules.cli.violation import violation
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import Problem, Report, origin_claim, verify
from msm_rules.proof.checker.claims import UNREADABLE
from msm_rules.proof.manifest import SCHEMA as MANIFEST
from msm_rules.proof.reading import ProofError, read_json
from msm_rules.proof.redaction import REDACTED, SALTS, is_sealed, reveal

FEW = 300
"""So many proofs are looked at before further processes are started."""
_TOLD = ("msm-proof/1", REDACTED, SALTS, MANIFEST)
"""Documents of which the checker itself says best why they are no proof to be checked."""

_CHUNK, _CHUNK_BYTES = 32, 8 * 1024**2
_MOST_WORKERS = 8


class How(NamedTuple):
    """What a call asks for beside the check itself."""

    digest: str | None = None
    keys: tuple[Key, ...] = ()
    require_signature: bool = False
    reveal: Mapping[str, Any] | None = None
    files: Files = Files()
    replay: bool = False
    bundle: str | None = None  # the folder with the bytes that evidence points to
    repository: str | None = None  # the git repository that the policy is said to come from


class Checked(NamedTuple):
    """What was found of one proof. `no_proof` says why there is none; `said` is what it decided."""

    name: str
    ok: bool
    no_proof: str | None = None
    problems: tuple[Problem, ...] = ()
    not_shown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    said: Mapping[str, str] = {}
    signed: tuple[str, ...] = ()  # the names of keys
    replay: tuple[Problem, ...] | None = None
    bundle: str | None = None
    hint: str | None = None  # what to do with what is no proof
    documents: Bundled | None = None  # what the bundle shows, document by document
    borne_out: tuple[str, ...] = ()  # what the call held it against, and it fits


def examine(found: Found, how: How) -> Checked:
    """Look at one proof."""
    if found.problem is not None:
        return Checked(found.name, False, found.problem)
    try:
        document = read_json(found.data)
    except ProofError as problem:
        what, todo = instead_of_json(found.name, found.data) or (str(problem), None)
        return Checked(found.name, False, visible(what), hint=todo)
    held = opened(document, how.keys, how.require_signature)
    if held is None:
        what, todo = instead_of_known(document)
        return Checked(found.name, False, visible(what), hint=todo)
    if held.document is not document and held.document["schema"] == MANIFEST:
        what, todo = instead_of_proof(document)
        return Checked(found.name, False, visible(what), hint=todo)
    proof = held.document
    if how.reveal is not None and proof.get("schema") == "msm-proof/1":
        why = "withholds no facts, and `--reveal` brings withheld ones back"
        return Checked(found.name, False, why, hint="leave `--reveal` out")
    report = verify(proof, digest=how.digest, reveal=how.reveal)
    no_proof = report.no_proof
    if no_proof is None and not report.ok:
        no_proof = violation(proof)
    if no_proof is not None:
        what, todo = instead_of_proof(document)
        if what == NO_PROOF or proof.get("schema") in _TOLD:
            what, todo = no_proof, WRITES
        return Checked(found.name, False, visible(what), report.problems, hint=todo)
    core = _shown(proof, how.reveal) if report.ok else proof.get("proof", proof)
    beside = _NOTHING
    if report.ok:
        try:
            beside = _beside(core, how, report)
        except UNREADABLE as bad:  # a part that a proof may hold in any form, as evidence
            what = f"it cannot be held against what the call names: {type(bad).__name__} {bad}"
            beside = _Beside([Problem("proof", what)], list(report.not_shown))
    problems = (*held.problems, *report.problems, *beside.problems)
    not_shown = (*(beside.not_shown if report.ok else report.not_shown), *held.not_shown)
    replay = None
    if how.replay and report.ok:
        replay = () if report.withheld else replayed(core)
        if report.withheld:
            not_shown += ("that the engine decides the same: facts are withheld",)
    fits = () if problems else tuple(_borne_out(core, how))
    return Checked(
        found.name, not problems and not replay, None, problems, not_shown,
        report.withheld, _told(proof, core, report.ok), held.signed, replay, beside.bundle,
        None, beside.documents, fits,
    )  # fmt: skip


def _borne_out(proof: Mapping[str, Any], how: How) -> Iterator[str]:
    """What a proof was held against, in words, where nothing of it is wrong."""
    if how.digest is not None:
        yield "it has the digest that you gave"
    if how.files.policy:
        yield "its policy is the one in your files, byte for byte"
    if proof["decision"]["model"]["id"].casefold() in how.files.facts:
        yield "its facts are those that you have"
    if how.repository is not None:
        yield f"its policy stands in commit {proof['policy']['origin']['commit']}"


class _Beside(NamedTuple):
    """What is wrong with a proof that holds, and what is not shown, by what the call names."""

    problems: Sequence[Problem]
    not_shown: Sequence[str]
    bundle: str | None = None
    documents: Bundled | None = None


_NOTHING = _Beside((), ())


def _beside(core: Mapping[str, Any], how: How, report: Report) -> _Beside:
    """Hold a proof that holds against files, repository and bundle."""
    held = against_files(core, how.files, report.withheld)
    problems, not_shown = [*held.problems], [*report.not_shown, *held.not_shown]
    if how.repository is not None:
        problems += against_commit(core, how.repository)
        not_shown = [text for text in not_shown if text != origin_claim(core)]
        if address := core["policy"]["origin"]["address"]:
            not_shown.append(f"that {address} has that commit, too: nobody there was asked")
    if how.bundle is None:
        return _Beside(problems, not_shown)
    found = against_bundle(core, how.bundle)
    problems += found.problems
    not_shown += [missing_words(found.missing)] if found.missing else []
    fit = f"{found.fit} of {found.named} documents that evidence names fit the bundle"
    return _Beside(problems, not_shown, fit, found)


def _shown(proof: Mapping[str, Any], salts: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The proof that holds in a document, with the facts that salts bring back."""
    if proof.get("schema") != REDACTED:
        return proof
    inner: Mapping[str, Any] = proof["proof"]
    return inner if salts is None else reveal(proof, salts).proof


def _told(document: Mapping[str, Any], proof: Mapping[str, Any], ok: bool) -> Mapping[str, str]:
    """What a proof that holds decided, in words, and its digest, unless the document seals that."""
    if not ok:
        return {}
    decision, policy = proof["decision"], proof["policy"]
    sealed = is_sealed(document) and proof["digest"] == document["original"]
    return {
        "model": decision["model"]["id"],
        "verdict": decision["verdict"],
        "as_of": decision["as_of"],
        "policy": f"{policy['name']} {policy['version']}",
        **({} if sealed else {"digest": proof["digest"]}),
    }


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
