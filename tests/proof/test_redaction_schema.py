"""Redacted proofs and salts are of their published forms, and what is altered is not."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from msm_rules.proof.check import verify
from msm_rules.proof.checker.claims import canonical
from msm_rules.proof.redaction import redact
from msm_rules.proof.schemas import redacted_schema, salts_schema
from tests.proof.decisions import AS_OF, DECISIONS, policy
from tests.proof.mutations import Path, at, changed, paths

SALT = "5a" * 32
KEYS = ("memory.int4", "license_chain", "tasks", 'benchmarks["medqa"]', "training_compute")

REDACTED = Draft202012Validator(redacted_schema())
SALTS = Draft202012Validator(salts_schema())

OPEN = {"document", "revision", "rest", "evidence"}
"""Parts whose form is another document's, or anything."""
MAPS = {"withheld", "params", "entries", "waived", "members", "clauses", "scores", "obligations"}
"""Mappings whose names are not fixed, or that may lack some."""
MAY_LACK = {"value", "const", "body", "span", "text", "fact", "members"}
"""Parts that a node or a rule may lack."""


@cache
def _made(name: str, seal: bool) -> tuple[bytes, bytes]:
    proof = json.loads(canonical(DECISIONS[name]().proof()))
    model = proof["facts"]["document"]["model"]
    here = [key for key in KEYS if key.split("[")[0].split(".")[0] in model]
    found = redact(proof, dict.fromkeys(here, SALT), SALT if seal else None)
    return canonical(found.document), canonical(found.salts)


def made(name: str = "accepted", seal: bool = False) -> tuple[Any, Any]:
    """A redacted proof and its salts."""
    document, salts = _made(name, seal)
    return json.loads(document), json.loads(salts)


def test_the_schemas_are_sound() -> None:
    for validator in (REDACTED, SALTS):
        validator.check_schema(validator.schema)


@pytest.mark.parametrize("seal", [False, True])
@pytest.mark.parametrize("name", DECISIONS)
def test_what_redact_writes_fits(name: str, seal: bool) -> None:
    document, salts = made(name, seal)
    REDACTED.validate(document)
    SALTS.validate(salts)


def test_real_models_of_the_shipped_catalogue_fit_whatever_is_withheld() -> None:
    chance, found = random.Random(7), list[Any]()
    policy().screen(None, as_of=AS_OF).manifest(found.append)
    for proof in map(canonical, chance.sample(found, 8)):
        original = json.loads(proof)
        key = chance.choice([*original["facts"]["document"]["evidence"]])
        made_of = redact(original, {key: SALT}, chance.choice([None, SALT]))
        document = json.loads(canonical(made_of.document))
        REDACTED.validate(document)
        SALTS.validate(json.loads(canonical(made_of.salts)))
        assert verify(document).ok, key


def test_the_salts_of_one_fact_alone_fit() -> None:
    _, salts = made(seal=True)
    own = {"schema": salts["schema"], "original": salts["original"]}
    SALTS.validate(own | {"facts": {"tasks": salts["facts"]["tasks"]}})


# --- what is altered -----------------------------------------------------------------------------


def _shut(path: Path) -> bool:
    """Whether the form of a part is fixed."""
    return not OPEN & set(path)


def _objects(document: Any) -> Iterator[Path]:
    """The objects whose parts are fixed."""
    yield ()
    for path in paths(document):
        if isinstance(at(document, path), dict) and _shut(path) and path[-1] not in MAPS:
            inside_map = len(path) > 1 and path[-2] in MAPS
            if (not inside_map or isinstance(path[-1], int)) and path != ("facts",):
                yield path


def _sample(every: Iterator[Path], count: int) -> list[Path]:
    found = list(every)
    short = [path for path in found if len(path) < 3]
    return short + random.Random(count).sample(found, min(count, len(found)))


@pytest.mark.parametrize("validator", [REDACTED, SALTS], ids=["redacted", "salts"])
def test_no_unknown_part_fits(validator: Draft202012Validator) -> None:
    document = made()[validator is SALTS]
    loose = {"value"} if validator is SALTS else set()
    every = (path for path in _objects(document) if not loose & set(path))
    for path in _sample(every, 60):
        with changed({"": document}, ("", *path), {**at(document, path), "more": 1}) as altered:
            assert not validator.is_valid(altered[""]), path


@pytest.mark.parametrize("name", ["accepted", "escalated and waived"])
def test_no_part_may_be_dropped(name: str) -> None:
    document, _ = made(name)
    parts = (
        (*path, part)
        for path in _objects(document)
        for part in at(document, path)
        if part not in MAY_LACK
    )
    for path in _sample(parts, 80):
        own = {key: part for key, part in at(document, path[:-1]).items() if key != path[-1]}
        with changed({"": document}, ("", *path[:-1]), own) as altered:
            assert not REDACTED.is_valid(altered[""]), path


@pytest.mark.parametrize("part", ["schema", "original", "facts"])
def test_no_part_of_salts_may_be_dropped_but_what_brings_all_back(part: str) -> None:
    _, salts = made()
    del salts[part]
    assert not SALTS.is_valid(salts)


@pytest.mark.parametrize("part", ["value", "evidence", "salt"])
def test_no_part_of_the_salt_of_a_fact_may_be_dropped(part: str) -> None:
    _, salts = made()
    del salts["facts"]["tasks"][part]
    assert not SALTS.is_valid(salts)


@pytest.mark.parametrize("validator", [REDACTED, SALTS], ids=["redacted", "salts"])
def test_no_part_may_be_of_another_type(validator: Draft202012Validator) -> None:
    document = made(seal=True)[validator is SALTS]
    loose = {"value"} if validator is SALTS else set()
    every = (path for path in paths(document) if _shut(path) and not loose & set(path))
    for path in _sample(every, 120):
        with changed(document, path, [[{}]]):
            assert not validator.is_valid(document), path


@pytest.mark.parametrize("other", [None, {}, "x", [["a"]], [[[], 1]], [[["a"], 1, 2]]])
def test_what_brings_the_rest_back_has_places_and_values(other: object) -> None:
    _, salts = made()
    assert not SALTS.is_valid({**salts, "rest": other})


def test_a_whole_proof_is_no_redacted_one_and_its_facts_are_not_open() -> None:
    document, _ = made()
    assert not REDACTED.is_valid(document["proof"])
    told = copy.deepcopy(document)
    told["proof"]["decision"]["open_facts"] = ["model.tasks"]
    assert not REDACTED.is_valid(told)
