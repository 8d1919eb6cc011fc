"""What a model card says its licence is, normalised to an expression.

Owns the reading of `license`, `license_name` and `license_link` together. Guesses nothing: a name
or link that neither a table nor the SPDX list knows leaves the licence unknown, a name that several
licences go by leaves it to be any of them, and a card that says two things is reported as saying
both.
"""

from __future__ import annotations

from msm_rules.frozen import record
from msm_rules.licences.expression import LicenceSyntaxError, alternatives, canonical, shown
from msm_rules.licences.knowledge import (
    is_exception,
    no_licence,
    resolve,
    several,
)
from msm_rules.licences.links import linked
from msm_rules.licences.spdx import in_spdx


@record
class Declared:
    """A declared licence: one expression, or several that it may be, or neither (unknown).

    `possible` has every expression that the declaration allows: one where it is clear, several
    where it contradicts itself or does not say how they combine, none where it is unknown.
    `note` says for people what is not clear about it.
    """

    possible: tuple[str, ...] = ()
    note: str | None = None

    @property
    def expression(self) -> str | None:
        """The licence where the declaration is clear, else None."""
        return self.possible[0] if len(self.possible) == 1 else None


def from_declared(
    license: object, license_name: str | None = None, license_link: str | None = None
) -> Declared:
    """The licence that a card's three fields declare, of whatever type the card gives them."""
    stated, named = _one(license), _named(license_name, license_link)
    if not stated.possible:
        return named if named.possible else Declared(note=_why(stated, named, license_link))
    if not named.possible:
        return Declared(stated.possible, stated.note or named.note)
    if _same(stated, named):
        return stated
    if both := _both(stated, named):
        return Declared(both)
    return Declared(
        tuple(dict.fromkeys(stated.possible + named.possible)),
        f"`license` says {_quoted(stated)}, but `license_name` or `license_link` says"
        f" {_quoted(named)}",
    )


def _one(license: object) -> Declared:
    match license:
        case None | "" | [] | ():
            return Declared(note="no licence is stated")
        case str(text):
            return _text(text)
        case [*members]:
            return _several([member for member in members if isinstance(member, str)], len(members))
        case _:
            return Declared(note=f"`{shown(repr(license))}` is not a licence")


def _text(text: str) -> Declared:
    reason = no_licence(text)
    if reason is not None:
        return Declared(note=f"`{shown(text)}` names no licence: {reason}")
    found = linked(text) or resolve(text)
    if found is not None:
        return Declared((found,))
    either, why = several(text)
    if either:
        return Declared(either, f"`{shown(text)}` names no one licence: {why}")
    try:
        parts = {part for parts in alternatives(text) for part in parts}
    except LicenceSyntaxError:
        return _unknown(text)
    known = all(map(_is_known, parts)) or in_spdx(text)
    return Declared((canonical(text),)) if known else _unknown(text)


def _is_known(part: str) -> bool:
    licence, _, extra = part.partition(" WITH ")
    return resolve(licence) is not None and (not extra or is_exception(extra))


def _several(texts: list[str], count: int) -> Declared:
    found = [_text(text) for text in texts]
    if len(texts) < count:
        return Declared(note="one of several licences is not a text")
    unclear = next((each for each in found if each.expression is None), None)
    if unclear is not None:
        return unclear
    expressions = tuple(dict.fromkeys(each.possible[0] for each in found))
    if len(expressions) == 1:
        return Declared(expressions)
    together = " AND ".join(f"({expression})" for expression in expressions)
    try:
        possible = (*expressions, canonical(together))
    except LicenceSyntaxError:
        return Declared(note=f"a list of {count} licences is too long to read")
    return Declared(
        possible,
        "a list of licences does not say whether all of them apply or one of them may be chosen",
    )


def _named(name: object, link: object) -> Declared:
    by_name = _text(name) if isinstance(name, str) and name.strip() else Declared()
    by_link = linked(link) if isinstance(link, str) else None
    if by_link is None or by_name.possible == (by_link,):
        return by_name
    if not by_name.possible or by_link in by_name.possible:
        return Declared((by_link,))
    return Declared(
        (*by_name.possible, by_link),
        f"`license_name` says {_quoted(by_name)}, but `license_link` says `{by_link}`",
    )


def _both(one: Declared, other: Declared) -> tuple[str, ...]:
    """What is left where one declaration narrows down the alternatives of the other."""
    if len(one.possible) == len(other.possible) == 1:
        return ()
    return tuple(e for e in one.possible if e in other.possible)


def _same(one: Declared, other: Declared) -> bool:
    return {*map(alternatives, one.possible)} == {*map(alternatives, other.possible)}


def _why(stated: Declared, named: Declared, link: object) -> str | None:
    if named.note is not None:
        return named.note
    if isinstance(link, str) and link.strip() and stated.note is not None:
        return f"{stated.note}; its link `{shown(link)}` is not known either"
    return stated.note


def _unknown(text: str) -> Declared:
    return Declared(note=f"no licence is known by the name `{shown(text)}`")


def _quoted(declared: Declared) -> str:
    return ", ".join(f"`{expression}`" for expression in declared.possible)
