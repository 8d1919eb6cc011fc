"""Keys: made, read from PEM files, and what they sign.

Owns which algorithms there are: Ed25519, and ECDSA over P-256 with SHA-256 for checking. Its
signatures are in DER, as most tools write them, or r and s one behind the other, as in the test
vector of DSSE. It alone loads cryptography.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from msm_rules.audit.problem import AuditError

Private = ed25519.Ed25519PrivateKey
Public = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey

_HALF = 32
"""Bytes of r, and of s, on P-256."""


def public_name(path: str) -> str:
    """Where the public key beside a private one is kept."""
    return f"{path}.pub"


def new_keys(path: str) -> str:
    """Make an Ed25519 key at `path`, for its owner's eyes only, and the public one beside it.

    Returns the id of the key. Raises AuditError where one of the files is there, or cannot be made.
    """
    key = Private.generate()
    private = key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption())
    public = key.public_key().public_bytes(pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo)
    if os.path.lexists(public_name(path)):
        raise AuditError(f"`{public_name(path)}` is there already, and no key is overwritten")
    _write_new(path, private, 0o600)
    try:
        _write_new(public_name(path), public, 0o644)
    except AuditError:
        os.unlink(path)
        raise
    return key_id(key.public_key())


def _write_new(path: str, content: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except OSError:
            os.unlink(path)
            raise
    except FileExistsError:
        raise AuditError(f"`{path}` is there already, and no key is overwritten") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AuditError(f"`{path}` cannot be written: {reason.lower()}") from None


def read_private(content: bytes, name: str) -> Private:
    """An Ed25519 key from PKCS 8 in PEM without a password. Raises AuditError."""
    if _begins(content, _ENCRYPTED):
        raise AuditError(f"`{name}` holds a key with a password, and one without is expected")
    if _loaded(pem.load_pem_public_key, content) is not None:
        raise AuditError(
            f"`{name}` holds a public key, and the private one beside it is expected, to sign with"
        )
    key = _loaded(lambda given: pem.load_pem_private_key(given, password=None), content)
    if isinstance(key, Private):
        return key
    other = "holds a private key, but no Ed25519 one" if key is not None else _NO_KEY
    raise AuditError(f"`{name}` {other}: an Ed25519 key in PEM is expected")


def read_public(content: bytes, name: str) -> Public:
    """A public key, Ed25519 or on P-256, from PEM. Raises AuditError."""
    key = _loaded(pem.load_pem_public_key, content)
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if key is None and _begins(content, _PRIVATE):
        raise AuditError(
            f"`{name}` holds a private key, and the public one beside it is expected: who checks"
            " signatures needs no other"
        )
    other = "holds a public key of another kind" if key is not None else _NO_KEY
    raise AuditError(f"`{name}` {other}: a public key in PEM is expected, Ed25519 or on P-256")


_NO_KEY = "holds no key that can be read"
_PRIVATE = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----")
_ENCRYPTED = re.compile(rb"-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED")


def _begins(content: bytes, head: re.Pattern[bytes]) -> bool:
    return head.search(content) is not None


def _loaded(load: Callable[[bytes], object], content: bytes) -> object:
    try:
        return load(content)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def key_id(key: Public) -> str:
    """How envelopes name a key: SHA-256 over its SubjectPublicKeyInfo (DER)."""
    return sha256(
        key.public_bytes(pem.Encoding.DER, pem.PublicFormat.SubjectPublicKeyInfo)
    ).hexdigest()


def signed_by(key: Public, signature: bytes, message: bytes) -> bool:
    """Whether the signature is the key's, of this message."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        return _accepts(partial(key.verify, signature, message))
    algorithm = ec.ECDSA(hashes.SHA256())
    forms = [signature, *([_der(signature)] if len(signature) == 2 * _HALF else [])]
    return any(_accepts(partial(key.verify, form, message, algorithm)) for form in forms)


def _accepts(verify: Callable[[], object]) -> bool:
    try:
        verify()
    except InvalidSignature:
        return False
    return True


def _der(signature: bytes) -> bytes:
    """A signature of r and s one behind the other, in DER."""
    r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
    return encode_dss_signature(r, s)
