"""`msm facts merge`: sources of one model, or whole catalogues, joined by id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.facts import builtin, read_facts
from msm_rules.sources.joining import joined_records
from tests.cli.conftest import SMALL, Run

V = builtin()


def source(name: str, method: str, id: str = "a/b", **facts: Any) -> dict[str, Any]:
    row = {"method": method, "source": name}
    return {"model": {"id": id, **facts}, "evidence": {key: [row] for key in facts}}


def put(desk: Path, name: str, *documents: Any) -> None:
    (desk / name).write_text("".join(json.dumps(d) + "\n" for d in documents), "utf-8")


@pytest.fixture
def two(desk: Path) -> None:
    put(
        desk,
        "hub.jsonl",
        source("hub", "declared", license="mit", likes=3),
        source("hub", "declared", "a/c"),
    )
    put(desk, "card.jsonl", source("card", "declared", "A/B", license="apache-2.0", likes=3))


def test_sources_that_disagree_leave_the_fact_uncertain_and_are_told(
    msm: Run, desk: Path, two: None
) -> None:
    outcome = msm(
        "facts", "merge", "hub.jsonl", "card.jsonl", "--format", "jsonl", "--findings", "f.json"
    )
    assert outcome.status == 1
    documents = [json.loads(line) for line in outcome.out.splitlines()]
    merged = {d["model"]["id"]: d["model"] for d in documents}
    assert merged["a/b"]["license"] == {"one_of": ["Apache-2.0", "MIT"]}
    assert merged["a/b"]["likes"] == 3
    assert "finding: a/b: license: declared sources disagree" in outcome.err
    found = json.loads((desk / "f.json").read_text("utf-8"))
    (one,) = found["disagreements"]
    assert (one["model"], one["fact"], found["models"]) == ("a/b", "license", 2)


def test_every_command_takes_what_was_merged(msm: Run, desk: Path) -> None:
    put(desk, "a.jsonl", source("hub", "declared", "a/open", license="mit"))
    assert msm("facts", "merge", "open.json", "a.jsonl", "--out", "merged.json").status == 0
    assert msm("decide", "assistant.msm", "merged.json").status == 0
    assert "declared (hub)" in msm("facts", "show", "merged.json").out


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml"])
def test_whatever_the_form_it_is_a_catalogue(msm: Run, desk: Path, two: None, form: str) -> None:
    out = f"merged.{form}"
    msm("facts", "merge", "hub.jsonl", "card.jsonl", "--out", out)
    again = msm("facts", "merge", out, "--format", "jsonl")
    assert again.status == 0
    assert {json.loads(line)["model"]["id"] for line in again.out.splitlines()} == {"a/b", "a/c"}
    one = msm("facts", "merge", "card.jsonl", "--format", form).out
    assert yaml.safe_load(one)["model"]["id"] == "A/B"


def test_case_makes_no_two_models_even_in_one_file(msm: Run, desk: Path) -> None:
    put(
        desk,
        "a.jsonl",
        source("x", "declared", "a/b", likes=1),
        source("y", "declared", "A/b", likes=2),
    )
    outcome = msm("facts", "merge", "a.jsonl")
    assert json.loads(outcome.out)["model"] == {"id": "a/b", "likes": {"between": [1, 2]}}


def test_sources_that_name_a_model_otherwise_are_joined_under_one_id(msm: Run, desk: Path) -> None:
    put(desk, "a.jsonl", source("x", "declared", "a/b", likes=1))
    put(desk, "b.jsonl", source("y", "declared", "folder", license="mit"))
    outcome = msm("facts", "merge", "a.jsonl", "b.jsonl", "--as", "Org/Model")
    assert json.loads(outcome.out)["model"] == {"id": "Org/Model", "likes": 1, "license": "mit"}
    assert msm("facts", "merge", "a.jsonl", "--as", " ").status == 2


def test_a_card_and_a_checkpoint_are_sources_too(msm: Run, desk: Path) -> None:
    (desk / "README.md").write_text("---\nlicense: mit\n---\n# A model\n", "utf-8")
    config = {"model_type": "llama", "max_position_embeddings": 4096}
    (desk / "weights").mkdir()
    (desk / "weights" / "config.json").write_text(json.dumps(config), "utf-8")
    outcome = msm("facts", "merge", "README.md", "weights", "--as", "a/b")
    model = json.loads(outcome.out)["model"]
    assert (model["license"], model["context_length"]) == ("MIT", 4096)


def test_the_chain_of_licences_follows_from_the_one_that_sources_come_to(
    msm: Run, desk: Path
) -> None:
    """Each knew a chain of the licence that it had; together they leave the licence open."""

    def licensed(name: str, licence: str) -> dict[str, Any]:
        made = source(name, "declared", license=licence, license_chain=[licence], ancestors=[])
        row = {"method": "declared", "source": name, "member": licence}
        made["evidence"]["license_chain"] = [{**row, "locator": "a/b: license"}]
        return made

    put(desk, "a.jsonl", licensed("hub", "MIT"), licensed("card", "Apache-2.0"))
    merged = json.loads(msm("facts", "merge", "a.jsonl").out)
    assert merged["model"]["license_chain"] == {"at_least": [], "at_most": ["Apache-2.0", "MIT"]}


def test_what_was_said_of_a_model_under_other_names_is_not_an_ancestors_licence(
    msm: Run, desk: Path
) -> None:
    for name, licence in (("a/b", "MIT"), ("folder", "Apache-2.0")):
        made = source(
            name, "declared", name, license=licence, license_chain={"at_least": [licence]}
        )
        row = {"method": "declared", "source": name, "member": licence}
        made["evidence"]["license_chain"] = [{**row, "locator": f"{name}: license"}]
        put(desk, f"{licence}.jsonl", made)
    outcome = msm("facts", "merge", "MIT.jsonl", "Apache-2.0.jsonl", "--as", "Org/Model")
    merged = json.loads(outcome.out)["model"]
    assert merged["license"] == {"one_of": ["Apache-2.0", "MIT"]}
    assert "license_chain" not in merged  # either, and whatever ancestors have


def test_memory_follows_from_the_parameters_that_sources_come_to(msm: Run, desk: Path) -> None:
    def sized(name: str, method: str, number: int) -> dict[str, Any]:
        made = source(name, method, parameters=number)
        made["model"]["memory"] = {"int4": number // 2}
        made["evidence"]["memory.int4"] = [{"method": "derived", "source": "facts"}]
        return made

    put(
        desk,
        "a.jsonl",
        sized("hub", "measured", 7_000_000_000),
        sized("name", "estimated", 70_000_000_000),
    )
    outcome = msm("facts", "merge", "a.jsonl")
    assert outcome.status == 0, outcome.err
    merged = json.loads(outcome.out)
    assert merged["model"]["memory"] == {"int4": 3_500_000_000}
    assert [row["method"] for row in merged["evidence"]["memory.int4"]] == ["derived"]


def test_one_bad_record_or_file_never_loses_the_others(msm: Run, desk: Path, two: None) -> None:
    (desk / "bad.jsonl").write_text('{"id": 3}\n{"id"\n' + SMALL + "\n", "utf-8")
    (desk / "worse.parquet").write_bytes(b"PAR1 no")
    outcome = msm("facts", "merge", "bad.jsonl", "hub.jsonl", "worse.parquet", "--format", "jsonl")
    assert outcome.status == 1
    assert {json.loads(row)["model"]["id"] for row in outcome.out.splitlines()} == {
        "a/small",
        "a/b",
        "a/c",
    }
    for said in (
        "bad.jsonl:1: model.id",
        "bad.jsonl:2: is not JSON",
        "worse.parquet: is not Parquet",
    ):
        assert said in outcome.err


def test_where_nothing_can_be_read_nothing_is_written(msm: Run, desk: Path) -> None:
    (desk / "bad.jsonl").write_text('{"id": 3}\n', "utf-8")
    (desk / "old.json").write_text("{}", "utf-8")
    outcome = msm("facts", "merge", "bad.jsonl", "--out", "old.json")
    assert outcome.status == 2
    assert "no record could be read" in outcome.err
    assert (desk / "old.json").read_text("utf-8") == "{}"
    assert sorted(p.name for p in desk.iterdir() if p.name.startswith(".")) == []
    for call in (("nope.json",), ("bad.jsonl", "nope.json"), ("-", "-"), ()):
        assert msm("facts", "merge", *call).status == 2
    assert msm("facts", "merge", "small.json", "--out", "nope/x.json").status == 2


def test_stdin_is_a_source(msm: Run) -> None:
    outcome = msm("facts", "merge", "-", "small.json", stdin=SMALL + "\n")
    assert outcome.status == 0
    assert json.loads(outcome.out)["model"]["id"] == "a/small"


records = st.lists(
    st.tuples(
        st.sampled_from(["a/b", "A/B", "a/c", "a/d"]),
        st.sampled_from(["measured", "declared"]),
        st.integers(1, 3),
    ),
    max_size=6,
)


@given(records)
def test_counting_first_changes_nothing_but_how_much_is_held(
    rows: list[tuple[str, str, int]],
) -> None:
    def read() -> list[tuple[str, object]]:
        return [(str(n), source("x", m, i, likes=likes)) for n, (i, m, likes) in enumerate(rows)]

    results = [
        {
            j.facts.id.casefold(): j.facts.values
            for j in joined_records(read, V, again=again)
            if j.facts
        }
        for again in (True, False)
    ]
    assert results[0] == results[1]
    assert results[0].keys() == {i.casefold() for i, _, _ in rows}


def test_a_model_is_given_as_soon_as_its_last_record_has_come() -> None:
    """So that of a large catalogue beside a small one no more is held than the small one needs."""
    given_: list[str] = []

    def read() -> Any:
        for n in range(100):
            given_.append(str(n))
            yield str(n), {"id": f"a/{n}"}

    joined = joined_records(read, V, again=True)
    first = next(joined)
    assert first.facts == read_facts({"id": "a/0"}, V)
    assert len(given_) == 101
