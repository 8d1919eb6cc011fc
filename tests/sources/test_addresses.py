"""What a name on the command line stands for."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.addresses import (
    BadAddress,
    Here,
    HubModel,
    HubQuery,
    address_of,
    hub_address,
    is_hub_name,
)
from tests.campaign import examples

SHA = "9a11e1ffa817c211cbb52ee1fb312dc6b61b40a5"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hub:Qwen/Qwen2-7B", HubModel("Qwen/Qwen2-7B")),
        ("hub:gpt2", HubModel("gpt2")),
        ("hub:a/b@main", HubModel("a/b", "main")),
        ("hub:a/b@refs/pr/1", HubModel("a/b", "refs/pr/1")),
        (f"hub:a/b@{SHA}", HubModel("a/b", SHA)),
        ("hub:01-ai/Yi-1.5_6B.v2", HubModel("01-ai/Yi-1.5_6B.v2")),
    ],
)
def test_a_model_of_the_hub_has_one_form(name: str, expected: HubModel) -> None:
    assert address_of(name) == expected
    assert str(expected) == name


def test_only_a_whole_commit_is_a_commit() -> None:
    assert HubModel("a/b", SHA).commit == SHA
    assert [HubModel("a/b", r).commit for r in ("main", SHA[:7], SHA.upper(), None)] == [None] * 4


@pytest.mark.parametrize(
    "name",
    [
        *("hub:", "hub:/b", "hub:a/", "hub:a/b/c", "hub:../../etc", "hub:a/..", "hub:a b/c"),
        *("hub:a/b@", "hub:a/b@x y", "hub:a/b@..", "hub:a/b@/x", "hub:a/b@x/", "hub:a/b\n"),
        *("hub:https://huggingface.co/a/b", "hub:a--b/c", "hub:a/b@x\u202e"),
    ],
)
def test_what_the_hub_cannot_have_is_refused_before_it_is_asked(name: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address_of(name)
    assert refused.value.hint
    assert "\u202e" not in str(refused.value)


def test_a_query_speaks_the_words_of_the_hubs_api() -> None:
    found = hub_address("hub:?task=text-generation&author=Qwen&license=mit&tag=gguf&limit=5")
    assert isinstance(found, HubQuery)
    assert found.limit == 5
    assert found.params == (
        ("pipeline_tag", "text-generation"),
        ("author", "Qwen"),
        ("filter", "license:mit"),
        ("filter", "gguf"),
        ("sort", "downloads"),
    )


def test_a_query_says_itself_in_which_order_and_how_many() -> None:
    found = hub_address("hub:?search=bert&sort=modified")
    assert isinstance(found, HubQuery)
    assert found.params == (("search", "bert"), ("sort", "lastModified"))
    assert found.limit == 100


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("hub:?", "hub:?author=Qwen"),
        ("hub:?tasks=x", "did you mean `task`?"),
        ("hub:?author=", "author="),
        ("hub:?limit=0", "from 1 to 10,000"),
        ("hub:?limit=9999999999999999999999", "from 1 to 10,000"),
        ("hub:?limit=-1", "from 1 to 10,000"),
        ("hub:?limit=٣", "from 1 to 10,000"),
        ("hub:?sort=stars", "likes"),
        ("hub:?gated=maybe", "true, false"),
    ],
)
def test_a_query_that_means_nothing_says_what_would(name: str, hint: str) -> None:
    with pytest.raises(BadAddress) as refused:
        hub_address(name)
    assert hint in str(refused.value.hint)


def test_everything_else_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("facts.json").write_text("{}")
    Path("hub:a").write_text("{}")
    Path("model").mkdir()
    Path("model/config.json").write_text("{}")
    Path("empty").mkdir()
    kinds = {
        "-": "stdin",
        "facts.json": "file",
        "./hub:a": "file",
        "model": "checkpoint",
        "empty": "id",
        "none.md": "card",
        "none.json": "id",
        "Qwen/Qwen2-7B": "id",
    }
    assert {name: address_of(name) for name in kinds} == {
        name: Here(kind, name)  # type: ignore[arg-type]
        for name, kind in kinds.items()
    }


@examples(200)
@given(st.text())
def test_any_text_after_the_hub_is_an_address_or_refused(text: str) -> None:
    name, found = f"hub:{text}", None
    with contextlib.suppress(BadAddress):
        found = hub_address(name)
    if found is None:
        with pytest.raises(BadAddress) as refused:
            hub_address(name)
        said = str(refused.value)
        assert visible(said) == said
    if isinstance(found, HubModel):
        assert is_hub_name(found.id)
        assert ".." not in str(found)
