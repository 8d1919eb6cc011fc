"""What machines read: JSON as its schema says, GitHub's commands, SARIF."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.diagnostics import DIAGNOSTICS, Diagnostic, Label
from msm_rules.diagnostics.render_github import render_github
from msm_rules.diagnostics.render_json import render_json
from msm_rules.diagnostics.render_sarif import render_sarif
from msm_rules.source import Source, Span

POLICY = Source("policies/my size,1.msm", "policy size {\n  版 24 GiB\n}\n")
LIBRARY = Source("std/terms.msm", "let size = 3\n")
FOUND = Diagnostic(
    "type-mismatch",
    "bytes and a number",
    Span(POLICY, 18, 24),
    "this is bytes",
    (Label(Span(LIBRARY, 4, 8), "this is a number"),),
    "use 100% of `model.memory.int4`",
)


def diagnostics_schema() -> Any:
    return json.loads(files("msm_rules.diagnostics").joinpath("schema.json").read_text("utf-8"))


def shown(*found: Diagnostic) -> Any:
    return render_json(found)["diagnostics"]


def test_json_has_every_field_in_a_fixed_order() -> None:
    assert shown(FOUND) == [
        {
            "name": "type-mismatch",
            "severity": "error",
            "message": "bytes and a number",
            "file": "policies/my size,1.msm",
            "start": {"line": 2, "column": 5, "offset": 18},
            "end": {"line": 2, "column": 11, "offset": 24},
            "label": "this is bytes",
            "others": [
                {
                    "file": "std/terms.msm",
                    "start": {"line": 1, "column": 5, "offset": 4},
                    "end": {"line": 1, "column": 9, "offset": 8},
                    "label": "this is a number",
                }
            ],
            "hint": "use 100% of `model.memory.int4`",
        }
    ]
    assert list(shown(FOUND)[0]) == [
        *("name", "severity", "message", "file", "start", "end", "label", "others", "hint")
    ]


def test_json_of_every_diagnostic_is_what_the_schema_says() -> None:
    schema = diagnostics_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    every = [Diagnostic(name, "m", Span(POLICY, 0, 0)) for name in DIAGNOSTICS]
    rendered = json.loads(json.dumps(render_json([FOUND, *every])))
    jsonschema.Draft202012Validator(schema).validate(rendered)


def test_the_schema_names_every_field_and_no_other() -> None:
    item = diagnostics_schema()["$defs"]["diagnostic"]
    assert list(item["properties"]) == item["required"] == list(shown(FOUND)[0])


def test_a_command_for_github_is_one_escaped_line() -> None:
    assert render_github([FOUND]) == (
        "::error file=policies/my size%2C1.msm,line=2,col=5,endColumn=11,title=type-mismatch"
        "::bytes and a number%0Athis is bytes%0Ahint: use 100%25 of `model.memory.int4`"
    )


def test_columns_are_left_out_where_github_does_not_take_them() -> None:
    command = render_github([Diagnostic("no-tests", "m", Span(POLICY, 0, len(POLICY.text)))])
    assert command.startswith("::warning file=policies/my size%2C1.msm,line=1,endLine=3,title=")


@given(st.text(), st.text())
def test_no_text_can_add_a_command_of_its_own(file: str, message: str) -> None:
    span = Span(Source(file, message), 0, len(message))
    command = render_github([Diagnostic("syntax", message, span, message, (), message)])
    assert len(command.splitlines()) == 1
    properties, _, _ = command.removeprefix("::error ").partition("::")
    assert properties.startswith("file=")
    assert command.count("title=syntax::") >= 1


def test_sarif_has_a_rule_with_help_for_every_row_of_the_table() -> None:
    log: Any = render_sarif([], version="0.1.0")
    driver = log["runs"][0]["tool"]["driver"]
    assert driver["version"] == "0.1.0"
    assert [rule["id"] for rule in driver["rules"]] == list(DIAGNOSTICS)
    for rule in driver["rules"]:
        assert rule["help"]["text"].startswith(f"# {rule['id']}: ")
        assert rule["defaultConfiguration"]["level"] == DIAGNOSTICS[rule["id"]].severity


def test_a_result_of_sarif_points_at_its_rule_and_its_places() -> None:
    log: Any = json.loads(json.dumps(render_sarif([FOUND])))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["columnKind"] == "unicodeCodePoints"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "policies/my%20size%2C1.msm"
    assert unquote(place["artifactLocation"]["uri"]) == POLICY.name
    assert place["region"] == {
        "startLine": 2,
        "startColumn": 5,
        "endLine": 2,
        "endColumn": 11,
        "charOffset": 18,
        "charLength": 6,
    }
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "this is a number"}
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "std/terms.msm"
