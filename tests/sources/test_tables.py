"""Tables by a mapping: what cells mean, which mistakes are said, and what a fault costs."""

from __future__ import annotations

import json
import resource
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msm_rules.facts import Problem, builtin, own_fact, read_facts
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.normalise.intervals import wilson
from msm_rules.sources.tables.address import table_address, with_mapping
from msm_rules.sources.tables.drafting import draft
from msm_rules.sources.tables.mapping_file import KEYS, read_mapping
from msm_rules.sources.tables.numbers import units
from msm_rules.syntax.literals import MULTIPLIERS
from msm_rules.values.types import BOOL


def found(path: Path | str) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The `model` parts of the documents of a catalogue, each of which can be read, and the
    problems."""
    models, problems = [], []
    for name, one in read_records(path):
        if isinstance(one, Problem):
            problems.append(one)
        else:
            models.append(dict(read_facts(one, builtin(), name).model))  # type: ignore[arg-type]
    return models, problems


def table(folder: Path, rows: str, mapping: str | dict[str, Any], name: str = "t.csv") -> Path:
    """A table in a folder with its mapping beside it."""
    path = folder / name
    path.write_text(rows, "utf-8", newline="")
    text = mapping if isinstance(mapping, str) else yaml.safe_dump(mapping)
    path.with_name(f"{name}.map.yaml").write_text(text, "utf-8")
    return path


def cell(folder: Path, fact: str, rule: Any, raw: str, **more: Any) -> tuple[Any, list[str]]:
    """The value that one cell of one column gives, and what is said."""
    mapping = {"id": "name", "facts": {fact: rule}, **more}
    quoted = '"' + raw.replace('"', '""') + '"'
    models, problems = found(table(folder, f"name,c\nx,{quoted}\n", mapping))
    value: Any = models[0]
    for part in fact.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value, [p.message for p in problems]


# --- cells --------------------------------------------------------------------------------------

B = {"column": "c", "unit": "B"}
CELLS = [
    # a rounded size, as in a name: 0.8 to 1.5 times the number
    ("parameters", B, "7", {"between": [5_600_000_000, 10_500_000_000]}),
    ("parameters", "c", "7B", {"between": [5_600_000_000, 10_500_000_000]}),
    ("parameters", "c", "7 billion", {"between": [5_600_000_000, 10_500_000_000]}),
    ("parameters", B, "500M", {"between": [400_000_000, 750_000_000]}),
    ("parameters", "c", "8x7B", {"between": [5_600_000_000, 56_000_000_000]}),
    # with three digits, one of them behind the point, rounded in the last one only
    ("parameters", B, "7.24", {"between": [7_235_000_000, 7_245_000_000]}),
    ("parameters", {**B, "exact": True}, "7.24", 7_240_000_000),
    ("parameters", "c", "7241732096", 7_241_732_096),
    ("parameters", "c", "7,241,732,096", 7_241_732_096),
    ("parameters", "c", "7 241 732 096", 7_241_732_096),
    ("parameters", "c", "7_241_732_096", 7_241_732_096),
    ("parameters", "c", "7.2e9", 7_200_000_000),
    ("context_length", "c", "128K", {"between": [128_000, 131_072]}),
    ("context_length", {"column": "c", "unit": "K", "exact": True}, "128", 128_000),
    ("context_length", "c", "8192 tokens", 8192),
    ("memory.fp16", "c", "13.5 GB", 13_500_000_000),
    ("memory.fp16", "c", "13.5 gib", 14_495_514_624),
    ("memory.fp16", {"column": "c", "unit": "MiB"}, "2", 2_097_152),
    ("price.input", {"column": "c", "times": 1000}, "0.15", 150),
    ("documentation", "c", "80%", 0.8),
    ("released", "c", "2026-11-22", "2026-11-22"),
    ("released", "c", "2026-11-22T10:00:00Z", "2026-11-22"),
    ("released", "c", "2026-02", {"between": ["2026-02-01", "2026-02-28"]}),
    ("released", "c", "2026", {"between": ["2026-01-01", "2026-12-31"]}),
    ("released", {"column": "c", "format": "DD.MM.YYYY"}, "3.4.2026", "2026-04-03"),
    ("released", {"column": "c", "format": "MM/DD/YYYY"}, "03/04/2026", "2026-03-04"),
    ("released", {"column": "c", "format": "DD MMM YYYY"}, "3 April 2026", "2026-04-03"),
    ("gated", "c", "Yes", True),
    ("gated", {"column": "c", "words": {"needs a form": True}}, "Needs a form", True),
    ("access", "c", "API only", "api-only"),
    ("access", {"column": "c", "words": {"cloud": "api-only"}}, " Cloud ", "api-only"),
    ("languages", "c", "English; de, eng-Latn", ["de", "en"]),
    ("languages", "c", "en, multilingual", {"at_least": ["en"]}),
    ("languages", {"column": "c", "list": "at least"}, "en", {"at_least": ["en"]}),
    ("languages", {"column": "c", "split": "/"}, "en/de", ["de", "en"]),
    ("languages", "c", "no", ["no"]),
    ("tasks", "c", "Text Generation", ["text-generation"]),
    ("domains", "c", "Clinical, Law", ["legal", "medical"]),
    ("capabilities", "c", "chat", {"at_least": ["chat"]}),
    ("capabilities", {"column": "c", "list": "exact"}, "chat", ["chat"]),
    (
        "capabilities",
        {"column": "c", "words": {"none": [], "c": "chat"}},
        "C",
        {"at_least": ["chat"]},
    ),
    ("base_models", "c", "https://huggingface.co/a/B", ["a/B"]),
    ("license_chain", "c", "MIT; Apache 2.0", {"at_least": ["Apache-2.0", "MIT"]}),
    ("license", "c", "Apache 2.0", "Apache-2.0"),
    ("license", {"column": "c", "words": {"to do": None}}, "To do", None),
    ("license", "c", "Llama 3.1 Community License", "LicenseRef-llama3.1"),
    ("license", "c", "MIT OR Apache-2.0", "MIT OR Apache-2.0"),
    ("developer", "c", " Acme ", "Acme"),
    ("parameters", "c", '{"between": [6, 8]}', {"between": [6, 8]}),
    ("languages", "c", '["en", "de"]', ["de", "en"]),
]


@pytest.mark.parametrize(("fact", "rule", "raw", "value"), CELLS)
def test_a_cell_is_read_as_people_mean_it(
    tmp_path: Path, fact: str, rule: Any, raw: str, value: object
) -> None:
    assert cell(tmp_path, fact, rule, raw) == (value, [])


@pytest.mark.parametrize(
    ("decimal", "raw", "value"),
    [
        (",", "7.241", 7241),
        (",", "7,25", 7.25),
        (",", "1.234.567,5", 1234567.5),
        (".", "7,241", 7241),
        (".", "1,234.5", 1234.5),
    ],
)
def test_the_decimal_sign_is_the_declared_one(
    tmp_path: Path, decimal: str, raw: str, value: float
) -> None:
    assert cell(tmp_path, "likes", "c", raw, decimal=decimal) == (value, [])


UNREAD = [
    ("parameters", "c", "7,241", "may be read in two ways"),
    ("parameters", "c", "7,2B", "is the decimal sign a comma"),
    ("parameters", "c", "about 7", "expected a number"),
    ("parameters", "c", "7 GiB", "has the unit `GiB`"),
    ("parameters", "c", "9" * 65, "expected a number"),
    ("parameters", "c", "1e999", "expected a number"),
    ("parameters", "c", "-7", "of at least 0"),
    ("parameters", "c", "1,23,4", "expected a number"),
    ("parameters", "c", "٧", "expected a number"),
    ("likes", "c", "5%", "has the unit `%`"),
    ("released", "c", "03/04/2026", "may be read in two ways"),
    ("released", "c", "2026-02-30", "expected a date"),
    ("released", {"column": "c", "format": "DD.MM.YYYY"}, "2026-01-01", "the declared `format`"),
    ("released", {"column": "c", "format": "DD MMM YYYY"}, "1 Foo 2026", "the declared `format`"),
    ("gated", "c", "1", "expected yes or no"),
    ("access", "c", "clowd", "one of the"),
    ("tasks", "c", "text-generatoin", "did you mean `text-generation`"),
    ("license", "c", "Our own licence", "no licence is known by the name"),
    ("parameters", "c", '{"from": 6}', "expected one value"),
    ("parameters", "c", '{"between": [8, 6]}', "in the wrong order"),
]


@pytest.mark.parametrize(("fact", "rule", "raw", "message"), UNREAD)
def test_what_cannot_be_read_is_said_and_not_guessed(
    tmp_path: Path, fact: str, rule: Any, raw: str, message: str
) -> None:
    value, said = cell(tmp_path, fact, rule, raw)
    assert value is None
    assert len(said) == 1
    assert message in said[0]


def test_a_word_that_no_list_has_leaves_the_list_open(tmp_path: Path) -> None:
    value, said = cell(tmp_path, "tasks", "c", "text-generation, juggling")
    assert value == {"at_least": ["text-generation"]}
    assert "juggling" in said[0]


@pytest.mark.parametrize("raw", ["", "  ", "-", "–", "?", "N/A", "#N/A", "offen"])
def test_a_cell_that_says_nothing_is_no_fact(tmp_path: Path, raw: str) -> None:
    assert cell(tmp_path, "languages", "c", raw, missing=["offen"]) == (None, [])


def test_units_are_those_of_the_policy_language() -> None:
    for name, (factor, unit) in MULTIPLIERS.items():
        fact = {"number": "parameters", "bytes": "memory.int4"}.get(unit)
        if name and fact and name != "%":
            assert units(builtin().facts[fact])[name.lower()] == factor, name


# --- evidence -----------------------------------------------------------------------------------


def test_every_fact_says_file_row_column_day_and_what_stood_there(tmp_path: Path) -> None:
    mapping = {
        "id": "name",
        "source": "the register",
        "method": "verified",
        "observed": {"column": "seen", "format": "DD.MM.YYYY"},
        "facts": {"parameters": B, "access": {"value": "api-only"}},
    }
    path = table(tmp_path, "name,c,seen\nx,7.24,20.11.2026\n", mapping)
    [(_, document)] = read_records(path)
    assert isinstance(document, dict)
    assert document["evidence"]["parameters"] == [
        {
            "method": "verified",
            "source": "the register",
            "locator": "t.csv: row 2: c",
            "observed": "2026-11-20",
            "extractor": "table/1",
            "raw": "7.24",
        }
    ]
    assert document["evidence"]["access"][0]["locator"] == "t.csv.map.yaml: facts.access"


def test_a_rounded_size_is_estimated_whatever_the_table_says(tmp_path: Path) -> None:
    mapping = {"id": "name", "method": "measured", "facts": {"parameters": B}}
    [(_, document)] = read_records(table(tmp_path, "name,c\nx,7\n", mapping))
    assert isinstance(document, dict)
    assert document["evidence"]["parameters"][0]["method"] == "estimated"


def test_the_chain_of_licences_has_the_own_one_and_stays_open(tmp_path: Path) -> None:
    models, _ = found(table(tmp_path, "name,c\nx,MIT\n", {"id": "name", "facts": {"license": "c"}}))
    assert models[0]["license_chain"] == {"at_least": ["MIT"]}
    assert models[0]["license_declared"] == "MIT"


def test_what_an_id_shows_counts_where_the_table_says_nothing(tmp_path: Path) -> None:
    models, _ = found(table(tmp_path, "name,c\nacme/x-7b,\n", {"id": "name", "facts": {}}))
    assert models[0]["author"] == "acme"
    assert models[0]["parameters"] == {"between": [5_600_000_000, 10_500_000_000]}
    assert models[0]["memory"]["int4"] == {"between": [2_800_000_000, 5_250_000_000]}


# --- benchmarks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "raw", "value"),
    [
        ({"scale": "percent"}, "57.1", 0.571),
        ({"scale": "fraction"}, "0.571", 0.571),
        ({"scale": "fraction"}, "57.1 %", 0.571),
        ({"scale": "percent", "n": 1273}, "57.1", {"between": [0.543638, 0.597935]}),
        ({"scale": "percent", "n": "items"}, "57.1", {"between": [0.543638, 0.597935]}),
    ],
)
def test_a_result_is_a_fraction_and_an_interval_where_its_items_are_known(
    tmp_path: Path, rule: dict[str, Any], raw: str, value: object
) -> None:
    mapping = {"id": "name", "benchmarks": {"MedQA": {"column": "c", **rule}}}
    models, problems = found(table(tmp_path, f"name,c,items\nx,{raw},1273\n", mapping))
    assert (models[0]["benchmarks"], problems) == ({"medqa": value}, [])


def test_shots_keep_settings_apart(tmp_path: Path) -> None:
    rule = {"column": "c", "scale": "percent", "shots": 5, "harness": "own"}
    path = table(tmp_path, "name,c\nx,63.1\n", {"id": "name", "benchmarks": {"mmlu": rule}})
    [(_, document)] = read_records(path)
    assert isinstance(document, dict)
    assert document["model"]["benchmarks"] == {"mmlu": 0.631, "mmlu/5-shot": 0.631}
    evidence = document["evidence"]['benchmarks["mmlu"]'][0]
    assert (evidence["shots"], evidence["harness"], evidence["raw"]) == (5, "own", "63.1")


def test_a_cell_that_is_no_number_is_said_once_however_many_names_the_result_has(
    tmp_path: Path,
) -> None:
    rule = {"column": "c", "scale": "percent", "shots": 5}
    path = table(tmp_path, "name,c\nx,good\n", {"id": "name", "benchmarks": {"mmlu": rule}})
    assert len(found(path)[1]) == 1


def test_percents_under_a_declared_fraction_are_said(tmp_path: Path) -> None:
    mapping = {"id": "name", "benchmarks": {"mmlu": {"column": "c", "scale": "fraction"}}}
    models, problems = found(table(tmp_path, "name,c\nx,63.1\ny,0.5\n", mapping))
    assert [m.get("benchmarks") for m in models] == [None, {"mmlu": 0.5}]
    assert "from 0 to 1" in problems[0].message


# --- paths --------------------------------------------------------------------------------------

FAMILIES = {
    "version": 3,
    "data": [
        {
            "family": "tiny",
            "licence": {"name": "mit"},
            "flags.chat": "yes",
            "sizes": [
                {"hub": "a/tiny-1b", "use": ["chat"], "state": "ready"},
                {"hub": "a/tiny-3b", "use": ["chat", "vision"], "state": "ready"},
                {"hub": "a/tiny-9b", "use": [], "state": "planned"},
            ],
        },
        {"family": "empty", "sizes": []},
        "not a record",
    ],
}
FAMILY_MAPPING = {
    "records": "data",
    "each": "sizes",
    "only": {"sizes.state": "ready"},
    "id": "sizes.hub",
    "facts": {
        "license": "licence.name",
        "capabilities": "sizes.use",
        "gated": "flags.chat",
        "developer": {"columns": ["family", "licence.name"], "with": " by "},
    },
}


@pytest.mark.parametrize("notation", [".json", ".yaml", ".toml", ".jsonl"])
def test_one_record_may_give_several_models_in_every_notation(
    tmp_path: Path, notation: str
) -> None:
    name, mapping = f"f{notation}", dict(FAMILY_MAPPING)
    records = [r for r in FAMILIES["data"] if isinstance(r, dict)]  # type: ignore[attr-defined]
    if notation == ".jsonl":
        text = "".join(json.dumps(record) + "\n" for record in records)
        del mapping["records"]
    elif notation == ".toml":
        text = _toml(records)
    else:
        text = json.dumps({"data": records})
    models, problems = found(table(tmp_path, text, mapping, name))
    assert problems == []
    assert [m["id"] for m in models] == ["a/tiny-1b", "a/tiny-3b"]
    assert models[1]["capabilities"] == {"at_least": ["chat", "vision"]}
    assert (models[0]["license"], models[0]["gated"]) == ("MIT", True)
    assert models[0]["developer"] == "tiny by mit"


def _toml(records: list[dict[str, Any]]) -> str:
    lines = []
    for record in records:
        lines += ["[[data]]", f"family = {json.dumps(record['family'])}"]
        if "licence" in record:
            lines += ['licence = {name = "mit"}', '"flags.chat" = "yes"']
        for size in record["sizes"]:
            inner = [f"{name} = {json.dumps(value)}" for name, value in size.items()]
            lines += ["[[data.sizes]]", *inner]
    return "\n".join(lines) + "\n"


def test_a_record_that_is_none_is_said(tmp_path: Path) -> None:
    _, problems = found(table(tmp_path, json.dumps(FAMILIES), FAMILY_MAPPING, "f.json"))
    assert [p.record.removeprefix(str(tmp_path)) for p in problems] == ["/f.json: record 3"]
    assert "expected a record with columns" in problems[0].message


def test_a_path_that_no_record_has_is_said_once_with_the_nearest(tmp_path: Path) -> None:
    mapping = {"id": "name", "facts": {"context_length": "contxt"}}
    text = json.dumps([{"name": "a", "context": 1}, {"name": "b", "context": 2}])
    _, problems = found(table(tmp_path, text, mapping, "f.json"))
    assert [(p.field, p.message) for p in problems] == [
        ("contxt", "is in no record; did you mean `context`?")
    ]


def test_parquet_is_mapped_too(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    rows = {"name": ["x", "y"], "size": [7.24, float("nan")], "langs": [["en"], None]}
    pl.DataFrame(rows).write_parquet(path)
    mapping = {
        "id": "name",
        "facts": {"parameters": {"column": "size", "unit": "B"}, "languages": "langs"},
    }
    (tmp_path / "t.parquet.map.yaml").write_text(yaml.safe_dump(mapping))
    models, problems = found(path)
    assert problems == []
    assert [m.get("languages") for m in models] == [["en"], None]
    assert models[0]["parameters"] == {"between": [7_235_000_000, 7_245_000_000]}
    assert "parameters" not in models[1]


def test_facts_that_a_policy_declares_have_a_type(tmp_path: Path) -> None:
    mapping = {"id": "name", "facts": {"audited": {"column": "c", "type": "yes or no"}}}
    [(_, document)] = read_records(table(tmp_path, "name,c\nx,yes\n", mapping))
    vocabulary = builtin().with_fact(own_fact("audited", BOOL, "by our own people"))
    assert read_facts(document, vocabulary).model["audited"] is True  # type: ignore[arg-type]


# --- where a mapping is found -------------------------------------------------------------------


def test_a_mapping_is_beside_the_table_or_before_the_colon(tmp_path: Path) -> None:
    path = table(tmp_path, "name,c\nx,MIT\n", {"id": "name", "facts": {"license": "c"}})
    beside = found(path)
    mapping = path.with_name("t.csv.map.yaml").rename(tmp_path / "own.yaml")
    assert found(f"{mapping}:{path}") == beside
    assert found(with_mapping(str(mapping), str(path))) == beside


def test_a_folder_of_tables_has_a_mapping_for_each(tmp_path: Path) -> None:
    table(tmp_path, "name\nx\n", {"id": "name"}, "a.csv")
    table(tmp_path, "modell;n\ny;1\n", {"id": "modell"}, "b.csv")
    (tmp_path / "c.csv").write_text("id\nz\n")
    assert [m["id"] for m in found(tmp_path)[0]] == ["x", "y", "z"]


@pytest.mark.parametrize(
    "text", ["models.jsonl", "C:\\models.csv", "hub:a/b", "a:b", "-", "x.yaml", "mot", "mot:", ":x"]
)
def test_what_names_no_mapping_is_a_path(text: str) -> None:
    assert (table_address(text).mapping, table_address(text).place) == (None, text)


def test_an_unknown_mapping_is_said_with_the_nearest() -> None:
    with pytest.raises(CatalogueError, match=r"is no mapping; did you mean `models\.dev`"):
        with_mapping("modelsdev", "x")


# --- mistakes in mappings -----------------------------------------------------------------------

MISTAKES = [
    ("[1]", "is no mapping: expected `id` and `facts`"),
    ("facts: {}", "`id` is missing"),
    ("id: a\nfact: {}", "`fact` is no word of a mapping; did you mean `facts`?"),
    ("id: {value: x}", "id: expected the column with the models' names"),
    ("id: a\nfacts: {licence: b}", "facts.licence: is no fact; did you mean `license`?"),
    ("id: a\nfacts: {qwertz: b}", "a fact that a policy declares needs its `type`"),
    ("id: a\nfacts: {x: {column: b, type: int}}", "facts.x.type: expected one of number"),
    ("id: a\nfacts: {id: b}", "facts.id: `id` stands at the top"),
    ("id: a\nfacts: {benchmarks: b}", "has a table of its own, `benchmarks`"),
    ("id: a\nfacts: {license: {colum: b}}", "`colum` has no meaning here; did you mean `column`?"),
    ("id: a\nfacts: {license: 3}", "expected a column's name"),
    ("id: a\nfacts: {license: {column: b, value: c}}", "expected one of `column`"),
    ("id: a\nfacts: {languages: {column: b, unit: B}}", "`unit` has no meaning here"),
    ("id: a\nfacts: {languages: {column: b, list: all}}", "facts.languages.list: expected `exact`"),
    (
        "id: a\nfacts: {parameters: {column: b, unit: GiB}}",
        "facts.parameters.unit: expected one of",
    ),
    ("id: a\nfacts: {parameters: {column: b, times: -1}}", "facts.parameters.times"),
    ("id: a\nfacts: {parameters: {column: b, exact: 1}}", "expected true or false"),
    ("id: a\nfacts: {released: {column: b, format: YY}}", "expected a form such as"),
    ("id: a\nfacts: {released: {column: b, method: guessed}}", "facts.released.method"),
    ("id: a\nmethod: attested", "a table attests nothing"),
    ("id: a\nmethod: declard", "did you mean `declared`?"),
    ("id: a\nbenchmarks: {mmlu: c}", "benchmarks.mmlu.scale: expected `fraction` or `percent`"),
    ("id: a\nbenchmarks: {mmlu: {column: c, scale: percent, n: 0}}", "benchmarks.mmlu.n"),
    ("id: a\nobserved: yesterday", "observed: expected a day"),
    ("id: a\ndecimal: ;", "decimal: expected"),
    ("id: a\nmissing: {a: 1}", "missing: expected a list of words"),
    ("id: a\nonly: [b]", "only: expected columns"),
    ("id: a\ncsv: {delimiter: ','}", "csv: `delimiter` is none of separator"),
    ("id: a\ncsv: {separator: '::'}", "csv.separator: expected one sign"),
    ("id: a\ncsv: {encoding: ebcdic}", "csv: expected one of utf-8"),
    ("id: !!python/name:os.system a", "is not YAML"),
    ("id: [\n", "is not YAML"),
    ("", "is empty"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_in_a_mapping_is_named_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    path = table(tmp_path, "a,b,c\n1,2,3\n", text)
    with pytest.raises(CatalogueError) as caught:
        list(read_records(path))
    assert "t.csv.map.yaml" in str(caught.value)
    assert message in str(caught.value)


def test_all_mistakes_of_a_mapping_are_said_at_once() -> None:
    data = {"facts": {"licence": "a", "size": "b"}, "methods": "declared"}
    with pytest.raises(CatalogueError) as caught:
        read_mapping(data, "m.yaml")
    assert str(caught.value).count("\n") == 3


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
WORDS = ["column", "columns", "value", "unit", "format", "split", "list", "words", "scale", "n"]
RULES = JSONS | st.dictionaries(st.sampled_from(WORDS), JSONS | st.just("c"), max_size=4)
FACTS = st.dictionaries(
    st.sampled_from(list(builtin().facts)) | st.text(max_size=5), RULES, max_size=3
)
MAPPINGS = st.fixed_dictionaries(
    {"id": st.just("name") | RULES}, optional={key: FACTS | JSONS for key in KEYS if key != "id"}
)


@settings(max_examples=150, deadline=None)
@given(data=MAPPINGS | JSONS)
def test_any_mapping_is_sound_or_says_why_not(data: object) -> None:
    with suppress(CatalogueError):
        read_mapping(data, "m.yaml")


# --- faults in tables ---------------------------------------------------------------------------

PLAIN = {"id": "name", "facts": {"license": "c"}}
FAULTS: dict[str, tuple[str, str]] = {
    "too many cells": ("x,MIT,more\n", "has 3 cells, and the header names 2 columns"),
    "too few cells": ("x\n", "has 1 cell, and the header names 2 columns"),
    "an open quote": ('x,"MIT\n', 'opens a quote `"` that is not closed'),
    "a stray quote": ('x,"M"IT\n', "is not CSV"),
    "a cell too long": (f"x,{'y' * 140_000}\n", "has a cell of more than 131,072 characters"),
    "an id that is none": ("x\x1b,MIT\n", "as its id, `x\\u001b` holds a control character"),
    "no id": (",MIT\n", "says no model: nothing stands in `name`"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_row_is_said_and_loses_no_other(tmp_path: Path, name: str) -> None:
    row, message = FAULTS[name]
    path = table(tmp_path, f"name,c\na,MIT\n{row}b,MIT\n", PLAIN)
    models, problems = found(path)
    assert [m["id"] for m in models] == ["a", "b"]
    assert [p.record for p in problems] == [f"{path}: row 3"]
    assert message in problems[0].message
    assert problems[0].field == ""


def test_rows_without_end_do_not_eat_the_file(tmp_path: Path) -> None:
    rows = "name,c\n" + '"open,MIT\n' + "x,MIT\n" * 30_000
    path = table(tmp_path, rows.replace("x,", "y,"), {"id": "name"})
    _, problems = found(path)
    assert [p.record for p in problems] == [f"{path}: row 2"]


def test_a_line_of_100_mb_is_left_out_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("w") as file:
        file.write("id,license\na/b,")
        for _ in range(100):
            file.write("9" * 1_000_000)
        file.write("\nc/d,MIT\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    models, problems = found(path)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [m["id"] for m in models] == ["c/d"]
    assert "is longer than 16 MiB" in problems[0].message
    assert grown < 80 * 1024  # KiB


REFUSED: dict[str, tuple[bytes, str]] = {
    "a column twice": (b"name,name\nx,y\n", "names the column `name` twice"),
    "no header": (b",,\n", "has no header"),
    "nothing": (b"", "has no header"),
    "another separator": (b"name:c\nx:y\n", "has no column `name`"),
    "a lacking column": (b"name,licence\nx,MIT\n", "has no column `c`"),
    "no text": (b"PK\x03\x04\xff\xfe\n", "is not UTF-8 text"),
    "utf-16": ("name,c\n".encode("utf-16"), "is not UTF-8 text"),
    "a header without end": (b'"name,c\nx,MIT\n', "has a header that is not CSV"),
    "only a header": (b"name,c\n", "is empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_table_of_which_nothing_can_be_read_says_why(tmp_path: Path, name: str) -> None:
    content, message = REFUSED[name]
    path = table(tmp_path, "", PLAIN)
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        list(read_records(path))
    assert str(caught.value).startswith(f"`{path}` ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "name;c\nx;MIT\n",
        "name\tc\nx\tMIT\n",
        "name|c\nx|MIT\n",
        "sep=;\nname;c\nx;MIT\n",
        '\ufeffname,c\r\n"x","MIT"\r\n',
        '"name","c"\n\nx,MIT\n , \n',
        '"na\nme",c\nx,MIT\n',
        "name,c,,\nx,MIT,,\n",
        "name,c\nx,MIT",
    ],
)
def test_a_table_is_read_however_the_spreadsheet_wrote_it(tmp_path: Path, text: str) -> None:
    mapping = dict(PLAIN, id="na me") if "na\nme" in text else PLAIN
    models, problems = found(table(tmp_path, text, mapping))
    assert (models[0]["id"], models[0]["license"], problems) == ("x", "MIT", [])


def test_rows_before_the_header_and_an_encoding_are_declared(tmp_path: Path) -> None:
    mapping = {"id": "Modell", "facts": {"developer": "c"}}
    mapping["csv"] = {"skip": 2, "encoding": "windows-1252", "separator": ";"}
    path = table(tmp_path, "", mapping)
    path.write_bytes("Register\n\nModell;c\nx;Müller\n".encode("cp1252"))
    assert found(path)[0][0]["developer"] == "Müller"


@pytest.mark.parametrize("name", ["t.zip", "t.tar.gz", "t.xlsx", "t.xml", "t.gz"])
def test_archives_and_the_like_are_not_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04../../etc/passwd")
    with pytest.raises(CatalogueError, match=r"not read|spreadsheet's own file") as caught:
        list(read_records(tmp_path / name))
    assert caught.value.hint


def _chained(first: str, form: str, count: int) -> str:
    """Lines of which each has the one before in it, by an alias."""
    lines = (form.format(n=n, before=n - 1) for n in range(1, count))
    return f"a0: &a0 {first}\n" + "".join(f"{line}\n" for line in lines)


BOMBS = {
    "laughs": _chained("[x, x]", "a{n}: &a{n} [" + "*a{before}, " * 9 + "x]", 12),
    "itself": "a: &a [*a]\n",
    "deep": _chained("[x]", "a{n}: &a{n} [*a{before}]", 80),
    "merged": _chained("{x: 1}", "a{n}: &a{n} {{<<: *a{before}, y{n}: 1}}", 80),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_stands_for_a_huge_one_is_refused(tmp_path: Path, name: str) -> None:
    path = table(tmp_path, BOMBS[name], {"id": "name"}, "t.yaml")
    with pytest.raises(CatalogueError, match=r"stands for|nested more than"):
        list(read_records(path))


def test_aliases_and_merges_of_yaml_are_read_in_tables(tmp_path: Path) -> None:
    text = "- &q {name: q, c: MIT, s: a}\n- {<<: *q, name: r}\n- {<<: *q, name: s, s: b}\n"
    models, _ = found(
        table(tmp_path, text, {**PLAIN, "facts": {"license": "c", "dtype": "s"}}, "t.yaml")
    )
    assert [(m["id"], m["license"], m["dtype"]) for m in models] == [
        ("q", "MIT", "a"),
        ("r", "MIT", "a"),
        ("s", "MIT", "b"),
    ]


SIGNS = ["name", "c", ",", ";", '"', "\n", "\r\n", "\t", "|", "sep=;", "x", "MIT", "\ufeff", "\0"]
PIECES = st.sampled_from([*SIGNS, "7B", "é", "{}", "[", "-", "'"])
SINGLE = sorted(set(builtin().facts) - {"id", "benchmarks", "prototypes"})


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(content=st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join))
def test_any_table_gives_records_or_a_clear_error(tmp_path: Path, content: str) -> None:
    path = table(tmp_path, content, PLAIN)
    with suppress(CatalogueError):
        found(path)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None
)
@given(
    raw=JSONS,
    fact=st.sampled_from(sorted(set(builtin().facts) - {"id", "benchmarks", "prototypes"})),
)
def test_any_value_in_a_record_is_a_fact_or_a_problem(
    tmp_path: Path, raw: object, fact: str
) -> None:
    with suppress(ValueError):  # what JSON cannot hold
        text = json.dumps([{"name": "x", "c": raw}], allow_nan=False)
        models, _ = found(table(tmp_path, text, {"id": "name", "facts": {fact: "c"}}, "t.json"))
        assert [m["id"] for m in models] == ["x"]


@pytest.mark.parametrize("fact", SINGLE)
def test_a_stranger_s_nesting_ends_nothing(tmp_path: Path, fact: str) -> None:
    text = '[{"name": "x", "c": %s, "d": {"e": %s}}, {"name": "y", "c": "MIT"}]'
    deep = "[" * 800 + "]" * 800
    for column in ("c", "c.e", "d.e.f"):
        mapping = {"id": "name", "facts": {fact: column}}
        models, _ = found(table(tmp_path, text % (deep, deep), mapping, "t.json"))
        assert [m["id"] for m in models] == ["x", "y"]


# --- tables without a mapping -------------------------------------------------------------------


def test_a_header_of_fact_names_needs_no_mapping(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "id,parameters,memory.int4,license,languages,benchmarks.medqa,licence\n"
        'a/b,7000000000,5,apache-2.0,"en, de",0.5,x\n'
    )
    models, problems = found(path)
    assert models[0]["parameters"] == 7_000_000_000
    assert models[0]["memory"]["int4"] == 5
    assert models[0]["benchmarks"] == {"medqa": 0.5}
    assert models[0]["languages"] == ["de", "en"]
    assert [(p.field, p.message) for p in problems] == [
        ("licence", "is left out: the column is no fact; did you mean `license`?")
    ]


def test_another_header_is_told_with_its_columns_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Model,Licence\na,MIT\n")
    with pytest.raises(CatalogueError) as caught:
        list(read_records(path))
    assert "has no column `id`; its columns are `Model`, `Licence`" in str(caught.value)
    assert "t.csv.map.yaml" in (caught.value.hint or "")


def test_a_draft_of_a_mapping_is_a_mapping(tmp_path: Path) -> None:
    columns = ["Model", "Params (B)", "Licence", "Release date", "MMLU", 'Odd "one": {x}', "Lang"]
    read = read_mapping(yaml.safe_load(draft(columns)), "draft.yaml")
    assert read.id.columns == ("Model",)
    keys = {rule.key for rule in read.rules}
    assert keys == {"parameters", "license", "released", "languages", 'benchmarks["mmlu"]'}


# --- real tables --------------------------------------------------------------------------------


def test_the_leaderboard_is_read_by_ten_lines(shared: Path, tmp_path: Path) -> None:
    """Real: `evaluations/open_llm_leaderboard_v2.csv`, 2,288 rows."""
    mapping = tmp_path / "board.yaml"
    mapping.write_text(
        "id: fullname\n"
        "method: verified\n"
        "facts:\n"
        "  parameters: {column: '#Params (B)', unit: B, exact: true}\n"
        "benchmarks:\n"
        "  mmlu-pro/normalised: {column: MMLU-PRO, scale: percent, reporter: the board}\n"
    )
    path = shared / "data/evaluations/open_llm_leaderboard_v2.csv"
    models, problems = found(f"{mapping}:{path}")
    calme = next(m for m in models if m["id"] == "MaziyarPanahi/calme-3.1-instruct-78b")
    assert calme["parameters"] == 77_965_000_000
    assert round(calme["benchmarks"]["mmlu-pro/normalised"], 6) == 0.687223
    assert len(models) + sum(not p.field for p in problems) == 2288


def test_a_table_with_remarks_before_its_header_is_read_too(shared: Path, tmp_path: Path) -> None:
    """Real: `medical/open_medical_llm_results.csv`, fractions written as `.4611`."""
    mapping = tmp_path / "medical.yaml"
    mapping.write_text(
        "id: model\n"
        "method: verified\n"
        "csv: {skip: 1}\n"
        "benchmarks:\n"
        "  medqa: {column: medqa, scale: fraction, n: 1273, shots: 0, metric: acc}\n"
    )
    models, problems = found(f"{mapping}:{shared / 'data/medical/open_medical_llm_results.csv'}")
    by_id = {m["id"]: m["benchmarks"] for m in models}
    lo, hi = wilson(0.4611, 1273)
    assert by_id["BioMistral/BioMistral-7B"] == {
        "medqa": {"between": [lo, hi]},
        "medqa/0-shot": {"between": [lo, hi]},
    }
    assert problems == []
