"""A policy over models of the Hub: what it costs; one bad record never costs the others."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

import msm_rules as msm
from msm_rules.proof.manifest import Proved, verify_manifest
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.hub import Asking, Hub
from tests import hub_server as at
from tests.hub_server import Server, info

DAY = date(2026, 11, 25)
POLICY = """
policy p { version "1.0.0" }
critical {
  rule task { require "text-generation" in model.tasks }
  rule context { require model.context_length >= 4096 }
}
rank { by model.memory.stored ascending }
"""


def screened(
    address: str = "hub:?author=acme", fault: at.Fault | None = None, **more: Any
) -> msm.Screening:
    policy = msm.parse_policy(POLICY)
    patience = at.patience(fault)
    asking = Asking(DAY.isoformat(), folder=None, patience=patience, sleep=lambda _: None, **more)
    return policy.screen(address, as_of=DAY, hub=Hub(asking))


def listed(server: Server, *ids: str, **more: Any) -> None:
    for id in ids:
        server.add(id, **more)
        server.listed.append({k: v for k, v in info(id, **more).items() if k != "baseModels"})


def test_every_model_is_decided_on_and_asked_about_only_where_that_can_matter(
    hub_server: Server,
) -> None:
    listed(hub_server, "acme/good")
    listed(hub_server, "acme/other", pipeline_tag="fill-mask", tags=[])
    screening = screened()
    assert [(r.id, r.verdict) for r in screening.rows] == [
        ("acme/good", "accept"),
        ("acme/other", "reject"),
    ]
    paths = [path.partition("?")[0] for path in hub_server.asked]
    assert paths == [
        "/api/models",
        f"/acme/good/resolve/{at.SHA}/config.json",
        f"/api/models/acme/good/revision/{at.SHA}",
    ]
    assert screening.catalogue == "hub:?author=acme"
    assert msm.verify(screening.decision(screening.rows[1]).proof()).ok


def test_the_query_is_what_the_hub_is_asked(hub_server: Server) -> None:
    listed(hub_server, "acme/good")
    screened("hub:?author=acme&task=text-generation&limit=7")
    for param in ("author=acme", "pipeline_tag=text-generation", "limit=7", "sort=downloads"):
        assert param in hub_server.asked[0]


def test_pages_are_followed_to_the_limit_and_at_the_same_place(hub_server: Server) -> None:
    """The links of the server name the public Hub, as those that a mirror passes on do."""
    listed(hub_server, *(f"acme/m{n}" for n in range(250)), pipeline_tag="fill-mask", tags=[])
    assert len(screened("hub:?author=acme&limit=230").rows) == 230
    assert len(hub_server.asked) == 3
    assert all("author=acme" in path for path in hub_server.asked)


def test_one_bad_record_never_costs_the_others(hub_server: Server) -> None:
    listed(hub_server, "acme/good")
    hub_server.listed += [7, None, {"id": 7}, {}, [], {"id": "acme/odd", "tags": 7}]
    listed(hub_server, "ACME/Good", "acme/last")
    screening = screened()
    assert [r.id for r in screening.rows] == ["acme/good", "acme/odd", "acme/last"]
    assert len(screening.problems) == 6
    assert "record 2" in screening.problems[0].record
    assert "already in" in str(screening.problems[-1])


@pytest.mark.parametrize("fault", [at.status(503), at.hangs, at.resets])
def test_trouble_with_one_model_is_a_problem_of_that_one(
    hub_server: Server, fault: at.Fault
) -> None:
    listed(hub_server, "acme/one", "acme/two", "acme/three")
    hub_server.faults["/acme/two/"] = fault
    screening = screened(fault=fault)
    assert [r.id for r in screening.rows] == ["acme/one", "acme/three"]
    (problem,) = screening.problems
    assert "acme/two" in str(problem)


def test_a_page_that_fails_leaves_what_came_before_and_is_said(hub_server: Server) -> None:
    listed(hub_server, *(f"acme/m{n}" for n in range(150)), pipeline_tag="fill-mask", tags=[])
    hub_server.faults["cursor=100"] = at.status(500)
    screening = screened("hub:?author=acme&limit=150")
    assert len(screening.rows) == 100
    assert "after 100 models" in str(screening.problems[0])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (at.status(500), "status 500"),
        (at.hangs, "does not answer"),
        (at.body(b"{}"), "no list of models"),
        (at.body(b"[{"), "not JSON"),
    ],
)
def test_a_list_that_cannot_be_had_is_refused(
    hub_server: Server, fault: at.Fault, words: str
) -> None:
    hub_server.faults["/api/models"] = fault
    with pytest.raises(CatalogueError, match=words):
        screened(fault=fault)


def test_infinity_in_a_list_costs_one_field(hub_server: Server) -> None:
    hub_server.faults["/api/models?"] = at.body(
        b'[{"id": "a/b", "downloads": Infinity, "likes": 1e999, "tags": ["text-generation"]}]'
    )
    screening = screened()
    assert [r.id for r in screening.rows] == ["a/b"]


def test_an_address_without_meaning_is_refused() -> None:
    with pytest.raises(CatalogueError, match="which no query can"):
        screened("hub:?nonsense=1")


def test_one_model_is_a_catalogue_of_one(hub_server: Server) -> None:
    hub_server.add("acme/good")
    assert [r.verdict for r in screened("hub:acme/good").rows] == ["accept"]


def test_records_without_a_commit_are_refused_where_one_is_required(hub_server: Server) -> None:
    listed(hub_server, "acme/good")
    hub_server.listed.append(info("acme/bare", sha=None))
    screening = screened(require_revision=True)
    assert [r.id for r in screening.rows] == ["acme/good"]
    assert "--require-revision" in str(screening.problems[0])


def test_as_records_models_come_with_everything(hub_server: Server) -> None:
    listed(hub_server, "acme/one", "acme/two")
    documents = dict(read_records("hub:?author=acme"))
    first: Any = documents["hub:?author=acme: record 1"]
    assert (first["model"]["id"], first["model"]["context_length"]) == ("acme/one", 8192)
    assert len(documents) == 2


def test_progress_is_told(hub_server: Server) -> None:
    listed(hub_server, "acme/one", "acme/two")
    told: list[tuple[int, int | None]] = []
    policy = msm.parse_policy(POLICY)
    hub = Hub(Asking(DAY.isoformat(), folder=None))
    policy.screen(
        "hub:?author=acme&limit=9",
        as_of=DAY,
        hub=hub,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 9), (2, 9)]


def test_one_model_is_decided_on_by_its_address_from_python(hub_server: Server) -> None:
    hub_server.add("acme/good", pipeline_tag="fill-mask", tags=[])
    policy = msm.parse_policy(POLICY)
    decision = policy.decide("hub:acme/good", as_of=DAY, hub=Hub(Asking("2026-11-25", folder=None)))
    assert decision.verdict == "reject"
    assert len(hub_server.asked) == 1
    with pytest.raises(CatalogueError, match="not on the Hub"):
        policy.decide("hub:acme/none", as_of=DAY)
    with pytest.raises(msm.FactsError):
        policy.decide("acme/good", as_of=DAY)


def test_a_manifest_of_models_that_were_not_asked_to_the_end_holds(
    hub_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tag says how a model is quantised, its configuration may say more, and is not asked for."""
    rule = "rule quantised { require model.quantisation is known }\n}\nrank"
    monkeypatch.setitem(globals(), "POLICY", POLICY.replace("}\nrank", rule))
    listed(hub_server, "acme/other-gptq", pipeline_tag="fill-mask", tags=["4-bit", "gptq"])
    kept: list[Any] = []
    found = screened().manifest(kept.append)
    (proof,) = (json.loads(json.dumps(each)) for each in kept)
    assert "quantisation" in proof["facts"]["pending"]
    assert proof["facts"]["document"]["model"]["quantisation"] == "gptq"
    report = verify_manifest(json.loads(json.dumps(found)), proofs=[Proved("p", proof)])
    assert (report.problems, report.proofs) == ((), 1)
