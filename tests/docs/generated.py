"""The two pages of the documentation that restate data: the vocabulary and the licences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from msm_rules import licences
from msm_rules.facts.vocabulary import FactSpec, Vocabulary, builtin, language_names
from msm_rules.values.types import Enum, MapOf, SetOf, Type, spoken

FACTS_HEAD = """\
# Facts about a model

This page is made from the program's own table of facts; a test keeps it current.

In a policy a fact is written with `model.` before it: `model.parameters`. The third column says
what kind of value it has, the fourth what range it can lie in. A fact that no source states is
*missing*: it may then be anything in its range.

Facts that hold several named values are asked for by name: `model.benchmarks["mmlu-pro"]`.

| fact | meaning | kind | range |
| --- | --- | --- | --- |
"""

LISTS_HEAD = """
## Lists of words

Some facts hold words of a fixed list. A word that the list lacks is an error with a suggestion.
A policy adds words of its own with `values`.
"""

LICENCES_HEAD = """\
# What is known of licences

This page is made from the program's own knowledge base; a test keeps it current. It is information,
not legal advice: read the licence, or have it read, before you rely on it.

Of a licence marked *read*, somebody read the text clause by clause. Of one marked *by category*,
only the category is known: what it permits, requires and prohibits counts as unknown.

- `msm licences show ID` says of each term on which clause it rests and which words stand there, and
  which text was read: its version, its address, whose copy it is, and its SHA-256. The project's
  tests look the words up in the texts. ID may also be a name that people write, or an address.
- `msm licences explain "apache-2.0 OR llama3.1"` says what each alternative of an expression means,
  and what several licences mean together, as policies take it.
- `msm licences list` lists all of them. Each has `--format json`.

What a text says and the words below cannot is *unsettled* and counts as unknown: a limit on revenue
(Stability AI, LTXV), a licence for commercial use that has to be registered for (ChatGLM3, Yi).

"""

UNREAD_HEAD = """
## Not read

| id | why, and what its category rests on |
| --- | --- |
"""


def cell(text: str) -> str:
    """A text as it stands in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def row(*cells: str) -> str:
    return "| " + " | ".join(cell(c) for c in cells) + " |\n"


def end(value: float, unit: str) -> str:
    if math.isinf(value):
        return "no end"
    return f"{value:g} {unit}".strip()


def span(spec: FactSpec) -> str:
    """The natural range of an ordered fact, in words."""
    if spec.natural is None:
        return ""
    low, high = spec.natural
    if math.isinf(low) and math.isinf(high):
        return f"any{', ' + spec.unit if spec.unit else ''}"
    if math.isinf(high):
        return f"{end(low, spec.unit)} or more"
    return f"{end(low, '')} to {end(high, spec.unit)}"


def kind(type_: Type) -> str:
    """The kind of a fact's values, with a link to the list where they are words of one."""
    match type_:
        case Enum(name):
            return f"one word of [{name}](#{name})"
        case SetOf(Enum(name)):
            return f"several words of [{name}](#{name})"
        case MapOf(element):
            return f"{spoken(element)} for each name"
    return spoken(type_)


def facts_page(vocabulary: Vocabulary | None = None) -> str:
    """`docs/facts.md`."""
    known = vocabulary or builtin()
    rows = [
        row(f"`{spec.path}`", spec.doc, kind(spec.type), span(spec))
        for spec in known.facts.values()
    ]
    return FACTS_HEAD + "".join(rows) + LISTS_HEAD + "".join(lists(known.enums.values()))


def lists(enums: Iterable[Enum]) -> Iterator[str]:
    for enum in sorted(enums, key=lambda e: e.name):
        yield f"\n### {enum.name}\n\n"
        members = sorted(enum.members)
        if enum.name == "language":
            yield f"Any code of ISO 639 ({len(members):,} of them); those of two letters are:\n\n"
            yield ", ".join(f"`{c}` {n}" for c, n in sorted(language_names().items())) + "\n"
        else:
            yield ", ".join(f"`{m}`" for m in members) + "\n"


def terms(meanings: Iterable[tuple[str, str]]) -> str:
    return "".join(row(f"`{word}`", meaning) for word, meaning in meanings)


def licences_page() -> str:
    """`docs/licences.md`."""
    head = "| word | meaning |\n| --- | --- |\n"
    return (
        LICENCES_HEAD
        + f"Version {licences.version()} of the knowledge base, "
        + f"{len(licences.entries())} licences.\n"
        + "\n## What a licence permits or prohibits\n\n"
        + head
        + terms(licences.TERM_MEANINGS.items())
        + "\n## What a licence requires\n\n"
        + head
        + terms(licences.REQUIREMENT_MEANINGS.items())
        + "\n## Categories\n\n"
        + head
        + terms(licences.CATEGORY_MEANINGS.items())
        + "\n## The licences\n\n"
        + "| id | name | category | known | permits | requires | prohibits | limits |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        + "".join(licence_row(entry) for entry in licences.entries())
        + UNREAD_HEAD
        + "".join(row(f"`{e.id}`", e.unread or "") for e in licences.entries() if not e.read)
    )


def licence_row(entry: licences.Licence) -> str:
    def words(of: Iterable[str]) -> str:
        return ", ".join(sorted(of)) if entry.read else "?"

    return row(
        f"`{entry.id}`",
        entry.name,
        entry.category or "?",
        "read" if entry.read else "by category" if entry.category else "by name",
        words(entry.permits),
        words(entry.requires),
        words(entry.prohibits),
        limits(entry),
    )


def limits(entry: licences.Licence) -> str:
    """The cap on users and the territories left out, in words."""
    said = []
    if entry.user_cap is not None and not math.isinf(entry.user_cap):
        said.append(f"up to {entry.user_cap:,.0f} users a month")
    if entry.excluded_territories:
        where = f"not in {', '.join(sorted(entry.excluded_territories))}"
        said.append(
            f"{where} ({entry.territory_condition})" if entry.territory_condition else where
        )
    return "; ".join(said)
