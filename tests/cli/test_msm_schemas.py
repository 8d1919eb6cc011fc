"""What a command prints with `--format json` says its form, and is of the form that is published.

A command that prints JSON has a row in `CALLS`; one without a row is found by the first test.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from msm_rules.cli.refusal import BAD
from msm_rules.cli.schema import SCHEMAS
from tests.cli.conftest import OPEN, SMALL, Run
from tests.cli.every_command import EVERY_COMMAND

POLICIES = Path(__file__).parents[2] / "policies"
CLINICAL = "policies/clinical_assistant.msm"
DAY = "--as-of 2026-11-22"

CALLS: dict[str, tuple[str, ...]] = {
    "check": ("check assistant.msm", "check wrong.msm"),
    "test": ("test assistant.msm --coverage", "test assistant.msm wrong.msm"),
    "screen": (
        f"screen assistant.msm models.jsonl {DAY}",
        f"screen {CLINICAL} {DAY}",
    ),
    "explain": (f"explain assistant.msm big.json {DAY}",),
    "why-not": (
        f"why-not assistant.msm big.json {DAY}",
        f"why-not {CLINICAL} epfl-llm/meditron-70b {DAY}",
        "why-not proof.json",
    ),
    "compare": (
        f"compare assistant.msm small.json big.json {DAY}",
        "compare proof.json proof.json",
    ),
    "decide": (
        f"decide assistant.msm small.json big.json open.json {DAY}",
        f"decide {CLINICAL} Qwen/Qwen2-7B {DAY}",
    ),
    "verify": (
        "verify proof.json",
        f"verify proof.json --replay --digest {'0' * 64}",
        "verify proof.json forged.json redacted.json small.json",
        "verify redacted.json --bundle bundle",
        "verify manifest.json --proofs proofs --about a/small",
    ),
    "log show": ("log show own.log",),
    "log verify": ("log verify own.log",),
    "facts pull": ("facts pull small.json open.json",),
    "facts show": ("facts show small.json",),
    "facts convert": ("facts convert models.jsonl",),
    "facts lint": ("facts lint models.jsonl", "facts lint"),
    "facts merge": ("facts merge small.json open.json",),
    "facts questions": (
        "facts questions assistant.msm models.jsonl",
        f"facts questions {CLINICAL}",
    ),
    "facts attest": (
        "facts attest new.yaml --model a/b --fact likes --value 3 --by Lab --because counted",
        "facts attest new.yaml --model a/b --fact likes --value 4 --by Lab --because again"
        " --until 2999-01-01 --revision x --anyway",
    ),
    "facts lineage": (
        "facts lineage small.json",
        "facts lineage BioMistral/BioMistral-7B",
    ),
    "facts coverage": ("facts coverage models.jsonl", "facts coverage"),
    "licences list": ("licences list",),
    "licences show": ("licences show llama3.1", "licences show mit"),
    "licences explain": ("licences explain 'apache-2.0 OR llama3.1'", "licences explain gpl"),
}
"""Calls by command: each prints JSON, one document or several, with `--format json`."""


def has_json(name: str) -> bool:
    choices = [getattr(p.type, "choices", ()) for p in EVERY_COMMAND[name].params
               if "--format" in p.opts]  # fmt: skip
    return any("json" in c for c in choices)


def test_every_command_that_prints_json_is_looked_at() -> None:
    assert {name for name in EVERY_COMMAND if has_json(name)} == CALLS.keys()


KEPT = (
    f"explain assistant.msm big.json {DAY} --format json --out proof.json"
    f" --origin https://git.example.org/p@{'4f9c' * 10}",
    "redact proof.json --fact license --out redacted.json --salts salts.json",
    f"decide assistant.msm small.json open.json {DAY} --log own.log",
    f"screen assistant.msm small.json {DAY} --manifest manifest.json --proofs proofs",
    "log resolve own.log 2 accept --by Lab --because asked --until 2999-01-01",
)
"""What makes the files that the calls name."""


@pytest.fixture
def work(msm: Run, desk: Path) -> Path:
    """The desk with all that the calls name."""
    shutil.copytree(POLICIES, desk / "policies")
    (desk / "models.jsonl").write_text(f"{SMALL}\n{OPEN}\n{{}}\n", "utf-8")
    (desk / "bundle").mkdir()
    return desk


@pytest.fixture
def kept(msm: Run, work: Path) -> Path:
    """The same with proofs and a log."""
    for call in KEPT:
        assert msm(*shlex.split(call)).status != BAD
    proof = (work / "proof.json").read_text("utf-8")
    (work / "forged.json").write_text(
        proof.replace('"verdict":"reject"', '"verdict":"accept"'), "utf-8"
    )
    return work


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("call", [call for calls in CALLS.values() for call in calls])
def test_what_is_printed_is_of_the_published_form(
    msm: Run, call: str, request: pytest.FixtureRequest
) -> None:
    if call.startswith(("verify", "log")) or "proof.json" in call:
        request.getfixturevalue("kept")
    outcome = msm(*shlex.split(call), "--format", "json")
    found = documents(outcome.out)
    assert found, outcome.err
    for document in found:
        jsonschema.validate(document, schema_of(document))


def test_what_merging_found_is_of_the_published_form(msm: Run, work: Path) -> None:
    (work / "other.json").write_text(SMALL.replace("1e9", "2e9"), "utf-8")
    assert msm("facts", "merge", "small.json", "other.json", "--findings", "found.json").status == 1
    found = json.loads((work / "found.json").read_text("utf-8"))
    assert found["disagreements"]
    jsonschema.validate(found, schema_of(found))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_published_schema_is_one_and_refuses_what_is_of_no_form(msm: Run, kind: str) -> None:
    schema = json.loads(msm("schema", kind).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert not any(
        map(validator.is_valid, ({}, [], *({"schema": n} for n in (*named(schema), "x"))))
    )


def test_the_page_for_programs_names_every_form() -> None:
    page = (POLICIES.parent / "docs" / "programs.md").read_text("utf-8")
    forms = {name for make in SCHEMAS.values() for name in named(make(None))}
    assert forms <= set(re.findall(r"msm-[a-z-]+/\d", page))


def documents(text: str) -> list[Any]:
    """The documents that a command printed: one, a list of them, or one a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines()]
    return whole if isinstance(whole, list) else [whole]


def schema_of(document: Any) -> Any:
    """The published schema of the form that a document names."""
    (found,) = (
        s for s in (make(None) for make in SCHEMAS.values()) if document["schema"] in named(s)
    )
    return found


def named(schema: Any) -> set[str]:
    """The forms that a schema is for, by the names they have under `schema`."""
    names = set(re.findall(r'"schema": {"const": "(msm-[a-z-]+/\d)"', json.dumps(schema)))
    assert len(names) == 1
    return names
