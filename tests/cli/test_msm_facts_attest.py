"""`msm facts attest`: an organisation's own facts go into its file, and every command takes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from msm_rules.cli import facts_attest
from msm_rules.cli.commands import COMMANDS
from tests.cli.conftest import SETTLED, Outcome, Run

BY = ("--by", "Legal", "--because", "we read the file", "--on", "2026-01-05")


def attest(
    msm: Run, value: str, *more: str, file: str = "own.yaml", fact: str = "license"
) -> Outcome:
    return msm(
        "facts", "attest", file, "--model", "a/open", "--fact", fact, "--value", value, *BY, *more
    )


@pytest.mark.parametrize("file", ["own.yaml", "own.json", "own.toml", "own"])
def test_an_undetermined_verdict_becomes_determined(msm: Run, file: str) -> None:
    before = msm("decide", "assistant.msm", "open.json")
    assert before.status == 3
    assert attest(msm, "apache-2.0", file=file).status == 0
    for command in ("decide", "explain", "screen"):
        after = msm(command, "assistant.msm", "open.json", "--facts", file)
        assert after.status == 0, after.err
    assert "attested by Legal" in msm("facts", "show", "open.json", "--facts", file).out


def test_every_command_that_takes_facts_takes_them(msm: Run, desk: Path) -> None:
    """Whatever has the option `--facts` reads the file, and says so where it is none."""
    attest(msm, "mit")
    calls = {
        "decide": ("decide", "assistant.msm", "open.json"),
        "explain": ("explain", "assistant.msm", "open.json"),
        "screen": ("screen", "assistant.msm", "open.json"),
        "show": ("facts", "show", "open.json"),
        "lint": ("facts", "lint", "open.json"),
        "questions": ("facts", "questions", "assistant.msm", "open.json"),
        "graph": ("graph", "assistant.msm", "--model", "open.json"),
    }
    assert "decide" in COMMANDS
    for call in calls.values():
        assert msm(*call, "--facts", "own.yaml").status != 2, call
        assert msm(*call, "--facts", "nothing.yaml").status == 2, call


def test_remarks_and_order_stay(msm: Run, desk: Path) -> None:
    old = "# Legal keeps this file\r\n" + SETTLED.replace("\n", "\r\n") + "# the end\r\n"
    (desk / "own.yaml").write_bytes(b"\xef\xbb\xbf" + old.encode())
    assert attest(msm, "apache-2.0", "--until", "2026-01-01", "--on", "2025-12-01").status == 0
    new = (desk / "own.yaml").read_bytes().decode("utf-8")
    assert new.startswith("\ufeff" + old)
    assert len(yaml.safe_load(new)) == 2


def test_what_is_there_already_is_not_added_again(msm: Run, desk: Path) -> None:
    attest(msm, "mit")
    before = (desk / "own.yaml").read_bytes()
    again = attest(msm, "MIT")
    assert (again.status, (desk / "own.yaml").read_bytes()) == (0, before)
    assert "`own.yaml` already says: license of a/open is MIT" in again.out
    agreed = attest(msm, "mit", "--until", "2027-01-01")
    assert "another entry agrees: own.yaml [0]" in agreed.err
    assert (desk / "own.yaml").read_bytes() != before


def test_an_entry_that_says_otherwise_is_told_and_not_added(msm: Run, desk: Path) -> None:
    attest(msm, "mit")
    before = (desk / "own.yaml").read_bytes()
    contrary = attest(msm, "apache-2.0")
    assert contrary.status == 2
    assert "own.yaml [0]: a/open: license is MIT, by Legal, 2026-01-05" in contrary.err
    assert (desk / "own.yaml").read_bytes() == before
    assert "says otherwise" in attest(msm, "apache-2.0", "--anyway").err
    shown = msm("facts", "show", "open.json", "--facts", "own.yaml").out
    assert "Apache-2.0 or MIT" in shown


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("licence", "mit", "`licence` is no fact that can be attested\n  = hint: did you mean"),
        ("id", "a/b", "`id` is no fact that can be attested"),
        ("benchmarks", "0.5", 'name one, such as `benchmarks["medqa"]`'),
        ('parameters["x"]', "5", "is no fact that can be attested"),
        ("parameters", "many", "`parameters` is a number, and `many` is none"),
        ("parameters", "8B .. 7B", "ends in the wrong order"),
        ("parameters", "..", "`--value`: says nothing: every value is still possible"),
        ("languages", " ", "`languages` is a set of languages, and ` ` is none"),
        ("parameters", "-1", "expected a number of at least 0"),
        ("gated", "perhaps", "`gated` is yes or no, and `perhaps` is none"),
        ("released", "2026-02-30", "`released` is a date, and `2026-02-30` is none"),
        ("tasks", "text-generatoin", "did you mean `text-generation`?"),
        ("languages", "at least {en} at most {de}", "in `at_least` but not in `at_most`"),
        ("license", "one of {}", "and `one of {}` is none"),
        ("memory.int4", "3 days", "`memory.int4` is a size in bytes"),
    ],
)
def test_a_bad_value_is_refused_before_anything_is_written(
    msm: Run, desk: Path, fact: str, value: str, said: str
) -> None:
    outcome = attest(msm, value, fact=fact)
    assert outcome.status == 2
    assert said in outcome.err
    assert not (desk / "own.yaml").exists()


@pytest.mark.parametrize(
    ("fact", "value", "kept"),
    [
        ("parameters", "7B", 7_000_000_000),
        ("parameters", "6B .. 8B", {"between": [6_000_000_000, 8_000_000_000]}),
        ("parameters", ".. 8B", {"between": [None, 8_000_000_000]}),
        ("memory.int4", "4GiB", 4 * 2**30),
        ("memory.int4", "4096", 4096),
        ('benchmarks["medqa"]', "43.4%", 0.434),
        ("languages", '{"en", "de"}', ["en", "de"]),
        ("languages", "en,de", ["en", "de"]),
        ("languages", "at least {en}", {"at_least": ["en"]}),
        ("languages", '{"at_least": ["en"], "at_most": ["en", "de"]}', None),
        ("license", "one of {mit, apache-2.0}", {"one_of": ["mit", "apache-2.0"]}),
        ("gated", "false", False),
        ("released", "2026-01-31", "2026-01-31"),
        ("model.developer", "Example AI", "Example AI"),
    ],
)
def test_values_are_written_as_policies_or_documents_write_them(
    msm: Run, fact: str, value: str, kept: object
) -> None:
    outcome = attest(msm, value, "--format", "json", fact=fact)
    assert outcome.status == 0, outcome.err
    entry = json.loads(outcome.out)["entry"]
    assert entry["value"] == (kept if kept is not None else json.loads(value))


def test_a_fact_of_the_organisations_own_is_known_by_its_policy(msm: Run, desk: Path) -> None:
    own = 'policy p { version "1.0.0" }\nfact model.reviewed: bool "was looked at"\n'
    (desk / "own.msm").write_text(own, "utf-8")
    assert attest(msm, "true", fact="reviewed").status == 2
    assert attest(msm, "true", "--policy", "own.msm", fact="reviewed").status == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: b\n", "is no list, nor a mapping with the list `attested` alone"),
        (b"[", "is not YAML"),
        (b"\xff\xfe", "is not UTF-8 text: byte 1, in line 1"),
        (b"- model: a/b\n", "own.yaml: [0].fact: is missing"),
        (b"- &a {model: a/b}\n- *a\n", "has an alias"),
    ],
)
def test_a_broken_file_is_left_as_it_is(msm: Run, desk: Path, content: bytes, said: str) -> None:
    (desk / "own.yaml").write_bytes(content)
    outcome = attest(msm, "mit")
    assert outcome.status == 2
    assert said in outcome.err
    assert (desk / "own.yaml").read_bytes() == content


def test_a_file_that_changes_meanwhile_is_not_overwritten(
    msm: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = facts_attest._bytes
    seen: list[bytes] = []

    def changing(path: str) -> bytes:
        seen.append(read(path))
        (desk / "own.yaml").write_text(SETTLED, "utf-8")
        return seen[-1]

    monkeypatch.setattr(facts_attest, "_bytes", changing)
    outcome = attest(msm, "mit")
    assert outcome.status == 2
    assert "`own.yaml` was changed meanwhile" in outcome.err
    assert (desk / "own.yaml").read_text("utf-8") == SETTLED


def test_where_nothing_can_be_written_the_old_file_stays(
    msm: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "own.yaml").write_text(SETTLED, "utf-8")

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(facts_attest, "write_whole", full)
    outcome = attest(msm, "7B", fact="parameters")
    assert outcome.status == 2
    assert "no space left" in outcome.err
    assert (desk / "own.yaml").read_text("utf-8") == SETTLED
    assert attest(msm, "mit", file="missing/own.yaml").status == 2
    assert attest(msm, "mit", file=".").status == 2
    assert attest(msm, "mit", file="-").status == 2


def test_until_before_on_names_the_option(msm: Run) -> None:
    assert "`--until`: is before `on`" in attest(msm, "mit", "--until", "2026-01-01").err


def test_a_name_that_is_nearly_one_of_the_catalogue_is_asked_about(msm: Run) -> None:
    words = ("facts", "attest", "own.yaml", "--model", "BioMistral/BioMistral-7b1", "--fact")
    outcome = msm(*words, "license", "--value", "mit", *BY)
    assert "did you mean `BioMistral/BioMistral-7B`?" in outcome.err
