"""The parts of a mapping file that say how a table is read, besides its rules.

Owns one reading each, which raises IllFormed with what was expected and found.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from datetime import date
from typing import Any

from msm_rules.facts.problems import IllFormed, found, name_of, suggestion
from msm_rules.facts.vocabulary import METHODS
from msm_rules.sources.csv_rows import ENCODINGS, CsvForm
from msm_rules.sources.tables.dates import form
from msm_rules.sources.tables.mapping import Place
from msm_rules.sources.tables.rules import place_of


def read_table(raw: object) -> Table[str, Any]:
    """A table from facts, or benchmarks, to columns."""
    if not isinstance(raw, Table) or not all(isinstance(name, str) for name in raw):
        raise IllFormed(f"expected a table of facts, found {found(raw)}")
    return raw


def read_text(raw: object) -> str:
    """A text that says something."""
    if not isinstance(raw, str) or not raw.strip():
        raise IllFormed(f"expected a text, found {found(raw)}")
    return raw


def read_method(raw: object) -> str:
    """How the table knows its facts; raises IllFormed for what is none, or not for tables."""
    if raw == "attested":
        hint = "facts that your organisation settled go into a file for `--facts`"
        raise IllFormed(f"a table attests nothing: {hint}")
    if not isinstance(raw, str) or raw not in METHODS:
        near = suggestion(raw, METHODS) if isinstance(raw, str) else ""
        raise IllFormed(f"expected one of {', '.join(METHODS[1:])}, found {found(raw)}{near}")
    return raw


def read_id(raw: object) -> tuple[Place, str]:
    """Where the id stands, and what is written before it."""
    if isinstance(raw, Table) and "prefix" in raw:
        rest = {name: value for name, value in raw.items() if name != "prefix"}
        return place_of(rest, ()), read_text(raw["prefix"])
    place = place_of(raw, ())
    if not place.columns:
        raise IllFormed("expected the column with the models' names, found a constant")
    return place, ""


def read_observed(raw: object) -> tuple[Place | None, Any]:
    """A day, or the column that has one and its form."""
    if isinstance(raw, date):
        return Place(constant=raw.isoformat()), None
    if isinstance(raw, str):
        try:
            return Place(constant=date.fromisoformat(raw).isoformat()), None
        except ValueError:
            hint = "a day such as `2026-11-22`, or `{column: ...}`"
            raise IllFormed(f"expected {hint}, found {found(raw)}") from None
    place = place_of(raw, ("format",))
    pattern = form(read_text(raw["format"])) if isinstance(raw, Table) and "format" in raw else None
    return place, pattern


def read_path(raw: object) -> tuple[str, ...]:
    """The names that lead to a list: `data.models`."""
    return tuple(read_text(raw).split("."))


def read_words(raw: object) -> frozenset[str]:
    """Words as cells are compared with them: in lower case."""
    rows = raw if isinstance(raw, list) else [raw]
    if not rows or not all(isinstance(row, str | int | float) for row in rows):
        raise IllFormed(f"expected a list of words, found {found(raw)}")
    return frozenset(str(row).strip().casefold() for row in rows)


def read_decimal(raw: object) -> str:
    """The decimal sign."""
    if raw not in (".", ","):
        raise IllFormed(f'expected "." or ",", found {found(raw)}')
    return str(raw)


def read_only(raw: object) -> tuple[tuple[str, frozenset[str]], ...]:
    """Columns, and the words in each with which a record counts."""
    if not isinstance(raw, Table) or not all(isinstance(name, str) for name in raw):
        raise IllFormed(f"expected columns and the words to keep, found {found(raw)}")
    return tuple((name, read_words(kept)) for name, kept in raw.items())


_CSV = ("separator", "skip", "encoding")


def read_csv(raw: object) -> CsvForm:
    """How a CSV file is written: separator, rows before the header, encoding."""
    if not isinstance(raw, Table):
        raise IllFormed(f"expected a mapping with {', '.join(_CSV)}, found {found(raw)}")
    for name in raw:
        if name not in _CSV:
            raise IllFormed(f"{name_of(name)} is none of {', '.join(_CSV)}")
    separator, skip = raw.get("separator"), raw.get("skip", 0)
    separator = "\t" if separator == "tab" else separator
    if separator is not None and not (isinstance(separator, str) and _may_separate(separator)):
        wrong = f'expected one sign such as ";", or `tab`, found {found(separator)}'
        raise IllFormed(wrong, ".separator")
    if isinstance(skip, bool) or not isinstance(skip, int) or not 0 <= skip <= 1000:
        raise IllFormed(f"expected how many rows to leave out, found {found(skip)}", ".skip")
    encoding = raw.get("encoding", "utf-8")
    if encoding not in ENCODINGS:
        raise IllFormed(f"expected one of {', '.join(ENCODINGS)}, found {found(encoding)}")
    return CsvForm(separator, skip, str(encoding))


def _may_separate(sign: str) -> bool:
    return len(sign) == 1 and sign not in '"\r\n \0' and ord(sign) < 128
