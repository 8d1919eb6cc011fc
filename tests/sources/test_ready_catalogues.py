"""Other people's catalogues as they publish them: read by name, whole, and whatever is in them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msm_rules.facts import ModelFacts, Problem, builtin, read_facts
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.tables import address
from msm_rules.sources.tables.forms import Form, fitted
from msm_rules.sources.tables.ready.known import READY
from msm_rules.sources.tables.ready.localai import localai, localai_id


def models(place: str) -> tuple[dict[str, ModelFacts], list[Problem]]:
    """The models of a catalogue by id; each document can be read, and no id comes twice."""
    found: dict[str, ModelFacts] = {}
    problems = []
    for name, one in read_records(place):
        if isinstance(one, Problem):
            problems.append(one)
            continue
        facts = read_facts(one, builtin(), name)  # type: ignore[arg-type]
        assert facts.id.casefold() not in found
        found[facts.id.casefold()] = facts
    return found, problems


def test_addresses_know_the_ready_mappings_by_name() -> None:
    assert tuple(READY) == address.READY


PLACES = {
    "models.dev": "catalogues/models_dev",
    "xinference": "catalogues/xinference_llm_family.json",
    "gpustack": "catalogues/gpustack_model_catalog.yaml",
    "localai": "catalogues/localai_gallery.yaml",
    "mot": "openness/mot",
}
REAL = [
    # name, models at least, an id, and what is known of it
    ("models.dev", 220, "openai/gpt-4o", {"access": "api-only", "developer": "OpenAI"}),
    ("models.dev", 220, "xiaomimimo/mimo-v2.5", {"context_length": 1_048_576}),
    ("xinference", 319, "mistralai/codestral-22b-v0.1", {"context_length": 32_768}),
    ("gpustack", 151, "qwen/qwen3-0.6b", {"license": "Apache-2.0", "released": "2025-04-19"}),
    (
        "localai",
        1100,
        "tencent/hy-mt2-1.8b-gguf",
        {"license": "Apache-2.0", "formats": {"at_least": ["gguf"]}},
    ),
    ("mot", 136, "codet5", {"developer": "Salesforce"}),
]


@pytest.mark.parametrize(("name", "count", "id_", "facts"), REAL)
def test_a_real_catalogue_is_read_by_its_name(
    shared: Path, name: str, count: int, id_: str, facts: dict[str, Any]
) -> None:
    found, problems = models(f"{name}:{shared / 'data' / PLACES[name]}")
    assert len(found) >= count
    assert {fact: found[id_].model.get(fact) for fact in facts} == facts
    assert all(p.field for p in problems)  # no record is left out


def test_licences_that_nobody_knows_are_said_and_unknown(shared: Path) -> None:
    """Real: `Undisclosed` for ERNIE 3.0 Titan in the Model Openness Tool."""
    found, problems = models(f"mot:{shared / 'data' / PLACES['mot']}")
    said = {Path(p.record).name: p.message for p in problems}
    assert "the licence is not disclosed" in said["ERNIE-3.0-Titan.yml"]
    declared = [f.model for f in found.values() if f.model.get("license_declared") == "Undisclosed"]
    assert len(declared) > 1
    assert all("license" not in model and "license_chain" not in model for model in declared)


def test_a_gallery_that_merges_by_alias_is_read_as_its_author_meant(tmp_path: Path) -> None:
    """Shaped as LocalAI's `hy-mt2-1.8b-q4` and `-q8`, of which the second is the first merged."""
    (tmp_path / "g.yaml").write_text(
        "- &base\n"
        "  name: tiny-q4\n"
        "  license: mit\n"
        "  tags: [llm, gguf, reasoning, uncensored]\n"
        "  overrides: {backend: llama-cpp, known_usecases: [chat], context_size: 4096}\n"
        "  files: [{filename: t-q4.gguf, uri: huggingface://a/tiny-GGUF/t-q4.gguf}]\n"
        "- <<: *base\n"
        "  name: tiny-q8\n"
        "  files: [{filename: t-q8.gguf, uri: huggingface://a/tiny-GGUF/t-q8.gguf}]\n"
    )
    found, problems = models(f"localai:{tmp_path / 'g.yaml'}")
    assert problems == []
    [facts] = found.values()
    assert facts.id == "a/tiny-GGUF"
    assert facts.model["capabilities"] == {"at_least": ["reasoning"]}
    assert facts.model["content_flags"] == {"at_least": ["uncensored"]}
    assert facts.model["runtimes"] == {"at_least": ["llama.cpp"]}
    assert facts.model["tasks"] == {"at_least": ["text-generation"]}
    assert "context_length" not in facts.model  # a setting of one run


@pytest.mark.parametrize(
    ("uris", "id_"),
    [
        (["huggingface://a/B-GGUF/b.gguf"], "a/B-GGUF"),
        (["https://huggingface.co/a/B/resolve/main/b.gguf", "huggingface://a/B/x.gguf"], "a/B"),
        (["huggingface://a/B/b.gguf", "huggingface://c/D/d.gguf"], "own-name"),
        (["https://example.org/b.gguf"], "own-name"),
        ([], "own-name"),
    ],
)
def test_an_entry_of_the_gallery_is_about_the_repository_of_its_files(
    uris: list[str], id_: str
) -> None:
    entry = {"name": "own-name", "files": [{"uri": uri} for uri in uris]}
    assert localai_id(entry) == id_


def test_a_theme_of_stories_is_no_domain_of_training() -> None:
    claims = localai({"name": "x", "tags": ["medical", "roleplay"]})
    assert "domains" not in {claim.fact for claim in claims}


def test_what_two_records_say_of_one_model_is_put_together(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    weights = '[[weights]]\nlabel = "Hugging Face"\nurl = "https://huggingface.co/a/B"\n'
    for name, rest in (("b", 'release_date = "2026-01"\n'), ("b-2", "reasoning = true\n")):
        (tmp_path / "lab" / f"{name}.toml").write_text(rest + weights)
    found, _ = models(f"models.dev:{tmp_path}")
    [facts] = found.values()
    assert facts.model["released"] == {"between": ["2026-01-01", "2026-01-31"]}
    assert facts.model["capabilities"] == {"at_least": ["reasoning"]}


def test_a_broken_file_of_a_folder_loses_no_other(tmp_path: Path) -> None:
    for name, text in (
        ("a", "= broken"),
        ("b", "open_weights = false\n"),
        ("c", "limit = 1\nreasoning = true\n"),
    ):
        (tmp_path / f"{name}.toml").write_text(text)
    found, problems = models(f"models.dev:{tmp_path}")
    assert set(found) == {"b", "c"}
    assert [(Path(p.record).name, p.field) for p in problems] == [
        ("a.toml", ""),
        ("c.toml", "limit"),
    ]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("models.dev:{}", "holds no file that ends in .toml"),
        ("models.dev:{}/list.yaml", "does not end in .toml"),
        ("xinference:{}/nothing.json", "does not exist"),
        ("gpustack:{}/list.yaml", "has no list of records at `model_sets`"),
        ("xinference:{}/list.yaml.zip", "is an archive"),
        ("mot:a\0b", "does not exist"),
    ],
)
def test_a_place_that_is_not_that_catalogue_says_so(
    tmp_path: Path, place: str, message: str
) -> None:
    (tmp_path / "list.yaml").write_text("- 1\n")
    (tmp_path / "list.yaml.zip").write_bytes(b"PK")
    with pytest.raises(CatalogueError, match=message):
        list(read_records(place.format(tmp_path)))


def test_another_catalogue_gives_no_model_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text('[{"name": "x"}, 3]')
    found, problems = models(f"xinference:{tmp_path / 'list.json'}")
    assert found == {}
    assert [p.field for p in problems] == ["", "", ""]
    assert "holds nothing that is expected of Xinference's list" in problems[0].message


# --- any record ---------------------------------------------------------------------------------


def _of(form: Form) -> st.SearchStrategy[Any]:
    """Values that have a form, or have it nearly."""
    odd = st.none() | st.booleans() | st.integers(-9, 10**12) | st.floats() | st.text(max_size=9)
    odd |= st.lists(st.text(max_size=4) | st.none(), max_size=3) | st.just({"a": 1})
    if isinstance(form, str):
        return odd | st.sampled_from(
            ["a/B", "https://huggingface.co/a/B", "2026-01", "2026-13-99", "mit", "7_1", "pytorch"]
        )
    if isinstance(form, list):
        return st.lists(_of(form[0]), max_size=3) | odd
    inner = {name: _of(value) for name, value in form.items()}
    return st.fixed_dictionaries({}, optional=inner) | odd


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@pytest.mark.parametrize("name", READY)
@given(data=st.data())
def test_any_record_gives_documents_or_problems(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    ready = READY[name]
    records = data.draw(st.lists(_of(ready.forms), max_size=3))
    whole: Any = {ready.at[0]: records} if ready.at else records
    if name == "models.dev":  # TOML; its records as they are
        for record in records:
            for _, claim in ready.read("lab/x.toml", fitted(record, ready.forms)[0]):
                assert claim.fact
        return
    path = tmp_path / f"any{ready.endings[0]}"
    with suppress(ValueError, yaml.YAMLError, CatalogueError):  # what the notations cannot hold
        text = json.dumps(whole, allow_nan=False)
        path.write_text(text, "utf-8")
        models(f"{name}:{path}")
