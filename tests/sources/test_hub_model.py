"""One model of the Hub: what each answer says, what it costs, and that stopping early is safe."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.facts import builtin, check_document, read_facts
from msm_rules.sources.addresses import HubModel
from msm_rules.sources.hub import Asking, Hub, HubError, HubFacts, open_model
from msm_rules.sources.hub.cache import kept
from msm_rules.sources.hub.forms import read_answer
from msm_rules.sources.hub.source import hub_source
from tests import hub_server as at
from tests.campaign import examples
from tests.hub_server import CONFIG, SHA, Server, info

DAY = date(2026, 11, 25)
ID = "acme/model-7B"


def asked(fault: at.Fault | None = None) -> Hub:
    patience = at.patience(fault)
    return Hub(Asking(DAY.isoformat(), folder=None, patience=patience, sleep=lambda _: None))


def opened(id: str = ID, hub: Hub | None = None) -> HubFacts:
    return open_model(hub or asked(), HubModel(id), builtin())


def everything(id: str = ID, hub: Hub | None = None) -> HubFacts:
    found = opened(id, hub)
    found.everything()
    assert check_document(found.document(), builtin()) == ()
    return found


def model_of(found: HubFacts) -> dict[str, Any]:
    return found.document()["model"]  # type: ignore[return-value]


def files_asked(server: Server) -> list[str]:
    """What was asked for, in short: ids, and files of models."""
    short = [path.partition("?")[0].removeprefix("/api/models/") for path in server.asked]
    return [path.rpartition("/")[2] if "/resolve/" in path else path for path in short]


# --- costs ---------------------------------------------------------------------------------------

POLICY = """
policy p {{ version "1.0.0" }}
critical {{
  rule task {{ require "text-generation" in model.tasks }}
  rule licence {{ require model.license_chain permits {{"commercial-use"}} }}
  {more}
}}
"""
CONTEXT = "rule context { require model.context_length >= 4096 }"
STORED = "rule stored { require model.memory.stored <= 100 GiB }"
CUSTOM = "rule code { forbid model.custom_code }"


def decided(source: HubFacts, *more: str) -> msm.Decision:
    policy = msm.parse_policy(POLICY.format(more=" ".join(more)))
    return policy.progressive(as_of=DAY).decide(source)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pipeline_tag": "fill-mask", "tags": []},
        {"card": {"license": "cc-by-nc-4.0", "base_model": "meta-llama/Llama-2-7b-hf"}},
        {"card": {"license": "cc-by-nc-4.0"}},
    ],
)
def test_a_model_rejected_by_a_requirement_costs_one_question(
    hub_server: Server, wrong: dict[str, Any]
) -> None:
    hub_server.add(ID, **wrong)
    decision = decided(opened(), CONTEXT, STORED, CUSTOM)
    assert (decision.verdict, decision.determined) == ("reject", True)
    assert len(hub_server.asked) == 1


@pytest.mark.parametrize(
    ("rules", "cost"),
    [
        ((), [ID]),
        ((CONTEXT,), [ID, "config.json"]),
        ((CONTEXT, CUSTOM), [ID, "config.json"]),
        ((STORED,), [ID, f"{ID}/revision/{SHA}"]),
        ((CONTEXT, STORED), [ID, "config.json", f"{ID}/revision/{SHA}"]),
    ],
)
def test_an_accepted_model_costs_what_its_policy_needs(
    hub_server: Server, rules: tuple[str, ...], cost: list[str]
) -> None:
    hub_server.add("meta-llama/model-7B")
    decision = decided(opened("meta-llama/model-7B"), *rules)
    assert decision.verdict == "accept"
    assert files_asked(hub_server) == [c.replace(ID, "meta-llama/model-7B") for c in cost]


def test_the_lineage_is_asked_for_only_until_it_decides(hub_server: Server) -> None:
    hub_server.add(ID, card={"license": "mit", "base_model": "b/one"})
    hub_server.add("b/one", card={"license": "cc-by-nc-4.0", "base_model": "b/two"})
    hub_server.add("b/two")
    assert decided(opened()).verdict == "reject"
    assert files_asked(hub_server) == [ID, "b/one"]


def test_a_proof_marks_what_was_not_asked_for_and_is_verified(hub_server: Server) -> None:
    hub_server.add(ID, pipeline_tag="fill-mask", tags=[])
    proof: Any = decided(opened(), CONTEXT).proof()
    report = msm.verify(proof)
    assert report.ok, report.problems
    assert proof["facts"]["pending"] == ["context_length"]
    states = {n["fact"]["key"]: n["fact"]["state"] for n in proof["nodes"] if "fact" in n}
    assert states["context_length"] == "not needed"
    assert {r["name"]: r["status"] for r in proof["rules"]}["context"] == "not needed"
    assert proof["decision"]["model"]["revision"] == SHA


# --- facts ---------------------------------------------------------------------------------------


def test_every_fact_says_where_it_was_read(hub_server: Server) -> None:
    hub_server.add(ID, card={"license": "mit", "language": "en"})
    document = everything().document()
    rows = [row for rows in document["evidence"].values() for row in rows]  # type: ignore[union-attr]
    for row in rows:
        assert {"method", "locator", "extractor"} <= row.keys()
        if row["source"] == "hub":
            assert row["observed"] == "2026-11-25"
            assert (row["extractor"], row["revision"]) == ("hub/1", SHA)
    assert {row["source"] for row in rows} == {"hub", "name", "facts"}
    assert document["model"]["revision"] == SHA  # type: ignore[index,call-overload]
    assert all("sha256" in row for row in document["evidence"]["license"])  # type: ignore[index,call-overload]


def test_the_configuration_gives_what_the_first_answer_lacks(hub_server: Server) -> None:
    hub_server.add(ID)
    model = model_of(everything())
    assert model["context_length"] == 8192
    assert model["memory"]["kv_per_token"] == 128 * 1024
    assert model["custom_code"] is False
    assert model["memory"]["stored"] == 100


def test_parameters_of_a_token_follow_from_count_and_configuration(hub_server: Server) -> None:
    moe = {**CONFIG, "model_type": "qwen3_moe", "num_experts": 8, "num_experts_per_tok": 2}
    hub_server.files[f"{ID}/config.json"] = json.dumps(
        {**moe, "moe_intermediate_size": 768, "hidden_size": 2048}
    ).encode()
    hub_server.add(ID)
    assert model_of(everything())["active_parameters"] == 7_241_732_096 - 32 * 6 * 3 * 2048 * 768


PACKED = {
    "model.layers.0.q.qweight": ("I32", [1024, 1024]),
    "model.layers.0.q.scales": ("F16", [8, 1024]),
    "model.embed.weight": ("F16", [1000, 1000]),
}


def _packed(server: Server, id: str, **more: Any) -> None:
    gptq = {**CONFIG, "quantization_config": {"quant_method": "gptq", "bits": 4}}
    server.files[f"{id}/config.json"] = json.dumps(gptq).encode()
    parts = {n: at.safetensors({n: t}, 32 if t[0] == "I32" else 16) for n, t in PACKED.items()}
    names = [f"model-0000{i}-of-00003.safetensors" for i in (1, 2, 3)]
    for name, data in zip(names, parts.values(), strict=True):
        server.files[f"{id}/{name}"] = data
        server.sizes[name] = 10**7
    listed = [{"rfilename": n} for n in (*names, "config.json", "README.md")]
    server.add(id, siblings=listed, **more)


def test_packed_weights_are_counted_by_their_headers(hub_server: Server) -> None:
    counts = {"parameters": {"I32": 1024 * 1024, "F16": 1_008_192}, "total": 2_056_768}
    _packed(hub_server, "acme/tiny-gptq", safetensors=counts)
    model = model_of(everything("acme/tiny-gptq"))
    assert model["parameters"] == 8 * 1024 * 1024 + 1_000_000
    assert model["quantisation"] == "gptq"
    assert model["memory"]["stored"] == 3 * 10**7


def test_headers_are_asked_for_where_the_hub_has_not_counted(hub_server: Server) -> None:
    _packed(hub_server, "acme/tiny", safetensors=None)
    small = "rule size { require model.parameters <= 10M }"
    assert decided(opened("acme/tiny"), small).rules["size"] is True
    ranges = [h["Range"] for h in hub_server.headers if "Range" in h]
    assert ranges == ["bytes=0-99999"] * 3


def test_a_size_that_contradicts_the_name_never_passes(hub_server: Server) -> None:
    """Real: a model of 24B by its name whose counts sum to 414,720."""
    wrong = {"parameters": {"BF16": 414_720}, "total": 414_720}
    hub_server.add("acme/Big-24B", safetensors=wrong)
    small = "rule size { require model.parameters <= 10B }"
    decision = decided(opened("acme/Big-24B"), small)
    assert (decision.verdict, decision.determined) == ("review", False)
    _packed(hub_server, "acme/Huge-24B", safetensors=None)
    assert decided(opened("acme/Huge-24B"), small).determined is False


def test_a_header_longer_than_the_first_bytes_is_asked_for_whole(hub_server: Server) -> None:
    tensors = {f"model.layers.{n}.weight{'x' * 100}": ("F16", [8]) for n in range(1000)}
    hub_server.files[f"{ID}/model.safetensors"] = at.safetensors(tensors)
    hub_server.sizes["model.safetensors"] = 10**6
    hub_server.add("acme/model", safetensors=None)
    hub_server.files["acme/model/model.safetensors"] = at.safetensors(tensors)
    assert model_of(everything("acme/model"))["parameters"] == 8000


def test_a_server_that_knows_no_ranges_is_not_read_to_the_end(hub_server: Server) -> None:
    header = at.safetensors({"model.weight": ("F16", [1000])})
    hub_server.faults["model.safetensors"] = at.body(header + b"\0" * 30_000_000)
    hub_server.add("acme/model", safetensors=None)
    assert model_of(everything("acme/model"))["parameters"] == 1000


def test_a_card_is_asked_for_where_the_hub_could_not_read_it(hub_server: Server) -> None:
    hub_server.add(ID, card={})
    hub_server.files[f"{ID}/README.md"] = (
        b"---\nlicense: mit\ntitle: [\nlanguage: [en, de]\nbase_model: meta-llama/Llama-2-7b\n---\n"
    )
    hub_server.add("meta-llama/Llama-2-7b", card={"license": "llama2"})
    found = everything()
    model = model_of(found)
    assert (model["license"], model["languages"]) == ("MIT", ["de", "en"])
    assert model["license_chain"] == ["LicenseRef-llama2", "MIT"] or "MIT" in model["license_chain"]
    assert model["base_models"] == ["meta-llama/Llama-2-7b"]
    assert any("title" in str(f) for f in found.findings)


@pytest.mark.parametrize(
    "card",
    [
        b"",
        b"\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\ntext\r\n",
        "---\nlicense: mit\n---\nGrüße".encode("utf-16"),
        b"---\nlicense: mit\n---\n" + "Grüße".encode("latin-1"),
        b"---\nlicense: mit\n---\n" + b"x" * 300_000,
        b"---\nlicense: mit\ntags: [" + b"a, " * 100_000 + b"]\n---\n",
        b"---\n&a [*a, *a]\n---\n",
        b"---\n" + b"[" * 5000 + b"\n---\n",
    ],
)
def test_any_card_is_read_as_far_as_it_goes(hub_server: Server, card: bytes) -> None:
    hub_server.files[f"{ID}/README.md"] = card
    hub_server.add(ID, card={})
    model = model_of(everything())
    assert model["id"] == ID
    if b"license: mit" in card:
        assert model["license"] == "MIT"


# --- faults of later answers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (at.status(404, X_Error_Code="EntryNotFound"), "is not there"),
        (at.status(403, X_Error_Code="GatedRepo"), "hf auth login"),
        (at.status(401, X_Error_Code="GatedRepo"), "HF_TOKEN"),
        (at.body(b"{"), "not JSON"),
        (at.body(b"[1]"), "no mapping"),
        (at.body(b"\xff\xfe"), "not UTF-8"),
        (at.body(b'{"max_position_embeddings": Infinity}'), "expected a whole number"),
        (at.body(b"{" + b" " * 5_000_000 + b"}"), "larger than 4 MiB"),
    ],
)
def test_a_file_that_cannot_be_had_leaves_its_facts_unknown_and_is_said(
    hub_server: Server, fault: at.Fault, words: str
) -> None:
    hub_server.add(ID)
    hub_server.faults["config.json"] = fault
    source = opened()
    decision = decided(source, CONTEXT)
    assert (decision.verdict, decision.open_facts) == ("review", ("model.context_length",))
    assert any(words in str(f) and "config.json" in str(f) for f in source.findings)


@pytest.mark.parametrize("fault", [at.status(503), at.resets, at.hangs, at.breaks_off])
def test_trouble_with_a_file_is_not_taken_for_an_answer(
    hub_server: Server, fault: at.Fault
) -> None:
    hub_server.add(ID)
    hub_server.faults["config.json"] = fault
    with pytest.raises(HubError) as refused:
        decided(opened(hub=asked(fault)), CONTEXT)
    assert refused.value.passing
    assert "config.json" in str(refused.value)


def test_a_full_disk_is_trouble_and_no_answer(
    hub_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("msm_rules.sources.hub.weights.TemporaryDirectory", full)
    _packed(hub_server, "acme/tiny", safetensors=None)
    with pytest.raises(HubError, match="no space left"):
        everything("acme/tiny")


# --- lineage -------------------------------------------------------------------------------------


def test_the_chain_holds_the_licences_of_all_ancestors(hub_server: Server) -> None:
    hub_server.add(ID, card={"license": "mit", "base_model": ["b/one", "b/two"]})
    hub_server.add("b/one", card={"license": "apache-2.0", "base_model": "meta-llama/Llama-2-7b"})
    hub_server.add("b/two", card={"license": "mit", "base_model": "meta-llama/Llama-2-7b"})
    hub_server.add("meta-llama/Llama-2-7b", card={"license": "llama2"})
    found = everything()
    model = model_of(found)
    assert model["ancestors"] == ["b/one", "b/two", "meta-llama/Llama-2-7b"]
    assert len(model["license_chain"]) == 3
    assert [p for p in files_asked(hub_server) if p.startswith("meta")] == ["meta-llama/Llama-2-7b"]
    rows: Any = found.document()["evidence"]["license_chain"]  # type: ignore[index,call-overload]
    assert {row["locator"] for row in rows} == {
        *("acme/model-7B: license", "b/one: license", "b/two: license"),
        "meta-llama/Llama-2-7b: license",
    }


@pytest.mark.parametrize(
    "fault",
    [
        *(at.status(code) for code in (401, 403, 404, 429, 500)),
        *(at.resets, at.hangs, at.body(b"{"), at.body(b"[]")),
    ],
)
def test_an_ancestor_that_cannot_be_looked_up_leaves_the_chain_open(
    hub_server: Server, fault: at.Fault
) -> None:
    hub_server.add(ID, card={"license": "mit", "base_model": "b/gone"})
    hub_server.faults["/b/gone"] = fault
    found = everything(hub=asked(fault))
    assert model_of(found)["license_chain"] == {"at_least": ["MIT"]}
    assert model_of(found)["ancestors"] == {"at_least": ["b/gone"]}
    (told,) = [f for f in found.findings if "hub:b/gone" in str(f)]
    assert "leaves the lineage open" in str(told)


def test_cycles_and_models_that_name_themselves_end(hub_server: Server) -> None:
    hub_server.add(ID, card={"license": "mit", "base_model": [ID, "b/one"]})
    hub_server.add("b/one", card={"license": "mit", "base_model": ["b/two", "B/One"]})
    hub_server.add("b/two", card={"license": "mit", "base_model": ID})
    model = model_of(everything())
    assert model["ancestors"] == ["b/one", "b/two"]
    assert model["license_chain"] == ["MIT"]
    assert len([p for p in files_asked(hub_server) if p.startswith("b/")]) == 2


def test_no_more_ancestors_are_asked_for_than_a_bound(hub_server: Server) -> None:
    for n in range(100):
        hub_server.add(f"b/m{n}", card={"license": "mit", "base_model": f"b/m{n + 1}"})
    assert "at_least" in model_of(everything("b/m0"))["ancestors"]
    assert len([p for p in files_asked(hub_server) if p.startswith("b/m")]) <= 20
    wide = [f"w/m{n}" for n in range(200)]
    hub_server.asked.clear()
    hub_server.add(ID, card={"license": "mit", "base_model": wide})
    everything()
    assert len([p for p in files_asked(hub_server) if p.startswith("w/")]) == 64


def test_a_parent_that_is_no_id_is_not_asked_for(hub_server: Server) -> None:
    hub_server.add(ID, card={"license": "mit", "base_model": ["./out", "../../etc/passwd", "x y"]})
    assert "at_least" in model_of(everything())["license_chain"]
    assert not [p for p in hub_server.asked if "passwd" in p or "out" in p]


def test_a_model_that_was_renamed_is_followed_and_that_is_kept(hub_server: Server) -> None:
    hub_server.add("google-bert/bert-base-uncased")
    hub_server.renamed["bert-base-uncased"] = "google-bert/bert-base-uncased"
    found = opened("bert-base-uncased")
    document: Any = found.document()
    assert document["model"]["id"] == "google-bert/bert-base-uncased"
    (row,) = document["evidence"]["id"]
    assert (row["raw"], row["note"]) == ("bert-base-uncased", "asked for by an old name")
    assert "is called `google-bert/bert-base-uncased` on the Hub now" in str(found.findings[0])


def test_a_parent_under_an_old_name_is_found(hub_server: Server) -> None:
    hub_server.add(ID, card={"license": "mit", "base_model": "meta/Llama-2"})
    hub_server.add("meta-llama/Llama-2-7b", card={"license": "llama2"})
    hub_server.renamed["meta/Llama-2"] = "meta-llama/Llama-2-7b"
    model = model_of(everything())
    assert model["ancestors"] == ["meta/Llama-2"]
    assert isinstance(model["license_chain"], list)


# --- answers of any form -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tags", "gguf"),
        ("tags", [1, None]),
        ("cardData", []),
        ("cardData", {"license": 7, "tags": {"a": 1}, "base_model": [None]}),
        ("safetensors", {"parameters": {"BF16": "7B"}, "total": -1}),
        ("safetensors", "7B"),
        ("siblings", [{"name": "x"}]),
        ("siblings", {"rfilename": "x"}),
        ("config", "llama"),
        ("config", {"model_type": ["llama"]}),
        ("gguf", [1]),
        ("gguf", {"total": "7B", "context_length": []}),
        ("baseModels", [{"id": "a/b"}]),
        ("baseModels", {"models": [{"id": 7}]}),
        ("createdAt", 7),
        ("createdAt", "yesterday"),
        ("lastModified", {}),
        ("downloads", -1),
        ("downloads", 1.5),
        ("downloads", float("inf")),
        ("likes", True),
        ("gated", 7),
        ("sha", 7),
        ("sha", "\ud800"),
        ("pipeline_tag", ["text-generation"]),
        ("library_name", "\u202e"),
        ("cardData", {"language": {"en": 1}}),
        ("cardData", {"model-index": [{"results": [{"metrics": [{"value": float("nan")}]}]}]}),
    ],
)
def test_a_field_of_another_form_costs_itself_alone(
    hub_server: Server, field: str, value: object
) -> None:
    hub_server.add(ID)
    hub_server.models[ID][field] = value
    hub_server.files[f"{ID}/config.json"] = json.dumps(CONFIG).encode()
    found = everything()
    model = model_of(found)
    assert model["id"] == ID
    kept_facts = {"likes": 42, "downloads": 4711, "parameters": 7_241_732_096}
    lost = {"safetensors": "parameters"}.get(field, field)
    assert all(model.get(k) == v for k, v in kept_facts.items() if k != lost)
    assert all("\n" not in str(f) and "\u202e" not in str(f) for f in found.findings)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
FIELDS = [*info("a/b"), "baseModels", "gguf"]


@examples(150)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
def test_any_answer_with_an_id_makes_a_document_that_can_be_read(more: dict[str, Any]) -> None:
    answer = {**info("a/b"), **more, "id": "a/b"}
    said = read_answer(answer, hub_source(kept(b"", "2026-11-25", {})))
    found = HubFacts(asked(), HubModel("a/b"), said, builtin())
    document = found.document()
    assert check_document(document, builtin()) == ()
    assert read_facts(document, builtin()).id == "a/b"
    assert all(isinstance(str(f), str) for f in found.findings)


# --- stopping early ------------------------------------------------------------------------------

RULES = (
    "require model.context_length >= 4096",
    "require model.parameters <= 10B",
    "require model.memory.stored <= 100 GiB",
    "require model.memory.kv_per_token <= 1 MiB",
    'require model.license_chain permits {"commercial-use"}',
    'forbid model.license_chain requires "naming"',
    'require "en" in model.languages',
    "require size(model.ancestors) <= 1",
    "require model.ancestors is exact",
    "forbid model.custom_code",
    'require model.quantisation != "gptq"',
    "require model.license is declared",
    "require (model.context_length default 1) >= 4096",
    "require model.active_parameters <= 8B",
)
WHEN = ("", "when unknown reject", "when unknown pass")
CARDS = (
    {"license": "mit"},
    {"license": "cc-by-nc-4.0"},
    {"license": "mit", "base_model": "b/one"},
    {"license": "mit", "base_model": ["b/one", "b/gone"], "language": "en"},
    {},
)
COUNTS = (
    {"parameters": {"BF16": 7_000_000_000}, "total": 7_000_000_000},
    {"parameters": {"I32": 1024 * 1024, "F16": 1_008_192}, "total": 2_056_768},
    None,
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[str, str, Any, Any, frozenset[str]]:
    """A policy, a name, a card, counts, and files that cannot be had."""
    rules = draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=4))
    text = " ".join(
        f"rule r{n} {{ {rule} {draw(st.sampled_from(WHEN))} }}" for n, rule in enumerate(rules)
    )
    name = draw(st.sampled_from(("acme/tiny", "acme/tiny-7B", "acme/tiny-gptq")))
    broken = draw(st.sets(st.sampled_from(("config.json", "README.md", "model-00001", "blobs"))))
    return (
        text,
        name,
        draw(st.sampled_from(CARDS)),
        draw(st.sampled_from(COUNTS)),
        frozenset(broken),
    )


def test_stopping_early_never_changes_a_verdict(hub_server: Server) -> None:
    _packed(hub_server, "acme/any")
    hub_server.add("b/one", card={"license": "llama2", "base_model": "meta-llama/Llama-2-7b"})
    hub_server.add("meta-llama/Llama-2-7b", card={"license": "llama2"})

    @examples(60)
    @given(worlds())
    def claim(world: tuple[str, str, Any, Any, frozenset[str]]) -> None:
        text, name, card, counts, broken = world
        _packed(hub_server, name, card=card, safetensors=counts)
        hub_server.faults = {part: at.status(404) for part in broken}
        policy = msm.parse_policy(f'policy p {{ version "1.0.0" }} critical {{ {text} }}')
        early = policy.progressive(as_of=DAY).decide(opened(name))
        whole = policy.decide(everything(name).facts, as_of=DAY)
        assert (early.verdict, early.possible) == (whole.verdict, whole.possible)
        assert set(early.failed) <= set(whole.failed)
        assert msm.verify(early.proof()).ok

    claim()


# --- real answers --------------------------------------------------------------------------------


@pytest.fixture
def real(shared: Path, hub_server: Server) -> Callable[[str], HubFacts]:
    """A model of the real Hub as it answered."""
    folder = shared / "data/hub_api"
    for file in folder.glob("*__*.json"):
        answer = json.loads(file.read_text("utf-8"))
        hub_server.models[answer["id"]] = answer
    return opened


def test_the_real_answers_are_read(real: Callable[[str], HubFacts]) -> None:
    """Figures as the recorded answers print them."""
    bert = model_of(real("google-bert/bert-base-uncased"))
    assert bert["parameters"] == 110_106_428
    assert (bert["license"], bert["tasks"]) == ("Apache-2.0", ["fill-mask"])
    assert bert["created"] == {"between": [None, "2022-03-02"]}
    squad = model_of(real("deepset/roberta-base-squad2"))
    assert squad["license"] == "CC-BY-4.0"
    assert squad["benchmarks"]["squad-v2/exact-match"] == 0.799309
    assert "pickle" in squad["formats"]["at_least"]  # and a `.ot`, which is no known format
    image = real("stabilityai/stable-diffusion-2-1")
    assert model_of(image)["outputs"] == {"at_least": ["image"]}
    albert = model_of(real("sentence-transformers/paraphrase-albert-small-v2"))
    assert albert["parameters"] == 11_683_584


def test_no_real_answer_has_a_field_of_another_form(real: Callable[[str], HubFacts]) -> None:
    for id in ("google-bert/bert-base-uncased", "sentence-transformers/paraphrase-albert-small-v2"):
        assert real(id).findings == ()


def test_results_beside_the_front_matter_are_read_as_those_in_it(hub_server: Server) -> None:
    metrics = [{"type": "accuracy", "value": 0.61}]
    index = [{"name": "m", "results": [{"dataset": {"name": "Set"}, "metrics": metrics}]}]
    hub_server.add("acme/inside", card={"license": "mit", "model-index": index})
    hub_server.add("acme/beside", **{"model-index": index})
    inside, beside = (model_of(opened(f"acme/{n}"))["benchmarks"] for n in ("inside", "beside"))
    assert inside == beside
    assert 0.61 in inside.values()
