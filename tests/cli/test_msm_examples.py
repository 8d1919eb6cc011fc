"""Every example in the help of a command runs, on the policies that ship with the repository."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from msm_rules.cli.refusal import BAD
from tests.cli.conftest import OPEN, SETTLED, SMALL, Run
from tests.cli.every_command import GROUPS_AND_COMMANDS
from tests.hub_server import Server

POLICIES = Path(__file__).parents[2] / "policies"


REVISED = SMALL.replace('"id"', f'"revision": "{40 * "a"}", "id"')
POLICY = "policies/clinical_assistant.msm"
KEPT = (
    f"explain {POLICY} revised.json --format json --out proof.json",
    f"explain {POLICY} facts.json --format json --out proofs/small.json",
    f"decide {POLICY} facts.json --log decisions.log",
    "keys new own.key",
    "attest proof.json --key own.key --out model.att.json",
    "log checkpoint decisions.log --key own.key --out kept.json",
    "redact proof.json --fact license --out redacted.json --salts salts.json",
    f"screen {POLICY} models.jsonl --manifest manifest.json",
)
"""What makes the files that examples name that ask of proofs and logs."""

FILES = {
    "facts.json": SMALL,
    "settled.yaml": SETTLED,
    "models.jsonl": f"{SMALL}\n{OPEN}\n",
    "register.csv": "Model;Licence\na/small;MIT\n",
    "register.map.yaml": "id: Model\nfacts: {license: Licence}\n",
}
"""The files that examples name."""

EXAMPLES = [e for one in GROUPS_AND_COMMANDS.values() for e in one.examples]


def test_every_command_has_examples() -> None:
    assert all(2 <= len(one.examples) <= 4 for one in GROUPS_AND_COMMANDS.values())


@pytest.mark.parametrize("example", dict.fromkeys(EXAMPLES))
def test_the_example_runs(msm: Run, desk: Path, hub_server: Server, example: str) -> None:
    for id in re.findall(r"hub:([\w./-]+)", example):
        hub_server.add(id)
    shutil.copytree(POLICIES, desk / "policies")
    for name, text in FILES.items():
        (desk / name).write_text(text, "utf-8")
    words = shlex.split(example.partition(" | ")[0])
    assert words.pop(0) == "msm"
    if words[0] in ("verify", "redact", "attest", "log", "report") or " proof.json" in example:
        (desk / "revised.json").write_text(REVISED, "utf-8")
        (desk / "proofs").mkdir()
        for call in KEPT[: 6 if words[0] == "redact" else None]:
            assert msm(*call.split()).status != BAD
        shutil.copy(desk / "proof.json", desk / "proofs")
        shutil.make_archive(str(desk / "kept"), "zip", desk / "proofs")
    stdin = ""
    if "<" in words:
        stdin = (desk / words[words.index("<") + 1]).read_text("utf-8")
        words = words[: words.index("<")]
    if ">" in words:
        words = words[: words.index(">")]
    outcome = msm(*words, stdin=stdin)
    assert outcome.status != BAD, outcome.err
    assert "error" not in outcome.err
