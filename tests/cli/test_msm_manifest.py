"""`msm screen --manifest --proofs` and `msm verify` on what they wrote, as users and forgers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import msm_rules as rules
from msm_rules.cli.manifest_text import Beside, about_lines
from msm_rules.cli.verifying import Checked
from msm_rules.graph.canonical import digest
from msm_rules.proof.order import standings, ways_of
from tests.cli.conftest import BIG, OPEN, SMALL, Run

DAY = ("--as-of", "2026-11-22")
CALL = ("screen", "assistant.msm", "models.jsonl", *DAY)
AGAINST = ("--proofs", "proofs", "--catalogue", "models.jsonl", "--policy", "assistant.msm")


@pytest.fixture
def written(msm: Run, desk: Path) -> Path:
    """A folder with a manifest and its proofs."""
    (desk / "models.jsonl").write_text(f"{SMALL}\n{BIG}\n{OPEN}\n", "utf-8")
    assert msm(*CALL, "--manifest", "manifest.json", "--proofs", "proofs").status == 0
    return desk


def test_a_manifest_and_its_proofs_are_written_and_hold(msm: Run, written: Path) -> None:
    outcome = msm("verify", "manifest.json", *AGAINST, "--replay")
    assert (outcome.status, outcome.err) == (0, "")
    assert "✓ `manifest.json` holds: 3 models by assistant 1.2.0, as of 2026-11-22" in outcome.out
    assert "1 accepted, 1 for a person, 1 rejected, 2 on the shortlist" in outcome.out
    assert "3 rows are what the proofs say, and those hold" in outcome.out
    assert "✓ its policy is the one in your files, byte for byte" in outcome.out
    assert "✓ its models are those of the catalogue" in outcome.out
    assert "✓ it" not in msm("verify", "manifest.json").out
    assert len(list((written / "proofs").iterdir())) == 3


def test_proofs_may_be_one_file_and_the_manifest_is_the_same(msm: Run, written: Path) -> None:
    call = (*CALL, "--manifest", "again.json", "--proofs", "all.jsonl")
    assert msm(*call).status == 0
    assert (written / "again.json").read_bytes() == (written / "manifest.json").read_bytes()
    assert msm("verify", "again.json", "--proofs", "all.jsonl").status == 0


def test_the_order_of_the_catalogue_does_not_matter(msm: Run, written: Path) -> None:
    (written / "models.jsonl").write_text(f"{OPEN}\n{SMALL}\n{BIG}\n", "utf-8")
    assert msm(*CALL, "--manifest", "again.json").status == 0
    assert (written / "again.json").read_bytes() == (written / "manifest.json").read_bytes()


def test_whether_a_model_was_considered_and_why_one_stands_first(msm: Run, written: Path) -> None:
    asked = ("a/big", "A/Small", "a/open", "a/none")
    call = [word for id in asked for word in ("--about", id)]
    said = " ".join(msm("verify", "manifest.json", *call).out.split())
    assert "a/big was considered: rejected, fails size · proof" in said
    assert "a/small was considered: accepted, place 1 of 2" in said
    assert "a/open was considered: undecided, too little is known, place 2 of 2" in said
    assert "a/none was not considered" in said
    assert "a/small stands before a/open: it is accepted, the other is for a person" in said
    assert ".number" not in said
    found = json.loads(msm("verify", "manifest.json", *call, "--format", "json").out)
    assert [row and row["verdict"] for row in found["about"]] == [
        "reject", "accept", "review", None,
    ]  # fmt: skip


def test_a_model_whose_record_could_not_be_read_is_said_to_be_that(msm: Run, desk: Path) -> None:
    bad = '{"model": {"id": "a/bad", "parameters": "many"}}'
    (desk / "models.jsonl").write_text(f"{SMALL}\n{bad}\nnot json\n", "utf-8")
    assert msm(*CALL, "--manifest", "manifest.json", "--proofs", "proofs").status == 0
    said = " ".join(msm("verify", "manifest.json", "--about", "A/bad", "--about", "x").out.split())
    assert "holds: 1 model by assistant" in said
    assert "A/bad was not considered: its record could not be read: model.parameters" in said
    assert "no model of the catalogue has that id; 2 records were left out or in doubt" in said


def test_a_model_that_is_in_the_catalogue_alone_is_found(msm: Run, written: Path) -> None:
    with (written / "models.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"model": {"id": "a/kept-quiet"}}\n')
    outcome = msm("verify", "manifest.json", "--catalogue", "models.jsonl")
    assert outcome.status == 1
    assert "rows.a/kept-quiet: is in the catalogue, and has no row" in outcome.out


def test_settled_facts_are_taken_as_the_screening_took_them(msm: Run, written: Path) -> None:
    settled = ("--facts", "settled.yaml")
    assert msm(*CALL, *settled, "--manifest", "settled.json").status == 0
    call = ("verify", "settled.json", "--catalogue", "models.jsonl")
    assert msm(*call, *settled).status == 0
    assert msm(*call).status == 1


def test_a_changed_proof_and_a_missing_one_are_found(msm: Run, written: Path) -> None:
    one, other, _ = sorted((written / "proofs").iterdir())
    proof: dict[str, Any] = json.loads(one.read_text("utf-8"))
    proof["decision"]["as_of"] = "2026-11-21"
    one.write_text(json.dumps(proof), "utf-8")
    other.unlink()
    outcome = msm("verify", "manifest.json", "--proofs", "proofs")
    assert outcome.status == 1
    assert "does not hold" in outcome.out
    assert "no proof of it was given" in outcome.out


def test_another_policy_than_the_auditors_is_found(msm: Run, written: Path) -> None:
    policy = written / "assistant.msm"
    policy.write_text(policy.read_text("utf-8").replace("24 GiB in", "25 GiB in"), "utf-8")
    outcome = msm("verify", "manifest.json", "--policy", "assistant.msm")
    assert outcome.status == 1
    assert "policy.files" in outcome.out


@pytest.mark.parametrize(
    ("change", "status"),
    [({"schema": "msm-manifest/2"}, 2), ({"rows": []}, 1), ({"rows": 7}, 2), ({"more": 1}, 2)],
)
def test_what_is_no_manifest_is_refused_in_words(
    msm: Run, written: Path, change: dict[str, Any], status: int
) -> None:
    manifest = json.loads((written / "manifest.json").read_text("utf-8"))
    (written / "manifest.json").write_text(json.dumps(manifest | change), "utf-8")
    outcome = msm("verify", "manifest.json")
    assert outcome.status == status
    assert "fault" not in outcome.err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--proofs", "assistant.msm"), "is a file, and the proofs go into a folder"),
        (("--proofs", "proofs"), "holds files already"),
        (("--proofs", "proofs.zip"), "takes no proofs"),
        (("--proofs", "none/proofs"), "no folder `none`"),
        (("--manifest", "none/manifest.json"), "no folder `none`"),
        (("--manifest", "proofs"), "is a folder"),
    ],
)
@pytest.mark.usefixtures("written")
def test_where_nothing_can_be_written_is_said_before_any_work(
    msm: Run, more: tuple[str, ...], words: str
) -> None:
    outcome = msm(*CALL, *more)
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err


@pytest.mark.usefixtures("written")
def test_what_is_asked_of_manifests_alone_is_refused_with_a_proof(msm: Run, written: Path) -> None:
    proof = str(next((written / "proofs").iterdir()))
    assert "are for a manifest" in msm("verify", proof, "--about", "a/big").err
    assert "this is a manifest" in msm("verify", "manifest.json", "--reveal", "x").err


@pytest.mark.usefixtures("written")
def test_a_manifest_from_stdin_and_among_its_proofs(msm: Run, written: Path) -> None:
    text = (written / "manifest.json").read_text("utf-8")
    assert msm("verify", "-", stdin=text).status == 0
    (written / "proofs" / "manifest.json").write_text(text, "utf-8")
    assert msm("verify", "manifest.json", "--proofs", "proofs").status == 0


# --- records that were left out ------------------------------------------------------------------

BAD = '{"model": {"id": "a/bad", "parameters": "many"}}'
TWICE = SMALL.replace("a/small", "A/Small")


@pytest.fixture
def doubtful(msm: Run, desk: Path) -> Path:
    """A desk with the manifest of a catalogue of which three records are left out."""
    (desk / "models.jsonl").write_text(f"{SMALL}\n{BAD}\nnot json\n{TWICE}\n", "utf-8")
    assert msm(*CALL, "--manifest", "manifest.json").status == 0
    assert len(unread(desk)) == 3
    return desk


def unread(desk: Path) -> list[dict[str, str]]:
    manifest = json.loads((desk / "manifest.json").read_text("utf-8"))
    found: list[dict[str, str]] = manifest["catalogue"]["unread"]
    return found


def resealed(desk: Path, records: list[dict[str, str]]) -> None:
    """Write the manifest with other records left out, and the digest that fits."""
    manifest = json.loads((desk / "manifest.json").read_text("utf-8"))
    manifest["catalogue"]["unread"] = records
    manifest["digest"] = digest({k: v for k, v in manifest.items() if k != "digest"})
    (desk / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def said(msm: Run, *more: str) -> tuple[int, str]:
    outcome = msm("verify", "manifest.json", *more)
    return outcome.status, " ".join(outcome.out.split())


@pytest.mark.usefixtures("doubtful")
def test_why_records_were_left_out_is_shown_by_the_catalogue_alone(msm: Run) -> None:
    status, text = said(msm)
    assert (status, "that 3 records were left out or in doubt" in text) == (0, True)
    status, text = said(msm, "--catalogue", "models.jsonl")
    assert (status, "records were left out" in text) == (0, False)


def test_the_catalogue_may_lie_elsewhere_by_now(msm: Run, doubtful: Path) -> None:
    place = doubtful / "later" / "kept.jsonl"
    place.parent.mkdir()
    (doubtful / "models.jsonl").rename(place)
    assert said(msm, "--catalogue", str(place))[0] == 0


def test_a_record_that_is_kept_quiet_or_made_up_is_found(msm: Run, doubtful: Path) -> None:
    records = unread(doubtful)
    against = ("--catalogue", "models.jsonl")
    for n in range(3):
        resealed(doubtful, records[:n] + records[n + 1 :])
        status, text = said(msm, *against)
        assert status == 1
        assert "is left out or in doubt in the catalogue, and the manifest does not say so" in text
    made_up = {"record": "models.jsonl, line 9", "field": "", "message": "is not JSON"}
    resealed(doubtful, [*records, made_up])
    status, text = said(msm, *against)
    assert (status, "models.jsonl, line 9: is said to be left out" in text) == (1, True)
    resealed(doubtful, [records[0] | {"field": "model.license"}, *records[1:]])
    assert said(msm, *against)[0] == 1


def test_other_words_for_the_same_are_no_refusal_but_are_said(msm: Run, doubtful: Path) -> None:
    """A later msm may word its messages otherwise, and the manifest is as true as before."""
    records = unread(doubtful)
    resealed(doubtful, [records[0] | {"message": "all is well"}, *records[1:]])
    status, text = said(msm, "--catalogue", "models.jsonl")
    assert status == 0
    assert "how 1 of 3 records that were left out or are in doubt are named and described" in text


def test_a_catalogue_that_was_no_file_names_its_records_otherwise(msm: Run, doubtful: Path) -> None:
    policy = rules.load_policy(doubtful / "assistant.msm")
    given = [json.loads(line) for line in (SMALL, BAD, TWICE)]
    found = policy.screen(given, as_of=date(2026, 11, 22)).manifest()
    (doubtful / "manifest.json").write_text(json.dumps(found), "utf-8")
    (doubtful / "models.jsonl").write_text(f"{SMALL}\n{BAD}\n{TWICE}\n", "utf-8")
    status, text = said(msm, "--catalogue", "models.jsonl")
    assert (status, "how 2 of 2 records" in text) == (0, True)
    resealed(doubtful, unread(doubtful)[1:])
    assert said(msm, "--catalogue", "models.jsonl")[0] == 1


def test_a_catalogue_from_stdin_is_the_same_catalogue(msm: Run, doubtful: Path) -> None:
    text = (doubtful / "models.jsonl").read_text("utf-8")
    outcome = msm("verify", "manifest.json", "--catalogue", "-", stdin=text)
    assert outcome.status == 0
    assert "left out" not in outcome.out.partition("Not shown")[2]


@pytest.mark.usefixtures("doubtful")
def test_facts_in_doubt_are_held_against_the_catalogue_too(msm: Run, desk: Path) -> None:
    entry = "- {model: a/open, fact: license, value: %s, by: Legal, on: 2026-01-05, because: x}\n"
    (desk / "two.yaml").write_text(entry % "mit" + entry % "apache-2.0", "utf-8")
    (desk / "models.jsonl").write_text(f"{SMALL}\n{OPEN}\n", "utf-8")
    assert msm(*CALL, "--facts", "two.yaml", "--manifest", "manifest.json").status == 0
    assert len(unread(desk)) == 1
    assert said(msm, "--catalogue", "models.jsonl", "--facts", "two.yaml")[0] == 0
    assert said(msm, "--catalogue", "models.jsonl")[0] == 1


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ("score.number", "the score"),
        ("contextual.number", "the contextual score"),
        ("model.memory.int4", "weights at 4 bits"),
        ('model.benchmarks["medqa"]', "its result on medqa"),
        ("rank2.left", "`rank2.left`"),
    ],
)
def test_what_models_are_ranked_by_is_told_in_words(node: str, words: str) -> None:
    row = {"id": "a/b", "verdict": "accept", "place": 1, "keys": [2], "waived": {}}
    rows = [
        {**row, "determined": True, "shortlisted": True, "proof": "p"},
        {**row, "id": "c/d", "place": 2, "keys": [1], "determined": True, "shortlisted": True,
         "proof": "q"},
    ]  # fmt: skip
    manifest = {"rows": rows, "policy": {"rank": [[node, True]]}}
    *_, last = about_lines(manifest, ["a/b", "c/d"])
    assert f"a/b stands before c/d by {words}, more is better: 2 against 1" in last


# --- what the proofs leave open ------------------------------------------------------------------


@pytest.mark.usefixtures("written")
def test_what_the_proofs_do_not_show_is_said_with_their_number(
    msm: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Licence data of a version that is not here may be anybody's own."""
    text = said(msm, *AGAINST)[1].partition("Not shown")[2]
    assert "that the evidence says what it is quoted for (3 proofs of 3)" in text
    assert text.count("that the facts are true") == 1
    assert "give its digest to show that" not in text
    assert text.count("who vouches for it") == 1
    assert "licence entries" not in text
    with monkeypatch.context() as forger:
        forger.setattr("msm_rules.licences.version", lambda: "2099.01.01")
        forger.setattr("msm_rules.licences.digest", lambda: "0" * 64)
        assert msm(*CALL, "--manifest", "manifest.json", "--proofs", "forged").status == 0
    against = ("--proofs", "forged", *AGAINST[2:])
    text = said(msm, *against)[1].partition("Not shown")[2]
    entries = "that the licence entries are those of the version named: it is not here"
    assert f"{entries} (3 proofs of 3)" in text


def test_what_ever_so_many_proofs_leave_open_is_told_in_bounds() -> None:
    beside = Beside(())
    for n in range(250):
        beside.add(Checked(f"p{n}", True, not_shown=(f"what {n} is", "all of it")))
    told = beside.not_shown(("what 7 is",))
    assert told[0] == "what 0 is (1 proof of 250)"
    assert "all of it (250 proofs of 250)" in told
    assert "what 7 is (1 proof of 250)" not in told
    assert told[-1] == "151 further things that proofs leave open: look at them alone"
    assert len(told) == 100


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-99-99", "2026-02-30", "0000-01-01", "2026-11-22\n"])
@pytest.mark.parametrize("more", [(), ("--catalogue", "models.jsonl")])
def test_a_manifest_as_of_no_day_is_refused_in_words(
    msm: Run, written: Path, day: str, more: tuple[str, ...]
) -> None:
    manifest = json.loads((written / "manifest.json").read_text("utf-8")) | {"as_of": day}
    (written / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    outcome = msm("verify", "manifest.json", *more)
    assert (outcome.status, outcome.out) == (2, "")
    assert "is not of the form of manifests: `as_of`" in outcome.err


# --- options that would check nothing ------------------------------------------------------------


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--replay",), "`--replay` needs `--proofs`"),
        (("--bundle", "proofs"), "`--bundle` needs `--proofs`"),
        (("--facts", "none.yaml"), "`--facts` needs `--catalogue`"),
        (("--facts", "settled.yaml", "--proofs", "proofs"), "`--facts` needs `--catalogue`"),
        (("--repository", ""), "`--repository` is for proofs"),
        (("--reveal", ""), "`--reveal` is for a proof"),
        (("--catalogue", ""), ""),
        (("--proofs", ""), ""),
        (("--bundle", ""), ""),
        (("--policy", ""), ""),
        (("--facts", "", "--catalogue", "models.jsonl"), ""),
    ],
)
def test_an_option_that_would_check_nothing_is_refused(
    msm: Run, more: tuple[str, ...], words: str
) -> None:
    outcome = msm("verify", "manifest.json", *more)
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err
    assert "fault" not in outcome.err


def test_an_empty_name_is_no_option_left_out_with_a_proof_either(msm: Run, written: Path) -> None:
    proof = str(next((written / "proofs").iterdir()))
    for option in ("--proofs", "--catalogue"):
        assert "are for a manifest" in msm("verify", proof, option, "").err
    assert "are for one proof" in msm("verify", "proofs", "--reveal", "").err


@pytest.mark.usefixtures("written")
def test_what_the_engine_decides_again_is_said(msm: Run) -> None:
    status, text = said(msm, "--proofs", "proofs", "--replay")
    assert status == 0
    assert "replay, a claim of its own: the engine gives 3 of 3 proofs again" in text
    assert "replay" not in said(msm, "--proofs", "proofs")[1]
    for more, count in ((("--replay",), 3), ((), None)):
        call = ("verify", "manifest.json", "--proofs", "proofs", "--format", "json", *more)
        assert json.loads(msm(*call).out)["replayed"] == count


# --- what it says of its policy ------------------------------------------------------------------


@pytest.fixture
def ranked(msm: Run, written: Path) -> dict[str, Any]:
    """The manifest of a policy that ranks, written to the desk."""
    policy = written / "assistant.msm"
    rank = "rank {\n  by model.memory.int4 descending\n  top 3\n}\n\ntest "
    policy.write_text(policy.read_text("utf-8").replace("test ", rank, 1), "utf-8")
    assert msm(*CALL, "--manifest", "manifest.json").status == 0
    assert msm("verify", "manifest.json", "--policy", "assistant.msm").status == 0
    found: dict[str, Any] = json.loads((written / "manifest.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("name", "other"), ("version", "9.9.9"), ("graph", "0" * 64), ("top", 2),
        ("rank", [["model.memory.int4", False]]), ("rules", {}),
    ],
)  # fmt: skip
def test_what_a_manifest_says_of_its_policy_is_held_against_the_file(
    msm: Run, desk: Path, ranked: dict[str, Any], part: str, value: Any
) -> None:
    """Such a manifest fits itself, and the bytes of the files are not touched."""
    (ranked["counts"] if part == "rules" else ranked["policy"])[part] = value
    for row, standing in standings(ranked["rows"], ways_of(ranked), ranked["policy"]["top"]):
        row |= standing
    ranked["counts"]["shortlisted"] = sum(row["shortlisted"] for row in ranked["rows"])
    (desk / "manifest.json").write_text(json.dumps(ranked), "utf-8")
    resealed(desk, ranked["catalogue"]["unread"])
    assert said(msm)[0] == (1 if part == "rules" else 0)
    status, text = said(msm, "--policy", "assistant.msm")
    assert status == 1
    at = "counts.rules" if part == "rules" else f"policy.{part}"
    assert f"{at}: is not what your policy says" in text


def test_params_are_said_not_to_be_shown_by_the_policy(msm: Run, ranked: dict[str, Any]) -> None:
    assert ranked["policy"]["params"]
    open_ = "that the rows are what the policy decides with these params: give the proofs"
    assert open_ in said(msm, "--policy", "assistant.msm")[1]


def test_a_graph_of_another_msm_may_be_laid_out_otherwise(
    msm: Run, desk: Path, ranked: dict[str, Any]
) -> None:
    ranked["policy"]["graph"], ranked["engine"]["version"] = "0" * 64, "0.0.1"
    (desk / "manifest.json").write_text(json.dumps(ranked), "utf-8")
    resealed(desk, [])
    assert said(msm, "--policy", "assistant.msm")[0] == 0


# --- a catalogue in another form -----------------------------------------------------------------

DOUBT = "- {model: a/small, fact: license, value: %s, by: %s, on: 2026-01-05, because: x}\n"


@pytest.fixture
def listed(msm: Run, desk: Path) -> Path:
    """A desk with the manifest of a list (JSON) with a doubt, and the same records one a line."""
    (desk / "models.json").write_text(f"[{SMALL},{BAD},{TWICE}]", "utf-8")
    (desk / "models.jsonl").write_text(f"{SMALL}\n{BAD}\n{TWICE}\n", "utf-8")
    (desk / "two.yaml").write_text(DOUBT % ("mit", "L") + DOUBT % ("apache-2.0", "K"), "utf-8")
    call = (*CALL[:2], "models.json", *DAY, "--facts", "two.yaml")
    assert msm(*call, "--manifest", "manifest.json").status == 0
    assert {each["record"] for each in unread(desk)} == {
        "a/small", "models.json: record 2: a/bad", "models.json: record 3",
    }  # fmt: skip
    return desk


@pytest.mark.usefixtures("listed")
def test_a_doubt_is_no_reason_to_refuse_the_catalogue_in_another_form(msm: Run) -> None:
    facts = ("--facts", "two.yaml")
    status, text = said(msm, "--catalogue", "models.json", *facts)
    assert (status, "named and described" in text) == (0, False)
    status, text = said(msm, "--catalogue", "models.jsonl", *facts)
    assert status == 0
    assert "how 2 of 3 records that were left out or are in doubt are named and described" in text


@pytest.mark.parametrize("catalogue", ["models.json", "models.jsonl"])
def test_a_record_is_not_renamed_to_hide_which_model_it_is_of(
    msm: Run, listed: Path, catalogue: str
) -> None:
    records, against = unread(listed), ("--catalogue", catalogue, "--facts", "two.yaml")
    for hidden in (
        [each | {"record": f"nothing to see {n}"} for n, each in enumerate(records)],
        [each | {"record": each["record"].replace("a/bad", "a/other")} for each in records],
        [each | {"record": each["record"].replace("a/small", "nobody")} for each in records],
    ):
        resealed(listed, hidden)
        status, text = said(msm, *against)
        assert status == 1
        assert "is left out or in doubt in the catalogue, and the manifest does not say" in text


# --- facts of a policy's own ---------------------------------------------------------------------


@pytest.fixture
def own(msm: Run, desk: Path) -> Path:
    """A desk with the manifest of a policy that has a fact of its own."""
    policy = (desk / "assistant.msm").read_text("utf-8")
    fact = 'fact model.internal.grade: number "What our reading gave"\n\nparam gpu_memory'
    rule = 'rule grade "Good" { require model.internal.grade >= 0  when unknown pass }\n  rule size'
    graded = policy.replace("param gpu_memory", fact, 1).replace("rule size", rule, 1)
    (desk / "assistant.msm").write_text(graded, "utf-8")
    one = SMALL.replace('"license"', '"internal": {"grade": 1}, "license"')
    (desk / "models.jsonl").write_text(f"{one}\n{OPEN}\n", "utf-8")
    (desk / "one.json").write_text(one, "utf-8")
    (desk / "own.yaml").write_text(DOUBT.replace("license", "internal.grade") % ("1", "L"), "utf-8")
    outcome = msm(*CALL, "--manifest", "manifest.json", "--proofs", "proofs")
    assert outcome.status == 0, outcome.err
    return desk


@pytest.mark.usefixtures("own")
def test_facts_of_a_policys_own_need_the_policy_and_that_is_said(msm: Run, own: Path) -> None:
    assert msm("verify", "manifest.json", *AGAINST).status == 0
    proof = str(next((own / "proofs").iterdir()))
    for call in (
        ("manifest.json", *AGAINST[:4]),
        ("manifest.json", "--catalogue", "models.jsonl", "--facts", "own.yaml"),
        (proof, "--facts", "one.json"),
    ):
        outcome = msm("verify", *call)
        assert (outcome.status, outcome.out) == (2, ""), call
        assert "internal" in outcome.err
        assert "a policy may have facts of its own: name it with `--policy`" in outcome.err


def test_a_fact_that_nobody_has_is_left_out_with_or_without_a_policy(msm: Run, desk: Path) -> None:
    odd = SMALL.replace('"license"', '"internal": {"grade": 1}, "license"')
    (desk / "models.jsonl").write_text(f"{odd}\n{OPEN}\n", "utf-8")
    msm(*CALL, "--manifest", "manifest.json")
    assert len(unread(desk)) == 1
    assert said(msm, "--catalogue", "models.jsonl")[0] == 0
    assert said(msm, "--catalogue", "models.jsonl", "--policy", "assistant.msm")[0] == 0


def test_a_manifest_of_another_version_is_named(msm: Run, written: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text("utf-8"))
    (written / "m.json").write_text(json.dumps({**manifest, "schema": "msm-manifest/2"}), "utf-8")
    outcome = msm("verify", "m.json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "is of the form `msm-manifest/2`, and this program reads `msm-manifest/1`" in outcome.err


@pytest.mark.timeout(60)
def test_a_manifest_of_many_like_parts_is_refused_in_time(msm: Run, written: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text("utf-8"))
    manifest["policy"]["params"]["x"] = [{"a": n} for n in range(20_000)]
    (written / "m.json").write_text(json.dumps(manifest), "utf-8")
    assert msm("verify", "m.json").status in (1, 2)
