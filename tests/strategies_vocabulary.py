"""The facts, params and words that random policies are about, as tables.

One row a fact: how a policy writes it, the key of the facts document, its kind, and its natural
range. A kind is a type as the strategies speak of it; sets are `set:` and the kind of a member.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

Range = tuple[float, float]
SHARE, HALF, LINE = (0.0, 1.0), (0.0, inf), (-inf, inf)

ORDERED = ("number", "bytes", "duration", "date")
WORDS = ("string", "hub", "licence", "risk", "task")
SETS = ("set:string", "set:hub", "set:licence", "set:task", "set:language")


class FactRow(NamedTuple):
    """A fact that random policies and random models use."""

    path: str
    kind: str
    natural: Range | None = None
    entry: str | None = None

    @property
    def text(self) -> str:
        return f"model.{self.path}" + (f'["{self.entry}"]' if self.entry else "")


FACTS = (
    FactRow("likes", "number", HALF),
    FactRow("parameters", "number", HALF),
    FactRow("documentation", "number", SHARE),
    FactRow("benchmarks", "number", SHARE, "medqa"),
    FactRow("benchmarks", "number", SHARE, "mmlu/5-shot"),
    FactRow("prototypes", "number", LINE, "lab"),
    FactRow("latency", "number", LINE),
    FactRow("memory.int4", "bytes", HALF),
    FactRow("disk", "bytes", HALF),
    FactRow("warranty", "duration", LINE),
    FactRow("modified", "date", LINE),
    FactRow("released", "date", LINE),
    FactRow("gated", "bool"),
    FactRow("custom_code", "bool"),
    FactRow("team.signed_off", "bool"),
    FactRow("architecture", "string"),
    FactRow("revision", "string"),
    FactRow("author", "hub"),
    FactRow("license", "licence"),
    FactRow("risk", "risk"),
    FactRow("hosting_countries", "set:string"),
    FactRow("datasets", "set:hub"),
    FactRow("ancestors", "set:hub"),
    FactRow("license_chain", "set:licence"),
    FactRow("tasks", "set:task"),
    FactRow("languages", "set:language"),
)

DECLARED = """
fact model.latency: number "milliseconds to the first token"
fact model.disk: bytes
fact model.warranty: duration "how long its maker answers for it"
fact model.team.signed_off: bool
fact model.risk: one of {"low", "mid", "high"}
values task {"triage"}
"""

POOL: dict[str, tuple[str, ...]] = {
    "string": ("A", "a", "b c", "", "x*?"),
    "hub": ("acme/one", "Acme/One", "other/x", "z"),
    "licence": (
        "mit",
        "Apache-2.0",
        "GPL-3.0-only",
        "llama2",
        "LicenseRef-own",
        "MIT OR Apache-2.0",
        "MIT AND GPL-3.0-only",
        "(MIT OR GPL-3.0-only) AND Apache-2.0",
        "CC-BY-NC-4.0 OR llama2",
    ),
    "risk": ("low", "mid", "high"),
    "task": ("text-generation", "summarization", "triage"),
    "language": ("en", "de", "fr"),
}

STRANGERS = {
    "string": "elsewhere",
    "hub": "some/stranger",
    "licence": "ISC",
    "risk": "mid",
    "task": "translation",
    "language": "pl",
}
"""A word of each kind that no random policy writes: what a missing fact may turn out to be."""

LITERALS: dict[str, tuple[str, ...]] = {
    "number": ("2.5", "7", "1_000", "8Ki", "13B", "1e25"),
    "bytes": ("1 KiB", "2.5 GB", "24 GiB", "1 byte"),
    "duration": ("1 week", "90 days", "2.5 months"),
    "date": ("2026-01-01", "2026-11-22", "2027-03-05", "0001-01-01"),
}
IN_SHARE: dict[str, tuple[str, ...]] = {
    "number": ("0", "25%", "0.5", "1"),
    "bytes": ("0 bytes", "1 byte"),
    "duration": ("0 days", "1 day"),
    "date": ("2026-01-01", "2026-11-22"),
}
"""Literals inside every natural range of the kind."""

VALUES: dict[str, tuple[float, ...]] = {
    "number": (0.0, 0.25, 0.5, 1.0, 2.5, 7.0, 1000.0, 8192.0, 13e9, 1e25, 1e300),
    "bytes": (0.0, 1.0, 1024.0, 2.5e9, 24 * 2.0**30, 1e12),
    "duration": (-7.0, 0.0, 1.0, 7.0, 75.0, 90.0, 3650.0),
}
"""What ordered facts are, near and on the literals; dates are drawn as days."""

PARAMS: dict[str, str] = {
    "p_number": "number = 7 in 1 .. 1_000",
    "p_share": "number = 0.5 in 0 .. 1",
    "p_bytes": "bytes = 24 GiB in 1 KiB .. 640 GiB",
    "p_span": "duration = 90 days",
    "p_day": "date = 2026-01-01",
    "p_flag": "bool = true",
    "p_text": 'string = "a"',
    "p_licence": 'licence = "mit"',
    "p_risk": 'one of {"low", "mid", "high"} = "mid"',
    "p_task": 'task = "summarization"',
    "p_languages": 'set of language = {"en", "de"}',
    "p_chain": 'set of licence = {"mit", "Apache-2.0"}',
    "p_weight": "number = 2 in 1 .. 9",
    "p_entry": 'string = "medqa"',
}

PARAM_KINDS = {
    "number": ("p_number", "p_share"),
    "bytes": ("p_bytes",),
    "duration": ("p_span",),
    "date": ("p_day",),
    "bool": ("p_flag",),
    "string": ("p_text", "p_entry"),
    "licence": ("p_licence",),
    "risk": ("p_risk",),
    "task": ("p_task",),
    "set:language": ("p_languages",),
    "set:licence": ("p_chain",),
}

SETTINGS: dict[str, tuple[object, ...]] = {
    "p_number": (1, 2.5, 1000, "8"),
    "p_share": (0, 0.25, 1, "50%"),
    "p_bytes": (1024, 2.5e9, "48 GiB"),
    "p_span": (0, 7, "2 weeks"),
    "p_day": ("2026-11-22", "2027-03-05"),
    "p_flag": (True, False),
    "p_text": ("A", ""),
    "p_licence": ("Apache-2.0", "GPL-3.0-only"),
    "p_risk": ("low", "high"),
    "p_task": ("triage", "text-generation"),
    "p_languages": ([], ["fr"], ["en", "fr"]),
    "p_chain": ([], ["GPL-3.0-only"], ["mit"]),
    "p_weight": (1, 2.5, 9),
    "p_entry": ("mmlu/5-shot", "nothing known"),
}
"""Values from outside for each param."""

TERMS = (
    "commercial-use",
    "hosting",
    "sublicensing",
    "include-notice",
    "share-alike",
    "military-use",
)
CATEGORIES = ("permissive", "copyleft", "use-restricted", "non-commercial")
METHODS = ("attested", "measured", "declared", "estimated")

TYPE_NAMES = {
    "number": "number",
    "bytes": "bytes",
    "duration": "duration",
    "date": "date",
    "bool": "bool",
    "string": "string",
    "licence": "licence",
    "risk": 'one of {"low", "mid", "high"}',
    "task": "task",
    "set:language": "set of language",
    "set:licence": "set of licence",
    "set:string": "set of string",
    "set:task": "set of task",
}
"""How a policy spells a kind; Hub ids have no spelling of their own."""

LIBRARY = """
param floor: number = 1 in 0 .. 5
let allowed = {"mit", "apache-2.0"}
let few = 3
define doubled(x: number) = x + x
define between(x: number, y: number, z: number) = x <= y and y <= z
"""
