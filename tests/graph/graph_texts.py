"""Policies for the tests of the graph, and how a text becomes a graph."""

from __future__ import annotations

from msm_rules.check import check_policy
from msm_rules.graph.nodes import Graph
from msm_rules.source import Source

SMALL = """
policy small {
  version "1.0.0"
  title "A small policy"
}
param memory: bytes = 24 GiB
let needed = model.memory.int4
  + 1 GiB  # for the cache
critical {
  rule size "Fits the accelerator" {
    require needed <= memory
  }
  rule licence "May be sold" {
    require model.license in {"mit", "apache-2.0"}
    waivable
  }
}
important {
  rule exams "Knows medicine" weight 3 {
    score scale(model.benchmarks["medqa"], 40% .. 80%)
  }
  rule recent {
    prefer age(model.modified) <= 180 days
  }
}
decide { accept if score >= 0.6 }
rank { by score descending }
obligation notice "Keep the notices" { if model.license_chain requires "include-notice" }
waiver "W-1" {
  rule licence
  models {"acme/*"}
  from 2026-01-01 until 2026-03-01
  approved by "Counsel"
  because "Signed"
}
"""


def graph_of(text: str) -> Graph:
    """The graph of a policy that is right and refers to no other file."""
    checked = check_policy(Source("p.msm", text), lambda path, _: f"no file `{path}`")
    assert checked.graph is not None, checked.diagnostics
    return checked.graph


def many_rules(count: int) -> str:
    """A policy of so many rules, a third in each tier, over eight facts."""
    facts = ("parameters", "context_length", "downloads", "likes")
    tiers = {"critical": "require", "important": "prefer", "contextual": "prefer"}
    blocks = []
    for n, (tier, verb) in enumerate(tiers.items()):
        rules = [
            f'rule r{k} "Rule number {k}" {{ {verb} model.{facts[k % 4]} >= {k} }}'
            for k in range(1, count + 1)
            if k % 3 == n
        ]
        blocks.append(f"{tier} {{ {' '.join(rules)} }}")
    return f'policy many {{ version "1.0.0" }} {" ".join(blocks)}'
