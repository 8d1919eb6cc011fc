"""Signatures cover what DSSE says, and nothing else that was signed passes for a checkpoint."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from msm_rules.audit.chain import Head
from msm_rules.audit.checkpoint import checkpoint, read_checkpoint
from msm_rules.audit.dsse import enclose, open_envelope, signed_bytes
from msm_rules.audit.envelope import CHECKPOINT
from msm_rules.audit.keys import Private, Public, key_id, new_keys, read_private, read_public
from msm_rules.audit.problem import AuditError
from tests.audit.audit_entries import TIME

TYPE = "http://example.com/HelloWorld"

# The test vector of the DSSE protocol, 1.0.2 (github.com/secure-systems-lab/dsse, protocol.md).
VECTOR_KEY = ec.EllipticCurvePublicNumbers(
    46950820868899156662930047687818585632848591499744589407958293238635476079160,
    5640078356564379163099075877009565129882514886557779369047442380624545832820,
    ec.SECP256R1(),
).public_key()
VECTOR = {
    "payload": "aGVsbG8gd29ybGQ=",
    "payloadType": TYPE,
    "signatures": [
        {
            "sig": "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajab"
            "ZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
        }
    ],
}


@pytest.fixture(scope="module")
def key() -> Private:
    """A key, always the same."""
    return Private.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def public(key: Private) -> Public:
    """The public part of the key."""
    return key.public_key()


# --- envelopes -----------------------------------------------------------------------------------


def test_the_vector_of_dsse_is_covered_and_verified_as_it_says() -> None:
    covered = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert signed_bytes(TYPE, b"hello world") == covered
    assert open_envelope(VECTOR, TYPE, VECTOR_KEY) == b"hello world"


def test_lengths_are_those_of_bytes() -> None:
    assert signed_bytes("é", "ü".encode()) == "DSSEv1 2 é 2 ü".encode()


def test_what_was_enclosed_comes_out(key: Private, public: Public) -> None:
    for body in (b"", b"\x00\xff" * 99, b"{}"):
        assert open_envelope(enclose(TYPE, body, key), TYPE, public) == body


def test_base64_may_be_that_of_urls(key: Private, public: Public) -> None:
    envelope: Any = enclose(TYPE, b"\xff\xfe\xfb", key)
    signature = envelope["signatures"][0]
    envelope["payload"] = urlsafe_b64encode(b"\xff\xfe\xfb").decode()
    signature["sig"] = urlsafe_b64encode(b64decode(signature["sig"])).decode()
    assert open_envelope(envelope, TYPE, public) == b"\xff\xfe\xfb"


def test_one_good_signature_of_several_is_enough_whatever_key_it_names(
    key: Private, public: Public
) -> None:
    envelope: Any = enclose(TYPE, b"body", key)
    envelope["signatures"][0]["keyid"] = "another"
    envelope["signatures"].insert(0, {"sig": b64encode(b"no signature").decode()})
    assert open_envelope(envelope, TYPE, public) == b"body"


@pytest.mark.parametrize("at", range(4))
def test_a_changed_body_type_or_signature_is_refused(key: Private, public: Public, at: int) -> None:
    envelope: Any = enclose(TYPE, b"body", key)
    changes: list[dict[str, object]] = [
        {"payload": b64encode(b"Body").decode()},
        {"payloadType": TYPE + "s"},
        {"signatures": [{"sig": b64encode(bytes(64)).decode()}]},
        {"signatures": []},
    ]
    with pytest.raises(AuditError, match="not signed with this key"):
        open_envelope(envelope | changes[at], TYPE + "s" if at == 1 else TYPE, public)


def test_another_key_and_another_type_are_refused(key: Private, public: Public) -> None:
    envelope = enclose(TYPE, b"body", key)
    for other in (Private.from_private_bytes(bytes(32)).public_key(), VECTOR_KEY):
        with pytest.raises(AuditError, match="not signed with this key"):
            open_envelope(envelope, TYPE, other)
    with pytest.raises(AuditError, match="is expected"):
        open_envelope(envelope, CHECKPOINT, public)


@pytest.mark.parametrize(
    "envelope",
    [
        None,
        [],
        "text",
        {},
        {"payload": 1, "payloadType": TYPE, "signatures": []},
        {"payload": "no base64!", "payloadType": TYPE, "signatures": []},
        {"payload": "é", "payloadType": TYPE, "signatures": []},
        {"payload": "", "payloadType": 7, "signatures": []},
        {"payload": "", "payloadType": "\ud800", "signatures": []},
        {"payload": "", "payloadType": TYPE, "signatures": {"sig": ""}},
        {"payload": "", "payloadType": TYPE, "signatures": [{"sig": None}]},
        {"payload": "", "payloadType": TYPE, "signatures": None},
    ],
)
def test_what_is_no_envelope_is_said_to_be_none(envelope: object, public: Public) -> None:
    with pytest.raises(AuditError, match="it is no DSSE envelope"):
        open_envelope(envelope, TYPE, public)


# --- keys ----------------------------------------------------------------------------------------


def test_new_keys_fit_each_other_and_only_the_owner_reads_the_private_one(tmp_path: Path) -> None:
    path = str(tmp_path / "own.key")
    named = new_keys(path)
    key = read_private(Path(path).read_bytes(), path)
    public = read_public(Path(f"{path}.pub").read_bytes(), f"{path}.pub")
    assert named == key_id(public) == key_id(key.public_key())
    assert open_envelope(enclose(TYPE, b"body", key), TYPE, public) == b"body"
    assert os.stat(path).st_mode & 0o777 == 0o600


@pytest.mark.parametrize("there", ["own.key", "own.key.pub"])
def test_no_key_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("precious")
    with pytest.raises(AuditError, match="no key is overwritten"):
        new_keys(str(tmp_path / "own.key"))
    assert [p.name for p in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "precious"


def test_a_key_that_cannot_be_written_or_read_is_named(tmp_path: Path, key: Private) -> None:
    with pytest.raises(AuditError, match=r"own\.key` cannot be written"):
        new_keys(str(tmp_path / "missing" / "own.key"))
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    curve = ec.derive_private_key(7, ec.SECP256R1())
    other = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert load_pem_private_key(other, None)
    for content, why in (
        (b"", "holds no key"),
        (b"text", "holds no key"),
        (locked, "holds a key with a password"),
        (other, "holds a private key, but no Ed25519 one"),
        (_pem(curve.public_key()), "holds a public key"),
    ):
        with pytest.raises(AuditError, match=rf"`own\.key` {why}"):
            read_private(content, "own.key")
    wrong = ec.derive_private_key(7, ec.SECP384R1()).public_key()
    for content, why in (
        (b"", "holds no key"),
        (b"text", "holds no key"),
        (other, "holds a private key"),
        (locked, "holds a private key"),
        (_pem(wrong), "holds a public key of another kind"),
    ):
        with pytest.raises(AuditError, match=rf"`own\.pub` {why}"):
            read_public(content, "own.pub")
    assert read_public(_pem(curve.public_key()), "own.pub")


def _pem(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


# --- checkpoints ---------------------------------------------------------------------------------


def test_a_checkpoint_keeps_the_head_of_a_log(key: Private, public: Public) -> None:
    for head in (Head(0, "0" * 64), Head(12, "ab" * 32)):
        kept = json.loads(json.dumps(checkpoint(head, TIME, key)))
        assert read_checkpoint(kept, public) == head


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 9999,
        b"{}",
        b'{"schema":"msm-checkpoint/1","entries":true,"digest":"%s"}' % (b"0" * 64),
        b'{"schema":"msm-checkpoint/1","entries":-1,"digest":"%s"}' % (b"0" * 64),
        b'{"schema":"msm-checkpoint/1","entries":1,"digest":"x"}',
        b'{"schema":"msm-checkpoint/1","entries":1,"digest":null}',
        b'{"schema":"msm-checkpoint/2","entries":1,"digest":"%s"}' % (b"0" * 64),
    ],
)
def test_a_signature_makes_nothing_else_a_checkpoint(
    body: bytes, key: Private, public: Public
) -> None:
    with pytest.raises(AuditError, match="it is no checkpoint"):
        read_checkpoint(enclose(CHECKPOINT, body, key), public)


def test_a_key_that_cannot_be_written_whole_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fdopen

    def full(handle: int, mode: str) -> object:
        if full.done:  # type: ignore[attr-defined]
            os.close(handle)
            raise OSError(28, "No space left on device")
        full.done = True  # type: ignore[attr-defined]
        return real(handle, mode)

    monkeypatch.setattr(os, "fdopen", full)
    for first in (True, False):
        full.done = not first  # type: ignore[attr-defined]
        with pytest.raises(AuditError, match="no space left"):
            new_keys(str(tmp_path / "own.key"))
        assert list(tmp_path.iterdir()) == []
