"""`--bundle`: the bytes of the evidence are kept by digest, and a proof is held against them."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from msm_rules.cli.bundle import against_bundle
from msm_rules.graph.canonical import digest
from msm_rules.proof.canonical import proof_digest
from msm_rules.sources.hub.cache import Cache
from msm_rules.sources.hub.cache import kept as kept_answer
from tests.cli.conftest import Run

CONFIG = '{"architectures": ["LlamaForCausalLM"], "max_position_embeddings": 4096}'
CARD = "---\nlicense: apache-2.0\nlanguage: [en]\n---\n# A model\n"
LICENCE = "Apache License\nVersion 2.0, January 2004\n"
CALL = ("explain", "assistant.msm", "tiny", "--format", "json", "--as-of", "2026-11-22")


@pytest.fixture
def kept(msm: Run, desk: Path) -> Path:
    """A bundle, with the proof it is of in `proof.json` and the checkpoint in `tiny`."""
    (desk / "tiny").mkdir()
    for name, text in (("config.json", CONFIG), ("README.md", CARD), ("LICENSE", LICENCE)):
        (desk / "tiny" / name).write_text(text, "utf-8")
    header = b'{"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}'
    weights = len(header).to_bytes(8, "little") + header + bytes(4)
    (desk / "tiny" / "model.safetensors").write_bytes(weights)
    outcome = msm(*CALL, "--out", "proof.json", "--bundle", "evidence")
    assert outcome.status != 2, outcome.err
    assert "kept 4 of 4 documents that evidence on tiny names by digest in evidence" in outcome.err
    return desk / "evidence"


def named(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_every_document_is_kept_under_its_digest(kept: Path) -> None:
    for text in (CONFIG, CARD, LICENCE):
        assert (kept / named(text)).read_text("utf-8") == text
    for file in kept.iterdir():
        assert sha256(file.read_bytes()).hexdigest() == file.name


def test_a_proof_fits_its_bundle(msm: Run, kept: Path) -> None:
    outcome = msm("verify", "proof.json", "--bundle", "evidence")
    assert outcome.status == 0
    assert "4 of 4 documents that evidence names fit the bundle" in outcome.out


def test_keeping_again_changes_nothing_and_mends_what_was_changed(msm: Run, kept: Path) -> None:
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    (kept / named(CARD)).write_text("changed", "utf-8")
    assert msm(*CALL, "--bundle", "evidence").status != 2
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == before


def test_altered_bytes_are_refused(msm: Run, kept: Path) -> None:
    (kept / named(CARD)).write_text(CARD + "!", "utf-8")
    outcome = msm("verify", "proof.json", "--bundle", "evidence")
    assert outcome.status == 1
    assert f"bundle.{named(CARD)}: is not README.md" in outcome.out
    found = json.loads(msm("verify", "proof.json", "--bundle", "evidence", "--format", "json").out)
    assert found["problems"][0]["expected"] == named(CARD)
    assert found["problems"][0]["found"] == named(CARD + "!")


def test_what_is_missing_is_listed_and_not_shown(msm: Run, kept: Path) -> None:
    (kept / named(LICENCE)).unlink()
    outcome = msm("verify", "proof.json", "--bundle", "evidence")
    assert outcome.status == 0
    said = " ".join(outcome.out.split())
    assert "3 of 4 documents" in said
    assert "which the bundle lacks: LICENSE (checkpoint)" in said


def test_links_and_folders_are_no_bytes(msm: Run, kept: Path) -> None:
    (kept / named(CARD)).unlink()
    (kept / named(CARD)).symlink_to(kept.parent / "tiny" / "README.md")
    (kept / named(CONFIG)).unlink()
    (kept / named(CONFIG)).mkdir()
    outcome = msm("verify", "proof.json", "--bundle", "evidence")
    assert outcome.status == 1
    assert outcome.out.count("no plain file") == 2


def test_no_link_is_followed_when_bytes_are_kept(msm: Run, kept: Path) -> None:
    precious = kept.parent / "precious.txt"
    precious.write_text("mine", "utf-8")
    (kept / named(CARD)).unlink()
    (kept / named(CARD)).symlink_to(precious)
    outcome = msm(*CALL, "--bundle", "evidence")
    assert outcome.status == 2
    assert "is a link, which is not followed" in outcome.err
    assert precious.read_text("utf-8") == "mine"


def test_a_digest_that_is_a_path_leads_nowhere(msm: Run, desk: Path) -> None:
    (desk / "evidence").mkdir()
    evidence = [{"method": "declared", "source": "card", "sha256": "../small.json"}]
    document = {"model": {"id": "a/b"}, "evidence": {"license": evidence}}
    (desk / "facts.json").write_text(json.dumps(document), "utf-8")
    call = ("explain", "assistant.msm", "facts.json", "--format", "json", "--out", "proof.json")
    assert "kept 0 of 0 documents" in msm(*call, "--bundle", "evidence").err
    said = " ".join(msm("verify", "proof.json", "--bundle", "evidence").out.split())
    assert "0 of 1 documents" in said
    assert "card (card), whose digest `../small.json` is no SHA-256" in said
    assert os.listdir(desk / "evidence") == []


@pytest.mark.parametrize("digest", ["A" * 64, "sha256:" + "a" * 64, "a" * 64 + "\n", "", 7])
def test_a_digest_of_another_form_is_listed_as_missing(digest: object, tmp_path: Path) -> None:
    row = {"method": "declared", "source": "card", "sha256": digest}
    found = against_bundle({"facts": {"document": {"evidence": {"license": [row]}}}}, str(tmp_path))
    assert (found.named, found.fit, found.problems) == (1, 0, [])
    assert "is no SHA-256" in found.missing[0]


@pytest.mark.parametrize("rows", [[None], [0], [False], None, 7, ["x"], [[]]])
def test_evidence_of_no_form_is_told_of_its_proof_and_the_others_are_looked_at(
    msm: Run, desk: Path, kept: Path, rows: object
) -> None:
    proof = json.loads((desk / "proof.json").read_text("utf-8"))
    proof["facts"]["document"]["evidence"]["family"] = rows
    proof["facts"]["digest"] = digest(proof["facts"]["document"])
    proof["digest"] = proof_digest(proof)
    (desk / "odd.json").write_text(json.dumps(proof), "utf-8")
    outcome = msm("verify", "odd.json", "proof.json", "--bundle", "evidence")
    assert "fault" not in outcome.err
    assert outcome.status == 1
    assert "1 of 2 proofs hold" in outcome.out


def test_answers_of_the_hub_that_were_kept_are_bytes_at_hand(
    msm: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSM_CACHE", str(desk / "cache"))
    body = b'{"id": "a/b", "likes": 7}'
    own = sha256(body).hexdigest()
    Cache(desk / "cache").put("models/a/b", kept_answer(body, "2026-11-20", {}))
    Cache(desk / "cache").put("models/a/c", kept_answer(b"another", "2026-11-20", {}))
    (desk / "cache" / "ab").mkdir(exist_ok=True)
    (desk / "cache" / "ab" / "broken").write_bytes(b"\xff[" * 99)
    evidence = [{"method": "declared", "source": "hub", "locator": "likes", "sha256": own}]
    document = {"model": {"id": "a/b", "likes": 7}, "evidence": {"likes": evidence}}
    (desk / "facts.json").write_text(json.dumps(document), "utf-8")
    call = ("explain", "assistant.msm", "facts.json", "--format", "json", "--out", "proof.json")
    assert "kept 1 of 1 documents" in msm(*call, "--bundle", "evidence").err
    assert (desk / "evidence" / own).read_bytes() == body
    assert msm("verify", "proof.json", "--bundle", "evidence").status == 0


def test_decide_keeps_the_bytes_of_every_model_it_names(msm: Run, kept: Path) -> None:
    card = kept.parent / "card.md"
    card.write_text(CARD + "another", "utf-8")
    call = ("decide", "assistant.msm", "tiny", "card.md", "--bundle", "both")
    assert msm(*call).status != 2
    assert len(list((kept.parent / "both").iterdir())) == 5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ((*CALL[:2], "small.json", "--bundle", "big.json"), "a bundle is a folder"),
        ((*CALL[:2], "small.json", "--bundle", "none/evidence"), "no folder `none`"),
        (("verify", "small.json", "--bundle", "none"), "there is no folder `none`"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_where_no_bundle_can_be_is_said(msm: Run, call: tuple[str, ...], words: str) -> None:
    outcome = msm(*call)
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err


def test_a_real_checkpoint_and_its_bundle(msm: Run, desk: Path, shared: Path) -> None:
    folder = next(p for p in sorted((shared / "data" / "checkpoints").iterdir()) if p.is_dir())
    call = ("explain", "assistant.msm", str(folder), "--format", "json", "--out", "proof.json")
    assert msm(*call, "--bundle", "evidence").status != 2
    outcome = msm("verify", "proof.json", "--bundle", "evidence")
    assert outcome.status == 0, outcome.out
    assert list((desk / "evidence").iterdir())


def test_a_bundle_is_made_also_where_the_evidence_names_nothing(msm: Run, desk: Path) -> None:
    call = ("explain", "assistant.msm", "big.json", "--format", "json", "--out", "proof.json")
    outcome = msm(*call, "--bundle", "evidence", "--as-of", "2026-11-22")
    assert "kept 0 of 0 documents" in outcome.err
    assert msm("verify", "proof.json", "--bundle", "evidence").status == 0
