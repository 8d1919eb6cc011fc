"""`--format` has the same words in every command that shows facts or licences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Run

CALLS = (
    ("facts", "show", "small.json"),
    ("facts", "pull", "small.json"),
    ("facts", "merge", "small.json"),
    ("facts", "lint", "small.json"),
    ("facts", "lineage", "small.json"),
    ("facts", "coverage", "small.json"),
    ("licences", "list"),
    ("licences", "show", "mit"),
    ("licences", "explain", "mit OR apache-2.0"),
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call[:2]))
def test_json_yaml_and_table_are_taken_and_the_first_two_are_one_document(
    msm: Run, desk: Path, call: tuple[str, ...]
) -> None:
    of_json, of_yaml, table = (msm(*call, "--format", f) for f in ("json", "yaml", "table"))
    assert of_json.status == of_yaml.status == table.status == 0
    assert yaml.safe_load(of_yaml.out) == json.loads(of_json.out)
    assert table.out.strip()
    assert table.out != of_yaml.out


def test_conversion_takes_its_form_by_the_same_name(msm: Run, desk: Path) -> None:
    by_to = msm("facts", "convert", "small.json", "--to", "yaml")
    assert by_to.out
    assert msm("facts", "convert", "small.json", "--format", "yaml").out == by_to.out


def test_the_merged_facts_are_shown_as_those_of_one_source(msm: Run, desk: Path) -> None:
    shown = msm("facts", "show", "small.json").out
    assert (
        msm("facts", "merge", "small.json", "--format", "table").out.split()[0] == shown.split()[0]
    )
