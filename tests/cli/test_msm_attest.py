"""`msm attest` and `msm verify` on what it signed, as signers, auditors and forgers use them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cryptography")

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from msm_rules.audit.dsse import enclose, signed_bytes
from msm_rules.audit.keys import Private, read_private
from msm_rules.graph.canonical import canonical_json
from tests.cli.conftest import BIG, OPEN, SMALL, Run

DAY = ("--as-of", "2026-11-22")
COMMIT = "86b5e0934494bd15c9632b12f734a8a67f723594"
PINNED = SMALL.replace('"id"', f'"revision": "{COMMIT}", "id"')
CHECK = ("--key", "own.key.pub", "--require-signature")
TYPE = "application/vnd.in-toto+json"


@pytest.fixture
def signed(msm: Run, desk: Path) -> Path:
    """A desk with two pairs of keys, and a proof of a model at its commit, signed."""
    for name in ("own.key", "other.key"):
        assert msm("keys", "new", name).status == 0
    (desk / "pinned.json").write_text(PINNED, "utf-8")
    explain(msm, "pinned.json", "proof.json")
    assert attest(msm, "proof.json", "att.json").err == "wrote att.json\n"
    return desk


def explain(msm: Run, facts: str, out: str) -> None:
    call = ("explain", "assistant.msm", facts, "--format", "json", "--out", out, *DAY)
    assert msm(*call).status != 2


def attest(msm: Run, document: str, out: str, *more: str) -> Any:
    outcome = msm("attest", document, "--key", "own.key", "--out", out, *more)
    assert outcome.status == 0, outcome.err
    return outcome


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def write(path: Path, document: object) -> str:
    path.write_text(json.dumps(document), "utf-8")
    return path.name


def statement_in(path: Path) -> Any:
    return json.loads(b64decode(read(path)["payload"]))


def key_of(desk: Path, name: str = "own.key") -> Private:
    return read_private((desk / name).read_bytes(), name)


# --- models without a commit ---------------------------------------------------------------------


def test_a_model_of_the_shipped_catalogue_is_signed_and_what_that_does_not_bind_is_said(
    msm: Run, signed: Path
) -> None:
    """`alibaba/qwen-max` comes from models.dev alone: no commit of it is known."""
    explain(msm, "alibaba/qwen-max", "qwen.json")
    said = attest(msm, "qwen.json", "qwen.att.json").err
    assert "leaves open which revision of the model is meant: no commit is named" in said
    assert "facts name a commit under `revision`" in said
    (subject,) = statement_in(signed / "qwen.att.json")["subject"]
    assert subject["digest"] == {"sha256": read(signed / "qwen.json")["digest"]}
    outcome = msm("verify", "qwen.att.json", *CHECK)
    assert outcome.status == 0
    assert "which revision of the model is meant" in outcome.out
    assert "leaves open" in msm("attest", "qwen.att.json", "--check", "own.key.pub").err


def test_nothing_is_left_open_where_the_commit_is_known(msm: Run, signed: Path) -> None:
    assert "which revision" not in msm("verify", "att.json", *CHECK).out
    assert statement_in(signed / "att.json")["subject"] == [
        {"name": "a/small", "digest": {"gitCommit": COMMIT}}
    ]


def test_a_summary_of_a_model_without_a_commit_says_the_same(msm: Run, signed: Path) -> None:
    explain(msm, "small.json", "unpinned.json")
    assert "leaves open which revision" in attest(msm, "unpinned.json", "vsa.json", "--vsa").err
    outcome = msm("attest", "vsa.json", "--check", "own.key.pub", "--vsa")
    assert "no commit is named" in outcome.err
    said = json.loads(outcome.out)
    assert said["predicate"]["resourceUri"] == "urn:msm-rules:model:a%2Fsmall"
    attest(msm, "proof.json", "pinned.vsa.json", "--vsa")
    assert msm("attest", "pinned.vsa.json", "--check", "own.key.pub", "--vsa").err == ""


# --- keys ----------------------------------------------------------------------------------------


def _pem(key: Any, password: bytes | None = None) -> bytes:
    locked = pem.BestAvailableEncryption(password) if password else pem.NoEncryption()
    return bytes(key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, locked))


CURVE = ec.derive_private_key(7, ec.SECP256R1())
EDWARDS = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS: dict[str, tuple[bytes, str, str]] = {
    "of another algorithm": (_pem(CURVE), "no Ed25519 one", "holds a private key"),
    "with a password": (_pem(EDWARDS, b"x"), "with a password", "holds a private key"),
    "of garbage in PEM": (
        b"-----BEGIN PRIVATE KEY-----\nxxxx\n-----END PRIVATE KEY-----\n",
        "holds no key that can be read", "holds a private key",
    ),
    "of bytes": (bytes(range(256)), "holds no key that can be read", "no key that can be read"),
    "that is empty": (b"", "holds no key that can be read", "holds no key that can be read"),
    "that is public": (
        CURVE.public_key().public_bytes(
            pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo
        ),
        "holds a public key, and the private one", "",
    ),
}  # fmt: skip
"""Contents of key files, and what is said where they are to sign, and where they are to check."""


@pytest.mark.parametrize("kind", KEYS)
def test_a_file_that_is_not_the_key_says_what_it_is_and_nothing_is_signed(
    msm: Run, signed: Path, kind: str
) -> None:
    content, to_sign, to_check = KEYS[kind]
    (signed / "given.key").write_bytes(content)
    calls = [(("attest", "proof.json", "--key", "given.key", "--out", "no.json"), to_sign)]
    if to_check:
        calls.append((("verify", "att.json", "--key", "given.key"), to_check))
        calls.append((("attest", "att.json", "--check", "given.key"), to_check))
    for call, words in calls:
        outcome = msm(*call)
        assert (outcome.status, outcome.out) == (2, "")
        assert f"`given.key` {words}" in outcome.err or words in outcome.err
        assert "keys new" in outcome.err
        assert "BEGIN" not in outcome.err
    assert not (signed / "no.json").exists()


def test_a_checkpoint_is_signed_with_no_other_key_either(msm: Run, signed: Path) -> None:
    msm("decide", "assistant.msm", "small.json", "--log", "own.log", *DAY)
    outcome = msm("log", "checkpoint", "own.log", "--key", "own.key.pub", "--out", "kept.json")
    assert (outcome.status, "holds a public key" in outcome.err) == (2, True)
    assert not (signed / "kept.json").exists()


def test_an_ecdsa_key_checks_what_others_signed_with_it(msm: Run, signed: Path) -> None:
    """In DER, as cosign writes signatures, or r and s one behind the other, as in DSSE's vector."""
    public, envelope = CURVE.public_key(), read(signed / "att.json")
    form = (pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo)
    (signed / "ec.pub").write_bytes(public.public_bytes(*form))
    check = ("--key", "ec.pub", "--require-signature")
    outcome = msm("verify", "att.json", *check)
    assert (outcome.status, "not signed with this key" in outcome.out) == (1, True)
    covered = signed_bytes(TYPE, b64decode(envelope["payload"]))
    der = CURVE.sign(covered, ec.ECDSA(hashes.SHA256()))
    plain = b"".join(n.to_bytes(32, "big") for n in decode_dss_signature(der))
    for signature, status in ((der, 0), (plain, 0), (der[:-1] + b"x", 1), (plain[::-1], 1)):
        own = {"sig": b64encode(signature).decode()}
        write(signed / "ec.json", envelope | {"signatures": [own]})
        assert msm("verify", "ec.json", *check).status == status


# --- envelopes -----------------------------------------------------------------------------------


def test_one_good_signature_of_two_is_enough_and_whose_the_other_is_not_is_said(
    msm: Run, signed: Path
) -> None:
    envelope = read(signed / "att.json")
    wrong = {"sig": b64encode(bytes(64)).decode()}
    for others in ([wrong], [{"sig": "%"}], [{"sig": ""}]):
        write(signed / "two.json", envelope | {"signatures": [*others, *envelope["signatures"]]})
        outcome = msm("verify", "two.json", "--key", "other.key.pub", *CHECK)
        assert outcome.status == 0
        assert "✓ signed with the key in `own.key.pub`" in outcome.out
        assert "that it is signed with the key in `other.key.pub` too" in outcome.out
        write(signed / "two.json", envelope | {"signatures": others})
        outcome = msm("verify", "two.json", "--key", "other.key.pub", *CHECK)
        assert (outcome.status, "not signed with any of these keys" in outcome.out) == (1, True)


def _by_both(signed: Path, name: str) -> None:
    """Sign a statement with the other key too."""
    envelope = read(signed / name)
    own: Any = enclose(TYPE, b64decode(envelope["payload"]), key_of(signed, "other.key"))
    both = envelope["signatures"] + own["signatures"]
    write(signed / name, envelope | {"signatures": both})


BOTH = ("--key", "other.key.pub", "--key", "own.key.pub")


def test_of_two_keys_that_both_signed_both_are_told(msm: Run, signed: Path) -> None:
    _by_both(signed, "att.json")
    outcome = msm("verify", "att.json", *BOTH)
    assert outcome.status == 0
    assert "✓ signed with the key in `other.key.pub`\n" in outcome.out
    assert "✓ signed with the key in `own.key.pub`\n" in outcome.out
    assert "too" not in outcome.out
    told = json.loads(msm("verify", "att.json", *BOTH, "--format", "json").out)
    assert told["signed_with"] == ["other.key.pub", "own.key.pub"]
    (signed / "folder").mkdir()
    (signed / "folder" / "one.json").write_bytes((signed / "att.json").read_bytes())
    (signed / "folder" / "two.json").write_bytes((signed / "proof.json").read_bytes())
    told = json.loads(msm("verify", "folder", *BOTH, "--format", "json").out)
    assert [one["signed_with"] for one in told["proofs"]] == [["other.key.pub", "own.key.pub"], []]
    said = msm("report", "att.json", *BOTH).out
    assert "It is signed with the keys in other.key.pub and own.key.pub; key id" in said


def test_a_key_that_is_given_twice_is_no_second_signer(msm: Run, signed: Path) -> None:
    (signed / "copy.pub").write_bytes((signed / "own.key.pub").read_bytes() + b"\n")
    call = ("verify", "att.json", "--key", "own.key.pub", "--key", "copy.pub")
    outcome = msm(*call, "--key", "own.key.pub")
    assert outcome.status == 0
    assert outcome.out.count("✓ signed with") == 1
    assert "too" not in outcome.out
    told = json.loads(msm(*call, "--format", "json").out)
    assert told["signed_with"] == ["own.key.pub"]
    other = msm("verify", "att.json", "--key", "other.key.pub", "--key", "other.key.pub")
    assert "it was not signed with this key, or was changed since" in " ".join(other.out.split())


def test_one_of_the_keys_is_enough_where_a_signature_is_required_and_help_says_so(
    msm: Run, signed: Path
) -> None:
    call = ("verify", "att.json", *BOTH, "--require-signature")
    outcome = msm(*call)
    assert outcome.status == 0
    assert "that it is signed with the key in `other.key.pub` too" in outcome.out
    said = " ".join(msm("verify", "--help").out.split())
    assert "What none of the keys given has signed does not hold; one of them is enough" in said


Change = Callable[[Any], dict[str, object]]

STATEMENTS: dict[str, tuple[Change, int, str]] = {
    "about another model": (
        lambda s: s | {"subject": [{"name": "b/other", "digest": {"gitCommit": COMMIT}}]},
        1, "statement is about something else than what it holds",
    ),
    "at another commit": (
        lambda s: s | {"subject": [{"name": "a/small", "digest": {"gitCommit": "a" * 40}}]},
        1, "statement is about something else than what it holds",
    ),
    "about nothing": (lambda s: s | {"subject": []}, 1, "is about something else"),
    "with another predicate": (
        lambda s: s | {"predicate": {"x": 1}}, 2, "does not hold what its type says",
    ),
    "of another type": (
        lambda s: s | {"predicateType": "https://example.com/x"}, 2, "and not on a proof",
    ),
    "of another version": (lambda s: s | {"_type": "x"}, 2, "does not hold what its type says"),
}  # fmt: skip


@pytest.mark.parametrize("keys", [(), CHECK], ids=["without a key", "with its key"])
@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_statement_that_does_not_fit_is_refused_whoever_signed_it(
    msm: Run, signed: Path, kind: str, keys: tuple[str, ...]
) -> None:
    change, status, words = STATEMENTS[kind]
    body = canonical_json(change(statement_in(signed / "att.json")))
    write(signed / "forged.json", enclose(TYPE, body, key_of(signed)))
    outcome = msm("verify", "forged.json", *keys)
    assert outcome.status == status
    assert words in outcome.out + outcome.err
    assert msm("attest", "forged.json", "--check", "own.key.pub").status == 2


def test_a_payload_of_another_type_is_said_to_be_that(msm: Run, signed: Path) -> None:
    body = b64decode(read(signed / "att.json")["payload"])
    write(signed / "text.json", enclose("text/plain", body, key_of(signed)))
    outcome = msm("verify", "text.json", *CHECK)
    assert (outcome.status, "a signed envelope of `text/plain`" in outcome.err) == (2, True)
    msm("decide", "assistant.msm", "small.json", "--log", "own.log", *DAY)
    msm("log", "checkpoint", "own.log", "--key", "own.key", "--out", "kept.json")
    assert "is a signed checkpoint of a log" in msm("verify", "kept.json", *CHECK).err


def test_a_proof_put_in_the_place_of_another_shows(msm: Run, signed: Path) -> None:
    explain(msm, "big.json", "big.proof.json")
    own = statement_in(signed / "att.json") | {"predicate": read(signed / "big.proof.json")}
    payload = b64encode(canonical_json(own)).decode()
    write(signed / "forged.json", read(signed / "att.json") | {"payload": payload})
    for keys in ((), CHECK):
        outcome = msm("verify", "forged.json", *keys)
        assert outcome.status == 1
        assert "statement.subject" in outcome.out
        assert ("signature:" in outcome.out) == bool(keys)


def test_base64_may_be_that_of_urls(msm: Run, signed: Path) -> None:
    envelope = read(signed / "att.json")
    swapped = str.maketrans("+/", "-_")
    (one,) = envelope["signatures"]
    other = {"payload": envelope["payload"].translate(swapped)}
    other |= {"signatures": [one | {"sig": one["sig"].translate(swapped)}]}
    write(signed / "url.json", envelope | other)
    assert msm("verify", "url.json", *CHECK).status == 0


def test_a_folder_of_signed_and_unsigned_proofs(msm: Run, signed: Path) -> None:
    (signed / "kept").mkdir()
    for name in ("att.json", "proof.json"):
        (signed / "kept" / name).write_bytes((signed / name).read_bytes())
    outcome = msm("verify", "kept", "--key", "own.key.pub")
    assert outcome.status == 0
    assert "2 of 2 proofs hold: 2 accept" in outcome.out
    assert "1 is signed with a key that was given" in outcome.out
    assert msm("verify", "kept", *CHECK).status == 1


def test_a_summary_of_a_model_that_failed_is_printed_and_exits_with_1(
    msm: Run, signed: Path
) -> None:
    (signed / "big.json").write_text(BIG, "utf-8")
    explain(msm, "big.json", "big.proof.json")
    attest(msm, "big.proof.json", "big.vsa.json", "--vsa")
    outcome = msm("attest", "big.vsa.json", "--check", "own.key.pub", "--vsa")
    assert outcome.status == 1
    assert json.loads(outcome.out)["predicate"]["verificationResult"] == "FAILED"
    assert "note: the summary says that the model failed" in outcome.err
    attest(msm, "proof.json", "vsa.json", "--vsa")
    outcome = msm("attest", "vsa.json", "--check", "own.key.pub", "--vsa")
    assert (outcome.status, outcome.err) == (0, "")


def test_a_signature_on_a_bare_statement_makes_no_summary(msm: Run, signed: Path) -> None:
    bare = {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": {"verificationResult": "PASSED"},
    }
    write(signed / "bare.json", enclose(TYPE, canonical_json(bare), key_of(signed)))
    outcome = msm("attest", "bare.json", "--check", "own.key.pub", "--vsa")
    assert (outcome.status, outcome.out) == (2, "")
    assert "`bare.json`: it holds no sound verification summary: `subject`" in outcome.err


# --- redacted proofs -----------------------------------------------------------------------------

REDACT = ("redact", "proof.json", "--out", "redacted.json", "--salts", "salts.json")


@pytest.mark.parametrize("more", [("--name-original",), ()], ids=["named", "sealed"])
def test_a_redacted_proof_is_signed_checked_and_shown_later(
    msm: Run, signed: Path, more: tuple[str, ...]
) -> None:
    assert msm(*REDACT, "--fact", "memory.int4", *more).status == 0
    said = attest(msm, "redacted.json", "red.att.json", "--reveal", "salts.json").err
    assert said == "wrote red.att.json\n"
    outcome = msm("verify", "red.att.json", *CHECK)
    assert outcome.status == 0
    assert "✓ signed with the key in `own.key.pub`" in outcome.out
    assert "withheld: `model.memory.int4`" in outcome.out
    whole = read(signed / "proof.json")
    shown = msm("verify", "red.att.json", *CHECK, "--reveal", "salts.json", "--replay", "--digest",
                whole["digest"])  # fmt: skip
    assert shown.status == 0
    assert "withheld" not in shown.out
    assert "the engine here gives the same proof" in shown.out
    told = json.loads(msm("verify", "red.att.json", *CHECK, "--format", "json").out)
    assert told.get("digest") == (whole["digest"] if more else None)
    own = statement_in(signed / "red.att.json")
    assert own["subject"] == statement_in(signed / "att.json")["subject"]
    assert (whole["digest"] in json.dumps(own)) == bool(more)
    opened = msm("attest", "red.att.json", "--check", "own.key.pub").out
    assert json.loads(opened) == read(signed / "redacted.json")


def test_who_signs_without_the_salts_is_told_what_was_not_looked_at(msm: Run, signed: Path) -> None:
    msm(*REDACT, "--fact", "memory.int4")
    assert "was not looked at" in attest(msm, "redacted.json", "red.att.json").err


def test_a_redacted_proof_of_another_original_is_not_signed(msm: Run, signed: Path) -> None:
    msm(*REDACT, "--fact", "memory.int4", "--fact", "license")
    salts = read(signed / "salts.json")
    part = {k: v for k, v in salts.items() if k != "rest"}
    part["facts"] = {"license": salts["facts"]["license"]}
    write(signed / "part.json", part)
    forged = json.loads((signed / "salts.json").read_text("utf-8"))
    forged["facts"]["memory.int4"]["value"] = 7
    write(signed / "forged.json", forged)
    for given, words in (("part.json", "do not show every fact"), ("forged.json", "not open")):
        call = ("attest", "redacted.json", "--key", "own.key", "--reveal", given)
        outcome = msm(*call, "--out", "no.json")
        assert (outcome.status, words in outcome.err) == (2, True)
        assert not (signed / "no.json").exists()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("attest", "proof.json", "--key", "own.key", "--reveal", "salts.json"), "withholds no"),
        (("attest", "att.json", "--check", "own.key.pub", "--reveal", "salts.json"), "for signing"),
        (("attest", "redacted.json", "--key", "own.key", "--vsa"), "a whole one is expected"),
        (("attest", "redacted.json", "--key", "own.key", "--reveal", "proof.json"), "no salts"),
        (("attest", "salts.json", "--key", "own.key"), "holds the salts"),
        (("attest", "small.json", "--key", "own.key"), "is a facts document"),
        (("attest", "att.json", "--key", "own.key"), "is a signed statement"),
    ],
)
def test_what_cannot_be_signed_is_said(
    msm: Run, signed: Path, call: tuple[str, ...], words: str
) -> None:
    msm(*REDACT, "--fact", "license")
    outcome = msm(*call)
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err


def test_a_redacted_proof_that_breaks_its_form_is_bad_input(msm: Run, signed: Path) -> None:
    msm(*REDACT, "--fact", "license")
    document = read(signed / "redacted.json")
    document["proof"]["decision"]["verdict"] = "perhaps"
    outcome = msm("verify", write(signed / "bad.json", document))
    assert (outcome.status, outcome.out) == (2, "")
    assert "is not of the form of redacted proofs: `proof.decision.verdict`" in outcome.err
    salts = read(signed / "salts.json") | {"rest": [7]}
    outcome = msm("verify", "redacted.json", "--reveal", write(signed / "worse.json", salts))
    assert (outcome.status, outcome.out) == (2, "")
    assert "`worse.json` is not of the form of salts: `rest.0`" in outcome.err


def test_withheld_facts_are_not_held_against_those_that_the_auditor_has(
    msm: Run, signed: Path
) -> None:
    msm(*REDACT, "--fact", "memory.int4")
    outcome = msm("verify", "redacted.json", "--facts", "pinned.json")
    assert outcome.status == 0
    assert "that the withheld facts are yours" in outcome.out
    shown = msm("verify", "redacted.json", "--facts", "pinned.json", "--reveal", "salts.json")
    assert (shown.status, "facts are yours" in shown.out) == (0, False)
    other = PINNED.replace("apache-2.0", "mit")
    (signed / "other.json").write_text(other, "utf-8")
    assert msm("verify", "redacted.json", "--facts", "other.json").status == 1


def test_a_file_that_is_an_envelope_and_a_proof_too_is_one_document_to_every_command(
    msm: Run, signed: Path
) -> None:
    (signed / "other.json").write_text(BIG.replace("a/big", "a/other"), "utf-8")
    explain(msm, "other.json", "other.proof.json")
    both = read(signed / "att.json") | read(signed / "other.proof.json")
    write(signed / "both.json", both)
    for call in (("verify", "both.json", *CHECK), ("report", "both.json", "--key", "own.key.pub")):
        outcome = msm(*call)
        assert (outcome.status, "a/small" in outcome.out) == (0, True)
        assert "a/other" not in outcome.out
    for call in (("report", "both.json", "--format", "sarif"), ("why-not", "both.json")):
        assert "a/other" not in msm(*call).out


# --- manifests -----------------------------------------------------------------------------------


@pytest.fixture
def screened(msm: Run, signed: Path) -> Path:
    """A desk with a signed manifest, and its proofs, of which one is signed."""
    (signed / "models.jsonl").write_text(f"{PINNED}\n{BIG}\n{OPEN}\n", "utf-8")
    call = ("screen", "assistant.msm", "models.jsonl", *DAY)
    assert msm(*call, "--manifest", "manifest.json", "--proofs", "proofs").status == 0
    attest(msm, "manifest.json", "manifest.att.json")
    one = next(p for p in (signed / "proofs").iterdir() if "a/small" in p.read_text("utf-8"))
    attest(msm, f"proofs/{one.name}", f"proofs/{one.stem}.att.json")
    one.unlink()
    return signed


def test_a_signed_manifest_is_verified_as_one_with_its_proofs_signed_or_not(
    msm: Run, screened: Path
) -> None:
    call = ("verify", "manifest.att.json", "--proofs", "proofs", "--catalogue", "models.jsonl")
    outcome = msm(*call, "--policy", "assistant.msm", "--about", "a/small", *CHECK)
    assert (outcome.status, outcome.err) == (0, "")
    assert "✓ `manifest.att.json` holds: 3 models by assistant 1.2.0" in outcome.out
    assert "✓ signed with the key in `own.key.pub`" in outcome.out
    assert "3 rows are what the proofs say, and those hold" in outcome.out
    assert "1 proof is signed with a key that was given" in outcome.out
    assert "a/small was considered: accepted" in outcome.out
    assert "who vouches" not in outcome.out
    told = json.loads(msm(*call, *CHECK, "--format", "json").out)
    assert (told["ok"], told["signed_with"], told["signed_proofs"]) == (True, ["own.key.pub"], 1)
    (itself, model) = statement_in(screened / "manifest.att.json")["subject"]
    assert itself["digest"] == {"sha256": read(screened / "manifest.json")["digest"]}
    assert model == {"name": "a/small", "digest": {"gitCommit": COMMIT}}
    opened = msm("attest", "manifest.att.json", "--check", "own.key.pub").out
    assert json.loads(opened) == read(screened / "manifest.json")


def test_of_two_keys_that_signed_a_manifest_both_are_told(msm: Run, screened: Path) -> None:
    _by_both(screened, "manifest.att.json")
    outcome = msm("verify", "manifest.att.json", *BOTH)
    for name in ("other.key.pub", "own.key.pub"):
        assert f"✓ signed with the key in `{name}`\n" in outcome.out
    told = json.loads(msm("verify", "manifest.att.json", *BOTH, "--format", "json").out)
    assert told["signed_with"] == ["other.key.pub", "own.key.pub"]
    told = json.loads(msm("verify", "manifest.json", "--format", "json").out)
    assert told["signed_with"] == []


def test_proofs_may_be_a_list_of_signed_ones(msm: Run, screened: Path) -> None:
    texts = [p.read_text("utf-8").strip() for p in (screened / "proofs").iterdir()]
    (screened / "all.jsonl").write_text("\n".join(texts), "utf-8")
    assert msm("verify", "manifest.json", "--proofs", "all.jsonl").status == 0


def test_a_manifest_that_nobody_signed_fails_where_a_signature_is_required(
    msm: Run, screened: Path
) -> None:
    outcome = msm("verify", "manifest.json", *CHECK)
    assert (outcome.status, "it is not signed" in outcome.out) == (1, True)
    assert "who vouches for it: it is not signed\n" in msm("verify", "manifest.json").out
    unchecked = " ".join(msm("verify", "manifest.att.json").out.split())
    assert "it came signed, and no key was given to check that" in unchecked
    other = msm("verify", "manifest.att.json", "--key", "other.key.pub")
    assert (other.status, "not signed with this key" in other.out) == (1, True)
    assert "needs `--key`" in msm("verify", "manifest.att.json", "--require-signature").err


def test_a_signed_proof_with_a_wrong_signature_is_no_proof_of_its_row(
    msm: Run, screened: Path
) -> None:
    outcome = msm("verify", "manifest.json", "--proofs", "proofs", "--key", "other.key.pub")
    assert outcome.status == 1
    assert "rows.a/small.proof: does not hold: signature" in outcome.out


def test_a_manifest_in_the_place_of_another_shows(msm: Run, screened: Path) -> None:
    msm("screen", "assistant.msm", "models.jsonl", "--as-of", "2026-11-21",
        "--manifest", "later.json")  # fmt: skip
    own = statement_in(screened / "manifest.att.json") | {
        "predicate": read(screened / "later.json")
    }
    payload = b64encode(canonical_json(own)).decode()
    write(screened / "forged.json", read(screened / "manifest.att.json") | {"payload": payload})
    outcome = msm("verify", "forged.json")
    assert (outcome.status, "statement.subject" in outcome.out) == (1, True)


def test_a_redacted_proof_is_not_enough_for_a_row(msm: Run, screened: Path) -> None:
    one = next(p for p in (screened / "proofs").iterdir() if p.name.endswith("att.json"))
    msm("attest", f"proofs/{one.name}", "--check", "own.key.pub", "--out", "proof.json")
    redact = ("redact", "proof.json", "--fact", "license", "--name-original")
    msm(*redact, "--out", "redacted.json", "--salts", "s.json")
    one.write_bytes((screened / "redacted.json").read_bytes())
    outcome = msm("verify", "manifest.json", "--proofs", "proofs")
    assert outcome.status == 1
    assert "rows.a/small.proof: does not hold: facts are withheld" in outcome.out


def test_among_proofs_a_signed_manifest_is_told_apart(msm: Run, screened: Path) -> None:
    name = screened / "proofs" / "manifest.att.json"
    name.write_bytes((screened / "manifest.att.json").read_bytes())
    assert msm("verify", "manifest.att.json", "--proofs", "proofs").status == 0
    outcome = msm("verify", "proofs")
    assert outcome.status == 2
    assert "is the signed manifest of a screening: name it by itself" in outcome.out


def test_the_evidence_of_all_proofs_is_held_against_a_bundle(msm: Run, screened: Path) -> None:
    (screened / "bundle").mkdir()
    assert "needs `--proofs`" in msm("verify", "manifest.json", "--bundle", "bundle").err
    card = "---\nlicense: apache-2.0\n---\n# Tiny\n"
    (screened / "tiny.md").write_text(card, "utf-8")
    facts = msm("facts", "show", "tiny.md", "--format", "json").out
    (screened / "tiny.json").write_text(facts, "utf-8")
    made = ("--manifest", "tiny.manifest.json", "--proofs", "tiny.jsonl")
    assert msm("screen", "assistant.msm", "tiny.json", *DAY, *made).status != 2
    call = ("verify", "tiny.manifest.json", "--proofs", "tiny.jsonl", "--bundle", "bundle")
    outcome = msm(*call)
    assert outcome.status == 0
    assert "0 of 1 documents that evidence names fit the bundle" in outcome.out
    assert "the bundle lacks them" in outcome.out
    again = ("explain", "assistant.msm", "tiny.md", "--format", "json", "--bundle", "bundle")
    assert msm(*again).status != 2
    outcome = msm(*call)
    assert "1 of 1 documents that evidence names fit the bundle" in outcome.out
    assert "lacks" not in outcome.out
    next((screened / "bundle").iterdir()).write_text("another text", "utf-8")
    outcome = msm(*call)
    said = " ".join(outcome.out.split())
    assert (outcome.status, "does not hold: bundle." in said) == (1, True)
