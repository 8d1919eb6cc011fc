"""The words that licences are described in: what a text may permit, require or prohibit.

Owns the vocabulary and the meaning of each word, the rule by which people read a licence text into
the data. Knows no licence.

How a text is read. A grant with no field of use permits commercial use. `prohibits` holds where
the text forbids a thing or says that it is not granted. Where a text is silent the term is in
neither set, and so unknown; where it speaks but the vocabulary cannot say what it says (a limit on
revenue), the entry lists the term as `unsettled`, with the clause. A requirement that binds only
in some cases is listed, and its clause says in which.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TERM_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "commercial-use": "use for commercial advantage",
        "modification": "changing the work, fine-tuning included",
        "distribution": "giving copies, changed or not, to others",
        "sublicensing": "granting the licence on to others in one's own name",
        "patent-use": "use under the licensor's patents",
        "hosting": "offering it to others as a service, without giving a copy",
        "output-training": "training other models on its outputs",
        "military-use": "use for military purposes",
    }
)

REQUIREMENT_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "include-notice": "copies carry the licence text or its notices",
        "attribution": "the author is credited by name, in words the text prescribes or describes",
        "state-changes": "changed copies say that they were changed",
        "share-alike": "changed copies come under the same licence",
        "disclose-source": "copies come with their source, or an offer of it",
        "pass-on-use-restrictions": "whoever gets a copy is bound to the restrictions of use",
        "naming": "a product or derived model shows or bears the licensor's name",
        "accept-terms": (
            "a contract with the licensor, taken as accepted by a click, a download or use;"
            " public licences (open source, Creative Commons) do not count"
        ),
        "user-cap": "the grant ends above so many monthly users",
    }
)

CATEGORY_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "permissive": "any use; notices at most",
        "copyleft": "derived works come under the same licence",
        "copyleft-limited": "changed parts come under the same licence, larger works need not",
        "source-available": "open to see, with limits on change, sale or scale",
        "use-restricted": "open to use, with a list of forbidden uses",
        "non-commercial": "no commercial use",
        "research-only": "research alone",
        "proprietary": "no public grant",
        "public-domain": "rights given up, as far as law allows",
    }
)

TERMS: tuple[str, ...] = tuple(TERM_MEANINGS)
REQUIREMENTS: tuple[str, ...] = tuple(REQUIREMENT_MEANINGS)
CATEGORIES: tuple[str, ...] = tuple(CATEGORY_MEANINGS)

# What the data write as `EU`: its member states since 2020-02-01, as ISO 3166-1 alpha-2 codes.
EUROPEAN_UNION: tuple[str, ...] = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
