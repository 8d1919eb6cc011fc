"""Every single change of a proof is refused: by its digest, and by what it says.

The whole is thousands of changes; a run tries a fixed sample of them, and `MSM_EXAMPLES` all. The
counts of the whole stand in docs/proofs.md.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path as File
from typing import Any

import pytest

from msm_rules.proof.check import verify
from msm_rules.proof.checker.claims import canonical
from tests.proof.decisions import DECISIONS
from tests.proof.mutations import (
    Path,
    changed,
    changes,
    encloses_underived,
    paths,
    resealed,
    underived,
)

WHOLE = "MSM_EXAMPLES" in os.environ
SAMPLE = 150
COUNTED = "escalated and waived"
PAGE = File(__file__).parents[2] / "docs" / "proofs.md"


@cache
def _text(name: str) -> bytes:
    return canonical(DECISIONS[name]().proof())


def proof_of(name: str) -> Any:
    return json.loads(_text(name))


def sample(name: str) -> list[tuple[Path, Any]]:
    """Changes of a proof, chosen evenly over its parts so that the many nodes do not crowd it."""
    every, rng = list(changes(proof_of(name))), random.Random(name)
    if WHOLE:
        return every
    return rng.sample(every, SAMPLE)


@pytest.mark.timeout(0 if WHOLE else 120)
@pytest.mark.parametrize("name", DECISIONS)
def test_any_single_change_is_refused(name: str) -> None:
    """First as it is, then with every digest made to fit again, as a careful forger would."""
    proof, before = proof_of(name), _text(name)
    counts = Counter[str]()
    for path, other in sample(name):
        with changed(proof, path, other):
            assert not verify(proof).ok, path
            with resealed(proof):
                if canonical(proof) == before:  # a digest was changed, and made anew
                    counts["mended"] += 1
                elif verify(proof).ok:
                    assert underived(path) or encloses_underived(path), (path, other)
                    counts["accepted"] += 1
                else:
                    counts["refused"] += 1
    assert canonical(proof) == before
    if WHOLE and name == COUNTED:
        page = " ".join(PAGE.read_text("utf-8").split())
        for kind, count in counts.items():
            assert f"{count:,} {kind}" in page


def test_the_counts_in_the_documentation_are_those_of_the_whole() -> None:
    found = re.search(r"([\d,]+) changes of ([\d,]+) parts", PAGE.read_text("utf-8"))
    assert found is not None
    tried, parts = (int(n.replace(",", "")) for n in found.groups())
    proof = proof_of(COUNTED)
    assert (tried, parts) == (len(list(changes(proof))), len(list(paths(proof))))


def node(proof: Any, id: str) -> Any:
    return next(row for row in proof["nodes"] if row["id"] == id)


def rule(proof: Any, name: str) -> Any:
    return next(row for row in proof["policy"]["graph"]["rules"] if row["name"] == name)


def _value(proof: Any) -> None:
    node(proof, "let.needed.right")["value"] = 1


def _bound(proof: Any) -> None:
    node(proof, 'model.benchmarks["medqa"]')["value"]["between"][0] = 0.2


def _operator(proof: Any) -> None:
    node(proof, "critical.size.require")["op"] = "less"


def _argument(proof: Any) -> None:
    node(proof, "critical.size.require")["args"].reverse()


def _span_text(proof: Any) -> None:
    node(proof, "critical.size.require")["text"] = "needed <= 9 * gpu_memory"


def _place(proof: Any) -> None:
    """The span and the text of another node, which stand in the policy as they say."""
    other = node(proof, "critical.task.require")
    node(proof, "critical.size.require").update(span=other["span"], text=other["text"])


def _weight(proof: Any) -> None:
    row = node(proof, "critical.size.weight")
    row["const"] = row["value"] = 20


def _threshold(proof: Any) -> None:
    row = node(proof, "decide.accept.1.right")
    row["const"] = row["value"] = 0.1


def _dropped_rule(proof: Any) -> None:
    """Left out of every list and of the tier."""
    proof["rules"] = [r for r in proof["rules"] if r["name"] != "naming"]
    graph = proof["policy"]["graph"]
    graph["rules"] = [r for r in graph["rules"] if r["name"] != "naming"]
    node(proof, "critical")["args"].remove("critical.naming")


def _added_rule(proof: Any) -> None:
    graph = proof["policy"]["graph"]
    graph["rules"].append({**rule(proof, "task"), "name": "other"})
    proof["rules"].append({**proof["rules"][0], "name": "other"})


def _added_node(proof: Any) -> None:
    """A second copy of a node that is there."""
    proof["nodes"].append({**node(proof, "critical.task"), "id": "critical.other"})


def _swapped_digest(proof: Any) -> None:
    proof["policy"]["files"][0]["sha256"] = proof["facts"]["digest"]
    proof["digest"] = "0" * 64


def _waiver_dates(proof: Any) -> None:
    proof["waivers"][0]["until"] = "2027-12-31"
    proof["policy"]["graph"]["waivers"]["W-2026-014"][3] = "2027-12-31"


def _approver(proof: Any) -> None:
    proof["waivers"][0]["approved_by"] = "Somebody else"


def _decision_date(proof: Any) -> None:
    proof["decision"]["as_of"] = "2026-11-23"


def _licence_term(proof: Any) -> None:
    entry = proof["licences"]["entries"]["LicenseRef-llama2"]
    entry["requires"] = entry["requires"][1:]


def _licence_of_the_model(proof: Any) -> None:
    proof["facts"]["document"]["model"]["license_chain"] = ["Apache-2.0"]


def _policy_text(proof: Any) -> None:
    file = proof["policy"]["files"][0]
    file["text"] = file["text"].replace("0.9 * gpu_memory", "1.9 * gpu_memory")


def _constant_of_another_kind(proof: Any) -> None:
    """`true` counts as 1 in some languages."""
    node(proof, "one")["const"] = True


def _days_that_an_accept_holds(proof: Any) -> None:
    """To a number that the checker itself uses for nodes that are wrong already."""
    proof["policy"]["graph"]["valid_for"] = -1
    proof["decision"]["valid_until"] = "2026-11-21"


def _models_asked_for(proof: Any) -> None:
    proof["policy"]["graph"]["top"] = -1


def _verdict(proof: Any) -> None:
    proof["decision"].update(verdict="accept", possible=["accept"])


FORGERIES: dict[str, Callable[[Any], None]] = {
    name.lstrip("_").replace("_", " "): forge
    for name, forge in list(globals().items())
    if name.startswith("_")
    and callable(forge)
    and getattr(forge, "__annotations__", {}).keys() == {"proof", "return"}
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forgery_of_each_kind_is_refused_although_every_digest_fits(kind: str) -> None:
    proof = copy.deepcopy(proof_of(COUNTED))
    FORGERIES[kind](proof)
    with resealed(proof):
        if kind == "swapped digest":
            proof["digest"] = "0" * 64
        assert not verify(proof).ok


def test_the_first_wrong_node_is_named_with_both_values() -> None:
    proof = copy.deepcopy(proof_of(COUNTED))
    node(proof, "critical.size.require")["value"] = False
    with resealed(proof):
        first = verify(proof).problems[0]
    assert (first.node, first.expected, first.found) == ("critical.size.require", True, False)
