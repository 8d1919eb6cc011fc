"""What reading a catalogue promises: every form is read, and a fault loses nothing but itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msm_rules.facts import Problem
from msm_rules.sources import CatalogueError, read_records, texts
from msm_rules.sources.records import READERS

MODELS: list[dict[str, object]] = [
    {"id": "a/one", "parameters": 7},
    {"id": "b/two", "languages": ["en", "de"]},
]
LINES = "".join(json.dumps(model) + "\n" for model in MODELS)


def _texts(name: str) -> str:
    yaml = "- {id: a/one, parameters: 7}\n- {id: b/two, languages: [en, de]}\n"
    return {
        "list.json": json.dumps(MODELS),
        "models.json": json.dumps({"models": MODELS}),
        "lines.jsonl": LINES,
        "lines.ndjson": LINES,
        "windows.jsonl": "\ufeff" + LINES.replace("\n", "\r\n"),
        "blanks.jsonl": "\n" + LINES.replace("\n", "\n\n  \n"),
        "no-last-end.jsonl": LINES.rstrip("\n"),
        "models.toml": '[[models]]\nid = "a/one"\nparameters = 7\n'
        '[[models]]\nid = "b/two"\nlanguages = ["en", "de"]\n',
        "list.yaml": yaml,
        "several.yml": "id: a/one\nparameters: 7\n---\nid: b/two\nlanguages: [en, de]\n",
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "list.json",
        "models.json",
        "lines.jsonl",
        "lines.ndjson",
        "windows.jsonl",
        "blanks.jsonl",
        "no-last-end.jsonl",
        "list.yaml",
        "several.yml",
        "models.toml",
    ],
)
def test_every_notation_gives_the_same_records(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(_texts(name), "utf-8", newline="")
    assert [record for _, record in read_records(path)] == MODELS


def test_one_document_is_a_catalogue_of_one(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"schema": "msm-facts/1", "model": MODELS[0]}))
    assert [record for _, record in read_records(path)] == [
        {"schema": "msm-facts/1", "model": MODELS[0]}
    ]


def test_parquet_holds_documents_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = [json.dumps(model) for model in MODELS]
    pl.DataFrame({"document": [*texts, "{", None]}).write_parquet(path)
    found = [record for _, record in read_records(path)]
    assert found[:2] == MODELS
    assert [type(record) for record in found[2:]] == [Problem, Problem]


def test_parquet_holds_a_column_a_fact(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "id": ["a/one", "b/two"],
            "parameters": ['{"between": [6, 8]}', None],
            "languages": [None, ["en", "de"]],
            "memory.int4": [5, None],
        }
    ).write_parquet(path)
    assert [record for _, record in read_records(path)] == [
        {"id": "a/one", "parameters": {"between": [6, 8]}, "memory.int4": 5},
        {"id": "b/two", "languages": ["en", "de"]},
    ]


def test_a_folder_is_the_files_in_it_by_name(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps(MODELS[1]))
    (tmp_path / "a.json").write_text(json.dumps(MODELS[0]))
    (tmp_path / "README.md").write_text("# about these files")
    assert [record for _, record in read_records(tmp_path)] == MODELS


def test_a_broken_file_of_a_folder_loses_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.jsonl").write_text(LINES)
    found = [record for _, record in read_records(tmp_path)]
    assert isinstance(found[0], Problem)
    assert found[1:] == MODELS


def test_a_dash_is_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(LINES.encode())))
    assert list(read_records("-")) == [("stdin:1", MODELS[0]), ("stdin:2", MODELS[1])]


def test_the_shipped_catalogue_is_read_where_none_is_named() -> None:
    name, first = next(read_records(None))
    assert name == "shipped:1"
    assert isinstance(first, dict)
    assert first["schema"] == "msm-facts/1"


# --- one bad record -----------------------------------------------------------------------------

BAD_LINES = {
    "broken": (b'{"id": "x"', "is not JSON"),
    "nan": (b'{"id": "x", "likes": NaN}', "`NaN` is no number"),
    "infinity": (b'{"id": "x", "likes": -Infinity}', "`-Infinity` is no number"),
    "twice": (b'{"id": "x", "id": "y"}', "`id` is given twice"),
    "deep": (b"[" * 100_000, "nested too deep"),
    "digits": (b'{"id": "x", "likes": ' + b"9" * 5000 + b"}", "is not JSON"),
    "latin-1": (b'{"id": "caf\xe9"}', "is not UTF-8 text: byte 12"),
    "text": (b"hello", "is not JSON"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_names_file_line_and_reason_and_loses_no_other(
    tmp_path: Path, name: str
) -> None:
    bad, reason = BAD_LINES[name]
    first, second = (json.dumps(model).encode() for model in MODELS)
    path = tmp_path / "a.jsonl"
    path.write_bytes(first + b"\n" + bad + b"\n" + second + b"\n")
    one, problem, two = (record for _, record in read_records(path))
    assert [one, two] == MODELS
    assert isinstance(problem, Problem)
    assert problem.record == f"{path}:2"
    assert reason in problem.message


def test_a_line_without_end_is_left_out_without_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "LONGEST_LINE", 1000)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "x" * 50_000}) + "\n" + LINES)
    found = [record for _, record in read_records(path)]
    assert isinstance(found[0], Problem)
    assert found[1:] == MODELS


# --- nothing to read ----------------------------------------------------------------------------


def _yaml_bomb() -> str:
    return "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


BROKEN: dict[str, tuple[str, bytes, str]] = {
    "empty lines": ("a.jsonl", b"", "is empty"),
    "only blank lines": ("a.jsonl", b"\n \n", "is empty"),
    "empty json": ("a.json", b"  ", "is empty"),
    "empty list": ("a.json", b"[]", "is empty"),
    "empty yaml": ("a.yaml", b"# nothing\n", "is empty"),
    "no utf-8 lines": ("a.jsonl", b"\xff\xfe{\x00}\x00", "is not UTF-8 text"),
    "no utf-8 json": ("a.json", b'{"id":\n "caf\xe9"}', "in line 2"),
    "nan": ("a.json", b'[{"id": "x", "likes": NaN}]', "`NaN` is no number"),
    "deep json": ("a.json", b"[" * 100_000, "nested too deep"),
    "broken json": ("a.json", b'[\n{"id": }]', "line 2, column 8"),
    "deep yaml": ("a.yaml", b"[" * 500, "nested more than 64 deep"),
    "yaml bomb": ("a.yaml", _yaml_bomb().encode(), "has an alias in line 2"),
    "yaml tag": ("a.yaml", b"!!python/object/apply:os.system [ls]", "is not YAML"),
    "broken toml": ("a.toml", b"id = \n", "is not TOML"),
    "yaml twice": ("a.yaml", b"id: x\nid: y\n", "`id` is given twice"),
    "yaml day": ("a.yaml", b"released: 2026-02-30\n", "is not plain YAML"),
    "broken yaml": ("a.yml", b"a: [1\n", "is not YAML"),
    "no parquet": ("a.parquet", b"PAR1 but not really", "is not Parquet"),
    "other ending": ("a.txt", b"id\n", "has `.txt`"),
    "no ending": ("catalogue", b"id\n", "has no ending"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_of_which_nothing_can_be_read_says_why(tmp_path: Path, name: str) -> None:
    file, content, reason = BROKEN[name]
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        list(read_records(path))
    assert str(caught.value).startswith(f"`{path}` ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda folder: "",
        lambda folder: folder / "missing.jsonl",
        lambda folder: folder / "missing",
        lambda folder: folder / "missing.parquet",
        lambda folder: folder,
        lambda folder: "a\0b.jsonl",
    ],
)
def test_what_is_not_there_is_no_traceback(
    tmp_path: Path, break_it: Callable[[Path], str | Path]
) -> None:
    with pytest.raises(CatalogueError):
        list(read_records(break_it(tmp_path)))


def test_a_whole_document_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(texts.LARGEST, "JSON", 100)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(["x" * 200]))
    with pytest.raises(CatalogueError) as caught:
        list(read_records(path))
    assert caught.value.hint == "as JSON lines it may have any size"


def test_names_of_files_are_made_visible(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"\\u202e"):
        list(read_records(tmp_path / "a\u202eb.jsonl"))


def test_words_of_yaml_are_those_of_its_version_1_2(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("on: 2026-01-05\nsaid: [no, yes, on, true, 7e9, -3, .5, 010, 1:30, ~]\n")
    assert [record for _, record in read_records(path)] == [
        {
            "on": date(2026, 1, 5),
            "said": ["no", "yes", "on", True, 7e9, -3, 0.5, 10, "1:30", None],
        }
    ]


SYNTAX = rb'{ } [ ] "id" : - &a *a !! << PAR1 1e999 NaN --- ? %YAML 2026-99-99 # |'.split()
PIECES = st.one_of(
    st.binary(max_size=40), st.sampled_from([*SYNTAX, b" ", b"\n", b"\0", b"\xef\xbb\xbf"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(content=st.lists(PIECES, max_size=12).map(b"".join), suffix=st.sampled_from(list(READERS)))
def test_any_bytes_give_records_or_a_clear_error(
    tmp_path: Path, content: bytes, suffix: str
) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    with suppress(CatalogueError):
        list(read_records(path))


CARD = "---\nlicense: mit\npipeline_tag: no-such-task\n---\n# A model\n"


def _models_and_problems(place: Path) -> tuple[list[str], list[Problem]]:
    records = [one for _, one in read_records(place)]
    problems = [one for one in records if isinstance(one, Problem)]
    models = [one.get("model", one)["id"] for one in records if isinstance(one, dict)]
    return models, problems


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A disk as people keep it: a folder for each model, and a card downloaded beside them."""
    for name in ("lab-7B", "lab-70B"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text('{"model_type": "llama"}', "utf-8")
    (tmp_path / "nurse.md").write_text(CARD, "utf-8")
    (tmp_path / "notes.md").write_text("# What I want to try\n", "utf-8")
    return tmp_path


def test_a_checkpoint_and_a_card_are_catalogues_of_one(disk: Path) -> None:
    assert _models_and_problems(disk / "lab-7B") == (["lab-7B"], [])
    models, [problem] = _models_and_problems(disk / "nurse.md")
    assert models == ["nurse"]
    assert problem.field == "README.md: pipeline_tag"
    models, [problem] = _models_and_problems(disk / "notes.md")  # named itself, so it is a card
    assert models == ["notes"]
    assert "has no front matter" in problem.message


def test_a_folder_of_checkpoints_and_cards_is_a_catalogue(disk: Path) -> None:
    models, problems = _models_and_problems(disk)
    assert models == ["lab-70B", "lab-7B", "nurse"]
    assert [(p.record, p.field) for p in problems] == [
        (str(disk / "notes.md"), ""),
        (str(disk / "nurse.md"), "README.md: pipeline_tag"),
    ]


def test_one_broken_checkpoint_never_loses_the_others(disk: Path) -> None:
    (disk / "lab-7B" / "config.json").write_bytes(b"\xff\x00")
    models, problems = _models_and_problems(disk)
    assert models == ["lab-70B", "lab-7B", "nurse"]
    assert any("is not UTF-8 text" in p.message for p in problems)


def test_catalogue_files_of_a_folder_go_before_cards_in_it(disk: Path) -> None:
    """A folder of facts documents may have a README about them."""
    (disk / "models.jsonl").write_text(LINES, "utf-8")
    assert _models_and_problems(disk) == (["a/one", "b/two"], [])


def test_a_folder_of_folders_says_that_these_are_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "model.toml").write_text('id = "a/b"\n', "utf-8")
    with pytest.raises(CatalogueError) as caught:
        list(read_records(tmp_path))
    assert "folders in it are not looked into" in str(caught.value.hint)
