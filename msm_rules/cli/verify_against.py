"""What an auditor holds a proof against: the files of the policy, the facts, the engine itself.

These are claims of their own, beside the one that a proof follows from what it holds.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import Problem
from msm_rules.proof.checker.claims import UNREADABLE, same_json

if TYPE_CHECKING:
    from msm_rules.api import Policy
    from msm_rules.facts import Vocabulary

_ASIDE = {
    "advice", "digest", "engine", "facts.digest", "licences.digest", "licences.version",
    "policy.graph.digest",
}  # fmt: skip
"""Where the proof of another engine may differ: its version and licence data, and what rests on
those; the digests are for the checker. Advice lies outside of what a proof claims."""


class Files(NamedTuple):
    """The texts of a policy that the auditor has, and models' facts by id, lower case."""

    policy: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, Mapping[str, Any]] = {}


class Held(NamedTuple):
    """What differs from the auditor's files, and what could not be compared with them."""

    problems: list[Problem]
    not_shown: list[str]


def against_files(proof: Mapping[str, Any], files: Files, withheld: Sequence[str] = ()) -> Held:
    """Compare the texts and the facts in a proof with those of the auditor.

    Facts that are withheld cannot be compared, and are not.
    """
    problems = [*_texts(proof, files.policy)] if files.policy else []
    not_shown: list[str] = []
    if files.facts:
        id = proof["decision"]["model"]["id"]
        own = files.facts.get(id.casefold())
        if own is None:
            not_shown.append(f"that its facts are yours: you gave none of `{visible(id)}`")
        else:
            places = {f"facts.model.{_place(key)}" for key in withheld}
            found = _facts(proof["facts"]["document"]["model"], own)
            problems += (p for p in found if p.node not in places)
            not_shown += ["that the withheld facts are yours"] if withheld else []
    return Held(problems, not_shown)


def _place(key: str) -> str:
    """Where a fact stands: `benchmarks["medqa"]` at `benchmarks.medqa`."""
    return key.replace('["', ".").removesuffix('"]')


def _texts(proof: Mapping[str, Any], own: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    held = proof["policy"]["files"]
    if len(held) != len(own):
        names = [[f["path"] for f in held], [name for name, _ in own]]
        yield Problem("policy.files", "your policy is made of other files", names[1], names[0])
    for file, (name, text) in zip(held, own, strict=False):
        if sha256(text.encode()).hexdigest() == file["sha256"]:
            continue
        line, mine, theirs = _first_difference(text, file["text"])
        at = f"policy.files.{file['path']}"
        yield Problem(at, f"is not your file `{name}`: line {line} differs", mine, theirs)


def _first_difference(own: str, held: str) -> tuple[int, str | None, str | None]:
    mine, theirs = own.splitlines(keepends=True), held.splitlines(keepends=True)
    for number in range(max(len(mine), len(theirs))):
        pair = [lines[number] if number < len(lines) else None for lines in (mine, theirs)]
        if pair[0] != pair[1]:
            return number + 1, pair[0], pair[1]
    return len(mine), None, None


def _facts(held: Any, own: Any, at: str = "model") -> Iterator[Problem]:
    """Every fact that differs, value by value."""
    if isinstance(held, Mapping) and isinstance(own, Mapping) and not _is_bounds(held, own):
        for name in sorted({*held, *own}):
            yield from _facts(held.get(name), own.get(name), f"{at}.{name}")
    elif not same_json(held, own):
        yield Problem(f"facts.{at}", "is not the fact that you have", own, held)


def _is_bounds(*forms: Mapping[str, Any]) -> bool:
    return any(set(f) & {"between", "one_of", "at_least"} for f in forms)


def against_commit(proof: Mapping[str, Any], repository: str) -> list[Problem]:
    """What of where a proof says that its policy came from a git repository does not bear out."""
    from msm_rules.origins import OriginError, held_against  # only where one is named
    from msm_rules.proof.subject import Origin

    origin = Origin(**proof["policy"]["origin"])
    texts = [(file["path"], file["text"]) for file in proof["policy"]["files"]]
    try:
        wrong = held_against(texts, origin, repository)
    except OriginError as error:
        return [Problem("policy.origin", str(error))]
    return [Problem(f"policy.{at}", what) for at, what in wrong]


def check_repository(folder: str) -> None:
    """Raise Refusal where a folder is no git repository."""
    from msm_rules import origins  # as above

    try:
        origins.check_repository(folder)
    except origins.OriginError as error:
        raise Refusal(str(error), error.hint) from None


# --- what the auditor has ------------------------------------------------------------------------


def own_policy(path: str) -> tuple[tuple[str, str], ...]:
    """The texts of a policy file and of all it refers to, the file's own first.

    Raises Refusal where there is none.
    """
    from msm_rules.check.scope import Library  # only where a policy is named
    from msm_rules.cli.policies import BadPolicy, refuse_other_kinds
    from msm_rules.diagnostics import Diagnostic
    from msm_rules.policyfiles import in_folder, read_policy

    refuse_other_kinds(path)
    source = read_policy(Path(path))
    if isinstance(source, Diagnostic):
        raise BadPolicy((source,))
    library = Library(in_folder(Path(path)))
    library.load(source)
    if any(d.severity == "error" for d in library.diagnostics):
        raise BadPolicy(library.diagnostics)
    return tuple((m.source.name, m.source.text) for m in library.modules.values())


def own_facts(paths: tuple[str, ...], vocabulary: Vocabulary) -> dict[str, Mapping[str, Any]]:
    """The facts of the auditor's documents by model id. Raises Refusal where one is bad."""
    from msm_rules.cli.documents import read_document
    from msm_rules.cli.lookup import EXPECTED
    from msm_rules.cli.models import bad_facts  # reads facts as every command does
    from msm_rules.cli.no_proof import refuse_other_than_facts
    from msm_rules.facts import FactsError, read_facts
    from msm_rules.facts.model_facts import document
    from msm_rules.proof.document import in_order

    found: dict[str, Mapping[str, Any]] = {}
    for path in paths:
        try:
            given = read_document(path, EXPECTED)
            refuse_other_than_facts(given, path)
            facts = read_facts(given, vocabulary, path)
        except FactsError as error:
            raise bad_facts(error) from None
        if facts.id.casefold() in found:
            raise Refusal(f"the facts of `{visible(facts.id)}` are given twice")
        found[facts.id.casefold()] = in_order(document(facts))["model"]  # type: ignore[assignment]
    return found


# --- the engine ----------------------------------------------------------------------------------


def replayed(proof: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What the engine decides otherwise than a proof that holds; nothing if the same."""
    from msm_rules.diagnostics.error import PolicyError  # the engine, only for this claim
    from msm_rules.facts import FactsError
    from msm_rules.proof.subject import Origin, Purpose

    try:
        policy = _policy(tuple((f["path"], f["text"]) for f in proof["policy"]["files"]))
        decision = policy.decide(
            proof["facts"]["document"],
            as_of=date.fromisoformat(proof["decision"]["as_of"]),
            params=proof["policy"]["params"],
            pending=proof["facts"]["pending"],
        )
        found = decision.proof(
            Purpose(**proof["decision"]["purpose"]), Origin(**proof["policy"]["origin"])
        )
        return tuple(differences(json.loads(json.dumps(found)), proof))
    except (PolicyError, FactsError, *UNREADABLE) as problem:
        return (Problem("replay", f"the engine does not decide on it: {visible(str(problem))}"),)


@lru_cache(maxsize=8)
def _policy(files: tuple[tuple[str, str], ...]) -> Policy:
    from msm_rules.api import Policy  # the engine, only for this claim
    from msm_rules.check import check_policy
    from msm_rules.source import Source

    texts = dict(files)

    def find(path: str, importer: Source | None) -> Source | str:
        here = posixpath.dirname(importer.name.replace("\\", "/")) if importer else ""
        plain = posixpath.normpath(path)
        for name in texts:
            if name.replace("\\", "/") in (posixpath.normpath(posixpath.join(here, path)), plain):
                return Source(name, texts[name])
        for name in texts:
            if name.replace("\\", "/").endswith(f"/{plain}"):
                return Source(name, texts[name])
        return f"there is no text for `{path}`"

    name, text = files[0]
    return Policy(check_policy(Source(name, text), find))


def differences(found: Any, held: Any, at: str = "") -> Iterator[Problem]:
    """Where the engine's proof differs; what is another with every engine aside, and advice."""
    if at in _ASIDE:
        return
    if isinstance(found, dict) and isinstance(held, dict):
        for name in sorted({*found, *held}):
            below = f"{at}.{name}".strip(".")
            if (name in found) != (name in held) and below not in _ASIDE:
                which = ["the engine finds no such part", "the engine finds a part more"]
                yield Problem(below, which[name in found], found.get(name), held.get(name))
            else:
                yield from differences(found.get(name), held.get(name), below)
    elif isinstance(found, list) and isinstance(held, list) and len(found) == len(held):
        for n, (a, b) in enumerate(zip(found, held, strict=True)):
            name = b.get("id", b.get("name", n)) if isinstance(b, dict) else n
            yield from differences(a, b, f"{at}.{name}")
    elif not same_json(found, held):
        yield Problem(at or "proof", "the engine finds another value", found, held)
