"""Tables and bills of materials on the command line."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import polars as pl
import pytest
import yaml

from msm_rules.catalogue import shipped_path
from msm_rules.cli import converting
from msm_rules.cli.facts_convert import command
from msm_rules.sources import read_records
from tests.cli.conftest import OPEN, SMALL, Run

REGISTER = "Model,Size,Licence\na/small,1 B,MIT\na/big,70 B,MIT\n,1,MIT\nA/Small,2 B,MIT\n"
MAPPING = "id: Model\nfacts:\n  parameters: {column: Size, unit: B}\n  license: Licence\n"


@pytest.fixture
def register(desk: Path) -> Path:
    """A table with its mapping beside it: two models, one row without, one twice."""
    (desk / "register.csv").write_text(REGISTER)
    (desk / "register.csv.map.yaml").write_text(MAPPING)
    (desk / "register.map.yaml").write_text(MAPPING)
    (desk / "models.jsonl").write_text(f"{SMALL}\n{OPEN}\n")
    return desk


@pytest.mark.parametrize("example", command.examples)
def test_the_examples_of_convert_run(msm: Run, register: Path, example: str) -> None:
    words = shlex.split(example.partition(" > ")[0])
    assert msm(*words[1:]).status != 2


# --- convert ------------------------------------------------------------------------------------


def test_a_table_becomes_facts_documents_and_the_rest_is_told(msm: Run, register: Path) -> None:
    outcome = msm("facts", "convert", "register.csv")
    documents = [json.loads(line) for line in outcome.out.splitlines()]
    assert [d["model"]["id"] for d in documents] == ["a/small", "a/big"]
    assert outcome.err.splitlines() == [
        "note: register.csv: row 4: says no model: nothing stands in `Model`",
        "note: register.csv: row 5: model.id: `A/Small` is already in register.csv: row 2, "
        "which is kept",
        "2 models, 2 records left out, 2 notes",
    ]
    assert outcome.status == 1


def test_notes_on_cells_alone_leave_the_status_0(msm: Run, register: Path) -> None:
    (register / "register.csv").write_text("Model,Size,Licence\na/b,some,MIT\n")
    outcome = msm("facts", "convert", "register.csv")
    assert outcome.status == 0
    assert "Size: expected a number, found the text `some`" in outcome.err


FORMS = ["out.jsonl", "out.json", "out.yaml", "out.parquet", "out.cdx.json"]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_a_catalogue_again(msm: Run, register: Path, name: str) -> None:
    assert msm("facts", "convert", "register.csv", "--out", name).status == 1
    again = msm("facts", "convert", name)
    models = [json.loads(line)["model"] for line in again.out.splitlines()]
    assert [m["id"] for m in models] == ["a/small", "a/big"]
    assert [m["license"] for m in models] == ["MIT", "MIT"]
    assert again.status == 0


@pytest.mark.parametrize("form", ["jsonl", "json", "yaml"])
def test_stdout_has_the_form_that_is_asked_for(msm: Run, register: Path, form: str) -> None:
    out = msm("facts", "convert", "register.csv", "--to", form).out
    read = {
        "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
        "json": json.loads,
        "yaml": yaml.safe_load,
    }[form]
    assert len(read(out)) == 2


def test_parquet_holds_whole_documents(msm: Run, register: Path) -> None:
    msm("facts", "convert", "register.csv", "--out", "out.parquet")
    table = pl.read_parquet("out.parquet")
    assert table["id"].to_list() == ["a/small", "a/big"]
    assert "evidence" in json.loads(table["document"][0])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["register.csv", "--to", "parquet"], "Parquet is no text"),
        (["register.csv", "--out", "out.txt"], "the ending of `out.txt` says no form"),
        (["register.csv", "--out", "no/where.jsonl"], "there is no folder `no`"),
        (["register.csv", "--mapping", "regster"], "`regster` is no mapping"),
        (["register.csv", "--mapping", "none.yaml"], "`none.yaml` does not exist"),
        (["none.csv", "--mapping", "register.map.yaml"], "`none.csv` does not exist"),
        (["register.map.yaml:register.csv", "--mapping", "mot"], "names a mapping already"),
        (["models.zip"], "`models.zip` is an archive, and archives are not read"),
        (["none.csv", "--suggest-mapping"], "`none.csv` does not exist"),
        (["models.jsonl", "--suggest-mapping"], "a mapping is drafted for a CSV file"),
        (["--mapping", "mot"], "no table is named"),
    ],
)
def test_a_bad_call_says_what_is_wrong_and_writes_nothing(
    msm: Run, register: Path, words: list[str], message: str
) -> None:
    (register / "models.zip").write_bytes(b"PK\x03\x04")
    before = sorted(register.iterdir())
    outcome = msm("facts", "convert", *words)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert sorted(register.iterdir()) == before


def test_a_file_is_whole_or_as_it_was(
    msm: Run, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (register / "out.jsonl").write_text("before\n")

    def broken(place: str) -> object:
        yield from list(read_records(place))[:1]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(converting, "catalogue_records", broken)
    outcome = msm("facts", "convert", "register.csv", "--out", "out.jsonl")
    assert outcome.status == 2
    assert (register / "out.jsonl").read_text() == "before\n"
    assert not [p for p in register.iterdir() if p.name.startswith(".out")]


def test_a_table_without_a_model_writes_nothing(msm: Run, register: Path) -> None:
    (register / "register.csv").write_text("Model,Size,Licence\n,1,MIT\n")
    outcome = msm("facts", "convert", "register.csv", "--out", "out.jsonl")
    assert outcome.status == 2
    assert "no record of the catalogue could be read" in outcome.err
    assert "needs a mapping" not in outcome.err  # it has one
    assert not (register / "out.jsonl").exists()


def test_a_catalogue_of_another_tool_says_that_it_needs_a_mapping(msm: Run, desk: Path) -> None:
    (desk / "tool.json").write_text('[{"model_name": "x", "model_id": "acme/x"}]', "utf-8")
    for call in (("screen", "assistant.msm", "tool.json"), ("facts", "convert", "tool.json")):
        outcome = msm(*call)
        assert outcome.status == 2
        assert "a tool's own catalogue needs a mapping, which `--mapping` names" in outcome.err


def test_a_thousand_bad_rows_are_counted_and_a_few_told(msm: Run, register: Path) -> None:
    rows = "Model,Size,Licence\na/b,1 B,MIT\n" + "x,1\n" * 1000
    (register / "register.csv").write_text(rows)
    outcome = msm("facts", "convert", "register.csv")
    assert outcome.err.splitlines()[-2:] == [
        "note: 980 more of the kind",
        "1 model, 1,000 records left out, 1,000 notes",
    ]


def test_a_stranger_s_cell_moves_no_cursor(msm: Run, register: Path) -> None:
    (register / "register.csv").write_text("Model,Size,Licence\na/b,\x1b[2J\u202e,MIT\n")
    err = msm("facts", "convert", "register.csv").err
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_json_lines_on_stdin_take_a_mapping_too(msm: Run, register: Path) -> None:
    line = json.dumps({"Model": "a/b", "Licence": "MIT"})
    outcome = msm("facts", "convert", "-", "--mapping", "register.map.yaml", stdin=line)
    assert json.loads(outcome.out)["model"]["license"] == "MIT"


# --- catalogues everywhere ----------------------------------------------------------------------


def test_a_table_is_screened_shown_and_decided_on(msm: Run, register: Path) -> None:
    screened = msm("screen", "assistant.msm", "register.csv", "--format", "json")
    counts = json.loads(screened.out)["counts"]
    assert (counts["models"], counts["rejected"]) == (2, 1)
    shown = msm(
        *("facts", "show", "a/big", "--catalogue", "register.csv"),
        *("--mapping", "register.map.yaml"),
    )
    assert "between 56B and 105B" in shown.out
    decided = msm(
        "decide", "assistant.msm", "a/big", "--catalogue", "register.map.yaml:register.csv"
    )
    assert decided.status == 1


def test_a_mapping_with_no_table_is_a_bad_call(msm: Run, register: Path) -> None:
    outcome = msm("screen", "assistant.msm", "--mapping", "register.map.yaml")
    assert outcome.status == 2
    assert "no table is named" in outcome.err


def test_a_table_in_the_place_of_a_model_says_what_to_do(msm: Run, register: Path) -> None:
    outcome = msm("facts", "show", "register.csv")
    assert outcome.status == 2
    assert "`register.csv` is a table" in outcome.err
    assert "--catalogue register.csv" in outcome.err


# --- bills of materials -------------------------------------------------------------------------


def test_accepted_models_are_handed_over_with_their_decision(msm: Run, desk: Path) -> None:
    words = ("decide", "assistant.msm", "small.json", "big.json", "small.json")
    outcome = msm(*words, "--as-of", "2026-11-22", "--bom", "out.cdx.json")
    assert outcome.status == 1
    assert "wrote out.cdx.json" in outcome.err
    whole = json.loads((desk / "out.cdx.json").read_text())
    [model] = whole["components"]
    said = {p["name"]: p["value"] for p in model["properties"]}
    proof = msm("explain", *words[1:3], "--as-of", "2026-11-22", "--format", "json")
    assert (model["group"], model["name"]) == ("a", "small")
    assert model["licenses"] == [{"license": {"id": "Apache-2.0", "acknowledgement": "declared"}}]
    prefix = "msm:decision:"
    decision = {n.removeprefix(prefix): v for n, v in said.items() if n.startswith(prefix)}
    assert decision == {
        "verdict": "accept",
        "determined": "true",
        "policy": "assistant",
        "policy-version": "1.2.0",
        "as-of": "2026-11-22",
        "proof-sha256": json.loads(proof.out)["digest"],
        "obligation:notice": "Keep the licence text with every copy",
    }
    again = msm(*words, "--as-of", "2026-11-22", "--bom", "again.json")
    assert again.status == 1
    assert (desk / "again.json").read_bytes() == (desk / "out.cdx.json").read_bytes()


def test_for_what_it_was_decided_stands_in_the_bill_as_in_the_log(msm: Run, desk: Path) -> None:
    words = ("--log", "own.log", "--for", "triage", "--ref", "T-1", "--bom", "out.cdx.json")
    assert msm("decide", "assistant.msm", "small.json", *words).status == 0
    [model] = json.loads((desk / "out.cdx.json").read_text())["components"]
    said = {p["name"]: p["value"] for p in model["properties"]}
    assert (said["msm:decision:for"], said["msm:decision:ref"]) == ("triage", "T-1")
    assert (
        said["msm:decision:proof-sha256"] in msm("log", "show", "own.log", "--format", "json").out
    )


def test_no_bill_is_written_where_nothing_is_accepted(msm: Run, desk: Path) -> None:
    outcome = msm("decide", "assistant.msm", "big.json", "--bom", "out.cdx.json")
    assert outcome.status == 1
    assert "no bill of materials is written" in outcome.err
    assert not (desk / "out.cdx.json").exists()


def test_a_bill_that_cannot_be_written_is_refused_before_any_decision(msm: Run, desk: Path) -> None:
    outcome = msm("decide", "assistant.msm", "small.json", "--bom", "no/where.json")
    assert (outcome.status, outcome.out) == (2, "")


def test_a_bill_of_one_model_stands_in_place_of_it(msm: Run, desk: Path) -> None:
    msm("facts", "convert", "small.json", "--out", "one.cdx.json")
    assert msm("decide", "assistant.msm", "one.cdx.json").status == 0
    (desk / "two.jsonl").write_text(f"{SMALL}\n{OPEN}\n")
    msm("facts", "convert", "two.jsonl", "--out", "two.cdx.json")
    outcome = msm("decide", "assistant.msm", "two.cdx.json")
    assert outcome.status == 2
    assert "names 2 models: `a/small`, `a/open`" in outcome.err
    assert msm("decide", "assistant.msm", "a/small", "--catalogue", "two.cdx.json").status == 0


def test_the_shipped_catalogue_goes_through_every_form_unchanged(msm: Run, desk: Path) -> None:
    whole = Path(str(shipped_path())).read_text()
    assert msm("facts", "convert", "--out", "shipped.jsonl").status == 0
    assert len((desk / "shipped.jsonl").read_text().splitlines()) == whole.count("\n")
    lines = whole.splitlines()[::60]
    (desk / "some.jsonl").write_text("".join(f"{line}\n" for line in lines))
    for name in ("a.json", "b.yaml", "c.parquet", "d.jsonl"):
        assert msm("facts", "convert", "some.jsonl", "--out", name).status == 0
        out = msm("facts", "convert", name).out
        assert [json.loads(line) for line in out.splitlines()] == [json.loads(x) for x in lines]
