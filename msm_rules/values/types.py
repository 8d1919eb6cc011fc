"""The types of the language: what kinds of value there are and which literals belong to them.

Owns the types and how they are spelled for people. Knows nothing of facts, only of kinds.
"""

from __future__ import annotations

from typing import Literal

from msm_rules.frozen import record

ScalarName = Literal[
    "bool", "number", "bytes", "duration", "date", "string", "licence", "score", "verdict"
]


@record
class Scalar:
    """A built-in kind. `folded` strings (Hub ids) ignore case.

    Their values are kept case-folded.
    """

    name: ScalarName
    folded: bool = False


@record
class Enum:
    """A closed list of words.

    Two enumerations are the same type if they have the same name and members.
    """

    name: str
    members: frozenset[str]


@record
class SetOf:
    """A set of strings, licences or members of an enumeration."""

    element: Scalar | Enum


@record
class MapOf:
    """A map from strings; not a value by itself, only its entries are."""

    element: Scalar


Type = Scalar | Enum | SetOf | MapOf

BOOL = Scalar("bool")
NUMBER = Scalar("number")
BYTES = Scalar("bytes")
DURATION = Scalar("duration")
DATE = Scalar("date")
STRING = Scalar("string")
HUB_ID = Scalar("string", folded=True)
LICENCE = Scalar("licence")

# Two kinds that no author writes: a score in whole millionths, and a set of possible verdicts.
SCORE = Scalar("score")
VERDICT = Scalar("verdict")

SCALARS: dict[str, Scalar] = {
    "bool": BOOL,
    "number": NUMBER,
    "bytes": BYTES,
    "duration": DURATION,
    "date": DATE,
    "string": STRING,
    "licence": LICENCE,
    "license": LICENCE,
}

ORDERED = frozenset({NUMBER, BYTES, DURATION, DATE})


def is_ordered(type_: Type) -> bool:
    """Whether values of the type have an order and are kept as an interval."""
    return type_ in ORDERED


def is_word(type_: Type) -> bool:
    """Whether values of the type are kept as a set of alternatives: the kinds of words."""
    return isinstance(type_, Enum) or type_ in (STRING, HUB_ID, LICENCE)


_SPOKEN: dict[str, str] = {
    "bool": "yes or no",
    "number": "a number",
    "bytes": "a size in bytes",
    "duration": "a length of time",
    "date": "a date",
    "string": "a text",
    "licence": "a licence",
    "score": "a score",
    "verdict": "a verdict",
}


def spoken(type_: Type) -> str:
    """The type as people say it: `a size in bytes`, `a set of languages`."""
    match type_:
        case Scalar(name):
            return _SPOKEN[name]
        case Enum(name):
            article = "an" if name[:1] in "aeiou" else "a"
            return f"{article} {name}" if name != "choice" else "one of a list of words"
        case SetOf(element):
            return f"a set of {_plural(element)}"
        case MapOf():
            return "a map"


def _plural(element: Scalar | Enum) -> str:
    if isinstance(element, Enum):
        return "words" if element.name == "choice" else plural(element.name)
    return {"string": "texts", "licence": "licences"}.get(element.name, element.name)


def plural(noun: str) -> str:
    """`language` → `languages`, `modality` → `modalities`, `library` → `libraries`."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith("s") else "s")


def written(type_: Type) -> str:
    """The type as a policy spells it: `set of language`, `one of {"a", "b"}`."""
    match type_:
        case Scalar(name):
            return name
        case Enum("choice", members):
            return "one of {" + ", ".join(f'"{m}"' for m in sorted(members)) + "}"
        case Enum(name):
            return name
        case SetOf(element):
            return f"set of {written(element)}"
        case MapOf(element):
            return f"map of {written(element)}"
