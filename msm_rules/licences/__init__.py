"""The licence knowledge base: what a licence permits, requires and prohibits, as reviewed data.

Owns the data, the vocabulary of terms, look-up by id or alias, SPDX expressions, and the reading
of what a model card declares. It is information, not legal advice. How terms decide a policy is
not its business.
"""

from __future__ import annotations

from msm_rules.licences.declared import Declared, from_declared
from msm_rules.licences.expression import LicenceSyntaxError, alternatives, canonical
from msm_rules.licences.knowledge import (
    digest,
    entries,
    lookup,
    nearest,
    no_licence,
    resolve,
    several,
    version,
)
from msm_rules.licences.licence import Licence, Text, full_record, record
from msm_rules.licences.terms import (
    CATEGORIES,
    CATEGORY_MEANINGS,
    REQUIREMENT_MEANINGS,
    REQUIREMENTS,
    TERM_MEANINGS,
    TERMS,
)

__all__ = [
    "CATEGORIES",
    "CATEGORY_MEANINGS",
    "REQUIREMENTS",
    "REQUIREMENT_MEANINGS",
    "TERMS",
    "TERM_MEANINGS",
    "Declared",
    "Licence",
    "LicenceSyntaxError",
    "Text",
    "alternatives",
    "canonical",
    "digest",
    "entries",
    "from_declared",
    "full_record",
    "lookup",
    "nearest",
    "no_licence",
    "record",
    "resolve",
    "several",
    "version",
]
