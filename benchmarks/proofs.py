"""What proofs cost: made, checked, of a policy of a thousand rules, and ten thousand of them.

    python benchmarks/proofs.py

Prints milliseconds of processor time, the best of several tries; for the ten thousand, seconds.
`cold` reads the text of the policy anew, as the first proof of a policy does; `warm` has read it
for an earlier one.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from timing import best

import msm_rules as msm
from msm_rules.catalogue import shipped_path
from msm_rules.cli.proof_files import proofs_in
from msm_rules.cli.verifying import How, examine_all
from msm_rules.graph.canonical import canonical_json
from msm_rules.proof import check_proof
from msm_rules.proof.checker.text.policy import meaning_of

DAY = date(2026, 11, 22)
ELEVEN = Path(__file__).with_name("eleven.msm")
MANY = 10_000


def thousand_rules() -> str:
    """A policy of 500 requirements and 500 scored rules."""
    hard = "\n".join(
        f'  rule c{n} "Requirement {n}" {{ require model.parameters <= {n + 1}B\n'
        f'    forbid model.license in {{"cc-by-nc-4.0", "llama2"}}  when unknown reject }}'
        for n in range(500)
    )
    scored = "\n".join(
        f'  rule s{n} "Score {n}" weight {n % 9 + 1} {{\n'
        f'    score scale(model.benchmarks["b{n}"], 40% .. 80%)  when unknown score 0 }}'
        for n in range(500)
    )
    head = 'policy thousand { version "1.0.0" }'
    return f"{head}\ncritical {{\n{hard}\n}}\nimportant {{\n{scored}\n}}\n"


def checked(name: str, decision: msm.Decision) -> None:
    """Print what the proof of a decision costs to make and to check."""
    proof = json.loads(canonical_json(decision.proof()))
    assert msm.verify(proof).ok

    def cold() -> None:
        meaning_of.cache_clear()
        msm.verify(proof)

    print(f"{name}: {len(proof['nodes']):,} nodes, {len(canonical_json(proof)) / 1024:,.0f} KiB")
    print(f"  make the document    {best(decision.proof, 15):8.2f} ms")
    print(f"  check it, cold       {best(cold, 5):8.2f} ms")
    print(f"  check it, warm       {best(lambda: msm.verify(proof), 5):8.2f} ms")
    print(f"  the small checker    {best(lambda: check_proof.check(proof), 5):8.2f} ms")


def many(documents: list[dict[str, object]]) -> None:
    """Print what it costs to check ten thousand ordinary proofs in one list."""
    policy = msm.load_policy(ELEVEN)
    lines = [canonical_json(policy.decide(d, as_of=DAY).proof()) for d in documents]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "proofs.jsonl")
        with file.open("wb") as out:
            for n in range(MANY):
                out.write(lines[n % len(lines)] + b"\n")
        start = perf_counter()
        held = sum(found.ok for found in examine_all(proofs_in([str(file)]), How()))
        seconds = perf_counter() - start
    print(f"{held:,} of {MANY:,} proofs hold: {seconds:.1f} s, {MANY / seconds:,.0f} a second")


def main() -> None:
    """Run everything."""
    documents = [json.loads(line) for line in shipped_path().read_text("utf-8").splitlines()]
    eleven = msm.load_policy(ELEVEN)
    checked("11 rules", eleven.decide(documents[0], as_of=DAY))
    facts = {"id": "a/b", "parameters": 1e8, "license": "mit"}
    facts["benchmarks"] = {f"b{n}": 0.5 for n in range(0, 500, 2)}  # type: ignore[assignment]
    thousand = msm.parse_policy(thousand_rules(), name="thousand.msm")
    checked("1,000 rules", thousand.decide(facts, as_of=DAY))
    many(documents)


if __name__ == "__main__":
    main()
