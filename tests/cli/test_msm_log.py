"""`msm decide --log`, `msm log`, `msm keys` and `msm attest`: what is kept, signed, and found."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from base64 import b64decode
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from msm_rules.audit import log as logs
from msm_rules.audit import reviews
from msm_rules.audit.problem import AuditError
from msm_rules.cli import options
from tests.cli.conftest import SMALL, Run

DAY = ("--as-of", "2026-11-22")
LOGGED = ("decide", "assistant.msm", "small.json", "open.json", "--log", "own.log", *DAY)
END = ("--by", "Dr. Chen", "--because", "the author wrote", "--until", "2999-06-30")
REVISION = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def logged(msm: Run, desk: Path) -> Path:
    """A log with an accepted model and one that is for review."""
    assert msm(*LOGGED, "--for", "ward 7", "--ref", "T-1").status == 3
    return desk / "own.log"


def tamper(log: Path, statement: str) -> None:
    """Change a log behind its back."""
    connection = sqlite3.connect(log)
    connection.executescript("DROP TRIGGER no_change; DROP TRIGGER no_deletion")
    connection.execute(statement)
    connection.commit()
    connection.close()


def entries(msm: Run) -> list[dict[str, object]]:
    """What `msm log show` gives to machines."""
    return [
        json.loads(x)
        for x in msm("log", "show", "own.log", "--format", "json").out.split("\n")
        if x
    ]


# --- logging -------------------------------------------------------------------------------------


def test_each_decision_is_logged_and_said_to_be(msm: Run, desk: Path) -> None:
    outcome = msm(*LOGGED)
    assert "logged a/small as entry 1 of own.log" in outcome.err
    assert "logged a/open as entry 2 of own.log" in outcome.err
    assert [e["verdict"] for e in entries(msm)] == ["accept", "review"]


def test_an_entry_names_the_proof_that_explain_writes(msm: Run, logged: Path) -> None:
    purpose = ("--for", "ward 7", "--ref", "T-1")
    proof = msm("explain", "assistant.msm", "open.json", "--format", "json", *DAY, *purpose).out
    (_, entry) = entries(msm)
    assert entry["proof"] == json.loads(proof)["digest"]
    assert entry["graph"] == json.loads(proof)["policy"]["graph"]["digest"]
    assert (entry["system"], entry["reference"], entry["as_of"]) == ("ward 7", "T-1", "2026-11-22")


def test_what_cannot_be_logged_is_not_shown(
    msm: Run, logged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise AuditError("`own.log`: the disk is full")

    monkeypatch.setattr(logs.Log, "append", full)
    outcome = msm(*LOGGED)
    assert (outcome.status, outcome.out) == (2, "")
    assert "the decision on `a/small` was not logged: `own.log`: the disk is full" in outcome.err
    assert "logged a/small as" not in outcome.err


def test_a_file_that_is_no_log_is_refused_before_anything_is_decided(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "small.json", "--log", "open.json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "open.json" in outcome.err


def test_a_purpose_without_a_log_is_not_lost_in_silence(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "small.json", "--ref", "T-1")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--log" in outcome.err


# --- looking -------------------------------------------------------------------------------------


def test_show_tells_the_story_of_a_model(msm: Run, logged: Path) -> None:
    msm("log", "resolve", "own.log", "2", "accept", *END)
    shown = " ".join(msm("log", "show", "own.log", "--model", "a/open").out.split())
    assert "a/small" not in shown
    assert "a/open: review (too little is known) · assistant 1.2.0 · as of 2026-11-22" in shown
    assert "a/open: accept, decided by a person: Dr. Chen, until 2999-06-30" in shown


def test_verify_says_what_it_has_not_shown(msm: Run, logged: Path) -> None:
    outcome = msm("log", "verify", "own.log")
    assert outcome.status == 0
    assert "✓ own.log is as it was logged: 2 entries" in outcome.out
    told = " ".join(outcome.out.split())
    assert "that the end is all there, and not written anew: only a checkpoint can show" in told
    assert "that the times are right: they are of the clocks of those who logged" in told


def test_against_a_checkpoint_what_was_logged_later_is_not_shown(
    msm: Run, logged: Path, key: str
) -> None:
    msm("log", "checkpoint", "own.log", "--key", key, "--out", "kept.json")
    for after in (2, 4):
        call = ("log", "verify", "own.log", "--checkpoint", "kept.json", "--key", f"{key}.pub")
        text, told = msm(*call).out, json.loads(msm(*call, "--format", "json").out)
        assert told["entries"] == after
        behind, clocks = told["not_shown"]
        assert behind.startswith("that what was logged after entry 2 is all there, and not written")
        assert "the times" in clocks
        assert behind in " ".join(text.split())
        msm(*LOGGED)


def test_verify_names_the_entry_that_was_edited(msm: Run, logged: Path) -> None:
    tamper(logged, "UPDATE entry SET content = replace(content, 'review', 'accept')")
    outcome = msm("log", "verify", "own.log")
    assert outcome.status == 1
    assert "entry 2: is not what was logged" in outcome.out
    found = json.loads(msm("log", "verify", "own.log", "--format", "json").out)
    assert (
        found["ok"],
        {"number": 2, "message": "is not what was logged"} in found["problems"],
    ) == (
        False,
        True,
    )
    assert msm("log", "show", "own.log").status == 2
    assert msm("log", "export", "own.log", "--out", "x.jsonl").status == 2
    assert not (logged.parent / "x.jsonl").exists()


def test_an_export_has_one_line_an_entry_and_the_chain(msm: Run, logged: Path) -> None:
    lines = [json.loads(x) for x in msm("log", "export", "own.log").out.splitlines()]
    assert [x["number"] for x in lines] == [1, 2]
    assert lines[1]["previous"] == lines[0]["digest"]
    assert msm("log", "export", "own.log", "--out", "x.jsonl").status == 0
    assert [json.loads(x) for x in (logged.parent / "x.jsonl").read_text().splitlines()] == lines


def test_a_log_is_never_written_over(msm: Run, logged: Path, key: str) -> None:
    before = logged.read_bytes()
    for call in (("export", "own.log"), ("checkpoint", "own.log", "--key", key)):
        outcome = msm("log", *call, "--out", "./own.log")
        assert (outcome.status, "is read by this call" in outcome.err) == (2, True)
    assert logged.read_bytes() == before


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("there", [True, False])
def test_what_belongs_to_a_log_is_never_written_over(
    msm: Run, logged: Path, key: str, end: str, there: bool
) -> None:
    beside = logged.with_name(f"own.log{end}")
    if there:
        beside.write_bytes(b"")
    (logged.parent / "link.log").symlink_to("own.log")
    for log in ("own.log", "link.log"):
        for call in (("export", log), ("checkpoint", log, "--key", key)):
            outcome = msm("log", *call, "--out", f"./own.log{end}")
            assert (outcome.status, "belongs to" in outcome.err) == (2, True)
    assert not there or beside.read_bytes() == b""
    assert msm("log", "verify", "own.log").status == 0


def test_a_view_that_goes_on_for_ever_is_no_log(msm: Run, logged: Path) -> None:
    endless = (
        "DROP TABLE entry; CREATE VIEW entry AS WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL"
        " SELECT number + 1 FROM n) SELECT number, '' AS previous, '' AS content, '' AS digest"
        " FROM n"
    )
    with closing(sqlite3.connect(logged)) as connection:
        connection.executescript(endless)
    said = "its tables are not those of a log"
    found = msm("log", "verify", "own.log")
    assert (found.status, said in found.out) == (1, True)
    for call in (("show",), ("export",), ("resolve", "2", "accept", *END)):
        outcome = msm("log", call[0], "own.log", *call[1:])
        assert (outcome.status, said in outcome.err) == (2, True)


def test_what_is_told_to_machines_names_its_form(msm: Run, logged: Path) -> None:
    assert {e["schema"] for e in entries(msm)} == {"msm-log-entry/1"}
    told = json.loads(msm("log", "verify", "own.log", "--format", "json").out)
    assert told["schema"] == "msm-log-verification/1"


def test_what_strangers_wrote_reaches_no_terminal_as_it_is(msm: Run, desk: Path) -> None:
    (desk / "odd.json").write_text(SMALL.replace("a/small", "a/\\u001b[31m\\u202e"), "utf-8")
    msm("decide", "assistant.msm", "odd.json", "--log", "own.log", "--ref", "\x1b[0m")
    shown = msm("log", "show", "own.log").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("command", ["show", "verify", "export"])
@pytest.mark.parametrize("log", ["missing.log", "assistant.msm", "."])
def test_what_is_no_log_is_refused_in_words(msm: Run, command: str, log: str) -> None:
    outcome = msm("log", command, log)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("error: ")
    assert "fault" not in outcome.err


# --- reviews -------------------------------------------------------------------------------------


def test_a_person_ends_a_review_with_a_reason_and_a_term(msm: Run, logged: Path) -> None:
    outcome = msm("log", "resolve", "own.log", "2", "reject", *END)
    assert (outcome.status, "entry 3" in outcome.err) == (0, True)
    _, review, end = entries(msm)
    assert end["proof"] == review["proof"]
    assert (end["kind"], end["verdict"], end["by"]) == ("resolution", "reject", "Dr. Chen")
    assert (end["because"], end["until"]) == ("the author wrote", "2999-06-30")
    assert msm("log", "verify", "own.log").status == 0


def test_of_several_ends_of_a_review_the_last_counts_and_that_is_said(
    msm: Run, logged: Path
) -> None:
    assert "had ended it" not in msm("log", "resolve", "own.log", "2", "reject", *END).err
    outcome = msm("log", "resolve", "own.log", "2", "accept", *END)
    assert outcome.status == 0
    assert "note: entry 3 had ended it (reject by Dr. Chen); the last one counts" in outcome.err
    assert [e["verdict"] for e in entries(msm)[2:]] == ["reject", "accept"]


@pytest.mark.usefixtures("logged")
def test_the_number_of_an_end_is_told_to_be_one(msm: Run) -> None:
    msm("log", "resolve", "own.log", "2", "accept", *END)
    outcome = msm("log", "resolve", "own.log", "3", "reject", *END)
    assert outcome.status == 2
    assert "entry 3 is no decision: by it Dr. Chen ended a review" in outcome.err


def test_a_review_is_also_called_by_its_proof(msm: Run, logged: Path) -> None:
    proof = str(entries(msm)[1]["proof"])
    for name in (proof, proof[:12], proof[:8].upper()):
        assert msm("log", "resolve", "own.log", name, "accept", *END).status == 0


def test_nobody_adds_to_a_log_between_the_look_at_a_review_and_its_end(
    msm: Run, logged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    resolution = reviews.resolution

    def meanwhile(*given: Any, **more: Any) -> Any:
        with closing(sqlite3.connect(logged, timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                tried.append(str(error))
        return resolution(*given, **more)

    monkeypatch.setattr(reviews, "resolution", meanwhile)
    assert msm("log", "resolve", "own.log", "2", "accept", *END).status == 0
    assert tried == ["database is locked"]


def test_to_end_a_review_makes_no_log(msm: Run, desk: Path) -> None:
    outcome = msm("log", "resolve", "missing.log", "2", "accept", *END)
    assert (outcome.status, "there is no log `missing.log`" in outcome.err) == (2, True)
    assert not (desk / "missing.log").exists()


@pytest.mark.parametrize(
    ("until", "status"), [("2026-11-24", 2), ("2026-11-25", 0), ("2026-11-26", 0)]
)
def test_terms_and_times_are_of_one_clock(
    msm: Run, logged: Path, monkeypatch: pytest.MonkeyPatch, until: str, status: int
) -> None:
    """At this instant it is still the 24th in America, and already the 25th in UTC."""
    monkeypatch.setattr(options, "now", lambda: "2026-11-25T02:00:00.000+00:00")
    outcome = msm("log", "resolve", "own.log", "2", "accept", *END[:5], until)
    assert outcome.status == status
    if status:
        assert "a term ends today, in UTC 2026-11-25, or later" in outcome.err


@pytest.mark.parametrize(
    ("name", "end", "said"),
    [
        ("1", END, "only a review is ended by a person"),
        ("7", END, "no decision is called `7`: `msm log show` lists them with their numbers"),
        ("ab", END, "names no decision"),
        ("0123456789", END, "no decision is called"),
        ("2", ("--by", " ", *END[2:]), "it must be said who decided"),
        ("2", (*END[:3], "", *END[4:]), "it must be said why"),
        ("2", (*END[:5], "2020-01-01"), "is over"),
        ("2", END[2:], "--by"),
    ],
)
def test_what_ends_no_review_is_refused_and_not_logged(
    msm: Run, logged: Path, name: str, end: tuple[str, ...], said: str
) -> None:
    outcome = msm("log", "resolve", "own.log", name, "accept", *end)
    assert (outcome.status, said in outcome.err) == (2, True), outcome.err
    assert len(entries(msm)) == 2


# --- signatures ----------------------------------------------------------------------------------


@pytest.fixture
def key(msm: Run, desk: Path) -> str:
    """The name of a private key; the public one is beside it."""
    assert msm("keys", "new", "own.key").status == 0
    return "own.key"


def test_a_lost_end_is_found_against_a_checkpoint(msm: Run, logged: Path, key: str) -> None:
    msm("log", "checkpoint", "own.log", "--key", key, "--out", "kept.json")
    call = ("log", "verify", "own.log", "--checkpoint", "kept.json", "--key", f"{key}.pub")
    assert "fits the checkpoint of 2" in msm(*call).out
    tamper(logged, "DELETE FROM entry WHERE number = 2")
    outcome = msm(*call)
    assert (outcome.status, "entry 2: the end is missing" in outcome.out) == (1, True)


def test_a_checkpoint_needs_its_key_and_a_log_that_is_sound(
    msm: Run, logged: Path, key: str
) -> None:
    msm("log", "checkpoint", "own.log", "--key", key, "--out", "kept.json")
    alone = msm("log", "verify", "own.log", "--checkpoint", "kept.json")
    assert (alone.status, "belong together" in alone.err) == (2, True)
    msm("keys", "new", "other.key")
    other = ("--checkpoint", "kept.json", "--key", "other.key.pub")
    assert "was not signed with this key" in msm("log", "verify", "own.log", *other).err
    tamper(logged, "DELETE FROM entry WHERE number = 1")
    assert msm("log", "checkpoint", "own.log", "--key", key).status == 2


def test_a_proof_is_signed_as_a_statement_on_the_model_at_its_revision(
    msm: Run, desk: Path, key: str
) -> None:
    proof = _proof(msm, desk)
    outcome = msm("attest", "proof.json", "--key", key)
    assert outcome.status == 0
    envelope = json.loads(outcome.out)
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    statement = json.loads(b64decode(envelope["payload"]))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"] == [{"name": "a/small", "digest": {"gitCommit": REVISION}}]
    assert statement["predicate"] == json.loads(proof)
    (desk / "att.json").write_text(outcome.out, "utf-8")
    assert msm("attest", "att.json", "--check", f"{key}.pub").out == proof


def test_what_is_no_proof_is_not_signed(msm: Run, desk: Path, key: str) -> None:
    proof = json.loads(_proof(msm, desk))
    proof["decision"]["verdict"] = "reject"
    (desk / "changed.json").write_text(json.dumps(proof), "utf-8")
    assert "its digest is another" in msm("attest", "changed.json", "--key", key).err
    assert "is a facts document" in msm("attest", "small.json", "--key", key).err


def test_an_attestation_that_was_changed_is_refused(msm: Run, desk: Path, key: str) -> None:
    _proof(msm, desk)
    msm("attest", "proof.json", "--key", key, "--out", "att.json")
    envelope = json.loads((desk / "att.json").read_text("utf-8"))
    envelope["payload"] = envelope["payload"][:-8] + "AAAAAAA="
    (desk / "att.json").write_text(json.dumps(envelope), "utf-8")
    outcome = msm("attest", "att.json", "--check", f"{key}.pub")
    assert (outcome.status, outcome.out) == (2, "")
    assert "was not signed with this key, or was changed since" in outcome.err


def test_verify_checks_a_signature_with_the_keys_that_are_given(
    msm: Run, desk: Path, key: str
) -> None:
    _proof(msm, desk)
    msm("attest", "proof.json", "--key", key, "--out", "att.json")
    msm("keys", "new", "other.key")
    own, other = ("--key", f"{key}.pub"), ("--key", "other.key.pub")
    assert "signed with the key in `own.key.pub`" in msm("verify", "att.json", *own).out
    assert msm("verify", "att.json", *other, *own, "--require-signature").status == 0
    for call in (other, (*other, "--require-signature")):
        outcome = msm("verify", "att.json", *call)
        assert outcome.status == 1
        assert "not signed with this key" in outcome.out


def test_a_missing_signature_fails_where_one_is_required(msm: Run, desk: Path, key: str) -> None:
    _proof(msm, desk)
    own = ("--key", f"{key}.pub")
    assert msm("verify", "proof.json", *own).status == 0
    outcome = msm("verify", "proof.json", *own, "--require-signature")
    assert outcome.status == 1
    assert "it is not signed, and a signature is required" in outcome.out
    assert "needs `--key`" in msm("verify", "proof.json", "--require-signature").err


def test_a_summary_is_signed_beside_a_proof_and_checked(msm: Run, desk: Path, key: str) -> None:
    proof = json.loads(_proof(msm, desk))
    assert msm("attest", "proof.json", "--key", key, "--vsa", "--out", "vsa.json").status == 0
    statement = json.loads(msm("attest", "vsa.json", "--check", f"{key}.pub", "--vsa").out)
    assert statement["predicate"]["verificationResult"] == "PASSED"
    (pointed,) = statement["predicate"]["inputAttestations"]
    assert pointed["digest"] == {"sha256": proof["digest"]}
    assert "no statement on a proof" in msm("attest", "vsa.json", "--check", f"{key}.pub").err


@pytest.mark.parametrize("which", [(), ("--key", "own.key", "--check", "own.key.pub")])
def test_attest_is_told_what_to_do(msm: Run, key: str, which: tuple[str, ...]) -> None:
    assert "either `--key` or `--check`" in msm("attest", "small.json", *which).err


def test_without_its_library_a_signature_is_refused_in_words(
    msm: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msm_rules.audit.keys", None)
    monkeypatch.delattr("msm_rules.audit.keys", raising=False)
    outcome = msm("keys", "new", "own.key")
    assert (outcome.status, "msm-rules[audit]" in outcome.err) == (2, True)


def _proof(msm: Run, desk: Path) -> str:
    """The text of a proof on a model whose revision is known; also in `proof.json`."""
    facts = SMALL.replace('"id"', f'"revision": "{REVISION}", "id"')
    (desk / "revised.json").write_text(facts, "utf-8")
    call = ("explain", "assistant.msm", "revised.json", "--format", "json", *DAY)
    msm(*call, "--out", "proof.json")
    return msm(*call).out


# --- what is loaded ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "unwanted"),
    [
        (("decide", "assistant.msm", "small.json"), {"sqlite3", "cryptography"}),
        (("log", "verify", "own.log"), {"cryptography", "pydantic"}),
        (("verify", "proof.att.json"), {"cryptography", "sqlite3", "polars"}),
    ],
)
def test_only_who_keeps_or_signs_loads_what_does(
    msm: Run, logged: Path, key: str, call: tuple[str, ...], unwanted: set[str]
) -> None:
    _proof(msm, logged.parent)
    assert msm("attest", "proof.json", "--key", key, "--out", "proof.att.json").status == 0
    code = (
        "import sys; from msm_rules.cli.main import main; main(sys.argv[1:])\n"
        "print('\\n' + ' '.join(sys.modules), end='')"
    )
    run = subprocess.run([sys.executable, "-c", code, *call], capture_output=True, text=True)
    assert not unwanted & set(run.stdout.splitlines()[-1].split())
