"""Numbers as people write them in tables: `7B`, `1,234,567`, `13.5 GiB`, `57.1 %`.

Owns units and what a rounded size may be.  A comma that may stand for thousands or for a decimal
point is not read unless the mapping says which.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite

from msm_rules.facts import FactSpec
from msm_rules.facts.problems import IllFormed, found
from msm_rules.facts.vocabulary import SHARE
from msm_rules.frozen import record
from msm_rules.sources.normalise import sizes
from msm_rules.sources.normalise.claims import Json, between
from msm_rules.sources.tables.mapping import Written
from msm_rules.values.types import BYTES

LONGEST = 64
"""Characters beyond which a text is no number."""

SIZES = ("parameters", "active_parameters")
_LARGEST = 40  # digits before the point: no fact has more
_NUMBER = re.compile(r"([+-]?)([0-9.,][0-9.,_' ]*)((?:[eE][+-]?[0-9]{1,3})?) *([A-Za-z%]*)")
# The units of the policy language (a test compares them), which needs its parser to load.
_NUMBERS = {name: Decimal(1000) ** (n + 1) for n, name in enumerate("kmbt")}
_NUMBERS |= {"ki": Decimal(1024), "mi": Decimal(1024) ** 2}
_BYTES = {f"{name}b": Decimal(1000) ** (n + 1) for n, name in enumerate("kmgt")}
_BYTES |= {f"{name}ib": Decimal(1024) ** (n + 1) for n, name in enumerate("kmgt")}
_BYTES |= dict.fromkeys(("byte", "bytes", "b"), Decimal(1))
_SPELT = {"thousand": "k", "million": "m", "billion": "b", "bn": "b", "trillion": "t"}


@record
class Figure:
    """A number that was read, and by which method it is known where that is not the table's."""

    value: Json
    method: str | None = None


def units(spec: FactSpec) -> dict[str, Decimal]:
    """The units that a number of this fact may have, in lower case, and the factor of each."""
    if spec.value_type == BYTES:
        return _BYTES
    spelt = {word: _NUMBERS[unit] for word, unit in _SPELT.items()}
    own = {spec.unit.lower(): Decimal(1)} if spec.unit.isalpha() else {}
    share = {"%": Decimal("0.01")} if spec.natural == SHARE else {}
    return {**_NUMBERS, **spelt, **own, **share}


def read_number(raw: object, spec: FactSpec, written: Written, decimal: str | None) -> Figure:
    """A number in the fact's own unit.  Raises IllFormed where there is none, or where it may be
    read in two ways."""
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return _scaled(_of_number(raw), written.factor, spec, written)
    text = " ".join(raw.split()) if isinstance(raw, str) else ""
    if spec.path in SIZES and "x" in text and (mixture := sizes.size_in_name(text[:LONGEST])):
        return Figure(_bounds(mixture.total), "estimated")
    parts = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if parts is None:
        raise IllFormed(f"expected a number, found {found(raw)}")
    factor = written.factor
    if unit := parts[4].lower():
        known = units(spec)
        if unit not in known:
            raise IllFormed(f"has the unit `{parts[4]}`, which is none of {', '.join(known)}")
        factor = known[unit]
    number = Decimal(parts[1] + _digits(parts[2], decimal, raw) + parts[3])
    return _scaled(number, factor, spec, written)


def _of_number(raw: float | Decimal) -> Decimal:
    if not isfinite(raw) or abs(raw) >= 10**_LARGEST:
        raise IllFormed(f"expected a number, found {found(raw)}")
    return raw if isinstance(raw, Decimal) else Decimal(str(raw))


def _digits(text: str, decimal: str | None, raw: object) -> str:
    """The digits with a decimal point and nothing else; what groups them is checked."""
    for mark in "_' ":
        text = text.replace(mark, "")
    point = decimal or "."
    group = "," if point == "." else "."
    whole, _, fraction = text.partition(point)
    first, *groups = whole.split(group)
    if decimal is None and len(groups) == 1 and not fraction and len(groups[0]) == 3:
        raise IllFormed(f'{found(raw)} may be read in two ways: give `decimal`, "." or ","')
    regular = not groups or (0 < len(first) <= 3 and all(len(g) == 3 for g in groups))
    if not regular or group in fraction or point in fraction or not (whole + fraction).strip():
        hint = "" if decimal else '; is the decimal sign a comma? then give `decimal: ","`'
        raise IllFormed(f"expected a number, found {found(raw)}{hint}")
    return f"{first}{''.join(groups)}.{fraction}" if fraction else f"{first}{''.join(groups)}"


def _scaled(number: Decimal, factor: Decimal, spec: FactSpec, written: Written) -> Figure:
    if abs(number.adjusted()) > _LARGEST:
        raise IllFormed(f"expected a number, found {found(float(number))}")
    exact = number * factor
    if written.exact or factor < 1000 or number <= 0:
        return Figure(_plain(exact))
    if spec.path in SIZES and factor >= 1_000_000:
        return _size(number, factor)
    if spec.path == "context_length" and factor in _KILO:
        return Figure(between(_plain(exact), _plain(number * _KILO[factor])))
    return Figure(_plain(exact))


# `128K` tokens may be 128,000 or 131,072.
_KILO = {Decimal(1000) ** n: Decimal(1024) ** n for n in (1, 2)}


def _size(number: Decimal, factor: Decimal) -> Figure:
    """A rounded size.  With three digits or more, one of them behind the point, it is exact but
    for the last one; else it is a name's size, which holds within a wide band."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent < 0 and len(number.as_tuple().digits) >= 3:
        half = Decimal(5).scaleb(exponent - 1)
        return Figure(between(_plain((number - half) * factor), _plain((number + half) * factor)))
    return Figure(between(*sizes.band(float(number * factor))), "estimated")


def _bounds(total: tuple[float, float] | None) -> Json:
    if total is None:
        raise IllFormed("says no number of parameters in total")
    return between(*(round(end) for end in total))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
