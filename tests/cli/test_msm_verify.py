"""`msm verify` and `msm redact`: proofs that hold, that were changed, and what is no proof."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from msm_rules.cli import archives
from tests.cli.conftest import Run


@pytest.fixture
def proof(msm: Run, desk: Path) -> dict[str, Any]:
    """The proof of a rejection, also in `proof.json`."""
    call = ("explain", "assistant.msm", "big.json", "--format", "json", "--out", "proof.json")
    assert msm(*call, "--as-of", "2026-11-22").status == 1
    found: dict[str, Any] = json.loads((desk / "proof.json").read_text("utf-8"))
    return found


def forged(proof: dict[str, Any]) -> str:
    """The proof with a node's value changed."""
    changed = json.loads(json.dumps(proof))
    row = next(n for n in changed["nodes"] if n["id"] == "critical.size.require")
    row["value"] = True
    return json.dumps(changed)


@pytest.mark.usefixtures("proof")
def test_a_proof_holds_and_says_what_it_does_not_show(msm: Run) -> None:
    outcome = msm("verify", "proof.json")
    assert (outcome.status, outcome.err) == (0, "")
    assert "✓ `proof.json` holds: reject for a/big, 2026-11-22, by assistant 1.2.0" in outcome.out
    assert "that the facts are true" in outcome.out


def test_the_digest_from_elsewhere_is_compared(msm: Run, proof: dict[str, Any]) -> None:
    assert msm("verify", "proof.json", "--digest", proof["digest"]).status == 0
    assert msm("verify", "proof.json", "--digest", proof["digest"].upper()).status == 0
    other = msm("verify", "proof.json", "--digest", "0" * 64)
    assert (other.status, "not the proof whose digest is known" in other.out) == (1, True)


@pytest.mark.usefixtures("proof")
@pytest.mark.parametrize("given", ["abc", "", "0" * 63, "g" * 64])
def test_a_digest_that_is_none_is_a_bad_call(msm: Run, given: str) -> None:
    outcome = msm("verify", "proof.json", "--digest", given)
    assert (outcome.status, outcome.out) == (2, "")
    assert "is no SHA-256" in outcome.err


@pytest.mark.usefixtures("proof")
def test_a_document_of_another_kind_is_called_what_it_is_by_every_command(
    msm: Run, desk: Path
) -> None:
    day = ("--as-of", "2026-11-22")
    decided = msm("decide", "assistant.msm", "small.json", "--format", "json", *day).out
    (desk / "decision.json").write_text(decided, "utf-8")
    msm("redact", "proof.json", "--fact", "license", "--out", "held.json", "--salts", "salts.json")
    (desk / "models.jsonl").write_text('{"model": {"id": "a/b"}}', "utf-8")
    msm("screen", "assistant.msm", "models.jsonl", "--manifest", "manifest.json", *day)
    hide = ("--fact", "license", "--out", "x", "--salts", "y")
    for name, words in {
        "decision.json": "is a decision without its steps",
        "salts.json": "holds the salts of a redacted proof",
        "manifest.json": "is the manifest of a screening",
        "small.json": "is a facts document",
    }.items():
        for call in (("redact", name, *hide), ("report", name)):
            outcome = msm(*call)
            assert (outcome.status, outcome.out) == (2, ""), call
            assert words in outcome.err, call
        if name != "small.json":
            outcome = msm("decide", "assistant.msm", name)
            assert (outcome.status, outcome.err.count("\n")) == (2, 2), outcome.err
            assert f"{words}, and no facts document" in outcome.err
    for call in (("redact", "held.json", *hide), ("decide", "assistant.msm", "held.json")):
        outcome = msm(*call)
        assert (outcome.status, outcome.out) == (2, ""), call
        assert "is a proof with facts withheld" in outcome.err, call
    for call in (("explain", "assistant.msm", "proof.json"), ("verify", "proof.json", "--facts",
                                                             "proof.json")):  # fmt: skip
        outcome = msm(*call)
        assert (outcome.status, outcome.out) == (2, "")
        assert "is a proof, and no facts document" in outcome.err
    outcome = msm("verify", "decision.json")
    assert (outcome.status, "is a decision without its steps" in outcome.err) == (2, True)


@pytest.mark.usefixtures("proof")
def test_what_verify_tells_machines_names_its_form(msm: Run) -> None:
    for call in (("proof.json",), ("proof.json", "proof.json")):
        told = json.loads(msm("verify", *call, "--format", "json").out)
        assert told["schema"] == "msm-verification/1"


@pytest.mark.parametrize(
    "call",
    [
        ("explain", "assistant.msm", "big.json", "--format", "json", "--out", "big.json"),
        ("report", "assistant.msm", "big.json", "--format", "html", "--out", "assistant.msm"),
        ("report", "proof.json", "--format", "html", "--out", "./proof.json"),
        ("screen", "assistant.msm", "models.jsonl", "--out", "models.jsonl"),
        ("screen", "assistant.msm", "--out", "new.jsonl", "--proofs", "new.jsonl"),
        ("decide", "assistant.msm", "big.json", "--log", "new.log", "--bom", "new.log"),
    ],
)
def test_no_command_writes_over_what_it_reads_or_writes_one_file_twice(
    msm: Run, desk: Path, proof: dict[str, Any], call: tuple[str, ...]
) -> None:
    (desk / "models.jsonl").write_text('{"model": {"id": "a/b"}}', "utf-8")
    before = {p.name: p.read_bytes() for p in desk.iterdir() if p.is_file()}
    outcome = msm(*call)
    assert (outcome.status, outcome.out) == (2, "")
    assert {p.name: p.read_bytes() for p in desk.iterdir() if p.is_file()} == before


def test_a_changed_proof_is_refused_with_the_node_and_both_values(
    msm: Run, desk: Path, proof: dict[str, Any]
) -> None:
    (desk / "proof.json").write_text(forged(proof), "utf-8")
    outcome = msm("verify", "proof.json")
    assert outcome.status == 1
    assert "✗ `proof.json` does not hold" in outcome.out
    report = json.loads(msm("verify", "proof.json", "--format", "json").out)
    (row,) = [p for p in report["problems"] if p["node"] == "critical.size.require"]
    assert (row["expected"], row["found"]) == (False, True)


# --- what is no proof ----------------------------------------------------------------------------

NO_PROOFS = {
    "{}": "is no proof",
    '{"schema": 1}': "is no proof",
    '{"schema": "msm-proof/2"}': "is of the form `msm-proof/2`",
    '{"schema": "msm-salts/1"}': "holds the salts",
    "[1]": "is no proof",
    "": "is empty",
    "{": "is not JSON",
    '"x"': "is no proof",
    '{"a": 1, "a": 2}': "`a` is given twice",
    '{"a": NaN}': "`NaN` is no number",
    '{"a": 1e400}': "is too great for a 64-bit float",
    '{"a":' * 100_000 + "1" + "}" * 100_000: "nested",
}


@pytest.mark.parametrize("text", NO_PROOFS, ids=lambda text: text[:16])
def test_what_is_no_proof_is_bad_input(msm: Run, text: str) -> None:
    outcome = msm("verify", "-", stdin=text)
    assert (outcome.status, outcome.out) == (2, "")
    assert NO_PROOFS[text] in outcome.err
    assert "fault" not in outcome.err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p["decision"].update(verdict="perhaps"), "`decision.verdict`"),
        (lambda p: p.pop("nodes"), "'nodes' is a required property"),
        (lambda p: p["policy"]["files"][0].update(text="policy {"), "policy that cannot be read"),
    ],
)
def test_a_document_of_another_form_is_bad_input(
    msm: Run, proof: dict[str, Any], change: Any, words: str
) -> None:
    change(proof)
    outcome = msm("verify", "-", stdin=json.dumps(proof))
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(msm: Run, desk: Path) -> None:
    with (desk / "huge.json").open("wb") as file:
        file.truncate(200 * 1000**2)
    outcome = msm("verify", "huge.json")
    assert outcome.status == 2
    assert "`huge.json` is larger than 64 MiB" in outcome.err


def test_a_proof_that_is_not_there_says_so(msm: Run) -> None:
    outcome = msm("verify", "prof.json")
    assert outcome.status == 2
    assert "no file `prof.json`" in outcome.err


# --- many ----------------------------------------------------------------------------------------


def test_a_folder_is_looked_through_and_what_does_not_hold_is_named(
    msm: Run, desk: Path, proof: dict[str, Any]
) -> None:
    folder = desk / "kept"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.json").write_text(json.dumps(proof), "utf-8")
    assert msm("verify", "kept").status == 0
    (folder / "1.json").write_text(forged(proof), "utf-8")
    outcome = msm("verify", "kept", "proof.json")
    assert outcome.status == 1
    assert "✗ `kept/1.json` does not hold" in outcome.out
    assert "3 of 4 proofs hold: 3 reject" in outcome.out
    assert "that the facts are true" in outcome.out
    (folder / "2.json").write_text("{}", "utf-8")
    outcome = msm("verify", "kept")
    assert outcome.status == 2
    assert "1 is no proof, or cannot be read" in outcome.out
    report = json.loads(msm("verify", "kept", "--format", "json").out)
    assert [row["ok"] for row in report["proofs"]] == [True, False, False]


def _zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _tar(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)


@pytest.mark.parametrize(("name", "make"), [("kept.zip", _zip), ("kept.tar.gz", _tar)])
def test_an_archive_is_looked_through_and_what_leads_out_of_it_is_refused(
    msm: Run, desk: Path, proof: dict[str, Any], name: str, make: Any
) -> None:
    data = json.dumps(proof).encode()
    lines = data + b"\n" + data + b"\n"
    members = {"a.json": data, "b/c.jsonl": lines, "../out.json": data, "notes.txt": b"-"}
    make(desk / name, members)
    outcome = msm("verify", name)
    assert outcome.status == 2
    assert "`../out.json` has a path that leads out of the archive" in outcome.out
    assert f"3 of {4 if make is _zip else 5} proofs hold" in outcome.out
    assert (make is _tar) == ("is a link, which is not followed" in outcome.out)
    assert f"passed over 1 file in `{name}`" in outcome.err
    rows = json.loads(msm("verify", name, "--format", "json").out)["proofs"]
    assert rows[0]["name"] == f"{name}: a.json"
    assert rows[1]["name"] == f"{name}: b/c.jsonl, line 1"


def test_what_unpacks_without_end_is_stopped(
    msm: Run, desk: Path, proof: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = json.dumps(proof).encode()
    monkeypatch.setattr(archives, "MOST", len(data) * 2)
    for name, make in (("kept.zip", _zip), ("kept.tgz", _tar)):
        make(desk / name, {f"{n}.json": data for n in range(5)})
        outcome = msm("verify", name)
        assert outcome.status == 2
        assert "nothing after that is read" in outcome.out


@pytest.mark.parametrize("name", ["kept.zip", "kept.tar", "kept.tar.gz"])
def test_an_archive_that_is_none_is_bad_input(msm: Run, desk: Path, name: str) -> None:
    (desk / name).write_bytes(gzip.compress(b"no archive") if name.endswith("gz") else b"none")
    outcome = msm("verify", name)
    assert outcome.status == 2
    assert f"`{name}`" in outcome.out


MANY = """\
import sys
from msm_rules.cli import verifying
from msm_rules.cli.main import main

if __name__ == "__main__":
    verifying.FEW = 2
    sys.exit(main(["verify", "kept.jsonl"]))
"""


def test_many_are_looked_at_in_several_processes(desk: Path, proof: dict[str, Any]) -> None:
    lines = [json.dumps(proof), forged(proof)] * 3 + ["{", json.dumps(proof)]
    (desk / "kept.jsonl").write_text("\n".join(lines), "utf-8")
    (desk / "many.py").write_text(MANY, "utf-8")
    run = subprocess.run([sys.executable, "many.py"], capture_output=True, check=False)
    out = run.stdout.decode()
    assert (run.returncode, run.stderr) == (2, b"")
    assert "4 of 8 proofs hold" in out
    assert out.index("line 2 ") < out.index("line 6 ")


@pytest.mark.usefixtures("proof")
def test_what_is_for_one_proof_is_not_taken_for_many(msm: Run) -> None:
    assert msm("verify", "proof.json", "proof.json", "--digest", "0").status == 2


# --- what an auditor has -------------------------------------------------------------------------


@pytest.mark.usefixtures("proof")
def test_the_policy_is_held_against_the_file_that_the_auditor_has(msm: Run, desk: Path) -> None:
    same = msm("verify", "proof.json", "--policy", "assistant.msm")
    assert same.status == 0
    assert "✓ its policy is the one in your files, byte for byte" in same.out
    own = (desk / "assistant.msm").read_text("utf-8").replace("0.9 *", "0.8 *")
    (desk / "own.msm").write_text(own, "utf-8")
    outcome = msm("verify", "proof.json", "--policy", "own.msm")
    assert outcome.status == 1
    assert "is not your file `own.msm`: line 14 differs" in outcome.out
    assert "is the one in your files" not in outcome.out
    assert "0.8 * gpu_memory" in outcome.out


@pytest.mark.usefixtures("proof")
def test_the_facts_are_held_against_those_that_the_auditor_has(msm: Run) -> None:
    same = msm("verify", "proof.json", "--facts", "big.json")
    assert same.status == 0
    assert "✓ its facts are those that you have" in same.out
    other = msm("verify", "proof.json", "--facts", "small.json")
    assert other.status == 0
    assert "you gave none of `a/big`" in other.out


def test_a_fact_that_differs_is_named(msm: Run, desk: Path, proof: dict[str, Any]) -> None:
    own = {"model": {**proof["facts"]["document"]["model"], "license": "mit"}}
    (desk / "own.json").write_text(json.dumps(own), "utf-8")
    outcome = msm("verify", "proof.json", "--facts", "own.json")
    assert outcome.status == 1
    assert "facts.model.license: is not the fact that you have" in outcome.out


@pytest.mark.usefixtures("proof")
def test_the_engine_decides_again_and_that_is_told_apart(msm: Run) -> None:
    outcome = msm("verify", "proof.json", "--replay")
    assert outcome.status == 0
    assert "Replay, a claim of its own: the engine here gives the same proof" in outcome.out
    report = json.loads(msm("verify", "proof.json", "--replay", "--format", "json").out)
    assert report["replay"] == {"same": True, "problems": []}


# --- signatures ----------------------------------------------------------------------------------


@pytest.fixture
def attestation(msm: Run, desk: Path) -> str:
    """An attestation signed with `own.key`."""
    pytest.importorskip("cryptography")
    facts = json.loads((desk / "big.json").read_text("utf-8"))
    facts["model"]["revision"] = "a" * 40
    (desk / "big.json").write_text(json.dumps(facts), "utf-8")
    msm("explain", "assistant.msm", "big.json", "--format", "json", "--out", "signed.json")
    assert msm("keys", "new", "own.key").status == 0
    assert msm("keys", "new", "other.key").status == 0
    call = ("attest", "signed.json", "--key", "own.key", "--out", "signed.att.json")
    assert msm(*call).status == 0
    return "signed.att.json"


def test_a_signature_is_checked_where_a_key_is_given(msm: Run, attestation: str) -> None:
    outcome = msm("verify", attestation, "--key", "own.key.pub", "--require-signature")
    assert outcome.status == 0
    assert "✓ signed with the key in `own.key.pub`" in outcome.out
    assert msm("verify", attestation, "--key", "other.key.pub").status == 1
    both = ("--key", "other.key.pub", "--key", "own.key.pub")
    assert msm("verify", attestation, *both).status == 0


def test_without_a_key_the_proof_is_checked_and_who_signed_it_is_not_shown(
    msm: Run, attestation: str
) -> None:
    outcome = msm("verify", attestation)
    assert outcome.status == 0
    assert "who vouches for it" in outcome.out


def test_a_missing_signature_is_a_failure_where_one_is_required(msm: Run, attestation: str) -> None:
    call = ("verify", "signed.json", "--key", "own.key.pub")
    assert msm(*call).status == 0
    outcome = msm(*call, "--require-signature")
    assert outcome.status == 1
    assert "it is not signed, and a signature is required" in outcome.out
    assert msm("verify", attestation, "--require-signature").status == 2


def test_what_was_changed_under_a_signature_is_refused(
    msm: Run, desk: Path, attestation: str
) -> None:
    envelope = json.loads((desk / attestation).read_text("utf-8"))
    envelope["signatures"][0]["sig"] = envelope["signatures"][0]["sig"][::-1]
    (desk / attestation).write_text(json.dumps(envelope), "utf-8")
    outcome = msm("verify", attestation, "--key", "own.key.pub")
    assert outcome.status == 1
    assert "signature:" in outcome.out


# --- redaction -----------------------------------------------------------------------------------

REDACT = ("redact", "proof.json", "--out", "redacted.json", "--salts", "salts.json")


@pytest.mark.usefixtures("proof")
def test_a_fact_is_withheld_and_can_be_shown_again(msm: Run, desk: Path) -> None:
    outcome = msm(*REDACT, "--fact", "model.memory.int4")
    assert outcome.status == 0
    assert "whether the rule `size` holds" in outcome.err
    assert "100000000000" not in (desk / "redacted.json").read_text("utf-8")
    hidden = msm("verify", "redacted.json")
    assert hidden.status == 0
    assert "withheld: `model.memory.int4`" in hidden.out
    shown = msm("verify", "redacted.json", "--reveal", "salts.json")
    assert shown.status == 0
    assert "withheld" not in shown.out


@pytest.mark.usefixtures("proof")
@pytest.mark.usefixtures("proof")
def test_what_reveals_nothing_is_a_bad_call_and_no_proof_that_does_not_hold(msm: Run) -> None:
    assert msm(*REDACT, "--fact", "license").status == 0
    for proof, salts, words in (
        ("redacted.json", "big.json", "`big.json` holds no salts"),
        ("proof.json", "salts.json", "`proof.json` withholds no facts"),
    ):
        outcome = msm("verify", proof, "--reveal", salts)
        assert (outcome.status, outcome.out) == (2, "")
        assert words in outcome.err


@pytest.mark.usefixtures("proof")
def test_salts_differ_each_time_so_that_no_value_can_be_tried(msm: Run, desk: Path) -> None:
    found = []
    for _ in range(2):
        (desk / "salts.json").unlink(missing_ok=True)
        assert msm(*REDACT, "--fact", "license").status == 0
        found.append(json.loads((desk / "redacted.json").read_text("utf-8"))["withheld"])
    assert found[0] != found[1]


@pytest.mark.usefixtures("proof")
def test_salts_are_never_written_over(msm: Run, desk: Path) -> None:
    msm(*REDACT, "--fact", "license")
    kept = (desk / "salts.json").read_bytes()
    again = msm(*REDACT, "--fact", "id")
    assert again.status == 2
    assert "`salts.json` is there already" in again.err
    assert (desk / "salts.json").read_bytes() == kept


@pytest.mark.usefixtures("proof")
def test_a_fact_that_is_misspelt_is_told_by_its_name(msm: Run) -> None:
    assert "did you mean `license`?" in msm(*REDACT, "--fact", "licence").err
    assert "it holds `" in msm(*REDACT, "--fact", "xyzzy").err


@pytest.mark.usefixtures("proof")
@pytest.mark.parametrize(
    ("call", "words"),
    [
        ((*REDACT, "--fact", "likes"), "holds no fact `model.likes`"),
        ((*REDACT, "--fact", "id"), "about one model"),
        ((*REDACT[:2], "--fact", "license", "--out", "x", "--salts", "x"), "the same file"),
        (("redact", "big.json", *REDACT[2:], "--fact", "license"), "is a facts document"),
        ((*REDACT[:2], "--fact", "license", "--out", "proof.json", "--salts", "x"), "is read by"),
        ((*REDACT[:2], "--fact", "license", "--out", "x", "--salts", "./proof.json"), "is read by"),
    ],
)
def test_what_cannot_be_withheld_is_said_and_nothing_is_written(
    msm: Run, desk: Path, call: tuple[str, ...], words: str
) -> None:
    outcome = msm(*call)
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err
    assert not (desk / "redacted.json").exists()


@pytest.mark.usefixtures("proof")
def test_of_several_proofs_it_is_said_of_which_something_was_not_shown(
    msm: Run, desk: Path
) -> None:
    said = ("--origin", f"https://git.example.org/p@{'4f9c' * 10}", "--as-of", "2026-11-22")
    for name in ("a.json", "b.json", "c.json", "d.json"):
        msm("explain", "assistant.msm", "big.json", *said, "--format", "json", "--out", name)
    claim = "that the policy came from https://git.example.org/p, commit"
    told = " ".join(msm("verify", "proof.json", "a.json").out.split())
    assert "that the facts are true · that this policy" in told
    assert f"{claim} {'4f9c' * 10} (of 1 of 2 proofs: `a.json`)" in told
    told = " ".join(msm("verify", *(f"{n}.json" for n in "abcd"), "proof.json").out.split())
    assert "(of 4 of 5 proofs: `a.json`, `b.json`, `c.json`, …)" in told
    rows = json.loads(msm("verify", "proof.json", "a.json", "--format", "json").out)["proofs"]
    assert [any(t.startswith(claim) for t in row["not_shown"]) for row in rows] == [False, True]


def test_the_small_checker_is_printed_and_checks_what_msm_explain_wrote(
    msm: Run, desk: Path, proof: dict[str, Any]
) -> None:
    done = msm("verify", "--program")
    assert done.status == 0
    program = desk / "check_proof.py"
    program.write_text(done.out, "utf-8")
    command = [sys.executable, "-I", "-S", str(program), str(desk / "proof.json")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"{proof['decision']['model']['id']}: reject, on 2026-11-22" in said


def test_the_small_checker_alone(msm: Run, desk: Path, proof: dict[str, Any]) -> None:
    deepest = sys.getrecursionlimit()
    done = msm("verify", "--small", "proof.json")
    assert done.status == 0
    assert sys.getrecursionlimit() == deepest
    assert done.out.startswith("proof.json: holds\n")
    (desk / "forged.json").write_text(
        json.dumps({**proof, "decision": {**proof["decision"], "verdict": "accept"}}), "utf-8"
    )
    refused = msm("verify", "--small", "proof.json", "forged.json")
    assert refused.status == 1
    assert "forged.json: does not hold\n  decision.verdict: what was decided" in refused.out
    assert msm("verify", "--small", "policies.msm").status == 2
    assert "takes files of proofs, and no other option" in (
        msm("verify", "--small", "--replay", "proof.json").err
    )
