"""A first mapping for a table, guessed from its header, for a person to read and mend.

Owns other words for facts that people head columns with.  A draft is text: nothing is read by it
until somebody has saved it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from msm_rules.facts import builtin
from msm_rules.facts.benchmarks import benchmark_names
from msm_rules.values.types import DATE, MapOf

_WORDS: Mapping[str, str] = {
    "id": "model, model name, model id, model_id, name, fullname, hub id, repo, modell",
    "license": "licence, license name, licence name, hub license, lizenz",
    "parameters": "params, #params, params (b), #params (b), size, model size, parameter, grösse",
    "languages": "language, langs, lang, sprachen, sprache",
    "released": "release, release date, date, date released, datum",
    "developer": "vendor, provider, company, organisation, organization, producer, hersteller",
    "developer_country": "country, vendor country, land",
    "context_length": "context, context window, max context, context size",
    "tasks": "task, use case, pipeline tag",
    "base_models": "base model, base models, parent",
    "access": "hosting",
    "price.input": "input price, price input",
    "price.output": "output price, price output",
    "modified": "last modified, updated",
    "downloads": "hub downloads",
    "likes": "hub likes, hub ❤️",
}


def draft(columns: Iterable[str]) -> str:
    """The text of a mapping file for columns of these names."""
    return "\n".join(_lines(list(columns)))


def _lines(columns: list[str]) -> Iterator[str]:
    facts, scores, rest = _sorted_out(columns)
    yield "# a first draft, guessed from the header: check every line against the table"
    yield f"id: {_quoted(facts.pop('id'))}" if "id" in facts else "id:  # which column is it?"
    if facts:
        yield "facts:"
        yield from (f"  {fact}: {_rule(fact, column)}" for fact, column in facts.items())
    if scores:
        yield "benchmarks:"
    for name, column in scores.items():
        yield f"  {_quoted(name)}: {{column: {_quoted(column)}, scale: percent}}  # or fraction?"
    if rest:
        yield "# not used: " + ", ".join(map(_quoted, rest))


def _sorted_out(columns: list[str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Columns by the fact that each may be, by benchmark, and those that are neither."""
    facts: dict[str, str] = {}
    scores: dict[str, str] = {}
    rest: list[str] = []
    known, benchmarks = _names(), benchmark_names()
    for column in columns:
        plain = " ".join(column.casefold().replace("_", " ").split())
        fact, score = known.get(plain), benchmarks.get(column.strip().casefold())
        if fact is not None and fact not in facts:
            facts[fact] = column
        elif score is not None and score not in scores:
            scores[score] = column
        else:
            rest.append(column)
    return facts, scores, rest


def _names() -> dict[str, str]:
    """What a header may say, in lower case, and the fact that it may mean."""
    single = (p for p, spec in builtin().facts.items() if not isinstance(spec.type, MapOf))
    names = {path.replace("_", " "): path for path in single}
    return names | {word: fact for fact, text in _WORDS.items() for word in text.split(", ")}


def _rule(fact: str, column: str) -> str:
    name = _quoted(column)
    if fact in ("parameters", "active_parameters"):
        return f"{{column: {name}, unit: B}}  # what is a bare number: K, M or B?"
    if builtin().facts[fact].value_type == DATE:
        return f"{{column: {name}, format: YYYY-MM-DD}}  # how are days written?"
    return name


def _quoted(name: str) -> str:
    """A name as YAML has it without doubt."""
    return json.dumps(name, ensure_ascii=False)
