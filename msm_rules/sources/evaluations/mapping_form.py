"""The form of a mapping file, and its checking: every complaint names the file and the field.

Owns which fields there are and what each may hold. Where mappings are looked for stands in
`mapping`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msm_rules.facts.problems import found, quoted, suggestion
from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.evaluations.columns import Column, Table, Where
from msm_rules.sources.evaluations.plain import name
from msm_rules.sources.evaluations.run import Told, model_id
from msm_rules.sources.normalise.claims import words
from msm_rules.sources.normalise.score import FRACTION, PERCENT, Scale


def check_mapping(data: object, name_: str) -> Table | Told:
    """A parsed mapping as what it says of a table, or of runs; raises CatalogueError."""
    return _Reader(name_).mapping(data)


def is_of_results(data: Mapping[str, Any]) -> bool:
    """Whether a parsed mapping is one of these, and not of a table of facts, which names `facts`
    and no `scores`, or has its `id` at least."""
    return "scores" in data or (bool(data) and _TOLD_FIELDS.issuperset(data))


OF_FACTS = ("facts", "benchmarks", "prototypes")
"""Words of mappings of tables of facts, which mappings of results do not have."""

_TOLD_FIELDS = words("model reporter date own")
_METHODS = ("verified", "declared")
_SCALES = {"fraction": FRACTION, "percent": PERCENT, "raw": None}


class _Reader:
    """Reads the fields of one mapping; every complaint names the file and the field."""

    def __init__(self, name_: str) -> None:
        self.name = name_

    def wrong(self, field_: str, expected: str, value: object) -> CatalogueError:
        return CatalogueError(self.name, f"{field_}: expected {expected}, found {found(value)}")

    def mapping(self, data: object) -> Table | Told:
        if not isinstance(data, Mapping):
            raise self.wrong("the mapping", "fields such as `id` and `scores`", data)
        self.not_of_facts(data)
        return self.table(data) if "scores" in data or "id" in data else self.told(data)

    def not_of_facts(self, data: Mapping[str, Any]) -> None:
        """Raises CatalogueError for a mapping of the other kind, which may be called the same."""
        theirs = next((word for word in OF_FACTS if word in data), None)
        if theirs is None:
            return
        if "scores" in data:
            reason = f"has `scores`, as of results, and `{theirs}`, as of a table of facts"
            raise CatalogueError(self.name, reason, "a mapping is of one kind: make two of it")
        reason = f"maps a table of facts, for it has `{theirs}`, and one of results has `scores`"
        hint = "for a table of facts call it TABLE.csv.map.yaml, or name it with `--mapping`"
        raise CatalogueError(self.name, reason, hint)

    def known(self, row: Mapping[str, Any], at: str, fields: frozenset[str]) -> None:
        for key in row:
            if key not in fields:
                near = suggestion(key, fields) if isinstance(key, str) else ""
                shown = quoted(key) if isinstance(key, str) else found(key)
                where = f"{at}: " if at else ""
                raise CatalogueError(
                    self.name,
                    f"{where}{shown} is no field{near}",
                    f"fields: {', '.join(sorted(fields))}",
                )

    def told(self, data: Mapping[str, Any]) -> Told:
        self.known(data, "", _TOLD_FIELDS)
        return Told(
            model=self.of(data, "model", model_id, "an id `author/name`"),
            reporter=self.of(data, "reporter", name, "a name"),
            day=self.of(data, "date", _day, "a day such as `2026-11-20`"),
            own=self.flag(data, "own"),
        )

    def table(self, data: Mapping[str, Any]) -> Table:
        self.known(data, "", _TABLE_FIELDS)
        columns = data.get("scores")
        if not isinstance(columns, Mapping) or not columns:
            raise self.wrong("scores", "a mapping from columns to what they mean", columns)
        return Table(
            name=self.of(data, "source", name, "a name") or Path(self.name).stem.split(".")[0],
            id=self.needed(data, "id", name, "the name of the column with the models' ids"),
            columns=tuple(self.column(column, row, data) for column, row in columns.items()),
            any_id=self.choice(data, "ids", {"hub": False, "any": True}, False),
            method=self.choice(data, "method", {m: m for m in _METHODS}, "declared"),
            reporter=self.of(data, "reporter", name, "a name"),
            harness=self.of(data, "harness", name, "a name"),
            day=self.of(data, "date", _day, "a day such as `2026-11-20`"),
            own=self.flag(data, "own"),
            delimiter=self.of(data, "delimiter", _sign, "one sign such as `;`"),
            decimal=self.choice(data, "decimal", {".": ".", ",": ","}, "."),
            comment=self.of(data, "comment", _sign, "one sign such as `#`"),
            header=frozenset(self.texts(data, "header")),
            where=tuple(self.where(n, row) for n, row in enumerate(_rows(data.get("where")), 1)),
            **self.missing(data),
        )

    def missing(self, data: Mapping[str, Any]) -> dict[str, Any]:
        if "missing" not in data:
            return {}
        return {"missing": frozenset(t.casefold() for t in (*self.texts(data, "missing"), ""))}

    def column(self, column: object, row: object, data: Mapping[str, Any]) -> Column:
        at = f"scores.{column}"
        if not isinstance(column, str):
            raise self.wrong("scores", "names of columns", column)
        row = {} if row is None else row
        if not isinstance(row, Mapping):
            raise self.wrong(at, "a mapping such as `benchmark: mmlu`", row)
        self.known(row, at, _COLUMN_FIELDS)
        both = {**{k: v for k, v in data.items() if k in _DEFAULTS}, **row}
        chance = self.of(both, "above_chance", _number, "a number from 0 to 1", at)
        if chance is not None and not 0 <= chance < 1:
            raise self.wrong(f"{at}.above_chance", "a number from 0 to 1", chance)
        return Column(
            column=column,
            benchmark=self.of(both, "benchmark", name, "a name", at) or column,
            metric=self.of(both, "metric", name, "a name such as `acc`", at),
            scale=self.scale(both.get("scale", "fraction"), f"{at}.scale"),
            setting=self.of(both, "setting", name, "a word", at) or "",
            apart=self.flag(both, "apart", at),
            above_chance=chance,
            n=self.of(both, "n", _count_or_column, "a whole number from 1, or a column", at),
            stderr=self.of(both, "stderr", name, "the name of a column", at),
            shots=self.of(both, "shots", _shots_or_column, "a whole number, or a column", at),
            lower_is_better=self.of(both, "lower_is_better", _flag, "true or false", at),
            note=self.of(both, "note", name, "a text", at),
        )

    def scale(self, value: object, at: str) -> Scale | None:
        if isinstance(value, str) and value in _SCALES:
            return _SCALES[value]
        ends = [_number(end) for end in value] if isinstance(value, list) else []
        if len(ends) == 2 and None not in ends and ends[0] < ends[1]:  # type: ignore[operator]
            return Scale(ends[0], ends[1])  # type: ignore[arg-type]
        raise self.wrong(at, "`fraction`, `percent`, `raw` or a range such as `[1, 10]`", value)

    def where(self, number: int, row: object) -> Where:
        at = f"where[{number}]"
        if not isinstance(row, Mapping):
            raise self.wrong(at, "a mapping with `column` and `contains`", row)
        self.known(row, at, words("column contains shots method"))
        return Where(
            column=self.needed(row, "column", name, "the name of a column", at),
            contains=self.needed(row, "contains", name, "a text", at),
            shots=self.of(row, "shots", _shots, "a whole number", at),
            method=self.choice(row, "method", {m: m for m in _METHODS}, None, at),
        )

    # --- fields --------------------------------------------------------------------------------

    def of(
        self,
        row: Mapping[str, Any],
        key: str,
        read: Callable[[Any], Any],
        expected: str,
        at: str = "",
    ) -> Any:
        value = row.get(key)
        if value is None:
            return None
        if (good := read(value)) is None:
            raise self.wrong(f"{at}.{key}" if at else key, expected, value)
        return good

    def needed(
        self,
        row: Mapping[str, Any],
        key: str,
        read: Callable[[Any], Any],
        expected: str,
        at: str = "",
    ) -> Any:
        good = self.of(row, key, read, expected, at)
        if good is None:
            where = f"{at}.{key}" if at else key
            raise CatalogueError(self.name, f"{where}: is missing", f"expected {expected}")
        return good

    def choice(
        self,
        row: Mapping[str, Any],
        key: str,
        words: Mapping[str, Any],
        default: Any,
        at: str = "",
    ) -> Any:
        value = row.get(key)
        if value is None:
            return default
        if not isinstance(value, str) or value not in words:
            expected = " or ".join(f"`{word}`" for word in words)
            raise self.wrong(f"{at}.{key}" if at else key, expected, value)
        return words[value]

    def flag(self, row: Mapping[str, Any], key: str, at: str = "") -> bool:
        return bool(self.of(row, key, _flag, "true or false", at))

    def texts(self, row: Mapping[str, Any], key: str) -> list[str]:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(key, "a list of texts", value)
        return value


_TABLE_FIELDS = words(
    """source id ids scores scale shots metric n lower_is_better method reporter harness date own
    delimiter decimal comment missing header where"""
)
_COLUMN_FIELDS = words(
    """benchmark metric scale setting apart above_chance n stderr shots lower_is_better
    note"""
)
_DEFAULTS = words("scale shots metric n lower_is_better")


def _rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _number(value: object) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and abs(value) < 1e300 else None  # type: ignore[arg-type]


def _shots(value: object) -> int | None:
    plain_int = isinstance(value, int) and not isinstance(value, bool)
    return value if plain_int and 0 <= value <= 999 else None  # type: ignore[operator,return-value]


def _shots_or_column(value: object) -> int | str | None:
    return name(value) if isinstance(value, str) else _shots(value)


def _count_or_column(value: object) -> int | str | None:
    if isinstance(value, str):
        return name(value)
    plain_int = isinstance(value, int) and not isinstance(value, bool)
    return value if plain_int and 1 <= value <= 10**12 else None  # type: ignore[operator,return-value]


def _sign(value: object) -> str | None:
    one = isinstance(value, str) and len(value) == 1 and value not in '\r\n"'
    return value if one else None  # type: ignore[return-value]


def _day(value: object) -> str | None:
    if isinstance(value, date):  # TOML has dates
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None
