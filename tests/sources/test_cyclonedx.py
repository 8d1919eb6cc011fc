"""Bills of materials: models out are valid CycloneDX, and come back as they went."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from msm_rules import licences
from msm_rules.catalogue import load_shipped
from msm_rules.facts import ModelFacts, Problem, builtin, read_facts
from msm_rules.sources.cyclonedx import bom_records
from msm_rules.sources.cyclonedx_out import bill, bill_text, component
from msm_rules.sources.records import models_of_bill, read_records
from tests.facts.facts_strategies import models

DAY = date(2026, 11, 22)


@cache
def validator(version: SchemaVersion = SchemaVersion.V1_6) -> JsonStrictValidator:
    return JsonStrictValidator(version)


def valid(text: str) -> bool:
    """Whether a text is valid by CycloneDX's own published schema, formats included."""
    return validator().validate_str(text) is None


def facts(**model: Any) -> ModelFacts:
    return read_facts({"id": "acme/one", **model}, builtin())


def read(bom: object) -> tuple[list[ModelFacts], list[Problem]]:
    found = [one for _, one in bom_records("b.json", bom)]
    problems = [one for one in found if isinstance(one, Problem)]
    documents: list[Any] = [one for one in found if not isinstance(one, Problem)]
    return [read_facts(d, builtin(), "b.json") for d in documents], problems


def bom(*components: object, version: str = "1.6", **more: Any) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": version, "components": [*components], **more}


def model(**fields: Any) -> dict[str, Any]:
    return {"type": "machine-learning-model", "name": "one", **fields}


# --- out ----------------------------------------------------------------------------------------


def test_the_shipped_catalogue_is_a_valid_bill_and_comes_back_as_it_went() -> None:
    known = [read_facts(document, builtin()) for document in load_shipped()]
    some = bill_text([component(one) for one in known[::12]], DAY)
    assert valid(some)  # the schema is slow; what any model gives is claimed below
    back, problems = read(bill([component(one) for one in known], DAY))
    assert problems == []
    assert [(one.id, one.values) for one in back] == [(one.id, one.values) for one in known]


@settings(max_examples=25, deadline=None)
@given(known=models())
def test_any_model_is_a_valid_component_and_keeps_every_value(known: dict[str, Any]) -> None:
    before = read_facts(known, builtin())
    text = bill_text([component(before)], DAY)
    assert valid(text)
    [after], _ = read(json.loads(text))
    assert after.id == before.id
    assert {k: after.values.get(k) for k in before.values} == dict(before.values)


LICENCES = [
    ("Apache-2.0", {"license": {"id": "Apache-2.0"}}),
    ("MIT OR Apache-2.0", {"expression": "MIT OR Apache-2.0"}),
    ("MIT AND LicenseRef-llama2", {"expression": "MIT AND LicenseRef-llama2"}),
    ("foo-1.0", {"license": {"name": "foo-1.0"}}),
    ("MIT AND foo-1.0", {"license": {"name": "MIT AND foo-1.0"}}),
]


@pytest.mark.parametrize(("licence", "entry"), LICENCES)
def test_a_licence_stands_where_spdx_has_it_and_by_name_else(
    licence: str, entry: dict[str, Any]
) -> None:
    one = component(facts(license=licence))
    [row] = one["licenses"]
    ours = row.get("license", row)
    assert ours.pop("acknowledgement") == "declared"
    assert row == entry
    text = bill_text([component(facts(license=licence))])
    assert valid(text)
    [back], _ = read(json.loads(text))
    assert back.model["license"] == licence


@pytest.mark.parametrize("entry", licences.entries(), ids=lambda entry: entry.id)
def test_every_licence_we_know_is_valid_in_a_bill(entry: licences.Licence) -> None:
    one = component(facts(license=entry.id))
    assert valid(bill_text([one]))
    row = one["licenses"][0]["license"]
    assert row.get("id", row.get("name")) == entry.id


def test_a_licence_that_is_one_of_several_is_none_yet() -> None:
    one = component(facts(license={"one_of": ["MIT", "Apache-2.0"]}))
    assert "licenses" not in one
    assert valid(bill_text([one]))


def test_what_the_organisation_settled_is_concluded() -> None:
    row = {"method": "attested", "by": "Legal", "on": "2026-01-05"}
    known = read_facts(
        {"model": {"id": "a/b", "license": "MIT"}, "evidence": {"license": [row]}}, builtin()
    )
    assert component(known)["licenses"][0]["license"]["acknowledgement"] == "concluded"


def test_the_same_models_give_the_same_bytes_and_others_another_serial_number() -> None:
    one, two = component(facts(license="MIT")), component(facts(license="Apache-2.0"))
    assert bill_text([one], DAY) == bill_text([component(facts(license="MIT"))], DAY)
    serials = [bill([c], day)["serialNumber"] for c in (one, two) for day in (DAY, None)]
    assert len(set(serials)) == 4
    assert bill([one], DAY)["metadata"]["timestamp"] == "2026-11-22T00:00:00Z"
    assert "timestamp" not in bill([one])["metadata"]


def test_a_package_url_is_given_only_for_what_was_found_on_the_hub() -> None:
    model_ = {"id": "acme/one", "revision": "abc", "license": "MIT"}
    rows = [{"method": "declared", "source": source} for source in ("hub", "register.csv")]
    on_hub, elsewhere = (
        component(read_facts({"model": model_, "evidence": {"license": [row]}}, builtin()))
        for row in rows
    )
    assert on_hub["purl"] == "pkg:huggingface/acme/one@abc"
    assert "purl" not in elsewhere
    assert on_hub["version"] == "abc"


# --- in -----------------------------------------------------------------------------------------

# The shape of the format's own example, `valid-machine-learning-1.5.json` of its specification.
FOREIGN = model(
    group="acme",
    purl="pkg:huggingface/Acme/One@8f5fe23",
    licenses=[{"license": {"name": "Apache License 2.0"}}],
    hashes=[{"alg": "SHA-256", "content": "a" * 64}],
    manufacturer={"name": "Acme Inc."},
    pedigree={"ancestors": [model(purl="pkg:huggingface/base/Zero"), model(name="other/x")]},
    modelCard={
        "modelParameters": {
            "task": "Text Generation",
            "architectureFamily": "transformer",
            "modelArchitecture": "llama",
            "datasets": [{"type": "dataset", "name": "a/data"}, {"ref": "d-2"}],
            "inputs": [{"format": "text"}, {"format": "string"}],
            "outputs": [{"format": "Text"}],
        },
        "quantitativeAnalysis": {"performanceMetrics": [{"type": "accuracy", "value": "57"}]},
    },
    properties=[{"name": "somebody:else", "value": "x"}],
)
DATA = {"type": "data", "name": "b/data", "bom-ref": "d-2"}


@pytest.mark.parametrize("version", ["1.5", "1.6", "1.7", "2.0"])
def test_a_bill_that_somebody_else_wrote_gives_what_its_fields_say(version: str) -> None:
    stamp = {"timestamp": "2026-11-20T10:00:00+02:00"}
    [known], problems = read(bom(FOREIGN, DATA, version=version, metadata=stamp))
    assert known.id == "Acme/One"
    assert {n: v for n, v in known.model.items() if n not in ("id", "author")} == {
        "revision": "8f5fe23",
        "developer": "Acme Inc.",
        "license": "Apache-2.0",
        "license_declared": "Apache License 2.0",
        "license_chain": {"at_least": ["Apache-2.0"]},
        "base_models": {"at_least": ["base/Zero", "other/x"]},
        "tasks": {"at_least": ["text-generation"]},
        "architecture": "llama",
        "datasets": {"at_least": ["a/data", "b/data"]},
        "inputs": {"at_least": ["text"]},
        "outputs": {"at_least": ["text"]},
    }
    assert [p.field for p in problems] == ["modelCard.quantitativeAnalysis"]
    row = known.evidence["license"][0]
    assert (row.method, row.source, row.locator) == (
        "declared",
        "cyclonedx",
        "b.json: components[0].licenses",
    )
    assert str(row.record["observed"]) == "2026-11-20"
    assert component(known)["hashes"] == FOREIGN["hashes"]
    assert component(known)["purl"] == FOREIGN["purl"]


def test_a_bill_of_1_5_as_the_schema_has_it_is_read() -> None:
    """Without what came later: `manufacturer`, `acknowledgement`."""
    old = {name: value for name, value in FOREIGN.items() if name != "manufacturer"}
    old["pedigree"] = {"ancestors": [model(name="other/x")]}
    whole = bom(old, DATA, version="1.5")
    assert validator(SchemaVersion.V1_5).validate_str(json.dumps(whole)) is None
    [known], _ = read(whole)
    assert known.model["license"] == "Apache-2.0"


@pytest.mark.parametrize(
    ("fields", "id_"),
    [
        ({"properties": [{"name": "msm:id", "value": "own/id"}], "purl": "pkg:pypi/x@1"}, "own/id"),
        ({"purl": "pkg:huggingface/a/B%2B?x=1"}, "acme/one"),
        ({"purl": "pkg:huggingface/a/B"}, "a/B"),
        (
            {"externalReferences": [{"type": "website", "url": "https://huggingface.co/a/B/"}]},
            "a/B",
        ),
        ({"externalReferences": [{"type": "vcs", "url": "https://example.org/a/B"}]}, "acme/one"),
        ({"group": ""}, "one"),
    ],
)
def test_the_id_is_the_surest_that_a_component_gives(fields: dict[str, Any], id_: str) -> None:
    [known], _ = read(bom(model(**{"group": "acme", **fields})))
    assert known.id == id_


def test_models_within_other_components_are_found_with_their_place() -> None:
    inner = model(name="inner", licenses=[{"expression": "MIT"}])
    outer = {"type": "application", "name": "app", "components": [DATA, inner]}
    found, _ = read(bom(outer, metadata={"component": model(name="whole")}))
    assert {one.id for one in found} == {"whole", "inner"}
    row = next(o for o in found if o.id == "inner").evidence["license"][0]
    assert row.locator == "b.json: components[0].components[1].licenses"


def test_several_licences_do_not_say_how_they_combine() -> None:
    rows = [{"license": {"id": "MIT"}}, {"license": {"id": "Apache-2.0"}}]
    [known], _ = read(bom(model(licenses=rows)))
    assert known.model["license"] == {"one_of": ["Apache-2.0", "MIT", "MIT AND Apache-2.0"]}


SAID = [
    (bom(model(), version="1.4"), "is CycloneDX `1.4`, and models are read from 1.5 on"),
    (bom(model(), version="x"), "is CycloneDX `x`"),
    ({"bomFormat": "CycloneDX"}, "has no `specVersion`"),
    (bom(), "names no model"),
    (bom({"type": "library", "name": "x"}), "names no model"),
    (bom(model(name="")), "is missing: a component has a name"),
    (bom(model(name="\x1b")), "as its id, `\\u001b` holds a control character"),
    (bom(model(licenses="MIT")), "expected a list, found the text `MIT`"),
    (bom(model(licenses=[{"license": {"id": "Own-1"}}])), "no licence is known by the name"),
    (bom(model(properties=[{"name": "msm:fact:likes", "value": "many"}])), "is not JSON"),
    (bom(model(properties=[{"name": "msm:fact:likes", "value": '"x"'}])), "expected a number"),
    (bom(model(properties=[{"name": "msm:fact:foo", "value": "1"}])), "has no such fact"),
    (bom(model(modelCard={"modelParameters": {"task": "juggling"}})), "one of the tasks"),
]


@pytest.mark.parametrize(("whole", "message"), SAID)
def test_what_cannot_be_read_of_a_bill_is_said(whole: object, message: str) -> None:
    _, problems = read(whole)
    assert any(message in p.message for p in problems), problems


def test_a_bill_is_a_catalogue_and_so_is_a_folder_of_bills(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(bom(model(name="a"))))
    (tmp_path / "b.cdx.json").write_text(json.dumps(bom(model(name="b"))))
    (tmp_path / "old.json").write_text(json.dumps(bom(model(name="c"), version="1.4")))
    found = [one for _, one in read_records(tmp_path)]
    ids = [one["model"]["id"] for one in found if isinstance(one, dict)]
    assert ids == ["a", "b"]
    assert sum(isinstance(one, Problem) for one in found) == 1


def test_a_component_a_thousand_deep_is_found_without_recursion() -> None:
    deep: dict[str, Any] = model(name="deepest")
    for _ in range(2000):
        deep = {"type": "library", "name": "x", "components": [deep]}
    [known], _ = read(bom(deep))
    assert known.id == "deepest"


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
PARTS = st.dictionaries(st.sampled_from(list(FOREIGN)), JSONS, max_size=4)


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(PARTS | JSONS, max_size=3), more=JSONS)
def test_any_bill_gives_models_or_problems(parts: list[Any], more: Any) -> None:
    whole = bom(*(model(**p) if isinstance(p, dict) else p for p in parts), metadata=more)
    assert models_of_bill("x", whole) is not None
    with suppress(UnicodeEncodeError):
        for name, one in bom_records("b.json", whole):
            assert name.startswith("b.json")
            if not isinstance(one, Problem):
                read_facts(one, builtin(), name)  # type: ignore[arg-type]
