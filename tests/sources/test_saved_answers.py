"""Answers of the Hub that somebody saved are read as facts, and nobody is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from msm_rules.facts import Problem, builtin, check_document, read_facts
from msm_rules.sources.records import OF_THE_HUB, hub_answer, read_records

ANSWER: dict[str, Any] = {
    "_id": "621ffdc136468d709f17a5fd",
    "id": "acme/nurse-7b",
    "modelId": "acme/nurse-7b",
    "private": False,
    "gated": "manual",
    "pipeline_tag": "text-generation",
    "library_name": "transformers",
    "tags": ["transformers", "safetensors", "text-generation", "license:apache-2.0"],
    "sha": "b" * 40,
    "lastModified": "2026-05-01T10:00:00.000Z",
    "createdAt": "2026-04-01T10:00:00.000Z",
    "downloads": 5119,
    "cardData": {"license": "apache-2.0", "language": ["en"], "base_model": "acme/base"},
    "siblings": [{"rfilename": "model.safetensors"}],
    "safetensors": {"parameters": {"BF16": 7_000_000_000}, "total": 7_000_000_000},
    "spaces": ["somebody/space"],
}


def put(path: Path, *lines: Any) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return path


def test_an_answer_is_a_catalogue_of_one(tmp_path: Path) -> None:
    ((name, document),) = read_records(put(tmp_path / "nurse.json", ANSWER))
    facts = read_facts(document, builtin(), name)  # type: ignore[arg-type]
    assert facts.model["license"] == "Apache-2.0"
    assert facts.model["parameters"] == 7_000_000_000
    assert facts.model["access"] == "gated"
    assert facts.model["formats"] == ["safetensors"]
    assert facts.model["ancestors"] == {"at_least": ["acme/base"]}  # nobody was asked for it
    (row,) = facts.evidence["license"]
    assert (row.source, row.revision, row.observed) == ("hub-api", "b" * 40, None)


def test_a_list_of_answers_and_rows_of_the_hubs_table_are_read_too(tmp_path: Path) -> None:
    row = {
        **{name: ANSWER[name] for name in ("id", "createdAt", "tags", "pipeline_tag")},
        "cardData": json.dumps(ANSWER["cardData"]),
        "safetensors": {"parameters": {"BF16": 7_000_000_000, "F32": None}, "total": 7_000_000_000},
    }
    listed = put(tmp_path / "models.json", [ANSWER, {**ANSWER, "id": "acme/other"}])
    lines = put(tmp_path / "rows.jsonl", row)
    ids = [d["model"]["id"] for _, d in read_records(listed)]  # type: ignore[index]
    assert ids == ["acme/nurse-7b", "acme/other"]
    ((_, document),) = read_records(lines)
    assert document["model"]["license"] == "Apache-2.0"  # type: ignore[index]
    assert document["model"]["parameters"] == 7_000_000_000  # type: ignore[index]


def test_what_has_another_form_is_told_and_costs_nothing_else(tmp_path: Path) -> None:
    bad = {**ANSWER, "downloads": "many", "cardData": "{broken"}
    *told, (_, document) = read_records(put(tmp_path / "nurse.json", bad))
    assert [p.field for _, p in told] == ["cardData", "downloads"]  # type: ignore[union-attr]
    assert "downloads" not in document["model"]  # type: ignore[index]
    assert document["model"]["parameters"] == 7_000_000_000  # type: ignore[index]


def test_an_answer_without_an_id_is_a_problem_and_loses_no_other(tmp_path: Path) -> None:
    (_, first), (_, second) = read_records(
        put(tmp_path / "models.jsonl", {**ANSWER, "id": 3}, ANSWER)
    )
    assert isinstance(first, Problem)
    assert "no `id` that the Hub gives" in first.message
    assert not isinstance(second, Problem)


def test_no_fact_is_called_like_a_field_of_the_hub() -> None:
    assert not OF_THE_HUB & {path.partition(".")[0] for path in builtin().facts}
    assert hub_answer("x", {"id": "a/b", "createdAt": "2026-01-01"}) is None
    assert hub_answer("x", {"model": ANSWER, "_id": 1, "siblings": []}) is None


FIELDS = st.sampled_from([*ANSWER, "gguf", "baseModels", "config", "model-index"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(st.dictionaries(FIELDS, JSON, max_size=6))
def test_any_answer_gives_documents_that_can_be_read_or_a_problem(more: dict[str, Any]) -> None:
    records = list(hub_answer("x", {**ANSWER, **more}) or ())
    assert records
    for _, one in records:
        assert isinstance(one, Problem) or check_document(one, builtin()) == ()


def test_the_recorded_answers_of_the_hub_are_read(shared: Path) -> None:
    records = list(read_records(shared / "data" / "hub_api"))
    documents = [one for _, one in records if not isinstance(one, Problem)]
    assert len(documents) == 6
    facts = {f.id: f for f in (read_facts(d, builtin()) for d in documents)}  # type: ignore[arg-type]
    bert = facts["google-bert/bert-base-uncased"]
    assert bert.model["license"] == "Apache-2.0"
    traps = read_records(shared / "data" / "hub_snapshot" / "trap_rows.jsonl")
    assert sum(not isinstance(one, Problem) for _, one in traps) == 79
