"""Bytes that are no proof: a clear word for each, and never a fault."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.proof.reading import ProofError, read_json

BAD = {
    b"": "is empty",
    b"{": "is not JSON",
    b"\xff{}": "is not UTF-8: byte 1, in line 1",
    b'{"a": NaN}': "`NaN` is no number",
    b'{"a": -Infinity}': "`-Infinity` is no number",
    b'{"a": 1e999}': "`1e999` is too great",
    b'{"a": 12345678901234567890123}': "is not exact as a 64-bit float",
    b'{"a": 9007199254740993}': "is not exact as a 64-bit float",
    b'{"a": ' + b"9" * 5000 + b"}": "is not exact as a 64-bit float",
    b'{"a": 1, "b": {"c": 1, "c": 2}}': "`c` is given twice",
    b"[" * 100_000 + b"]" * 100_000: "is nested more than 200 deep",
    b'{"a":' * 300 + b"1" + b"}" * 300: "is nested more than 200 deep",
}


@pytest.mark.parametrize("data", BAD, ids=lambda data: repr(data[:20]))
def test_each_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ProofError) as refused:
        read_json(data)
    assert BAD[data] in str(refused.value)


def test_ordinary_numbers_are_read() -> None:
    found = read_json(b'{"a": 3.8e25, "b": 9007199254740992, "c": 1e25, "d": 0.1, "e": -0}')
    assert found == {"a": 3.8e25, "b": 2**53, "c": 1e25, "d": 0.1, "e": 0}


def test_one_name_twice_among_very_many_is_found_at_once() -> None:
    names = [f'"k{n}":1' for n in range(100_000)]  # comparing each with each takes minutes
    with pytest.raises(ProofError, match="`k99999` is given twice"):
        read_json(f"{{{','.join([*names, names[-1]])}}}".encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ProofError):
        assert read_json(data) is not ...
