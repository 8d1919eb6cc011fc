"""A hub snapshot in Parquet: one meaning with the reading row by row, and no fault costs a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.facts import Problem, builtin, check_document
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.findings import sound
from msm_rules.sources.normalise.claims import Json, Source, document
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.repository import entry_claims, identity
from msm_rules.sources.normalise.whole import whole
from msm_rules.sources.parquet import parquet_lines
from msm_rules.sources.snapshot import cells, reading, snapshot_lines
from msm_rules.sources.snapshot.rows import rows
from tests.sources.snapshots import SCHEMA, entry_of, resolved, row, write_snapshot

DATA = "data/hub_snapshot"


@cache
def real(shared: Path) -> Mapping[str, Any]:
    """The documents of the real snapshot by id, as a catalogue gives them."""
    found = [record for _, record in read_records(shared / DATA / "models.parquet")]
    return {record["model"]["id"]: record for record in found}  # type: ignore[index]


def by_row(entries: list[Entry]) -> dict[str, dict[str, Json]]:
    """The documents of entries read one by one, each with all the others at hand whole."""
    known = {entry.id.casefold(): entry for entry in reversed(entries)}
    made = {}
    for entry in entries:
        claims = whole([*entry_claims(entry, known), *identity(entry.id)])
        made[entry.id] = document(entry.id, sound(claims)[0])
    return made


def facts_of(path: Path) -> dict[str, Any]:
    """The `model` parts of a small snapshot by id."""
    found = [record for _, record in read_records(path)]
    return {r["model"]["id"]: r["model"] for r in found if isinstance(r, dict)}


def problems_of(path: Path) -> list[Problem]:
    return [record for _, record in read_records(path) if isinstance(record, Problem)]


# --- one meaning ---------------------------------------------------------------------------------


def test_every_row_means_what_it_means_row_by_row_with_all_evidence(shared: Path) -> None:
    table = pl.read_parquet(shared / DATA / "models.parquet")
    entries = [entry_of(each) for each in table.iter_rows(named=True)]
    assert len(entries) == 2051
    assert real(shared) == by_row(entries)


def test_columns_give_the_same_entries_as_rows(shared: Path) -> None:
    table = pl.read_parquet(shared / DATA / "models.parquet")
    one_by_one = [entry_of(each) for each in table.iter_rows(named=True)]
    assert [r.entry for r in rows(table, one_by_one[0].source)] == one_by_one


def test_the_odd_rows_written_as_parquet_mean_what_they_mean_as_json(
    shared: Path, tmp_path: Path
) -> None:
    lines = (shared / DATA / "trap_rows.jsonl").read_text("utf-8").splitlines()
    odd = [json.loads(line) for line in lines]
    for each in odd:
        for moment in ("createdAt", "lastModified"):
            each[moment] = datetime.fromisoformat(each[moment]).replace(tzinfo=None)
    schema = pl.read_parquet_schema(shared / DATA / "models.parquet")
    path = write_snapshot(tmp_path / "odd.parquet", odd, schema)
    last = max(each["lastModified"] for each in odd).date().isoformat()
    source = Source("hub", "hub/1", last)
    entries = [entry_of(json.loads(line), source) for line in lines]
    found = {r["model"]["id"]: r for _, r in read_records(path)}  # type: ignore[index]
    assert len(found) == 79
    assert found == by_row(entries)


def test_every_row_of_the_real_snapshot_is_a_valid_document(shared: Path) -> None:
    found = real(shared)
    assert len(found) == 2051
    assert [p for each in found.values() for p in check_document(each, builtin())] == []


# --- what is odd in real rows --------------------------------------------------------------------

TRAPS: list[tuple[str, str, Json]] = [
    # 24B by name and by dtypes, 414,720 in total
    ("TheDrummer/Cydonia-24B-v4.3", "parameters", {"between": [414720, 23572403200]}),
    # 4-bit weights packed eight to a word
    (
        "ModelCloud/Llama-3.2-1B-Instruct-gptqmodel-4bit-vortex-v1",
        "parameters",
        {"between": [1198786150, 1500000000]},
    ),
    (
        "Intel/Qwen3-Coder-480B-A35B-Instruct-int4-mixed-AutoRound",
        "parameters",
        {"between": [384000000000, 505162036736]},
    ),
    (
        "Intel/Qwen3-Coder-480B-A35B-Instruct-int4-mixed-AutoRound",
        "active_parameters",
        {"between": [28000000000, 52500000000]},
    ),
    # bytes that are masks, not weights
    ("EleutherAI/gpt-neo-125m", "parameters", {"between": [125198592, 150364416]}),
    # `1_8b` is 1.8B
    ("internlm/internlm2-1_8b", "parameters", {"between": [1440000000, 2700000000]}),
    ("internlm/internlm2-chat-1_8b", "parameters", 1889110016),
    # `8x7B` is not 56B
    ("GritLM/GritLM-8x7B-KTO", "parameters", 46702792704),
    # a well-known medical one without any count
    ("aaditya/Llama3-OpenBioLLM-70B", "parameters", {"between": [56000000000, 105000000000]}),
    ("arcee-ai/SuperNova-Medius", "parameters", None),
    # lists of bases: 47, one that names itself, words that are no id
    ("PJMixers-Archive/LLaMa-3-CursedStock-v2.0-8B", "len(base_models)", 47),
    (
        "bunnycore/Llama-3.2-3B-ProdigyPlusPlus",
        "base_models",
        [
            "bunnycore/Llama-3.2-3B-All-Mix",
            "bunnycore/Llama-3.2-3B-Booval",
            "bunnycore/Llama-3.2-3B-CodeReactor",
            "bunnycore/Llama-3.2-3B-Long-Think",
            "bunnycore/Llama-3.2-3B-Mix-Skill",
            "bunnycore/Llama-3.2-3B-ProdigyPlus",
            "bunnycore/Llama-3.2-3B-Pure-RP",
            "bunnycore/Llama-3.2-3B-Sci-Think",
            "huihui-ai/Llama-3.2-3B-Instruct-abliterated",
        ],
    ),
    (
        "Tremontaine/L3-12B-Lunaris-v1",
        "base_models",
        {"at_least": ["Sao10K/L3-8B-Lunaris-v1"]},
    ),
    # none named, and the name says that there is one
    ("m42-health/Llama3-Med42-70B", "base_models", {"at_least": []}),
    # the day on which the Hub's older dates end
    ("EleutherAI/gpt-neo-125m", "created", {"between": [None, "2022-03-02"]}),
    ("facebook/opt-2.7b", "created", "2022-05-11"),
    # '15.88%' of something, which may be anything
    ("kaist-ai/mistral-orpo-capybara-7k", "benchmarks", None),
    # `other` without a name, with one, and a list of one
    ("facebook/opt-2.7b", "license", None),
    ("facebook/opt-2.7b", "license_declared", "other"),
    ("fblgit/miniclaus-qw1.5B-UNAMGS-GRPO", "license", "LicenseRef-qwen"),
    ("postbot/gpt2-medium-emailgen", "license", "Apache-2.0"),
    ("princeton-nlp/Llama-3-Instruct-8B-RRHF", "license", None),
    ("princeton-nlp/Llama-3-Instruct-8B-RRHF", "license_chain", None),
    # `multilingual`, and codes of three letters
    ("microsoft/Phi-3.5-MoE-instruct", "languages", {"at_least": []}),
    (
        "yasserrmd/Coder-GRPO-3B",
        "languages",
        ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "th", "vi", "zh"],
    ),
    # "medical" beside role-play; `Medius` is not medical
    (
        "LeroyDyer/SpydazWeb_AI_CyberTron_Ultra_7b",
        "domains",
        {"at_least": [], "at_most": ["code", "medical"]},
    ),
    ("arcee-ai/SuperNova-Medius", "domains", []),
]


@pytest.mark.parametrize(("id", "fact", "expected"), TRAPS, ids=[f"{i}-{f}" for i, f, _ in TRAPS])
def test_what_is_odd_in_a_real_row_is_not_guessed_away(
    shared: Path, id: str, fact: str, expected: Json
) -> None:
    model = real(shared)[id]["model"]
    if fact.startswith("len("):
        assert len(model[fact[4:-1]]) == expected
    else:
        assert model.get(fact) == expected


def test_a_tag_that_every_row_has_says_nothing(shared: Path) -> None:
    assert "hosting_countries" not in {f for each in real(shared).values() for f in each["model"]}


SMALL = """
policy small { version "1.0.0" title "At most ten billion" }
critical { rule size "Small" { require model.parameters <= 10e9 } }
"""


def test_24b_by_name_and_414720_by_count_never_passes_a_limit_of_10b(shared: Path) -> None:
    policy = msm.parse_policy(SMALL)
    decision = policy.decide(real(shared)["TheDrummer/Cydonia-24B-v4.3"], as_of=date(2026, 5, 20))
    assert decision.rules["size"] is None
    assert decision.verdict != "accept"
    assert decision.open_facts == ("model.parameters",)


def test_a_count_of_414720_alone_under_a_name_of_24b_does_not_pass_either(tmp_path: Path) -> None:
    weights = {"parameters": {"BF16": 414720}, "total": 414720}
    path = write_snapshot(tmp_path / "a.parquet", [row("a/X-24B", safetensors=weights)])
    decision = msm.parse_policy(SMALL).decide(facts_of(path)["a/X-24B"], as_of=date(2026, 5, 20))
    assert decision.rules["size"] is None


# --- lineage over the whole file -----------------------------------------------------------------


def test_lineage_is_followed_over_the_whole_file_in_either_direction(tmp_path: Path) -> None:
    nothing = [row(f"a/{n}") for n in range(25)]
    path = write_snapshot(
        tmp_path / "a.parquet",
        [
            row("z/Child", {"license": "mit"}, baseModels=resolved("Y/middle")),
            *nothing,
            row("y/Middle", {"license": "apache-2.0", "base_model": "x/Old"}),
            row("x/OLD", {"license": "cc-by-nc-4.0"}),
        ],
    )
    found = facts_of(path)
    assert found["z/Child"]["license_chain"] == ["Apache-2.0", "CC-BY-NC-4.0", "MIT"]
    assert found["y/Middle"]["license_chain"] == ["Apache-2.0", "CC-BY-NC-4.0"]


def test_of_two_rows_with_one_id_the_first_counts_in_lineage(tmp_path: Path) -> None:
    child = row("z/c", {"license": "mit"}, baseModels=resolved("x/b"))
    twice = [row("x/b", {"license": "mit"}), row("X/B", {"license": "cc-by-nc-4.0"})]
    path = write_snapshot(tmp_path / "a.parquet", [child, *twice])
    assert facts_of(path)["z/c"]["license_chain"] == ["MIT"]


def test_cycles_end(tmp_path: Path) -> None:
    two = [row("a/x", {"base_model": "a/y"}), row("a/y", {"base_model": ["a/x", "a/y"]})]
    path = write_snapshot(tmp_path / "a.parquet", two)
    assert facts_of(path)["a/x"]["ancestors"] == ["a/y"]


# --- faults --------------------------------------------------------------------------------------

GOOD = row("a/good", {"license": "mit", "language": [False, "en"]})

BAD_ROWS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no id": (row(None), "", "has no `id`"),
    "empty id": (row(""), "", "has no `id`"),
    "control id": (row("a/\u0007b"), "", "control character"),
    "long id": (row("a/" + "b" * 600), "", "500 at most"),
    "broken card": (row("a/b", '{"license": '), "cardData", "is not JSON"),
    "card with NaN": (row("a/b", '{"x": NaN}'), "cardData", "`NaN` is no number"),
    "card as a list": (row("a/b", "[1, 2]"), "cardData", "expected a mapping, found a list"),
    "deep card": (row("a/b", '{"x": ' + "[" * 100_000), "cardData", "is not JSON"),
    "half a character": (
        row("a/b", '{"datasets": ["\\ud800"]}'),
        "cardData.datasets",
        "half a character",
    ),
    "negative downloads": (row("a/b", downloads=-3), "downloads", "of at least 0"),
    "huge count": (
        row("a/b", safetensors={"parameters": {"BF16": 2**62 + 1}, "total": 2**62 + 1}),
        "safetensors.total",
        "not exact",
    ),
    "broken gguf": (row("a/b", gguf="{"), "gguf", "is not JSON"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_names_its_column_and_costs_no_other(tmp_path: Path, name: str) -> None:
    bad, column, reason = BAD_ROWS[name]
    path = write_snapshot(tmp_path / "a.parquet", [GOOD, bad, row("z/last")])
    found = problems_of(path)
    assert {p.record for p in found} == {f"{path}: row 2"}
    assert (found[0].field, reason in found[0].message) == (column, True), found
    assert {"a/good", "z/last"} <= facts_of(path).keys()
    documents = [r for _, r in read_records(path) if isinstance(r, dict)]
    assert [p for d in documents for p in check_document(d, builtin())] == []


def test_a_word_that_yaml_read_as_false_is_norwegian(tmp_path: Path) -> None:
    path = write_snapshot(tmp_path / "a.parquet", [GOOD])
    assert facts_of(path)["a/good"]["languages"] == ["en", "no"]


@pytest.mark.parametrize("microseconds", [2**63 - 1, -(2**63), 253402300800 * 10**6])
def test_a_time_that_no_calendar_has_costs_no_other_row(tmp_path: Path, microseconds: int) -> None:
    path = tmp_path / "a.parquet"
    times = pl.Series([1779272700 * 10**6, microseconds]).cast(pl.Datetime("us"))
    pl.DataFrame({"id": ["a/b", "a/c"], "createdAt": times, "lastModified": times}).write_parquet(
        path
    )
    found = facts_of(path)
    assert found["a/b"]["modified"] == "2026-05-20"
    assert "modified" not in found["a/c"]
    assert {(p.field, p.record) for p in problems_of(path)} == {
        ("createdAt", f"{path}: row 2"),
        ("lastModified", f"{path}: row 2"),
    }
    evidence = next(r for _, r in read_records(path))["evidence"]  # type: ignore[index]
    assert evidence["modified"][0]["observed"] == "2026-05-20"


@pytest.mark.parametrize("odd", ["yesterday", "2026-99-99", "", "9999"])
def test_the_day_of_a_snapshot_is_the_last_real_one(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "a.parquet"
    moments = ["2026-05-20T10:25:06Z", odd, None]
    pl.DataFrame({"id": ["a/b", "a/c", "a/d"], "lastModified": moments}).write_parquet(path)
    evidence = next(r for _, r in read_records(path))["evidence"]  # type: ignore[index]
    assert evidence["modified"][0]["observed"] == "2026-05-20"
    assert "modified" not in facts_of(path)["a/c"]


def test_moments_with_a_time_zone_are_days_in_utc(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    late = pl.Series([datetime(2026, 5, 20, 23, 30)]).dt.replace_time_zone("America/New_York")
    pl.DataFrame({"id": ["a/b"], "createdAt": late}).write_parquet(path)
    assert facts_of(path)["a/b"]["created"] == "2026-05-21"


def test_nothing_is_assumed_where_the_card_cannot_be_read(tmp_path: Path) -> None:
    path = write_snapshot(tmp_path / "a.parquet", [row("a/b", "{", likes=3)])
    found = facts_of(path)["a/b"]
    assert found["likes"] == 3
    assert not {"base_models", "ancestors", "license_chain"} & found.keys()


def test_a_cell_beyond_all_size_is_not_read_and_costs_no_other(tmp_path: Path) -> None:
    huge = '{"x": "' + "y" * cells.LARGEST_CELL + '"}'
    path = write_snapshot(tmp_path / "a.parquet", [GOOD, row("a/b", huge, likes=3), row("z/last")])
    found = problems_of(path)
    assert [(p.field, p.record) for p in found] == [("cardData", f"{path}: row 2")]
    assert found[0].message == "holds 4,194,313 bytes of JSON, 4 MiB at most are read"
    assert facts_of(path).keys() == {"a/good", "a/b", "z/last"}


def test_many_large_cells_are_held_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "HEAVIEST", 5_000)
    many = [row(f"a/{n}", {"license": "mit", "x": "y" * 2000}) for n in range(9)]
    path = write_snapshot(tmp_path / "a.parquet", many)
    heights = [
        frame.height for frame in reading._batches(reading.open_snapshot(path), 0, 9, tuple(SCHEMA))
    ]
    assert sum(heights) == 9
    assert max(heights) <= 2
    assert len(facts_of(path)) == 9


WRONG_COLUMNS: dict[str, tuple[pl.DataFrame, str]] = {
    "no id": (pl.DataFrame({"cardData": ["{}"]}), "without a column `id`"),
    "tags": (pl.DataFrame({"id": ["a/b"], "cardData": ["{}"], "tags": ["x"]}), "`tags`"),
    "downloads": (
        pl.DataFrame({"id": ["a/b"], "cardData": ["{}"], "downloads": ["many"]}),
        "`downloads` of type String: expected a whole number",
    ),
    "createdAt": (pl.DataFrame({"id": ["a/b"], "createdAt": [7]}), "`createdAt`"),
    "safetensors": (
        pl.DataFrame({"id": ["a/b"], "safetensors": [{"total": "7B"}]}),
        "`safetensors`",
    ),
    "baseModels": (
        pl.DataFrame({"id": ["a/b"], "baseModels": [{"models": ["x/y"]}]}),
        "`baseModels`",
    ),
    "id": (pl.DataFrame({"id": [1], "cardData": ["{}"]}), "`id` of type Int64: expected text"),
}


@pytest.mark.parametrize("name", WRONG_COLUMNS)
def test_a_column_of_another_type_is_named(tmp_path: Path, name: str) -> None:
    table, reason = WRONG_COLUMNS[name]
    path = tmp_path / "a.parquet"
    table.write_parquet(path)
    with pytest.raises(CatalogueError) as caught:
        list(read_records(path))
    assert str(caught.value).startswith(f"`{path}` ")
    assert reason in str(caught.value)


def test_columns_may_be_missing_or_hold_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {"id": ["a/b-7B"], "pipeline_tag": [None], "createdAt": ["2024-05-06"]}
    ).write_parquet(path)
    found = facts_of(path)["a/b-7B"]
    assert found["created"] == "2024-05-06"
    assert found["parameters"] == {"between": [5600000000, 10500000000]}


def test_json_text_may_stand_where_others_have_structs_and_the_other_way_round(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "id": ["a/b"],
            "safetensors": ['{"parameters": {"BF16": 9}, "total": 9}'],
            "baseModels": ['{"relation": "finetune", "models": [{"id": "x/y"}]}'],
            "cardData": [{"license": "mit", "datasets": ["d/e"]}],
            "gated": ["manual"],
            "sha": ["c0ffee"],
            "siblings": [[{"rfilename": "model.safetensors"}]],
            "config": [{"model_type": "llama"}],
        }
    ).write_parquet(path)
    found = facts_of(path)["a/b"]
    assert found["parameters"] == 9
    assert (found["base_models"], found["relation"]) == (["x/y"], "finetune")
    assert (found["license"], found["datasets"]) == ("MIT", ["d/e"])
    assert (found["access"], found["gated"], found["revision"]) == ("gated", True, "c0ffee")
    assert (found["formats"], found["architecture"]) == (["safetensors"], "llama")


@pytest.mark.parametrize("keep", [10, 200, -9, -3])
def test_a_file_that_was_cut_is_an_error_that_names_it(tmp_path: Path, keep: int) -> None:
    path = write_snapshot(tmp_path / "a.parquet", [GOOD])
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(CatalogueError) as caught:
        list(read_records(path))
    assert str(caught.value).startswith(f"`{path}` is not Parquet")


# --- any rows ------------------------------------------------------------------------------------

TEXT = st.text(max_size=12)
LICENCES = ["mit", "apache-2.0", "other", "llama3"]
WORDS = st.sampled_from(
    [*LICENCES, "no", "eng", "multilingual", "gguf", "4-bit", "medical", "merge", "rp", "7B"]
)
IDS = st.sampled_from(["a/x-7B", "a/y-8x7b", "A/X-7b", "b/Llama-1_8b-GPTQ", "solo", "a/ "]) | TEXT
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | TEXT
VALUE = st.recursive(
    PLAIN, lambda v: st.lists(v, max_size=3) | st.dictionaries(TEXT, v, max_size=2)
)
CARD_KEYS = [
    *("license", "license_name", "license_link", "language", "datasets", "tags"),
    *("base_model", "model-index", "extra_gated_prompt"),
]
CARDS = st.dictionaries(st.sampled_from(CARD_KEYS), VALUE | st.lists(IDS, max_size=3), max_size=5)
COUNT = st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(0, 2**40)
MOMENTS = st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
ROWS = st.fixed_dictionaries(
    {
        "id": IDS,
        "cardData": CARDS.map(json.dumps) | st.none() | TEXT,
        "createdAt": MOMENTS,
        "lastModified": MOMENTS,
        "downloads": COUNT,
        "likes": COUNT,
        "tags": st.none() | st.lists(WORDS | TEXT | st.none(), max_size=5),
        "safetensors": st.none()
        | st.fixed_dictionaries(
            {
                "parameters": st.none()
                | st.fixed_dictionaries(dict.fromkeys(("BF16", "I32", "U8", "I64"), COUNT)),
                "total": COUNT,
            }
        ),
        "gguf": (VALUE | st.fixed_dictionaries({"total": PLAIN, "context_length": PLAIN})).map(
            json.dumps
        ),
        "baseModels": st.none() | st.lists(IDS, max_size=3).map(lambda ids: resolved(*ids)),
        "pipeline_tag": st.none() | TEXT | st.just("text-generation"),
        "library_name": st.none() | TEXT | st.just("transformers"),
    }
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
    deadline=None,  # a file is written and read; how long that takes is the machine's matter
)
@given(drawn=st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_stands_in_the_rows_documents_are_valid_and_as_row_by_row(
    tmp_path: Path, drawn: list[dict[str, Any]]
) -> None:
    path = write_snapshot(tmp_path / "any.parquet", drawn)
    found = [record for _, record in read_records(path)]
    documents = [record for record in found if isinstance(record, dict)]
    assert [p for each in documents for p in check_document(each, builtin())] == []
    lines = [line for part in snapshot_lines(path) for line in part.text.splitlines()]
    assert [json.loads(line) for line in lines] == documents
    spoilt = {p.record for p in found if isinstance(p, Problem)}
    days = [d["lastModified"] for d in drawn if d["lastModified"] is not None]
    source = Source("hub", "hub/1", f"{max(days):%Y-%m-%d}".zfill(10) if days else None)
    table = pl.read_parquet(path)
    entries = [entry_of(r, source) for r in table.iter_rows(named=True) if r["id"]]
    expected = by_row(entries)
    for name, record in read_records(path):
        if isinstance(record, dict) and name not in spoilt:
            id = record["model"]["id"]
            if [e.id for e in entries].count(id) == 1:
                assert record == expected[id]


# --- in bulk -------------------------------------------------------------------------------------


def _some(path: Path) -> Path:
    good = [row(f"a/{n}", {"license": "mit"}, baseModels=resolved("a/0")) for n in range(7)]
    return write_snapshot(path, [*good, row("a/bad", "{"), row(None)])


@pytest.mark.parametrize("processes", [1, 2])
def test_lines_are_the_records_whatever_the_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr("msm_rules.sources.snapshot.convert.SPAN", 4)
    path = _some(tmp_path / "a.parquet")
    parts = list(snapshot_lines(path, processes))
    records = [record for _, record in read_records(path)]
    lines = b"".join(part.text for part in parts).splitlines()
    assert [json.loads(line) for line in lines] == [r for r in records if isinstance(r, dict)]
    assert sum(part.count for part in parts) == len(lines) == 8
    problems = [p for part in parts for p in part.problems]
    assert problems == [r for r in records if isinstance(r, Problem)]


def test_the_standard_library_reads_and_writes_the_same(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared / DATA / "models.parquet"
    fast = [json.loads(line) for part in snapshot_lines(path) for line in part.text.splitlines()]
    monkeypatch.setattr(cells, "_fast", None)
    monkeypatch.setattr(cells, "_written", None)
    slow = [json.loads(line) for part in snapshot_lines(path) for line in part.text.splitlines()]
    assert slow == fast


def test_only_a_snapshot_is_read_in_bulk(tmp_path: Path) -> None:
    facts = tmp_path / "facts.parquet"
    pl.DataFrame({"id": ["a/b"], "parameters": [7]}).write_parquet(facts)
    assert parquet_lines(facts) is None
    some = parquet_lines(_some(tmp_path / "a.parquet"))
    assert some is not None
    assert sum(part.count for part in some) == 8


def test_what_cannot_be_read_in_bulk_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="does not exist"):
        parquet_lines(tmp_path / "missing.parquet")
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(CatalogueError, match="is not Parquet"):
        parquet_lines(tmp_path / "a.parquet")


def test_documents_win_over_columns_of_the_hub(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": ["x"], "cardData": ["{}"], "document": ['{"id": "a/b"}']}).write_parquet(
        path
    )
    assert [record for _, record in read_records(path)] == [{"id": "a/b"}]
    assert parquet_lines(path) is None
