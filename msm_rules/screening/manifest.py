"""The manifest of a screening, `msm-manifest/1`: what became of every model, and in which order.

Owns what a manifest holds; its published JSON Schema is `manifest.schema.json` beside this file,
its checker `proof.manifest`. A manifest points to the proof of each model by digest, so that
nothing can be dropped from a shortlist, added to it or moved in it unseen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msm_rules import LANGUAGE_VERSION, __version__, licences, shipped
from msm_rules.facts import Problem
from msm_rules.graph.canonical import digest
from msm_rules.graph.nodes import Graph
from msm_rules.proof.document import params_form
from msm_rules.proof.skeleton import skeleton
from msm_rules.proof.subject import NO_ORIGIN, Origin

if TYPE_CHECKING:
    from msm_rules.screening.rank import Placed
    from msm_rules.screening.result import Screening
    from msm_rules.screening.row import Row

SCHEMA = "msm-manifest/1"

VERDICTS = ("accept", "review", "reject")

Part = dict[str, Any]
Keep = Callable[[Mapping[str, Any]], None]
Progress = Callable[[int, int], None]


def manifest(
    screening: Screening,
    keep: Keep | None = None,
    progress: Progress | None = None,
    origin: Origin = NO_ORIGIN,
) -> Part:
    """The manifest of a screening as plain JSON data, with the digest of all but itself.

    Every model's proof is made for it, one after the other in the order of ids, and given to
    `keep`; `progress` is told how many are done, of how many; `origin` is where
    the policy came from, as the proofs have it. The same facts, policy, params and
    day give the same manifest in whatever order the catalogue has them; only records that could
    not be read are named by where they stand. Raises FactsError for facts with a number that no
    64-bit float is.
    """
    rows = list(_rows(screening, keep, progress, origin))
    graph = screening.graph
    found: Part = {
        "schema": SCHEMA,
        "policy": _policy(screening),
        "as_of": screening.as_of.isoformat(),
        "licences": {"version": licences.version(), "digest": licences.digest()},
        "engine": {"name": "msm-rules", "version": __version__, "language": LANGUAGE_VERSION},
        "catalogue": {
            "digest": screening.catalogue_digest,
            "models": len(rows),
            "unread": sorted(map(_unread, screening.problems), key=lambda p: sorted(p.items())),
        },
        "counts": _counts(rows, graph),
        "rows": rows,
    }
    found["digest"] = digest(found)
    return found


def manifest_schema() -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of manifests."""
    text = shipped.data("msm_rules.screening", "manifest.schema.json")
    found: Mapping[str, Any] = json.loads(text)
    return found


def _policy(screening: Screening) -> Part:
    """Which policy it was, as proofs name it: their files without the texts."""
    graph = screening.graph
    held: Any = skeleton(graph).policy
    return {
        "name": held["name"],
        "version": held["version"],
        "graph": held["graph"]["digest"],
        "files": [{"path": f["path"], "sha256": f["sha256"]} for f in held["files"]],
        "params": params_form(graph, screening.params),
        "rank": held["graph"]["rank"],
        "top": graph.top,
    }


def _unread(problem: Problem) -> dict[str, str]:
    return {"record": problem.record, "field": problem.field or "", "message": problem.message}


# --- rows ----------------------------------------------------------------------------------------


def _rows(
    screening: Screening, keep: Keep | None, progress: Progress | None, origin: Origin
) -> Iterator[Part]:
    placed = {p.row.position: p for p in screening.candidates}
    rows = sorted(screening.rows, key=lambda row: (row.id.casefold(), row.id))
    for done, row in enumerate(rows, 1):
        proof = screening.decision(row).proof(origin=origin)
        if keep is not None:
            keep(proof)
        yield _row(row, placed.get(row.position), proof, screening.graph)
        if progress is not None:
            progress(done, len(rows))


def _row(row: Row, placed: Placed | None, proof: Mapping[str, Any], graph: Graph) -> Part:
    decision, nodes = proof["decision"], proof["nodes"]
    return {
        "id": row.id,
        "revision": decision["model"]["revision"],
        "verdict": decision["verdict"],
        "determined": decision["determined"],
        "score": decision["scores"].get("score"),
        "failed": decision["failed"],
        "escalated": decision["escalated"],
        "unknown": list(row.unknown),
        "waived": decision["waived"],
        "keys": [nodes[key.node]["value"] for key in graph.rank],
        "place": placed.rank if placed else None,
        "shortlisted": placed.top if placed else False,
        "separable": placed.separable if placed else None,
        "facts": proof["facts"]["digest"],
        "proof": proof["digest"],
    }


# --- counts --------------------------------------------------------------------------------------


def _counts(rows: Sequence[Part], graph: Graph) -> Part:
    """How many came to what, and what of every requirement; `first` is where a model fell."""
    verdicts = Counter(row["verdict"] for row in rows)
    columns = {name: Counter(_named(rows, name)) for name in ("failed", "unknown", "waived")}
    first = Counter(_fell_at(row) for row in rows if row["verdict"] == "reject")
    return {
        "verdicts": {verdict: verdicts[verdict] for verdict in VERDICTS},
        "undetermined": sum(not row["determined"] for row in rows),
        "shortlisted": sum(row["shortlisted"] for row in rows),
        "rules": {
            rule.name: {
                **{name: column[rule.name] for name, column in columns.items()},
                "first": first[rule.name],
            }
            for rule in graph.rules
            if rule.tier == "critical"
        },
    }


def _named(rows: Sequence[Part], column: str) -> Iterator[str]:
    return (name for row in rows for name in row[column])


def _fell_at(row: Part) -> str | None:
    return next((name for name in row["failed"] if name not in row["escalated"]), None)
