"""How many parameters a model has: counted in its files, or read off its name.

Owns the reading of names (`1_8b`, `8x7B`, `A3B`), of dtype counts (packed words, buffers),
their agreement, and the memory that weights need.  Counts are numbers of parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msm_rules.facts.following import BITS
from msm_rules.frozen import record
from msm_rules.sources.normalise.claims import Claim, Json, Source, between, ends

# A size in a name holds within these factors for 98.5 % of 1,236 models that have both.
NAME_BAND = (0.8, 1.5)

_EXPERTS = re.compile(r"(?<![\d.])(\d{1,3})x(\d+(?:\.\d+)?)b(?![a-z])", re.IGNORECASE)
_EXPERTS_AFTER = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)bx(\d{1,2})(?!\d)", re.IGNORECASE)
_ACTIVE = re.compile(r"(?<=[-_])a(\d+(?:\.\d+)?)([bm])(?![a-z0-9])", re.IGNORECASE)
_UNDERSCORE = re.compile(  # `1_8b` is 1.8B, and so is `pythia1-4b` 1.4B
    r"(?:(?<=-)(?<!llama-)(?=\d_)|(?<=pythia)(?=\d-))(\d)[_-](\d{1,2})b(?![a-z0-9])", re.IGNORECASE
)
_BILLIONS = re.compile(r"(?<![\d.])(?<![-_][ae])(\d+(?:\.\d+)?)b(?![a-z0-9])", re.IGNORECASE)
_MIDDLE = re.compile(r"(?<=-)(\d+)b(\d)(?![a-z0-9])", re.IGNORECASE)  # bloom-7b1 is 7.1B
_MILLIONS = re.compile(r"(?<=[-_])(\d{2,3})m(?![a-z0-9])", re.IGNORECASE)
# What every form above has somewhere: a name without it need not be searched for each.
_ANY = re.compile(r"\d[bmx_]", re.IGNORECASE)
# A draft model, an adapter for one, or a reward head carries the size of the model it serves.
_SERVES = re.compile(
    r"eagle|medusa|draft|speculator|specdrift|hydra|dflash|accelerator|assistant", re.IGNORECASE
)


@record
class NameSize:
    """What a name says: bounds of the total, and of the active parameters; `text` is quoted."""

    text: str
    total: tuple[float, float] | None
    active: tuple[float, float] | None = None


def band(count: float) -> tuple[int, int]:
    """The bounds within which a rounded size holds."""
    return round(count * NAME_BAND[0]), round(count * NAME_BAND[1])


@lru_cache(maxsize=1024)  # a name is read for its own sake, and against the count
def size_in_name(name: str) -> NameSize | None:
    """The size a model's name states, as bounds; None where it states none or another's."""
    if not _ANY.search(name) or _SERVES.search(name):
        return None
    active = _ACTIVE.search(name)
    running = band(float(active[1]) * _unit(active[2])) if active else None
    found = _total_in_name(name)
    if found is None:
        return NameSize(active.group(), None, running) if active else None
    return NameSize(found[0], found[1], running)


def _total_in_name(name: str) -> tuple[str, tuple[float, float]] | None:
    if "x" in name or "X" in name:
        if experts := _EXPERTS.search(name):
            return experts.group(), _mixture(int(experts[1]), float(experts[2]))
        if experts := _EXPERTS_AFTER.search(name):
            return experts.group(), _mixture(int(experts[2]), float(experts[1]))
    if decimal := _UNDERSCORE.search(name):
        return decimal.group(), band(float(f"{decimal[1]}.{decimal[2]}") * 1e9)
    if decimal := _MIDDLE.search(name):
        return decimal.group(), band(float(f"{decimal[1]}.{decimal[2]}") * 1e9)
    if billions := [float(found) for found in _BILLIONS.findall(name) if float(found) > 0]:
        text = " ".join(f"{size:g}B" for size in billions)  # `OLMoE-1B-7B` says two things
        return text, (band(min(billions) * 1e9)[0], band(max(billions) * 1e9)[1])
    if millions := _MILLIONS.search(name):
        return millions.group(), band(float(millions[1]) * 1e6)
    return None


def _mixture(experts: int, billions: float) -> tuple[float, float]:
    """Experts share what is not theirs, so `8x7B` lies between one expert and eight."""
    return round(billions * 1e9 * NAME_BAND[0]), round(experts * billions * 1e9)


def _unit(letter: str) -> float:
    return 1e9 if letter in "bB" else 1e6


# Never weights: positions, indices, masks.
_INDICES = frozenset(("I64", "I16", "U64", "U16", "BOOL"))
# Weights only if packed, several to a word; else buffers.  Most parameters in a word: 4-bit ones.
_WORDS = {"I32": 8, "U32": 8, "U8": 2, "I8": 2}
_PACKED = re.compile(
    r"(?<![a-z0-9])(?:4|8|2|3)-?bit|gptq|awq|int4|int8|bnb|bitsandbytes|nf4|fp4|mxfp4|nvfp4|modelopt"
    r"|compressed-tensors|auto-?round|hqq|aqlm|exl2|w4a16",
    re.IGNORECASE,
)
# Scales and zero points stored beside packed weights make a count too large by up to a quarter.
_OVERHEAD = 0.8


def stored_in_words(dtypes: Iterable[str]) -> bool:
    """Whether any dtype is a word, which holds one weight, several or none: only there does a
    sign of packing count."""
    return not _WORDS.keys().isdisjoint(dtypes)


def looks_packed(texts: Iterable[str]) -> str | None:
    """The name or tag that says the weights are quantised, or None."""
    return next((text for text in texts if _says_packed(text)), None)


@lru_cache(maxsize=65_536)  # tags recur
def _says_packed(text: str) -> bool:
    return _PACKED.search(text) is not None


@record
class Count:
    """Bounds of a count read off dtype counts; `note` says why it is not exact, `disputed` that
    what says so excludes each other, so that nothing may narrow the bounds again; `guessed` that
    more than the files had a say."""

    lo: int
    hi: int
    note: str | None = None
    disputed: bool = False
    guessed: bool = False


def counted(dtypes: Mapping[str, int], total: int | None, packed: str | None) -> Count | None:
    """Parameters from counts per dtype.  A packed word may hold several, a byte buffer none."""
    known = {k: v for k, v in dtypes.items() if v and v > 0}
    if not known:
        return Count(total, total) if total and total > 0 else None
    words = {k: v for k, v in known.items() if k in _WORDS}
    plain = sum(v for k, v in known.items() if k not in _WORDS and k not in _INDICES)
    whole = max(total or 0, plain + sum(words.values()))
    if not words:
        return _beside_total(plain, sum(known.values()), total) if plain else None
    if packed is None:
        return Count(plain, whole, f"{_names(words)} may be buffers") if plain else None
    most = max(whole, plain + sum(v * _WORDS[k] for k, v in words.items()))
    least = round(_OVERHEAD * min(total or whole, whole))
    note = f"packed weights ({packed}): {_names(words)} are words"
    return Count(least, most, note, guessed=True)


def _beside_total(plain: int, everything: int, total: int | None) -> Count:
    """The sum of the dtypes, or where the total is another one both, of which either may be it."""
    if not total or total < 0 or plain <= total <= everything:
        return Count(plain, plain)
    lo, hi = sorted((plain, total))
    note = f"dtypes sum to {plain:,}, the total says {total:,}"
    return Count(lo, hi, note, disputed=lo < _OVERHEAD * hi)


def _names(words: Mapping[str, int]) -> str:
    return ", ".join(sorted(words))


def agree(count: Count, stated: NameSize | None) -> Count:
    """A count against the size in the name: where they exclude each other both are kept, as
    the hull; where the count is only bounded the name narrows it."""
    if stated is None or stated.total is None:
        return count
    lo, hi = (round(end) for end in stated.total)
    if count.hi < lo or count.lo > hi:
        note = f"files say {count.lo:,}, the name says `{stated.text}`"
        return Count(min(count.lo, lo), max(count.hi, hi), note, disputed=True, guessed=True)
    if count.lo == count.hi or count.disputed:
        return count
    note = f"{count.note}; name says `{stated.text}`"
    return Count(max(count.lo, lo), min(count.hi, hi), note, guessed=count.guessed)


def parameters(
    name: str, dtypes: Mapping[str, int], total: int | None, tags: Iterable[str]
) -> tuple[Count, str] | None:
    """Parameters and the method that found them: `measured`, or `estimated` where the name
    had a say; None where nothing is known."""
    stated = size_in_name(name)
    packed = looks_packed((name, *tags)) if stored_in_words(dtypes) else None
    raw = counted(dtypes, total, packed)
    if raw is not None:
        count = agree(raw, stated)
        return count, "estimated" if count.guessed else "measured"
    if stated is None or stated.total is None:
        return None
    lo, hi = (round(end) for end in stated.total)
    return Count(lo, hi), "estimated"


def against_name(claims: Iterable[Claim], name: str) -> list[Claim]:
    """The claims of one model, a count of parameters that its name excludes made uncertain.

    Both are kept, as bounds that nothing narrows: of such a count no other claim takes a side.
    """
    stated = size_in_name(name)
    said = list(claims)
    doubted = [new for c in said if (new := _doubted(c, stated)) is not None]
    if not doubted:
        return said
    return [*(c for c in said if c.fact != "parameters"), *doubted]


def _doubted(claim: Claim, stated: NameSize | None) -> Claim | None:
    """A count that the name excludes, with both; None for any other claim."""
    counts = ("measured", "derived")
    if claim.fact != "parameters" or claim.evidence["method"] not in counts:
        return None
    if stated is None or not isinstance(claim.value, int):
        return None
    count = agree(Count(claim.value, claim.value), stated)
    if not count.disputed:
        return None
    more: dict[str, Json] = {"method": "estimated", "note": count.note, "disputed": True}
    evidence = {**claim.evidence, **more, "raw": claim.value}
    return Claim(claim.fact, between(count.lo, count.hi), evidence)


_DTYPES = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}


def dominant_dtype(dtypes: Mapping[str, int]) -> str | None:
    """The dtype of most stored elements, by the name the framework gives it."""
    known = [(count, dtype) for dtype, count in dtypes.items() if count and count > 0]
    if not known:
        return None
    dtype = max(known)[1]
    return _DTYPES.get(dtype, dtype.lower())


def memory(count: Json) -> Iterator[Claim]:
    """Bytes of the weights alone at each precision: parameters x bits / 8."""
    lo, hi = ends(count)
    assert isinstance(lo, int | float | None)
    assert isinstance(hi, int | float | None)
    yield from _memory(lo, hi)


@lru_cache(maxsize=4096)  # what is made from one base has its size
def _memory(lo: float | None, hi: float | None) -> tuple[Claim, ...]:
    return tuple(
        DERIVED.claim(
            name,
            between(*(None if end is None else _bytes(end, bits) for end in (lo, hi))),
            "derived",
            f"parameters * {bits} / 8",
        )
        for name, bits in BITS.items()
    )


def _bytes(count: Json, bits: int) -> float | int:
    assert isinstance(count, (int, float))
    exact = count * bits / 8
    return int(exact) if exact.is_integer() else exact


DERIVED = Source("facts", "sizes/1")
