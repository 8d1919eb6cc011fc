"""Leaderboards as tables: mappings and their mistakes, cells, delimiters, rows of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msm_rules.facts import Problem
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.evaluations import is_evaluation
from msm_rules.sources.evaluations.mapping import SHIPPED, load_mapping, shipped_mapping
from msm_rules.sources.evaluations.rows import cell_number
from msm_rules.sources.normalise.intervals import wilson
from msm_rules.sources.normalise.score import FRACTION, PERCENT
from tests.sources.evaluations_made import facts, read, said, written

MAPPING = """
id: model
scale: percent
method: verified
reporter: Example Board
scores:
  MMLU: {benchmark: mmlu, metric: acc, shots: 5, n: questions}
  Latency: {scale: raw, lower_is_better: true}
"""
ROWS = "model;MMLU;questions;Latency\nlab/a;61.5%;200;12\nlab/b;-;200;n/a\n"


def board(folder: Path, rows: Any = ROWS, mapping: str = MAPPING) -> Path:
    written(folder, "board.mapping.yaml", mapping)
    return written(folder, "board.csv", rows)


def test_ten_lines_of_mapping_read_a_table(tmp_path: Path) -> None:
    path = board(tmp_path)
    found = read(path)
    interval = {"between": list(wilson(0.615, 200))}
    assert facts(found["lab/a"]) == {"mmlu": interval, "mmlu/5-shot": interval}
    assert facts(found["lab/b"]) == {}
    assert "Latency: is no share of anything" in said(found["lab/a"])
    row = dict(found["lab/a"].claims[0].evidence)
    assert (
        row.items()
        >= {
            "method": "verified",
            "source": "board",
            "reporter": "Example Board",
            "locator": "board.csv: MMLU",
            "n": 200,
            "raw": 61.5,
        }.items()
    )


def test_a_mapping_may_be_called_as_those_of_other_tables_are(tmp_path: Path) -> None:
    """`register.csv.map.yaml` beside a table of facts, `board.csv.map.yaml` beside results."""
    named = facts(read(board(tmp_path))["lab/a"])
    (tmp_path / "board.mapping.yaml").rename(tmp_path / "board.csv.map.yaml")
    path = tmp_path / "board.csv"
    assert is_evaluation(path)
    assert facts(read(path)["lab/a"]) == named
    [*_, (_, last)] = [row for row in read_records(path) if not isinstance(row[1], Problem)]
    assert isinstance(last, dict)
    assert last["model"]["id"] == "lab/b"
    (tmp_path / "board.csv.map.yaml").rename(tmp_path / "elsewhere.yaml")
    models = [one for _, one in read_records(f"{tmp_path}/elsewhere.yaml:{path}")]
    assert [m["model"]["id"] for m in models if isinstance(m, dict)] == ["lab/a", "lab/b"]


def test_a_mapping_of_facts_beside_a_table_is_none_of_results(tmp_path: Path) -> None:
    path = written(tmp_path, "board.csv", ROWS)
    written(tmp_path, "board.csv.map.yaml", "id: model\nfacts: {context_length: Latency}\n")
    assert not is_evaluation(path)
    written(tmp_path, "board.csv.map.yaml", "scores: [\n")
    assert not is_evaluation(path)


def test_a_table_of_one_s_own_gives_prototypes_with_any_unit(tmp_path: Path) -> None:
    found = read(board(tmp_path, mapping=f"own: true{MAPPING}"))
    assert facts(found["lab/a"])["latency"] == 12.0
    assert {c.fact.partition("[")[0] for c in found["lab/a"].claims} == {"prototypes"}


@pytest.mark.parametrize("ending", ["yaml", "toml", "json"])
def test_a_mapping_is_yaml_toml_or_json(tmp_path: Path, ending: str) -> None:
    text = {
        "yaml": "id: m\nscores: {S: {benchmark: mmlu}}",
        "toml": 'id = "m"\n[scores.S]\nbenchmark = "mmlu"',
        "json": '{"id": "m", "scores": {"S": {"benchmark": "mmlu"}}}',
    }[ending]
    mapping = written(tmp_path, f"any.{ending}", text)
    path = written(tmp_path, "board.csv", "m,S\nlab/a,0.5\n")
    assert facts(read(path, mapping)["lab/a"])["mmlu"] == 0.5


# --- mistakes in a mapping -----------------------------------------------------------------------

MISTAKES = [
    ("- a", "the mapping: expected fields such as `id` and `scores`, found a list"),
    ("id: m", "scores: expected a mapping from columns to what they mean, found nothing"),
    ("scores: {S: {}}", "id: is missing"),
    ("id: m\nscores: {S: 1}", "scores.S: expected a mapping such as `benchmark: mmlu`, found `1`"),
    ("id: m\nscores: {S: {benchmrk: x}}", "`benchmrk` is no field; did you mean `benchmark`?"),
    ("id: m\nscore: {}\nscores: {S: }", "`score` is no field; did you mean `scores`?"),
    ("id: m\nscores: {S: {scale: 5}}", "scores.S.scale: expected `fraction`, `percent`, `raw`"),
    ("id: m\nscores: {S: {scale: [10, 1]}}", "or a range such as `[1, 10]`, found a list"),
    ("id: m\nscores: {S: {n: 0}}", "scores.S.n: expected a whole number from 1, or a column"),
    ("id: m\nscores: {S: {shots: -1}}", "scores.S.shots: expected a whole number, or a column"),
    ("id: m\nscores: {S: {above_chance: 1}}", "scores.S.above_chance: expected a number from 0"),
    ("id: m\ndecimal: x\nscores: {S: }", "decimal: expected `.` or `,`, found the text `x`"),
    ("id: m\ndelimiter: ';;'\nscores: {S: }", "delimiter: expected one sign such as `;`"),
    ("id: m\nmethod: measured\nscores: {S: }", "method: expected `verified` or `declared`"),
    ("id: m\ndate: soon\nscores: {S: }", "date: expected a day such as `2026-11-20`"),
    ("id: m\nwhere: [{column: c}]\nscores: {S: }", "where[1].contains: is missing"),
    ("model: /a/b\n", "model: expected an id `author/name`, found the text `/a/b`"),
    ("modle: a/b\n", "`modle` is no field; did you mean `model`?"),
    ("own: 1\n", "own: expected true or false, found `1`"),
    ("a: [", "is not YAML"),
]


@pytest.mark.parametrize(("text", "why"), MISTAKES)
def test_a_mistake_in_a_mapping_names_file_field_and_what_was_expected(
    tmp_path: Path, text: str, why: str
) -> None:
    path = written(tmp_path, "wrong.yaml", text)
    with pytest.raises(CatalogueError) as error:
        load_mapping(path)
    assert "wrong.yaml" in str(error.value)
    assert why in f"{error.value} {error.value.hint}"


def test_a_mapping_that_is_none_says_which_ship(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as error:
        load_mapping("open-llm-leaderboard")
    assert "`open-llm-leaderboard-2`" in (error.value.hint or "")


# --- tables --------------------------------------------------------------------------------------

SIMPLE = "id: m\nscores: {S: {benchmark: mmlu}}\n"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiters_ends_of_lines_and_a_mark_at_the_start(
    tmp_path: Path, sign: str, end: str
) -> None:
    text = f"\ufeffm{sign}S{end}{end}lab/a{sign} 0.5 {end}"
    assert facts(read(board(tmp_path, text, SIMPLE))["lab/a"])["mmlu"] == 0.5


def test_a_delimiter_that_is_not_clear_is_asked_for(tmp_path: Path) -> None:
    mapping = "id: m\nscores: {m: {benchmark: mmlu}}\n"
    with pytest.raises(CatalogueError) as error:
        read(board(tmp_path, "m\n0.5\n", mapping))
    assert "more than one way" in str(error.value)
    assert "delimiter" in (error.value.hint or "")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("x,S\n", "has no column `m`"),
        ("m,X\n", "has no column `S`, which its mapping names"),
        ("m,S,S\n", "has the column `S` twice"),
        ("", "is empty"),
        (b"m,S\nlab/\xff,0.5\n", "is not UTF-8 text"),
        (b"\x00\x01", "has no column `m`"),
        ("m,S\nlab/a," + "1" * 2_000_000, "has a line of more than"),
        ('m,S\n"' + "x\n" * 100_000, "field larger than field limit"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, rows: Any, why: str) -> None:
    path = board(tmp_path, rows, SIMPLE)
    with pytest.raises(CatalogueError, match=why):
        read(path)


@pytest.mark.parametrize(
    ("cell", "decimal", "scale", "value"),
    [
        ("15.88%", ".", PERCENT, 15.88),
        ("15,88 %", ",", PERCENT, 15.88),
        ("15,88", ".", PERCENT, "is no number"),
        ("1.234,5", ",", PERCENT, "is no number"),
        ("1,234", ".", PERCENT, "is no number"),
        ("15.88%", ".", FRACTION, "has a percent sign where"),
        ("1e-1", ".", FRACTION, 0.1),
        ("0x10", ".", FRACTION, "is no number"),
        ("1_0", ".", FRACTION, "is no number"),
        ("٣", ".", FRACTION, "is no number"),
        ("inf", ".", FRACTION, "is no number"),
        ("1e999", ".", FRACTION, "is no number"),
        ("~0.5", ".", FRACTION, "is no number"),
    ],
)
def test_cells_are_numbers_or_say_why_not(
    cell: str, decimal: str, scale: Any, value: float | str
) -> None:
    found = cell_number(cell, decimal, scale)
    assert found == value if isinstance(value, float) else value in str(found)


def test_rows_that_cannot_be_used_are_listed_and_cost_no_others(tmp_path: Path) -> None:
    rows = "m,S\nGPT-4,0.9\n,0.1\nlab/a,0.5\nlab/b\nlab/c,many\nlab/d,7\nMed-PaLM 2 (best),0.8\n"
    found = read(board(tmp_path, rows, SIMPLE))
    assert facts(found["lab/a"])["mmlu"] == 0.5
    told = said(found[""])
    assert "GPT-4, Med-PaLM 2 (best): is no Hub id and is left out" in told
    assert "row 2: names no model" in told
    assert "row 4: has another number of cells" in told
    assert "lab/c, S: many: is no number" in said(found["lab/c"])
    assert "lies outside the range of its scale" in said(found["lab/d"])


def test_other_ids_are_taken_where_the_mapping_says_so(tmp_path: Path) -> None:
    found = read(board(tmp_path, "m,S\nGPT-4,0.9\n", f"ids: any\n{SIMPLE}"))
    assert facts(found["GPT-4"])["mmlu"] == 0.9


def test_an_id_twice_and_in_other_case_is_one_model(tmp_path: Path) -> None:
    found = read(board(tmp_path, "m,S\nlab/a,0.5\nlab/b,0.1\nLAB/a,0.6\n", SIMPLE))
    assert [each for each in found if each] == ["lab/b", "lab/a"]
    assert [c.value for c in found["lab/a"].claims if c.fact == 'benchmarks["mmlu"]'] == [0.5, 0.6]
    assert "is also written" in said(found["lab/a"])
    assert "measured 2 times" in said(found["lab/a"])


def test_counts_and_errors_of_columns_are_checked(tmp_path: Path) -> None:
    mapping = "id: m\nscores: {S: {benchmark: mmlu, n: q, stderr: e}}\n"
    rows = "m,S,q,e\nlab/a,0.5,0,0.1\nlab/b,0.5,many,-1\nlab/c,0.5,,0.01\n"
    found = read(board(tmp_path, rows, mapping))
    assert "was run on 0 questions" in said(found["lab/a"])
    assert "many: is no count of questions" in said(found["lab/b"])
    assert "-1: is no standard error" in said(found["lab/b"])
    assert facts(found["lab/b"])["mmlu"] == 0.5
    assert facts(found["lab/c"])["mmlu"] == {"between": [0.4804, 0.5196]}


def test_rows_are_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msm_rules.sources.evaluations.tables.MOST_ROWS", 2)
    rows = "m,S\n" + "".join(f"lab/m{n},0.5\n" for n in range(3))
    with pytest.raises(CatalogueError, match="more than 2 rows"):
        read(board(tmp_path, rows, SIMPLE))


# --- mappings that ship --------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_a_mapping_that_ships_is_found_by_name_and_by_header(tmp_path: Path, name: str) -> None:
    table = shipped_mapping(name)
    assert load_mapping(name) == table
    path = written(tmp_path, "any.csv", f"{','.join(sorted(table.header))}\n")
    assert is_evaluation(path)
    assert not is_evaluation(written(tmp_path, "other.csv", "model,score\n"))


OPEN = "Rank,fullname,Model,#Params (B),domain_average,MMLU-PRO,BBH,GPQA\n"


def test_the_open_llm_leaderboard_needs_no_mapping(tmp_path: Path) -> None:
    row = "1,lab/a,x,7,40,40.90757978723404,50,11.85682326621924\n"
    found = facts(read(written(tmp_path, "board.csv", OPEN + row))["lab/a"])
    assert found["mmlu-pro/5-shot"] == {"between": list(wilson(5633 / 12032, 12032))}
    assert found["bbh/normalised"] == 0.5
    assert "bbh" not in found


def test_both_sources_of_the_medical_leaderboard_are_read_and_their_quarrel_is_told(
    shared: Path,
) -> None:
    found = read(shared / "data/medical")
    mistral = found["BioMistral/BioMistral-7B"]
    # The card prints 50.6 of MedQA, the result files 0.4611: each of 1,273 questions.
    assert [c.value for c in mistral.claims if c.fact == 'benchmarks["medqa"]'] == [
        {"between": list(wilson(0.506, 1273))},
        {"between": list(wilson(0.4611, 1273))},
    ]
    assert "`medqa` was measured 2 times with other results" in said(mistral)
    own = found["aaditya/Llama3-OpenBioLLM-8B"]
    assert {c.evidence["method"] for c in own.claims} == {"declared"}
    assert "Med-PaLM 2 (best)" in said(found[""])
    assert "Mistral-7B-v0.1" not in said(found["mistralai/Mistral-7B-v0.1"])
