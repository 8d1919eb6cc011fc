"""The tables of commands: what each is called, where it is written, and its one line of help.

`msm --help` and `msm facts --help` are made from these tables alone, so that they load no command.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: the module that holds it, as `command`, and what it does in one line."""

    module: str
    help: str


GROUPS: dict[str, dict[str, Entry]] = {
    "The first day": {
        "check": Entry("check", "Find every mistake in policies, and show where it stands"),
        "test": Entry("test", "Run the tests that a policy holds"),
        "screen": Entry("screen", "Decide on a whole catalogue: who is accepted, and why not"),
        "explain": Entry("explain", "Say why a model is accepted, rejected or for a person"),
        "decide": Entry("decide", "Decide on models named one by one"),
    },
    "Reasons": {
        "why-not": Entry("why_not", "Say what would have to be different for a model to pass"),
        "compare": Entry("compare", "Say rule by rule why one model ranks above another"),
    },
    "Writing policies": {
        "fmt": Entry("fmt", "Bring policies into the canonical form"),
        "graph": Entry("graph", "Draw which facts feed which rules, and the verdict"),
        "explain-error": Entry("explain_error", "Explain a diagnostic, with an example"),
    },
    "Proofs": {
        "verify": Entry("verify", "Derive a proof again, without the engine that made it"),
        "report": Entry("report", "Make a page or a comment of decisions, shortlists and proofs"),
        "redact": Entry("redact", "Withhold facts from a proof, to be shown later"),
        "attest": Entry("attest", "Sign a proof as a statement on a model, or check one"),
        "log": Entry("log", "Show and check the log of decisions, and end reviews"),
        "keys": Entry("keys", "Make keys to sign with"),
    },
    "Looking things up": {
        "facts": Entry("facts", "Show what is known of a model, and how it is known"),
        "licences": Entry("licences", "Show what licences permit, require and prohibit"),
    },
    "For machines": {
        "schema": Entry("schema", "Print the JSON Schema of a kind of document"),
        "completion": Entry("completion", "Print the script that completes commands in a shell"),
    },
}
"""Headings of `msm --help` in their order, each with its commands."""

COMMANDS: dict[str, Entry] = {n: e for entries in GROUPS.values() for n, e in entries.items()}

FACTS: dict[str, Entry] = {
    "pull": Entry("facts_pull", "Ask for everything on models, and keep it as documents"),
    "show": Entry("facts_show", "Show each fact of a model, and what stayed unknown"),
    "convert": Entry("facts_convert", "Turn a table, catalogue or BOM into facts documents"),
    "lint": Entry("facts_lint", "Warn of what looks wrong in facts about models"),
    "merge": Entry("facts_merge", "Join what several sources say of models"),
    "questions": Entry("facts_questions", "Ask for the facts that would settle most models"),
    "attest": Entry("facts_attest", "Add a fact that your organisation settled itself"),
    "lineage": Entry("facts_lineage", "Show what a model was made from, with each licence"),
    "coverage": Entry("facts_coverage", "Count of how many models each fact is known"),
}
"""What `msm facts` can do, in the order of its help."""
