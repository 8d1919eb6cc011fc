"""The vocabulary: every fact a policy can ask about a model, in one table.

Owns names, types, natural ranges, units and descriptions of facts, the enumerations, and the names
of benchmarks. The checker, the reader of facts, the JSON Schema and the reference page read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from math import inf

from msm_rules import licences, shipped
from msm_rules.frozen import changed, record
from msm_rules.values.possible import HALF_LINE, LINE, Interval, Value, missing
from msm_rules.values.types import (
    BOOL,
    BYTES,
    DATE,
    HUB_ID,
    LICENCE,
    NUMBER,
    STRING,
    Enum,
    MapOf,
    Scalar,
    SetOf,
    Type,
    is_ordered,
)

SHARE: Interval = (0.0, 1.0)

METHODS = ("attested", "measured", "verified", "declared", "derived", "estimated", "assumed")
"""How a fact can be known, strongest first."""

OWN_WORDS = "choice"
"""The name of an enumeration that a policy writes out itself: `one of {...}`."""


@record
class FactSpec:
    """One fact: its path without the root `model`, its type, its natural range, and its meaning."""

    path: str
    type: Type
    doc: str
    natural: Interval | None = None
    unit: str = ""

    @property
    def value_type(self) -> Type:
        """The type of one value: of an entry, where the fact is a map."""
        return self.type.element if isinstance(self.type, MapOf) else self.type

    @property
    def missing(self) -> Value:
        """What is known of the fact when no source says anything."""
        return missing(self.value_type, self.natural)


@record
class Vocabulary:
    """The facts and enumerations a policy may use: the built-in ones and its own."""

    facts: Mapping[str, FactSpec]
    enums: Mapping[str, Enum]

    def with_fact(self, spec: FactSpec) -> Vocabulary:
        """The vocabulary with one more fact."""
        return changed(self, facts={**self.facts, spec.path: spec})

    def with_values(self, enum: str, members: frozenset[str]) -> Vocabulary:
        """The vocabulary with more members of one enumeration, wherever it is used."""
        old = self.enums[enum]
        new = Enum(enum, old.members | members)
        facts = {
            path: changed(spec, type=_replaced(spec.type, old, new))
            for path, spec in self.facts.items()
        }
        return Vocabulary(facts, {**self.enums, enum: new})

    def groups(self) -> frozenset[str]:
        """First parts of dotted paths (`memory`), which are no facts themselves."""
        return frozenset(p.split(".", 1)[0] for p in self.facts if "." in p)


def _replaced(type_: Type, old: Enum, new: Enum) -> Type:
    if type_ == old:
        return new
    return SetOf(new) if type_ == SetOf(old) else type_


def own_fact(path: str, type_: Type, doc: str) -> FactSpec:
    """A fact that a policy declares: numbers, dates and durations are open, bytes from 0."""
    element = type_.element if isinstance(type_, MapOf) else type_
    natural = (HALF_LINE if element == BYTES else LINE) if is_ordered(element) else None
    return FactSpec(path, type_, doc, natural)


@cache
def _data(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(shipped.data("msm_rules.facts", f"data/{name}"))
    return loaded


@cache
def language_names() -> Mapping[str, str]:
    """ISO 639-1 codes with their English names."""
    names: dict[str, str] = _data("languages.json")["names"]  # type: ignore[assignment]
    return names


def _enums() -> dict[str, Enum]:
    lists: dict[str, dict[str, list[str]]] = _data("enumerations.json")  # type: ignore[assignment]
    enums = {name: Enum(name, frozenset(row["members"])) for name, row in lists.items()}
    codes = str(_data("languages.json")["codes"]).split()
    enums["language"] = Enum("language", frozenset(codes) | frozenset(language_names()))
    enums["term"] = Enum("term", frozenset(licences.TERMS) | frozenset(licences.REQUIREMENTS))
    enums["category"] = Enum("category", frozenset(licences.CATEGORIES))
    enums["method"] = Enum("method", frozenset(METHODS))
    return enums


def _facts(enums: Mapping[str, Enum]) -> list[FactSpec]:
    def count(path: str, doc: str, unit: str = "") -> FactSpec:
        return FactSpec(path, NUMBER, doc, (0.0, inf), unit)

    def size(path: str, doc: str) -> FactSpec:
        return FactSpec(path, BYTES, doc, (0.0, inf), "bytes")

    def date(path: str, doc: str) -> FactSpec:
        return FactSpec(path, DATE, doc, LINE)

    def text(path: str, doc: str, type_: Scalar = STRING) -> FactSpec:
        return FactSpec(path, type_, doc)

    def flag(path: str, doc: str) -> FactSpec:
        return FactSpec(path, BOOL, doc)

    def words(path: str, enum: str, doc: str) -> FactSpec:
        return FactSpec(path, SetOf(enums[enum]), doc)

    def ids(path: str, doc: str, type_: Scalar = HUB_ID) -> FactSpec:
        return FactSpec(path, SetOf(type_), doc)

    return [
        text("id", "Hub id `author/name`, or `name` alone", HUB_ID),
        text("author", "who uploaded it", HUB_ID),
        text("revision", "the commit the facts were read at"),
        text("developer", "who trained it, not who uploaded a copy"),
        text("developer_country", "country of the developer, ISO 3166"),
        date("created", "first commit; the Hub's dates up to 2022-03-02 are only a bound"),
        date("modified", "last commit"),
        date("released", "publication"),
        date("end_of_life", "announced end of support"),
        date("knowledge_cutoff", "end of the training data"),
        FactSpec("access", enums["access"], "how one gets at it"),
        flag("gated", "needs an accepted request or terms before download"),
        words("tasks", "task", "what it does: pipeline tag and task tags of the Hub"),
        words("inputs", "modality", "what it takes"),
        words("outputs", "modality", "what it gives"),
        words("capabilities", "capability", "what it can do beyond its task"),
        words("content_flags", "flag", "warnings about its content"),
        text("architecture", "architecture of the stored weights"),
        text("dtype", "number format of the stored weights"),
        text("quantisation", "how the stored weights were quantised"),
        count("parameters", "parameters in total", "parameters"),
        count("active_parameters", "parameters used for each token", "parameters"),
        count("context_length", "longest context", "tokens"),
        size("memory.fp32", "weights alone at 32 bits"),
        size("memory.fp16", "weights alone at 16 bits"),
        size("memory.int8", "weights alone at 8 bits"),
        size("memory.int4", "weights alone at 4 bits"),
        size("memory.stored", "weight files as they are stored"),
        size("memory.kv_per_token", "cache of one token at 16 bits"),
        count("training_compute", "compute spent on training", "FLOP"),
        count("training_tokens", "tokens trained on", "tokens"),
        words("formats", "format", "every weight format among its files"),
        flag("custom_code", "needs code of its own to load"),
        flag("signed", "carries a valid model signature"),
        text("license", "its licence, normalised", LICENCE),
        text("license_declared", "the licence as the source wrote it"),
        ids("license_chain", "its own licence and those of every ancestor", LICENCE),
        ids("base_models", "direct parents"),
        ids("ancestors", "all models it descends from"),
        text("relation", "how it comes from its parent: finetune, adapter, quantized, merge, ..."),
        ids("distilled_from", "models whose outputs it learnt from"),
        ids("datasets", "data it was trained on"),
        flag("synthetic_data", "was trained on generated data"),
        words("domains", "domain", "fields it was made for"),
        words("languages", "language", "languages it speaks, BCP 47 primary tags"),
        words("libraries", "library", "software that loads it"),
        words("runtimes", "runtime", "software that serves it"),
        FactSpec("documentation", NUMBER, "share of the card's expected sections there", SHARE),
        FactSpec("openness", enums["openness"], "class of the Model Openness Framework"),
        count("price.input", "price of input where hosted", "USD a million tokens"),
        count("price.output", "price of output where hosted", "USD a million tokens"),
        ids("hosting_countries", "countries where it is offered as a service", STRING),
        count("downloads", "downloads in the last 30 days"),
        count("downloads_all_time", "downloads ever"),
        count("likes", "likes on the Hub"),
        FactSpec("benchmarks", MapOf(NUMBER), "benchmark results as fractions", SHARE),
        FactSpec("prototypes", MapOf(NUMBER), "results of trial runs of your own", LINE),
        ids("contaminated", "benchmarks it may have been trained on", STRING),
    ]


@cache
def builtin() -> Vocabulary:
    """The vocabulary that every policy starts from."""
    enums = _enums()
    return Vocabulary({spec.path: spec for spec in _facts(enums)}, enums)
