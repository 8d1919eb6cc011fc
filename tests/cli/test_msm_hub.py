"""The Hub from the command line: every command takes its addresses, and every fault is words."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from msm_rules.cli.progress import Progress
from tests import hub_server as at
from tests.cli.conftest import Run
from tests.hub_server import Server

ID = "acme/model-7B"
HUB = f"hub:{ID}"
CHAIN = """
policy chain { version "1.0.0" }
critical {
  rule task "Writes text" { require "text-generation" in model.tasks }
  rule context "Takes long texts" { require model.context_length >= 4096 }
}
"""


@pytest.fixture
def server(hub_server: Server, desk: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr("msm_rules.cli.hub.usual_patience", at.patience)
    hub_server.add(ID, card={"license": "apache-2.0", "language": "en"})
    (desk / "chain.msm").write_text(CHAIN)
    return hub_server


def test_a_policy_decides_on_a_model_of_the_hub(msm: Run, server: Server) -> None:
    outcome = msm("decide", "assistant.msm", HUB)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith(f"{ID}  ACCEPTED")
    assert len(server.asked) == 1


def test_what_was_not_needed_is_said_to_be(msm: Run, server: Server) -> None:
    server.add(ID, pipeline_tag="fill-mask", tags=[])
    outcome = msm("decide", "chain.msm", HUB)
    assert outcome.status == 1
    assert "· context      Takes long texts (not needed)" in outcome.out
    assert "(not known)" not in outcome.out
    assert "not needed" in msm("explain", "chain.msm", HUB).out


def test_a_proof_of_a_decision_that_stopped_early_is_verified(
    msm: Run, server: Server, desk: Path
) -> None:
    server.add(ID, pipeline_tag="fill-mask", tags=[])
    outcome = msm("explain", "chain.msm", HUB, "--format", "json", "--out", "proof.json")
    assert outcome.status == 1
    proof = json.loads((desk / "proof.json").read_text())
    assert proof["facts"]["pending"] == ["context_length"]
    assert proof["decision"]["model"] == {"id": ID, "revision": at.SHA}
    assert msm("verify", "proof.json").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "assistant.msm", HUB, "--format", "json"),
        ("explain", "assistant.msm", HUB),
        ("facts", "show", HUB),
        ("facts", "show", f"{HUB}@main", "--format", "yaml"),
        ("facts", "pull", HUB),
        ("graph", "assistant.msm", "--model", HUB),
        ("why-not", "assistant.msm", HUB),
        ("compare", "assistant.msm", HUB, "small.json"),
        ("screen", "assistant.msm", HUB),
        ("facts", "merge", HUB, f"hub:{ID}"),
        ("facts", "lineage", HUB),
        ("screen", "assistant.msm", "--catalogue", HUB),
        ("facts", "merge", HUB, "small.json", "--format", "jsonl"),
        ("facts", "questions", "assistant.msm", HUB),
        ("decide", "assistant.msm", HUB, "--facts", "settled.yaml", "--require-revision"),
    ],
)
def test_every_command_takes_an_address(msm: Run, server: Server, words: tuple[str, ...]) -> None:
    pinned = [f"{HUB}@{at.SHA}" if w == HUB else w for w in words]
    outcome = msm(*pinned)
    assert outcome.status == 0, outcome.err
    assert ID in outcome.out or "Assistant for the clinic" in outcome.out


@pytest.mark.parametrize(
    "words",
    [
        ("facts", "lint", HUB),
        ("facts", "questions", "assistant.msm", HUB, "--format", "table"),
        ("facts", "lineage", HUB),
        ("facts", "merge", HUB),
    ],
)
def test_every_command_that_asks_the_hub_can_do_without_it(
    msm: Run, server: Server, words: tuple[str, ...]
) -> None:
    assert msm(*words, "--offline").status == 2
    assert server.asked == []
    assert msm(*words).status == 0
    asked = len(server.asked)
    assert msm(*words, "--offline").status == 0
    assert len(server.asked) == asked > 0


@pytest.mark.parametrize(
    ("fault", "words", "hint"),
    [
        (at.hangs, "does not answer", "--offline"),
        (at.resets, "broke off", "--offline"),
        (at.status(401), "not on the Hub, or not shown to you", "hf auth login"),
        (at.status(403), "gated", "hf auth login"),
        (at.status(404), "not on the Hub", "HF_TOKEN"),
        (at.status(429, Retry_After="900"), "asked too often, for 900 seconds", "try again later"),
        (at.status(500), "status 500", "try again later"),
        (at.body(b'{"id": "acme'), "not JSON", ""),
        (at.body(b"[]"), "expected a mapping", ""),
    ],
)
def test_every_fault_is_words_and_a_bad_call(
    msm: Run,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    fault: at.Fault,
    words: str,
    hint: str,
) -> None:
    monkeypatch.setattr("msm_rules.cli.hub.usual_patience", lambda: at.patience(fault))
    server.faults["/api/"] = fault
    for call in (("decide", "assistant.msm", HUB), ("facts", "show", HUB), ("facts", "pull", HUB)):
        outcome = msm(*call)
        assert (outcome.status, outcome.out) == (2, "")
        assert words in outcome.err
        assert hint in outcome.err
        assert "Traceback" not in outcome.err


def test_a_name_that_is_nearly_one_that_ships_is_suggested(msm: Run, server: Server) -> None:
    outcome = msm("decide", "assistant.msm", "hub:BioMistral/BioMistral-7b-")
    assert outcome.status == 2
    outcome = msm("decide", "assistant.msm", "hub:BioMistral/BioMistral-8B")
    assert "did you mean `BioMistral/BioMistral-7B`" in outcome.err


def test_an_id_that_does_not_ship_may_be_on_the_hub(msm: Run, server: Server) -> None:
    outcome = msm("decide", "assistant.msm", "zzz/qqqqqqqqqqqqq")
    assert outcome.status == 2
    assert "hub:zzz/qqqqqqqqqqqqq to ask the Hub" in outcome.err
    assert server.asked == []


def test_many_where_one_is_expected_is_refused(msm: Run, server: Server) -> None:
    outcome = msm("decide", "assistant.msm", "hub:?author=acme")
    assert outcome.status == 2
    assert "`msm screen` decides on many models" in outcome.err


def test_a_model_under_an_old_name_is_followed_and_that_is_said(msm: Run, server: Server) -> None:
    server.renamed["old-name"] = ID
    outcome = msm("decide", "assistant.msm", "hub:old-name")
    assert outcome.status == 0
    assert f"note: `hub:old-name` is called `{ID}` on the Hub now" in outcome.err


def test_a_revision_can_be_required(msm: Run, server: Server) -> None:
    outcome = msm("decide", "assistant.msm", HUB, "--require-revision")
    assert outcome.status == 2
    assert f"it is {HUB}@{at.SHA} now" in outcome.err
    assert msm("decide", "assistant.msm", f"{HUB}@{at.SHA}", "--require-revision").status == 0


def test_offline_uses_what_was_kept_and_says_what_was_not(msm: Run, server: Server) -> None:
    outcome = msm("decide", "assistant.msm", HUB, "--offline")
    assert outcome.status == 2
    assert "was not kept before" in outcome.err
    assert server.asked == []
    msm("decide", "assistant.msm", HUB)
    assert msm("decide", "assistant.msm", HUB, "--offline").status == 0
    outcome = msm("decide", "chain.msm", HUB, "--offline")
    assert outcome.status == 3
    assert "config.json` was not kept before" in outcome.err
    assert len(server.asked) == 1


def test_commands_on_facts_ask_the_hub_as_the_call_says(msm: Run, server: Server) -> None:
    calls = (
        ("facts", "lint", HUB),
        ("facts", "merge", HUB, "small.json"),
        ("facts", "convert", HUB),
    )
    for words in calls:
        assert "was not kept before" in msm(*words, "--offline").err
    for words in calls:
        assert msm(*words, "--require-revision").status == 2
    assert msm("facts", "lint", HUB).out == "nothing found in 1 record\n"
    assert msm("facts", "lint", HUB, "--offline").status == 0


def test_the_librarys_own_offline_mode_is_the_same(
    msm: Run, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    msm("decide", "assistant.msm", HUB)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert msm("decide", "assistant.msm", HUB).status == 0
    assert len(server.asked) == 1


def test_what_was_asked_today_is_asked_again_only_on_request(msm: Run, server: Server) -> None:
    for _ in range(2):
        msm("decide", "assistant.msm", HUB)
    assert len(server.asked) == 1
    msm("decide", "assistant.msm", HUB, "--refresh")
    assert len(server.asked) == 2


def test_pulled_documents_are_taken_in_the_place_of_an_address(
    msm: Run, server: Server, desk: Path
) -> None:
    outcome = msm("facts", "pull", HUB, "--out", "pulled.json")
    assert (outcome.status, outcome.out) == (0, "")
    assert json.loads((desk / "pulled.json").read_text())["schema"] == "msm-facts/1"
    server.shutdown()
    assert msm("decide", "chain.msm", "pulled.json").status == 0


def test_several_are_pulled_into_lines_and_one_that_fails_loses_none(
    msm: Run, server: Server, desk: Path
) -> None:
    server.add("acme/other")
    server.listed = [server.models["acme/other"], 7]
    words = (HUB, "hub:acme/none", "BioMistral/BioMistral-7B", "hub:?author=acme")
    outcome = msm("facts", "pull", *words, "--out", "all.jsonl")
    assert outcome.status == 2
    lines = (desk / "all.jsonl").read_text().splitlines()
    ids = [json.loads(line)["model"]["id"] for line in lines]
    assert ids == [ID, "BioMistral/BioMistral-7B", "acme/other"]
    assert "hub:acme/none" in outcome.err
    assert "record 2" in outcome.err
    assert msm("screen", "assistant.msm", "all.jsonl").status in (0, 3)


def test_nothing_is_written_where_nothing_could_be_had(
    msm: Run, server: Server, desk: Path
) -> None:
    assert msm("facts", "pull", "hub:acme/none", "--out", "none.json").status == 2
    assert not (desk / "none.json").exists()


def test_pulled_as_a_table_and_as_yaml(msm: Run, server: Server) -> None:
    assert "context_length" in msm("facts", "pull", HUB, "--format", "table").out
    yaml = msm("facts", "pull", HUB, HUB, "--format", "yaml").out
    assert yaml.count("schema: msm-facts/1") == 2
    assert "\n---\n" in yaml


def test_a_screening_of_the_hub_names_its_models_as_commands_take_them(
    msm: Run, server: Server
) -> None:
    server.add("acme/big", pipeline_tag="fill-mask", tags=[])
    server.listed = [server.models[ID], server.models["acme/big"]]
    outcome = msm("screen", "chain.msm", "hub:?author=acme&limit=5")
    assert outcome.status == 0
    assert "msm why-not chain.msm hub:acme/big" in outcome.out
    assert "msm screen chain.msm 'hub:?author=acme&limit=5' --out" in outcome.out


def test_a_cache_that_cannot_be_written_stops_nothing(
    msm: Run, server: Server, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSM_CACHE", str(desk / "small.json"))
    outcome = msm("decide", "assistant.msm", HUB)
    assert outcome.status == 0
    assert outcome.err.count("answers of the Hub are not kept") == 1


def test_progress_is_shown_after_a_second_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        progress = Progress()
        progress.at("asking for hub:a/b")
        assert stream.getvalue() == ""
        now[0] += 2
        progress.done(1, 4)
        assert ("1 of 4 models  asking for hub:a/b" in stream.getvalue()) is shown
        progress.end()
        assert stream.getvalue().endswith("\r\x1b[K") is shown


def test_an_id_is_looked_up_in_a_catalogue_of_the_hub(msm: Run, server: Server) -> None:
    server.listed = [server.models[ID]]
    words = ("decide", "assistant.msm", ID, "--catalogue", "hub:?author=acme")
    assert msm(*words).status == 0
    asked = len(server.asked)
    assert msm(*words, "--offline").status == 0
    assert len(server.asked) == asked
    assert msm("decide", "assistant.msm", "acme/none", *words[3:], "--offline").status == 2


def test_one_question_that_takes_long_is_shown_while_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

        def flush(self) -> None:
            shown.set()

    shown = threading.Event()
    monkeypatch.setattr("msm_rules.cli.progress.PATIENT", 0.02)
    monkeypatch.setattr(sys, "stderr", Terminal())
    progress = Progress()
    progress.at("asking for hub:a/b")
    assert shown.wait(10)
    progress.end()


def test_what_was_kept_is_read_without_loading_the_library(
    msm: Run, server: Server, desk: Path
) -> None:
    msm("decide", "assistant.msm", HUB)
    code = (
        "import sys; from msm_rules.cli.main import main; status = main(sys.argv[1:])\n"
        "print(*sys.modules); sys.exit(status)"
    )
    words = ("decide", "assistant.msm", HUB, "--offline")
    run = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    assert "ACCEPTED" in run.stdout
    assert not {"huggingface_hub", "httpx2"} & set(run.stdout.split())
