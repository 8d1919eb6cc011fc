"""One row of a leaderboard as the results of one model.

Owns what cells say: percent signs, decimal commas, cells that say nothing, and rows of which the
mapping says something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.sources.evaluations.columns import Column, Table
from msm_rules.sources.evaluations.plain import name
from msm_rules.sources.evaluations.run import Run
from msm_rules.sources.normalise.claims import Json, Source
from msm_rules.sources.normalise.identity import is_hub_id
from msm_rules.sources.normalise.score import PERCENT, Oddity, Scale, Score

NOT_HUB = "is no Hub id and is left out: `ids: any` in the mapping takes it as it is"
NO_ID = "names no model"
NO_NUMBER = "is no number"
SIGN = "has a percent sign where the mapping says that the scale is not percent"
NO_COUNT = "is no count of questions"
NO_STDERR = "is no standard error"
NO_SHOTS = "is no number of shots"


@record
class Opened:
    """A table whose header was read: how it is mapped, its delimiter, the digest of its bytes."""

    where: str
    table: Table
    delimiter: str
    header: tuple[str, ...]
    digest: str


def source_of(table: Table) -> Source:
    return Source(table.name, f"{table.name}/1", table.day)


def row_run(opened: Opened, row: Mapping[str, str], at: str = "a row") -> Run:
    """The results of one row; `at` says which, for messages."""
    table = opened.table
    written = row.get(table.id, "")
    model = name(written)
    odd: list[Oddity] = []
    if model is None:
        odd.append(Oddity(at, NO_ID))
    elif not table.any_id and not is_hub_id(model):
        odd.append(Oddity(visible(model[:80]), NOT_HUB))
        model = None
    scores: list[Score] = []
    for column in table.columns:
        cell = row.get(column.column, "")
        if cell.casefold() not in table.missing:
            score, strange = _score(opened, column, cell, row)
            scores += [score] if score else []
            odd += strange
    return Run(opened.where, source_of(table), model, tuple(scores), tuple(odd), table.own)


def _score(
    opened: Opened, column: Column, cell: str, row: Mapping[str, str]
) -> tuple[Score | None, list[Oddity]]:
    table, at = opened.table, f"{row.get(opened.table.id, '')[:80]}, {column.column}: {cell[:40]}"
    printed = cell_number(cell, table.decimal, column.scale)
    if isinstance(printed, str):
        return None, [Oddity(visible(at), printed)]
    n, wrong_n = _whole(column.n, row, table)
    stderr, wrong_stderr = _stderr(column, row, table)
    shots, wrong_shots = _whole(column.shots, row, table)
    told_shots, told_method = _told(table, row)
    method = "verified" if table.own else table.method
    checks = ((wrong_n, NO_COUNT), (wrong_stderr, NO_STDERR), (wrong_shots, NO_SHOTS))
    odd = [Oddity(visible(f"{at}: {text[:40]}"), why) for text, why in checks if text]
    return Score(
        benchmark=column.benchmark,
        metric=column.metric,
        printed=printed,
        locator=f"{opened.where}: {column.column}",
        scale=column.scale,
        share=column.scale is not None,
        n=n,
        stderr=stderr,
        shots=shots if told_shots is None else told_shots,
        setting=column.setting,
        apart=column.apart,
        chance=column.above_chance,
        lower_is_better=column.lower_is_better,
        method=told_method or method,
        harness=table.harness,
        said=_said(opened, column),
    ), odd


def _told(table: Table, row: Mapping[str, str]) -> tuple[int | None, str | None]:
    """Shots and method as the rules for rows say of this one; the first that says it holds."""
    rules = [rule for rule in table.where if rule.contains in row.get(rule.column, "")]
    shots = (rule.shots for rule in rules if rule.shots is not None)
    return next(shots, None), next((rule.method for rule in rules if rule.method), None)


def _said(opened: Opened, column: Column) -> dict[str, Json]:
    chance = column.above_chance
    undone = f"accuracy is {chance} + printed * remainder" if chance is not None else None
    fields: dict[str, Json] = {
        "reporter": opened.table.reporter,
        "date": opened.table.day,
        "note": column.note or undone,
        "sha256": opened.digest or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


# --- cells ---------------------------------------------------------------------------------------


def cell_number(cell: str, decimal: str, scale: Scale | None) -> float | str:
    """The number of a cell, or why it has none.  A percent sign belongs to percents alone."""
    text = cell.strip()
    if text.endswith("%"):
        if scale != PERCENT:
            return SIGN
        text = text[:-1].rstrip()
    if decimal == ",":
        text = text.replace(",", ".") if "." not in text and text.count(",") <= 1 else "?"
    plain_sign = all(sign.isascii() and (sign.isdigit() or sign in "+-.eE") for sign in text)
    try:
        found = float(text) if plain_sign else float("nan")
    except ValueError:
        return NO_NUMBER
    return found if isfinite(found) else NO_NUMBER


def _whole(
    given: int | str | None, row: Mapping[str, str], table: Table
) -> tuple[int | None, str | None]:
    """A whole number that a mapping gives, or that a column holds, and the text that is none."""
    if not isinstance(given, str):
        return given, None
    cell = row.get(given, "")
    if cell.casefold() in table.missing:
        return None, None
    number = cell_number(cell, table.decimal, None)
    if isinstance(number, str) or number != int(number) or not 0 <= number <= 10**12:
        return None, cell
    return int(number), None


def _stderr(
    column: Column, row: Mapping[str, str], table: Table
) -> tuple[float | None, str | None]:
    cell = row.get(column.stderr, "") if column.stderr else ""
    if cell.casefold() in table.missing:
        return None, None
    number = cell_number(cell, table.decimal, column.scale)
    return (None, cell) if isinstance(number, str) or number < 0 else (number, None)
