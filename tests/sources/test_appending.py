"""An entry is added to a file that people keep, and nothing that stood there is touched."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.sources.appending import appended, entries_in
from msm_rules.sources.broken import BadRecord

NEW = {"model": "a/b", "fact": "license", "value": "mit", "by": "Legal", "on": "2026-11-22"}


def added(old: str, notation: str, entry: dict[str, Any] = NEW) -> str:
    """The new text, which is the old one with one piece put in."""
    new = appended(old, notation, "attested", entry)
    at = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if len({*pair}) > 1), len(old)
    )
    assert any(new[:n] == old[:n] and new.endswith(old[n:]) for n in range(at + 1)), (old, new)
    return new


YAMLS = {
    "nothing": "",
    "only a remark": "# what we settled\n",
    "a remark without an end": "# what we settled",
    "a list": "# Legal\n- model: a/c   # this one\n  value: mit\n\n# the end\n",
    "an indented list": "  # Legal\n  - {model: a/c}\n  - model: a/d\n",
    "no line end": "- model: a/c\n  because: it says so",
    "a mapping": "attested:\n- model: a/c\n",
    "an indented mapping": "attested:   # all of it\n    - model: a/c\n      value: [en, de]\n",
    "an empty mapping": "attested:\n",
    "a flow list": "[{model: a/c}, {model: a/d}]\n",
    "an empty flow list": "attested: []  # none yet\n",
    "a flow list in lines": "[\n  {model: a/c},  # one\n  {model: a/d},\n]\n",
    "a mark of the start": "%YAML 1.2\n---\n- model: a/c\n",
    "a mark of the end": "---\n- model: a/c\n...\n",
    "line ends of Windows": "- model: a/c\r\n  value: mit\r\n",
    "a text in lines": "- model: a/c\n  because: |\n    it says so\n    in two lines\n",
    "a text with its line ends": "- model: a/c\n  because: |+\n    it says so\n\n",
    "a form": "- model: a/c\n  fact: license\n  value:   # a licence\n  by:\n",
}


@pytest.mark.parametrize("name", YAMLS)
def test_yaml_keeps_remarks_and_order(name: str) -> None:
    old = YAMLS[name]
    before = entries_in(old, "YAML", "attested")
    new = added(old, "YAML")
    assert entries_in(new, "YAML", "attested") == [*before, NEW]
    assert entries_in(added(new, "YAML"), "YAML", "attested") == [*before, NEW, NEW]
    assert ("\r\n" in old) == ("\r\n" in new)


JSONS = {
    "nothing": "",
    "an empty list": "[]",
    "one line": '[{"model": "a/c"}]\n',
    "lines": '[\n    {"model": "a/c"},\n    {\n        "model": "a/d"\n    }\n]\n',
    "a mapping": '{"attested": [\n\t{"model": "]"}\n]}\n',
    "an empty mapping": '{"attested": []}',
    "line ends of Windows": '[\r\n  {"model": "a/c"}\r\n]\r\n',
}


@pytest.mark.parametrize("name", JSONS)
def test_json_keeps_its_layout(name: str) -> None:
    old = JSONS[name]
    before = entries_in(old, "JSON", "attested")
    new = added(old, "JSON") if old else appended(old, "JSON", "attested", NEW)
    assert entries_in(new, "JSON", "attested") == [*before, NEW]
    assert json.loads(new)


TOMLS = {
    "nothing": "",
    "tables": '# Legal\n[[attested]]\nmodel = "a/c"\non = 2026-11-01  # then\n',
    "no line end": '[[attested]]\nmodel = "a/c"',
    "an array": 'attested = [{model = "a/c"}]\n',
    "an array in lines": 'attested = [\n  {model = "a/c"},\n]\n',
    "an empty array": "attested = []\n",
}


@pytest.mark.parametrize("name", TOMLS)
def test_toml_keeps_its_layout(name: str) -> None:
    old = TOMLS[name]
    before = entries_in(old, "TOML", "attested")
    new = added(old, "TOML")
    assert entries_in(new, "TOML", "attested") == [*before, NEW]
    assert tomllib.loads(new)


@pytest.mark.parametrize(
    ("text", "notation", "said"),
    [
        ("models: []", "YAML", "is no list, nor a mapping with the list `attested` alone"),
        ("a: [", "YAML", "is not YAML"),
        ("attested: ~", "YAML", "an entry cannot be added by itself"),
        ("3", "JSON", "is no list"),
        ("{", "JSON", "is not JSON"),
        ("a = 3", "TOML", "is no list"),
        ("a = ", "TOML", "is not TOML"),
    ],
)
def test_what_holds_no_list_is_refused(text: str, notation: str, said: str) -> None:
    with pytest.raises(BadRecord, match=said):
        appended(text, notation, "attested", NEW)


def test_toml_has_no_open_end() -> None:
    with pytest.raises(BadRecord, match="no form for an open end"):
        appended("", "TOML", "attested", {**NEW, "value": {"between": [1, None]}})


texts = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12
) | st.sampled_from(
    ["no", "7e9", "2026-11-22", "null", "~", "- x", "a: b", "x #y", "0x1f", "é", "'", "\\", "1_000"]
)
scalars = texts | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e300, 1e300)
values = (
    scalars
    | st.lists(texts, max_size=3)
    | st.fixed_dictionaries({"between": st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=2)})
)


@given(st.dictionaries(st.sampled_from(["model", "value", "by", "because"]), values, min_size=1))
def test_any_values_are_read_back_as_they_were(entry: dict[str, Any]) -> None:
    for notation in ("YAML", "JSON", "TOML"):
        text = appended(appended("", notation, "attested", NEW), notation, "attested", entry)
        assert entries_in(text, notation, "attested") == [NEW, entry]


@given(
    st.lists(st.fixed_dictionaries({"model": texts, "because": texts}), min_size=1, max_size=3),
    st.booleans(),
    st.booleans(),
    st.integers(20, 100),
)
def test_any_layout_of_yaml_keeps_every_byte(
    rows: list[dict[str, str]], flow: bool, mapping: bool, width: int
) -> None:
    whole = {"attested": rows} if mapping else rows
    old = yaml.safe_dump(whole, default_flow_style=flow, width=width, allow_unicode=True)
    try:
        before = entries_in(old, "YAML", "attested")
    except BadRecord:
        return
    assert entries_in(added(old, "YAML"), "YAML", "attested") == [*before, NEW]
