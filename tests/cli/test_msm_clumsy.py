"""What people get wrong on a command line: a sentence and what to do, never a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from msm_rules.cli import output
from tests.cli.conftest import OPEN, POLICY, SMALL, Outcome, Run


def refused(outcome: Outcome, *words: str) -> None:
    """The call was bad, stderr says so with these words, and stdout holds no result."""
    assert (outcome.status, outcome.out) == (2, "")
    for word in words:
        assert word in outcome.err
    assert "Traceback" not in outcome.err
    assert "fault" not in outcome.err


# --- which file ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "fmt", "test"])
def test_a_path_that_does_not_exist_names_the_nearest(msm: Run, command: str) -> None:
    outcome = msm(command, "asistant.msm")
    refused(outcome, "no file `asistant.msm`", "did you mean `assistant.msm`?")


def test_a_policy_that_does_not_exist_names_the_nearest(msm: Run) -> None:
    refused(msm("decide", "asistant.msm", "a/b"), "no file", "`assistant.msm`")


def test_a_folder_that_does_not_exist_is_said_to_be_missing(msm: Run) -> None:
    refused(msm("decide", "policy/x.msm", "a/b"), "no file `policy/x.msm`", "folder `policy`")


def test_a_folder_is_no_policy_but_holds_some(msm: Run) -> None:
    refused(msm("decide", ".", "a/b"), "`.` is a folder", "`./assistant.msm`")


def test_a_folder_without_policies_says_so(msm: Run, desk: Path) -> None:
    (desk / "empty").mkdir()
    refused(msm("check", "empty"), "no policy", "`empty`")
    refused(msm("decide", "empty", "a/b"), "is a folder", "there is no policy in it")


def test_a_policy_where_facts_belong_is_noticed(msm: Run) -> None:
    refused(msm("decide", "assistant.msm", "assistant.msm"), "is a policy", "facts document")
    refused(
        msm("decide", "assistant.msm", "a/b", "--facts", "assistant.msm"),
        "is a policy",
        "attested facts",
    )
    refused(msm("decide", "assistant.msm", "-", stdin=POLICY), "policy", "facts document")


def test_facts_where_a_policy_belongs_are_noticed(msm: Run) -> None:
    refused(msm("decide", "small.json", "a/b"), "`small.json` is no policy", "`.msm`")
    refused(msm("check", "small.json"), "`small.json` is no policy")


def test_a_facts_document_is_no_list_of_settled_facts(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "small.json", "--facts", "small.json")
    refused(outcome, "`--facts` takes attested facts")


def test_a_policy_is_not_read_from_stdin_where_it_may_refer_to_files(msm: Run) -> None:
    refused(msm("decide", "-", "a/b", stdin=POLICY), "from a file")


def test_a_policy_without_a_command_names_the_command(msm: Run) -> None:
    refused(msm("assistant.msm"), "a command is expected", "`msm check assistant.msm`")


# --- what is in it -------------------------------------------------------------------------------


def test_an_empty_file_is_called_empty(msm: Run, desk: Path) -> None:
    (desk / "empty.json").write_text(" \n", "utf-8")
    refused(msm("decide", "assistant.msm", "empty.json"), "`empty.json` is empty")
    refused(msm("decide", "assistant.msm", "-", stdin=""), "what stdin gave is empty")
    (desk / "empty.msm").write_text("", "utf-8")
    assert msm("check", "empty.msm").status == 2
    assert msm("decide", "empty.msm", "a/b").status == 2


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00", b"{\x00}", b"\xff\xfe{\x00}\x00"])
def test_a_binary_file_is_no_text(msm: Run, desk: Path, data: bytes) -> None:
    (desk / "binary.json").write_bytes(data)
    refused(msm("decide", "assistant.msm", "binary.json"), "is not UTF-8 text", "byte ")
    (desk / "binary.msm").write_bytes(data)
    outcome = msm("check", "binary.msm")
    assert outcome.status == 2
    assert "binary.msm" in outcome.out


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.json", '{"model": {', ["`x.json`", "JSON"]),
        ("x.json", '{"a": 1, "a": 2}', ["`a` is given twice"]),
        ("x.json", '{"model": {"id": "a/b", "likes": NaN}}', ["NaN"]),
        ("x.json", "[" * 100_000, ["nested too deep"]),
        ("x.yaml", "model: {id: a/b", ["`x.yaml`", "YAML"]),
        ("x.yaml", "a: &a [1]\nb: *a", ["has an alias", "line 2"]),
        ("x.yaml", "model: !!python/name:os.system", ["YAML", "line 1"]),
        ("x.yaml", "model: {id: a/b}\nmodel: {id: a/c}", ["`model` is given twice"]),
        ("x.yaml", "id: a/b\n---\nid: a/c", ["`x.yaml` holds 2 documents"]),
        ("x.toml", "id = ", ["`x.toml` is not TOML"]),
        ("x.json", "[1]", ["x.json"]),
        ("x.json", '{"model": {"id": "a/b", "likes": "many"}}', ["model.likes", "`many`"]),
        ("x.json", '{"model": {"likes": 3}}', ["x.json", "id"]),
    ],
)
def test_bad_facts_name_file_place_and_fault(
    msm: Run, desk: Path, name: str, text: str, words: list[str]
) -> None:
    (desk / name).write_text(text, "utf-8")
    refused(msm("decide", "assistant.msm", name), *words)


def test_a_policy_with_mistakes_shows_them_instead_of_deciding(msm: Run) -> None:
    outcome = msm("decide", "wrong.msm", "small.json")
    refused(outcome, "error[unknown-value]", "error[type-mismatch]", "2 errors in 1 policy")
    assert not outcome.err.startswith("error: ")


# --- which model ---------------------------------------------------------------------------------


def test_an_unknown_model_names_the_nearest(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "BioMistral/BioMistral-7")
    refused(outcome, "no model `BioMistral/BioMistral-7`", "`BioMistral/BioMistral-7B`")


def test_a_model_unlike_any_other_says_what_can_be_given_instead(msm: Run) -> None:
    refused(msm("decide", "assistant.msm", "zzzzzz/qqqqqq"), "facts document")


def test_a_missing_facts_file_is_no_model_id(msm: Run) -> None:
    refused(msm("decide", "assistant.msm", "smal.json"), "no file `smal.json`", "`small.json`")


def test_no_model_at_all_is_asked_for(msm: Run) -> None:
    refused(msm("decide", "assistant.msm"), "MODEL", "`msm decide --help`")


# --- params and days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("gpu_memory", ["`--set gpu_memory` has no `=`", "`--set gpu_memory=VALUE`"]),
        ("gpu_memry=48GiB", ["no param called `gpu_memry`", "`gpu_memory`"]),
        ("zzz=1", ["no param called `zzz`", "its params are `gpu_memory`"]),
        ("gpu_memory=48", ["`gpu_memory` is a size in bytes", "`48GiB`"]),
        ("gpu_memory=48GB!", ["`gpu_memory` is a size in bytes", "`48GB!`"]),
        ("gpu_memory=", ["`gpu_memory` is a size in bytes"]),
        ("gpu_memory=4 GiB", ["gpu_memory", "outside its range"]),
        ("start=2026-13-01", ["`start` is a date", "`2026-01-31`"]),
        ("strict=yes", ["`strict` is yes or no", "`true` or `false`"]),
        ("audience=everybody", ["audience", "everybody"]),
        ("wanted={en", ["`wanted` is a set of texts", "braces"]),
    ],
)
def test_a_param_that_cannot_be_set_says_why(msm: Run, setting: str, words: list[str]) -> None:
    refused(msm("decide", "assistant.msm", "small.json", "--set", setting), *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- 1", ["`p.yaml`", "mapping"]),
        ("gpu_memory: much", ["`p.yaml`", "`gpu_memory` is a size in bytes", "`much`"]),
        ("gpu_memory: 48 Gib", ["`gpu_memory` is a size in bytes"]),
        ("memory: 1", ["no param called `memory`"]),
        ("gpu_memory: [1]", ["gpu_memory"]),
        ("1: 2", ["no param called `1`"]),
    ],
)
def test_a_bad_file_of_params_says_why(msm: Run, desk: Path, text: str, words: list[str]) -> None:
    (desk / "p.yaml").write_text(text, "utf-8")
    refused(msm("decide", "assistant.msm", "small.json", "--params", "p.yaml"), *words)


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "tomorrow", "22.11.2026", "20261122"])
def test_a_day_that_does_not_exist_is_refused(msm: Run, day: str) -> None:
    refused(msm("decide", "assistant.msm", "small.json", "--as-of", day), f"no such day: `{day}`")


# --- which command -------------------------------------------------------------------------------


def test_a_mistyped_command_names_the_nearest(msm: Run) -> None:
    refused(msm("chek", "x.msm"), "no command `chek`", "did you mean `check`?")


def test_a_mistyped_option_names_the_nearest(msm: Run) -> None:
    refused(msm("check", "--stict"), "--stict", "--strict")


def test_an_unknown_diagnostic_names_the_nearest(msm: Run) -> None:
    refused(msm("explain-error", "type-missmatch"), "did you mean `type-mismatch`?")


def test_an_unknown_licence_names_the_nearest(msm: Run) -> None:
    refused(msm("licences", "show", "apache-2.00"), "`Apache-2.0`")


# --- strangers' texts and full disks -------------------------------------------------------------


def test_text_of_strangers_cannot_act_on_the_terminal(msm: Run, desk: Path) -> None:
    evil = SMALL.replace("a/small", "a/\\u001b[31mred\\u202e")
    (desk / "evil.json").write_text(evil, "utf-8")
    outcome = msm("decide", "assistant.msm", "evil.json")
    assert "\x1b" not in outcome.out + outcome.err
    assert "\u202e" not in outcome.out + outcome.err
    assert "\x1b" not in msm("decide", "assistant.msm", "\x1b[31m").err


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_says_so(msm: Run, desk: Path) -> None:
    (desk / "small.json").chmod(0)
    refused(msm("decide", "assistant.msm", "small.json"), "cannot be read", "permission denied")


@pytest.mark.parametrize("command", ["graph", "explain", "screen"])
@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("nowhere/x.html", "no folder `nowhere`"),
        (".", "is a folder"),
        ("", "has an empty name"),
        ("\0.html", "cannot be written"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_refused_before_any_work(
    msm: Run, command: str, out: str, words: str
) -> None:
    models = ("small.json",) if command == "explain" else ()
    refused(msm(command, "assistant.msm", *models, "--out", out), words)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_a_pipe_or_a_device_is_written_to_and_not_replaced_by_a_file(msm: Run, desk: Path) -> None:
    """`--out /dev/null` must leave the device where it is."""
    os.mkfifo(desk / "pipe")
    reader = os.open(desk / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert msm("graph", "assistant.msm", "--out", "pipe").status == 0
        assert os.read(reader, 1 << 16).startswith(b"flowchart")
    finally:
        os.close(reader)
    assert (desk / "pipe").is_fifo()


def test_a_name_with_a_zero_byte_is_no_file(msm: Run) -> None:
    refused(msm("decide", "assistant.msm", "a\0.json"))
    refused(msm("decide", "a\0.msm", "a/b"))
    refused(msm("check", "a\0.msm"))
    refused(msm("facts", "show", "a/b", "--catalogue", "a\0.jsonl"))


# --- one thing in the place of another -----------------------------------------------------------


@pytest.fixture
def kinds(msm: Run, desk: Path) -> None:
    """A file of every kind that `msm` reads and writes."""
    day = ("--as-of", "2026-11-22")
    msm("explain", "assistant.msm", "big.json", *day, "--format", "json", "--out", "proof.json")
    msm("decide", "assistant.msm", "small.json", *day, "--log", "own.log")
    msm("keys", "new", "own.key")
    (desk / "models.jsonl").write_text(f"{SMALL}\n{OPEN}\n", "utf-8")
    (desk / "none.jsonl").write_text("\n", "utf-8")


@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("verify assistant.msm", "is a policy, and a proof is expected"),
        ("verify own.log", "`msm log verify` checks it"),
        ("verify own.key", "is a key, and a proof is expected"),
        ("decide assistant.msm models.jsonl", "by its id, and the list with `--catalogue models."),
        ("decide assistant.msm own.log", "is not UTF-8 text"),
        ("screen assistant.msm assistant.msm", "is a policy, and a catalogue is expected"),
        ("screen assistant.msm BioMistral/BioMistral-7B", "`msm decide` and `msm explain` take"),
        ("screen assistant.msm proof.json", "no record of the catalogue could be read"),
        ("decide assistant.msm - -", "stdin is named twice"),
        ("decide assistant.msm small.json --log .", "is a folder"),
        ("decide assistant.msm small.json --log nowhere/x.log", "no folder `nowhere`"),
        ("explain assistant.msm small.json --out -", "`-` is no file to write to"),
        ("screen assistant.msm --manifest -", "`-` is no file to write to"),
        ("schema proofs", "did you mean `proof`?"),
        ("schema", "missing argument `KIND`. Choose from: facts, proof"),
        ("verify proof.json --digest", "`msm verify --help` shows"),
        ("facts convert --to", "`msm facts convert --help` shows"),
    ],
)
def test_one_thing_in_the_place_of_another_is_called_what_it_is(
    msm: Run, call: str, words: str
) -> None:
    outcome = msm(*call.split())
    refused(outcome, words)
    assert "save it as UTF-8" not in outcome.err


@pytest.mark.parametrize(
    "page",
    [
        "https://huggingface.co/BioMistral/BioMistral-7B",
        "https://huggingface.co/BioMistral/BioMistral-7B/tree/main",
        "http://www.hf.co/BioMistral/BioMistral-7B?x=y",
    ],
)
def test_a_page_of_the_hub_is_told_how_it_is_named_here(msm: Run, page: str) -> None:
    refused(msm("decide", "assistant.msm", page), "hub:BioMistral/BioMistral-7B\n")


@pytest.mark.usefixtures("kinds")
def test_a_list_that_holds_no_proof_is_none_that_holds(msm: Run) -> None:
    """An empty list must not pass a gate; and it does not lose what stands beside it."""
    for call in (("none.jsonl",), ("proof.json", "none.jsonl")):
        outcome = msm("verify", *call)
        assert outcome.status == 2
        assert "`none.jsonl` holds no proof" in outcome.out
    assert "1 of 2 proofs hold" in outcome.out


@pytest.mark.usefixtures("kinds")
def test_nothing_is_written_of_a_catalogue_of_which_nothing_could_be_read(
    msm: Run, desk: Path
) -> None:
    outcome = msm("screen", "assistant.msm", "proof.json", "--out", "x.csv", "--format", "json")
    refused(outcome, "note: proof.json: decision: is no part of a facts document")
    assert not (desk / "x.csv").exists()


def test_a_folder_that_must_not_be_written_to_is_refused_before_any_work(
    msm: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`os.access` stands in for permissions, which do not bind who runs the tests as root."""
    monkeypatch.setattr(output.os, "access", lambda path, _: str(path) not in ("locked", "."))
    (desk / "locked").mkdir()
    for call in (("screen", "assistant.msm", "--manifest"), ("graph", "assistant.msm", "--out")):
        refused(msm(*call, "locked/x.json"), "`locked/x.json` cannot be written: permission denied")
    os.mkfifo(desk / "pipe")
    output.check_place("pipe")


def test_a_variable_that_is_not_set_does_not_stand_for_the_shipped_catalogue(msm: Run) -> None:
    refused(msm("screen", "assistant.msm", ""), "`` is no name of a catalogue")
    refused(msm("screen", "assistant.msm", "--catalogue", ""), "`` is no name of a catalogue")


def test_a_name_that_no_file_can_have_is_refused_before_any_work(msm: Run) -> None:
    for call in (("decide", "assistant.msm", "small.json", "--bom"), ("screen", "assistant.msm",
                 "--manifest"), ("graph", "assistant.msm", "--out")):  # fmt: skip
        refused(msm(*call, "x" * 5000), "cannot be written: file name too long")


def test_what_was_typed_reaches_no_terminal_as_it_is(msm: Run) -> None:
    for call in (
        ("schema", "\x1b[31m"),
        ("decide", "a", "b", "--as-of", "\x1b[31m"),
        ("\x1b[31m",),
    ):
        assert "\x1b" not in msm(*call).err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device without end")
def test_a_device_without_end_is_no_policy(msm: Run) -> None:
    outcome = msm("check", "/dev/zero")
    assert (outcome.status, "is larger than 8 MiB" in outcome.out) == (2, True)
