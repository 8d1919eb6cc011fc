"""`msm report`: which report a call makes, in which form, and with which exit status."""

from __future__ import annotations

import json
import shlex
import zipfile
from pathlib import Path

import pytest

from msm_rules.proof.redaction import redact
from tests.cli.conftest import BIG, OPEN, SMALL, Run
from tests.hub_server import Server


@pytest.fixture
def proofs(msm: Run, desk: Path) -> Path:
    """A folder of proofs."""
    folder = desk / "proofs"
    folder.mkdir()
    for name in ("small", "big", "open"):
        made = msm("explain", "assistant.msm", f"{name}.json", "--format", "json")
        (folder / f"{name}.json").write_text(made.out, "utf-8")
    return folder


def _altered(proof: Path) -> None:
    document = json.loads(proof.read_text("utf-8"))
    document["decision"]["verdict"] = "review"
    proof.write_text(json.dumps(document), "utf-8")


def test_a_policy_and_a_model_make_the_report_of_a_decision(msm: Run, desk: Path) -> None:
    found = msm("report", "assistant.msm", "small.json", "--out", "page.html")
    assert (found.status, found.out, found.err) == (0, "", "wrote page.html\n")
    page = (desk / "page.html").read_text("utf-8")
    assert "<h1>a/small</h1>" in page
    assert "✓ The proof holds." in page


@pytest.mark.parametrize(("model", "status"), [("small", 0), ("big", 1), ("open", 3)])
def test_the_exit_status_is_that_of_the_decision(msm: Run, model: str, status: int) -> None:
    assert msm("report", "assistant.msm", f"{model}.json").status == status


def test_fail_on_is_respected(msm: Run) -> None:
    assert msm("report", "assistant.msm", "open.json", "--fail-on", "reject").status == 0


def test_without_out_it_is_markdown_on_stdout(msm: Run) -> None:
    found = msm("report", "assistant.msm", "small.json")
    assert found.out.startswith("## ✅ Accepted: `a/small`\n")
    assert "```mermaid" in found.out
    assert "mermaid" not in msm("report", "assistant.msm", "small.json", "--no-graph").out


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (("--out", "x.md"), "## "),
        (("--out", "x.markdown"), "## "),
        (("--out", "x.HTML"), "<!doctype html>"),
        (("--out", "x.txt", "--format", "html"), "<!doctype html>"),
        (("--out", "x.html", "--format", "markdown"), "## "),
    ],
)
def test_the_ending_says_the_form_and_format_overrules_it(
    msm: Run, desk: Path, arguments: tuple[str, ...], begins: str
) -> None:
    assert msm("report", "assistant.msm", "small.json", *arguments).status == 0
    assert (desk / arguments[1]).read_text("utf-8").startswith(begins)


def test_a_policy_alone_makes_the_shortlist(msm: Run, desk: Path) -> None:
    (desk / "models.jsonl").write_text(f"{SMALL}\n{OPEN}\n{BIG}\n", "utf-8")
    shortlist = "1 of 3 models is accepted; too little is known of 1; 1 is rejected."
    for call in (
        ("assistant.msm", "models.jsonl"),
        ("assistant.msm", "--catalogue", "models.jsonl"),
    ):
        found = msm("report", *call)
        assert found.status == 0
        assert shortlist in found.out
    assert " of 555 models" in msm("report", "assistant.msm").out
    assert msm("report", "assistant.msm", "models.jsonl", "--out", "s.html").status == 0
    assert "Where the models went" in (desk / "s.html").read_text("utf-8")


def test_a_folder_of_facts_is_a_catalogue(msm: Run, desk: Path) -> None:
    (desk / "models").mkdir()
    (desk / "models" / "a.json").write_text(SMALL, "utf-8")
    assert "1 of 1 model is accepted" in msm("report", "assistant.msm", "models").out


def test_several_models_make_one_report(msm: Run, desk: Path) -> None:
    found = msm("report", "assistant.msm", "small.json", "big.json", "--out", "two.html")
    assert found.status == 1
    page = (desk / "two.html").read_text("utf-8")
    assert "Assistant for the clinic 1.2.0" in page
    assert 'id="at-once"' in page
    assert "small.json" not in page.split("<footer>")[0]


def test_a_proof_alone_is_enough(msm: Run, proofs: Path, desk: Path) -> None:
    (desk / "assistant.msm").unlink()
    found = msm("report", "proofs/big.json", "--out", "page.html")
    assert found.status == 0
    page = (desk / "page.html").read_text("utf-8")
    assert "Rejected because it fails the requirement: size." in page
    assert "policy assistant {" in page


def test_a_proof_may_come_on_stdin(msm: Run, proofs: Path) -> None:
    text = (proofs / "small.json").read_text("utf-8")
    assert msm("report", "-", stdin=text).out.startswith("## ✅ Accepted: `a/small`")


def test_a_proof_that_does_not_hold_says_so_and_fails(msm: Run, proofs: Path) -> None:
    _altered(proofs / "small.json")
    found = msm("report", "proofs/small.json")
    assert found.status == 1
    assert found.out.startswith("> [!CAUTION]\n> **This proof does NOT hold.**")


def test_a_folder_of_proofs_makes_an_index(msm: Run, proofs: Path, desk: Path) -> None:
    found = msm("report", "proofs", "--out", "index.html")
    assert found.status == 0
    assert "All 3 proofs hold." in (desk / "index.html").read_text("utf-8")
    _altered(proofs / "small.json")
    found = msm("report", "proofs")
    assert found.status == 1
    assert "1 of 3 proofs does NOT hold; 2 of 3 proofs hold." in found.out


def test_what_is_no_proof_in_a_folder_is_listed_and_loses_nothing(msm: Run, proofs: Path) -> None:
    (proofs / "below").mkdir()
    (proofs / "below" / "broken.json").write_text("{", "utf-8")
    (proofs / "facts.json").write_text(SMALL, "utf-8")
    (proofs / "deep.json").write_text("[" * 100_000, "utf-8")
    (proofs / "notes.txt").write_text("not looked at", "utf-8")
    (proofs / ".hidden.json").write_text("{", "utf-8")
    found = msm("report", "proofs")
    assert found.status == 2
    assert "3 files could not be read; 3 of 6 proofs hold." in found.out
    for name in ("below/broken.json", "facts.json", "deep.json"):
        assert f"- `{name}`: " in found.out
    assert "notes.txt" not in found.out


def test_archives_and_lists_of_proofs_are_folders_of_them(msm: Run, proofs: Path) -> None:
    files = sorted(proofs.iterdir())
    with zipfile.ZipFile("all.zip", "w") as archive:
        for file in files:
            archive.write(file, file.name)
    lines = "".join(file.read_text("utf-8").strip() + "\n" for file in files)
    Path("all.jsonl").write_text(lines, "utf-8")
    for name in ("all.zip", "all.jsonl"):
        found = msm("report", name)
        assert (found.status, found.err) == (0, "")
        assert "All 3 proofs hold." in found.out


def test_what_is_another_document_says_which_and_what_to_do(msm: Run, proofs: Path) -> None:
    proof = json.loads((proofs / "small.json").read_text("utf-8"))
    salts = redact(proof, {"memory.int4": "ab" * 32}).salts
    others = {
        "salts": (salts, "the salts of a redacted proof", "--reveal"),
        "facts": (proof["facts"]["document"], "a facts document", "the policy first"),
        "signed": ({"payload": "e30="}, "no sound envelope", "msm attest"),
    }
    for name, (document, what, hint) in others.items():
        (proofs / f"{name}.json").write_text(json.dumps(document), "utf-8")
        found = msm("report", f"proofs/{name}.json")
        assert found.status == 2
        assert f"`proofs/{name}.json` " in found.err
        assert what in found.err
        assert hint in found.err
    found = msm("report", "proofs")
    assert found.status == 2
    assert "3 files could not be read; 3 of 6 proofs hold." in found.out
    assert "- `facts.json`: is a facts document" in found.out


def test_a_proof_with_a_name_given_twice_is_none(msm: Run, proofs: Path) -> None:
    text = (proofs / "small.json").read_text("utf-8")
    (proofs / "small.json").write_text('{"schema": "x", ' + text[1:], "utf-8")
    found = msm("report", "proofs/small.json")
    assert found.status == 2
    assert "`schema` is given twice" in found.err


def test_a_query_to_the_hub_makes_a_shortlist(msm: Run, hub_server: Server) -> None:
    hub_server.add("acme/one")
    hub_server.listed = [hub_server.models["acme/one"]]
    found = msm("report", "assistant.msm", "hub:?author=acme&limit=5")
    assert "of 1 model" in found.out, found.err
    assert "Where the models went" in found.out


def test_a_policy_that_cannot_be_read_back_is_told(msm: Run, proofs: Path) -> None:
    document = json.loads((proofs / "small.json").read_text("utf-8"))
    document["policy"]["files"][0]["text"] = "policy {"
    (proofs / "small.json").write_text(json.dumps(document), "utf-8")
    found = msm("report", "proofs/small.json")
    assert found.status == 1
    assert "1 of 1 proof does NOT hold." in found.out


def test_the_report_says_how_to_make_it_again(msm: Run, desk: Path) -> None:
    call = [
        "report", "assistant.msm", "open.json", "--set", "gpu_memory=48GiB",
        "--facts", "settled.yaml", "--as-of", "2026-11-22", "--format", "markdown",
    ]  # fmt: skip
    first = msm(*call)
    command = first.out.rpartition("made with `")[2].partition("`")[0]
    again = shlex.split(command)
    assert again[:2] == ["msm", "report"]
    assert msm(*again[1:]).out == first.out


def test_a_screening_s_page_says_its_whole_call(msm: Run, desk: Path) -> None:
    (desk / "models.jsonl").write_text(f"{SMALL}\n{OPEN}\n", "utf-8")
    msm("screen", "assistant.msm", "models.jsonl", "--facts", "settled.yaml", "--out", "s.html")
    page = (desk / "s.html").read_text("utf-8")
    assert "<code>msm screen assistant.msm models.jsonl --facts settled.yaml --as-of" in page
    assert "--out s.html</code>" in page


def test_a_screening_can_be_markdown(msm: Run, desk: Path) -> None:
    (desk / "models.jsonl").write_text(f"{SMALL}\n{OPEN}\n", "utf-8")
    assert msm("screen", "assistant.msm", "models.jsonl", "--out", "s.md").status == 0
    assert (desk / "s.md").read_text("utf-8").startswith("## Assistant for the clinic")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "missing argument"),
        (("nothing.json",), "there is no file `nothing.json`"),
        (("nothing/",), "there is no file `nothing/`"),
        (("small.json",), "`small.json` is a facts document"),
        (("proofs/big.json", "nothing.json"), "there is no file `nothing.json`"),
        (("assistant.msm", "nobody/nothing"), "there is no model `nobody/nothing`"),
        (("wrong.msm", "small.json"), "is not a task"),
        (("assistant.msm", "small.json", "--out", "x.txt"), "ending of `--out` says no form"),
        (("assistant.msm", "small.json", "--out", "none/x.html"), "there is no folder `none`"),
        (("proofs/big.json", "--set", "gpu_memory=1GiB"), "a proof is told as it is"),
        (("proofs/big.json", "--as-of", "2026-01-01"), "a proof is told as it is"),
        (("empty",), "there is no proof (`*.json`) below `empty`"),
    ],
)
def test_a_bad_call_is_refused_and_nothing_is_written(
    msm: Run, proofs: Path, desk: Path, arguments: tuple[str, ...], message: str
) -> None:
    (desk / "empty").mkdir()
    before = sorted(desk.rglob("*"))
    found = msm("report", *arguments)
    assert found.status == 2
    assert message in found.err
    assert found.out == ""
    assert sorted(desk.rglob("*")) == before


def test_two_proofs_named_one_by_one_make_one_report(msm: Run, proofs: Path) -> None:
    found = msm("report", "proofs/big.json", "proofs/small.json")
    assert found.status == 0
    assert "Both proofs hold." in found.out
