"""`msm report` with a log, keys and salts: what it tells of each, and what it refuses."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.report.logs import forged

DAY = ("--as-of", "2026-11-22")
PINNED = (
    '{"model": {"id": "a/open", "revision": "0123456789abcdef0123456789abcdef01234567",'
    ' "memory": {"int4": 1e9}}}'
)
EVIL = "<script>alert(1)</script> @octocat"


@pytest.fixture
def kept(msm: Run, desk: Path) -> Path:
    """A folder with a proof that was logged, whose review a person ended, and one that was not."""
    (desk / "open.json").write_text(PINNED, "utf-8")
    assert msm("decide", "assistant.msm", "open.json", "--log", "d.log", *DAY).status == 3
    ended = ("accept", "--by", EVIL, "--because", f"read {EVIL}", "--until", "2099-06-30")
    assert msm("log", "resolve", "d.log", "1", *ended).status == 0
    (desk / "proofs").mkdir()
    for name in ("open", "small"):
        call = ("explain", "assistant.msm", f"{name}.json", "--format", "json", *DAY)
        assert msm(*call, "--out", f"proofs/{name}.json").status in (0, 1, 3)
    return desk / "proofs"


@pytest.fixture
def signed(msm: Run, kept: Path, desk: Path) -> Path:
    """The same, signed with `own.key`; and `other.key`, which signed nothing."""
    pytest.importorskip("cryptography")
    for name in ("own.key", "other.key"):
        assert msm("keys", "new", name).status == 0
    found = msm("attest", "proofs/open.json", "--key", "own.key", "--out", "open.att.json")
    assert found.status == 0, found.err
    return desk / "open.att.json"


# --- a log ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("kept")
def test_a_proof_says_how_a_person_ended_its_review(msm: Run, desk: Path) -> None:
    found = msm("report", "proofs/open.json", "--log", "d.log", "--no-graph")
    assert found.status == 0
    assert found.out.startswith("## 👤 Accepted by a person: `a/open`\n")
    assert "\\<script\\>" in found.out
    assert "<script>" not in found.out.split("<details>")[0]
    assert msm("report", "proofs/open.json", "--log", "d.log", "--out", "p.html").status == 0
    page = (desk / "p.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; @octocat" in page
    assert "<script>alert" not in page
    assert "Decided by a person: accepted" in page
    assert "Ended in entry 2" in page


@pytest.mark.usefixtures("kept")
def test_the_day_says_whether_a_term_is_over_and_stands_in_the_command(msm: Run) -> None:
    call = ("report", "proofs/open.json", "--log", "d.log", "--no-graph")
    later = msm(*call, "--day", "2099-07-01")
    assert "and the term is over" in later.out
    first = msm(*call)
    again = shlex.split(first.out.rpartition("made with `")[2].partition("`")[0])
    assert "--day" in again
    assert msm(*again[1:], "--no-graph").out == first.out


@pytest.mark.usefixtures("kept")
def test_a_decision_made_anew_is_looked_up_too(msm: Run) -> None:
    found = msm("report", "assistant.msm", "open.json", *DAY, "--log", "d.log")
    assert found.status == 3
    assert "Accepted by a person" in found.out
    other = msm("report", "assistant.msm", "open.json", *DAY, "--log", "d.log", "--ref", "T-9")
    assert "Not in d.log" in other.out
    assert "--ref T-9" in other.out


@pytest.mark.usefixtures("kept")
def test_a_folder_of_proofs_says_of_each_what_the_log_has(msm: Run) -> None:
    found = msm("report", "proofs", "--log", "d.log")
    assert found.status == 0
    assert "1 of those that hold is in d.log, on " in found.out
    assert "1 review was ended by a person" in found.out
    assert "not in the log" in found.out


@pytest.mark.usefixtures("kept")
def test_a_log_that_is_not_sound_is_said_and_fails(msm: Run) -> None:
    forged("d.log", 2, '"accept"', '"reject"')
    for what in ("proofs/open.json", "proofs"):
        found = msm("report", what, "--log", "d.log")
        assert found.status == 1
        assert "> **d.log is NOT as it was logged.**" in found.out
    assert msm("report", "assistant.msm", "small.json", *DAY, "--log", "d.log").status == 1


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("proofs", "--log", "none.log"), "there is no log `none.log`"),
        (("proofs", "--log", "assistant.msm"), "`assistant.msm`: it is no decision log"),
        (("proofs", "--day", "2026-12-01"), "no log is named"),
        (("assistant.msm", "--log", "d.log"), "this is a shortlist"),
        (("proofs", "--log", "d.log", "--out", "d.log"), "would be written over"),
        (("proofs/open.json", "--key", "assistant.msm"), "assistant.msm"),
        (("proofs/open.json", "--reveal", "small.json"), "holds no salts"),
        (("proofs", "--reveal", "small.json"), "for one proof"),
        (("assistant.msm", "small.json", "--reveal", "small.json"), "are for proofs"),
        (("assistant.msm", "small.json", "--format", "sarif"), "this is a policy"),
        (("proofs", "--format", "sarif", "--log", "d.log"), "for pages and Markdown"),
    ],
)
def test_a_bad_call_is_refused_and_nothing_is_written(
    msm: Run, desk: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = sorted(desk.rglob("*"))
    found = msm("report", *arguments)
    assert (found.status, found.out) == (2, "")
    assert message in found.err
    assert sorted(desk.rglob("*")) == before


def test_a_report_without_a_log_needs_no_database(desk: Path, kept: Path) -> None:
    program = (
        "import sys; from msm_rules.cli.main import main; "
        "status = main(['report', 'proofs/open.json', '--out', 'x.html']); "
        "sys.exit(status or 'sqlite3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=desk, capture_output=True)
    assert (done.returncode, kept.is_dir()) == (0, True), done.stderr


# --- signatures ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("signed")
def test_a_signed_proof_is_told_with_the_keys_it_names_and_that_nobody_checked(msm: Run) -> None:
    key_id = json.loads(Path("open.att.json").read_text("utf-8"))["signatures"][0]["keyid"]
    found = msm("report", "open.att.json")
    assert found.status == 0
    assert "`a/open`" in found.out
    assert "the signature was not checked; key id " + key_id in found.out
    assert "msm verify open.att.json" in found.out


@pytest.mark.usefixtures("signed")
def test_with_the_key_it_says_that_it_is_signed(msm: Run, desk: Path) -> None:
    found = msm("report", "open.att.json", "--key", "other.key.pub", "--key", "own.key.pub")
    assert found.status == 0
    assert "✓ It is signed with the key in own.key.pub" in found.out
    call = ("report", "open.att.json", "--key", "own.key.pub", "--out", "p.html")
    assert msm(*call).status == 0
    page = (desk / "p.html").read_text("utf-8")
    assert "✓ It is signed with the key in own.key.pub" in page


@pytest.mark.usefixtures("signed")
def test_with_another_key_it_says_so_before_all_else_and_fails(msm: Run) -> None:
    found = msm("report", "open.att.json", "--key", "other.key.pub")
    assert found.status == 1
    assert found.out.startswith("> [!CAUTION]\n> **It is NOT signed with a key that was given: ")


@pytest.mark.usefixtures("signed")
def test_a_statement_that_was_changed_is_not_signed(msm: Run, desk: Path) -> None:
    envelope = json.loads((desk / "open.att.json").read_text("utf-8"))
    envelope["signatures"][0] |= {"sig": "AAAA", "keyid": EVIL}
    (desk / "open.att.json").write_text(json.dumps(envelope), "utf-8")
    found = msm("report", "open.att.json", "--key", "own.key.pub")
    assert found.status == 1
    assert "NOT signed" in found.out
    assert "\\<script\\>" in found.out
    (desk / "x.json").write_text(json.dumps({**envelope, "signatures": []}), "utf-8")
    assert "the statement names no key" in msm("report", "x.json").out
    for signatures in (None, [1], "x", [{"keyid": 7}]):
        (desk / "x.json").write_text(json.dumps({**envelope, "signatures": signatures}), "utf-8")
        found = msm("report", "x.json")
        assert (found.status, "is no sound envelope" in found.err) == (2, True)


@pytest.mark.usefixtures("signed")
def test_a_proof_that_is_not_signed_says_so_where_a_key_is_given(msm: Run) -> None:
    found = msm("report", "proofs/open.json", "--key", "own.key.pub")
    assert found.status == 0
    assert "It is not signed, though a key was given" in found.out


@pytest.mark.usefixtures("signed")
def test_signed_proofs_among_others_are_told(msm: Run, desk: Path) -> None:
    (desk / "open.att.json").rename(desk / "proofs" / "open.att.json")
    found = msm("report", "proofs")
    assert found.status == 0
    assert "All 3 proofs hold." in found.out
    assert "signed, which was not checked" in found.out
    found = msm("report", "proofs", "--key", "other.key.pub")
    assert found.status == 1
    assert "1 proof is NOT signed with a key that was given" in found.out


@pytest.mark.usefixtures("signed")
def test_a_signed_summary_is_no_proof(msm: Run, desk: Path) -> None:
    (desk / "pinned.json").write_text(PINNED.replace("}}}", '}, "license": "mit"}}'), "utf-8")
    call = ("explain", "assistant.msm", "pinned.json", "--format", "json", "--out", "ok.json")
    assert msm(*call).status == 0
    assert msm("attest", "ok.json", "--key", "own.key", "--vsa", "--out", "s.json").status == 0
    found = msm("report", "s.json")
    assert (found.status, found.out) == (2, "")
    assert "is a signed summary, which points at a proof and holds none" in found.err


# --- redacted ------------------------------------------------------------------------------------


@pytest.fixture
def hidden(msm: Run, kept: Path) -> None:
    """A proof with a fact withheld, and its salts."""
    call = ("redact", "proofs/small.json", "--fact", "memory.int4", "--out", "red.json")
    assert msm(*call, "--salts", "salts.json").status == 0


@pytest.mark.usefixtures("hidden")
def test_a_redacted_proof_is_told_and_shown_with_its_salts(msm: Run) -> None:
    found = msm("report", "red.json")
    assert found.status == 0
    assert "This is a redacted proof." in found.out
    assert "check it with `msm verify red.json`" in found.out
    shown = msm("report", "red.json", "--reveal", "salts.json")
    assert shown.status == 0
    assert "this is the original" in shown.out
    whole = msm("report", "proofs/small.json", "--reveal", "salts.json")
    assert whole.status == 2
    assert "withholds no facts" in whole.err


@pytest.mark.usefixtures("hidden")
def test_salts_that_do_not_fit_are_refused(msm: Run, desk: Path) -> None:
    salts = json.loads((desk / "salts.json").read_text("utf-8"))
    (desk / "salts.json").write_text(json.dumps({**salts, "original": "0" * 64}), "utf-8")
    found = msm("report", "red.json", "--reveal", "salts.json")
    assert (found.status, found.out) == (2, "")
    assert "`salts.json`: these salts are of another proof" in found.err
    (desk / "salts.json").write_text(json.dumps({**salts, "rest": [1]}), "utf-8")
    found = msm("report", "red.json", "--reveal", "salts.json")
    assert (found.status, found.out) == (2, "")
    assert "`salts.json` is not of the form of salts" in found.err
    (desk / "salts.json").write_text(json.dumps({**salts, "rest": [[["nodes"], []]]}), "utf-8")
    found = msm("report", "red.json", "--reveal", "salts.json")
    assert (found.status, found.out) == (2, "")
    assert "with these salts it cannot be read" in found.err


# --- other tools ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("form", ["sarif", "junit", "prov"])
def test_kept_proofs_are_told_in_the_formats_of_other_tools(msm: Run, form: str) -> None:
    for what in (("proofs",), ("red.json",), ("proofs", "red.json")):
        found = msm("report", *what, "--format", form)
        assert (found.status, found.err) == (0, "")
        assert {"sarif": '"executionSuccessful": true', "junit": "a/small", "prov": "a/small"}[
            form
        ] in found.out
        if form != "junit":
            json.loads(found.out)


@pytest.mark.usefixtures("hidden")
def test_a_proof_that_does_not_hold_is_refused_there(msm: Run, desk: Path) -> None:
    document = json.loads((desk / "red.json").read_text("utf-8"))
    document["proof"]["decision"]["verdict"] = "reject"
    (desk / "red.json").write_text(json.dumps(document), "utf-8")
    found = msm("report", "red.json", "--format", "junit")
    assert found.status == 1
    assert "the proof does not hold" in found.out
    (desk / "proofs" / "x.json").write_text("{", "utf-8")
    assert msm("report", "proofs", "--format", "sarif").status == 2


@pytest.mark.usefixtures("kept")
def test_proofs_by_two_policies_are_not_one_run(msm: Run, desk: Path) -> None:
    (desk / "other.msm").write_text('policy other { version "1.0.0" }', "utf-8")
    call = ("explain", "other.msm", "small.json", "--format", "json", "--out", "proofs/o.json")
    assert msm(*call).status == 0
    found = msm("report", "proofs", "--format", "sarif")
    assert (found.status, found.out) == (2, "")
    assert "these proofs are by 2 policies" in found.err
    assert msm("report", "proofs", "--format", "prov").status == 0
