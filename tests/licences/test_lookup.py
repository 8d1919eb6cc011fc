"""What the knowledge base says of licences that policies turn on."""

from __future__ import annotations

import math

import pytest

from msm_rules.licences import Licence, entries, lookup, nearest, resolve


def entry(id: str) -> Licence:
    found = lookup(id)
    assert found is not None, id
    return found


@pytest.mark.parametrize("id", ["apache-2.0", "MIT"])
def test_permissive_licences_permit_all_and_require_the_notice_alone(id: str) -> None:
    licence = entry(id)
    assert {"commercial-use", "modification", "distribution"} <= licence.permits
    assert "include-notice" in licence.requires
    assert "share-alike" not in licence.requires
    assert licence.user_cap == math.inf
    assert licence.excluded_territories == frozenset()


def test_a_term_on_which_the_text_is_silent_is_in_neither_set() -> None:
    mit = entry("mit")
    assert not {"hosting", "output-training", "military-use"} & (mit.permits | mit.prohibits)


def test_non_commercial_creative_commons_prohibits_commercial_use() -> None:
    licence = entry("cc-by-nc-4.0")
    assert "commercial-use" in licence.prohibits
    assert "attribution" in licence.requires


def test_the_gpl_requires_source_and_the_same_licence() -> None:
    wanted = {"share-alike", "disclose-source", "state-changes", "include-notice"}
    assert entry("GPL-3.0").requires == wanted
    assert entry("gpl-3.0").id == "GPL-3.0-only"


def test_llama_2_and_3_forbid_training_others_on_outputs_and_later_ones_allow_it_by_name() -> None:
    for old in ("llama2", "llama3"):
        assert "output-training" in entry(old).prohibits
    for new in ("llama3.1", "llama3.2", "llama3.3", "llama4"):
        assert "output-training" in entry(new).permits
        assert "naming" in entry(new).requires


def test_every_llama_community_licence_ends_above_700_million_users() -> None:
    for id in ("llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "llama4"):
        assert entry(id).user_cap == 700_000_000
        assert {"user-cap", "accept-terms", "pass-on-use-restrictions"} <= entry(id).requires


def test_multimodal_llamas_are_not_licensed_in_the_european_union() -> None:
    for id in ("llama3.2", "llama3.3", "llama4"):
        licence = entry(id)
        assert licence.excluded_territories is not None
        assert {"DE", "FR", "IE"} <= licence.excluded_territories
        assert len(licence.excluded_territories) == 27
        assert "multimodal models" in (licence.territory_condition or "")
    assert entry("llama3.1").excluded_territories == frozenset()


def test_hunyuan_3d_excludes_the_european_union_britain_and_korea() -> None:
    territories = entry("LicenseRef-hunyuan-3d-2.0").excluded_territories
    assert territories is not None
    assert {"DE", "GB", "KR"} <= territories


def test_a_limit_on_revenue_leaves_commercial_use_unsettled_with_its_clause() -> None:
    licence = entry("Stability AI Community License Agreement")
    assert "commercial-use" not in licence.permits | licence.prohibits
    assert "1,000,000" in licence.clauses["unsettled:commercial-use"]


def test_a_licence_known_by_category_alone_tells_no_terms() -> None:
    licence = entry("mnpl")
    assert (licence.read, licence.category) == (False, "non-commercial")
    assert not licence.permits | licence.requires | licence.prohibits
    assert licence.user_cap is None
    assert licence.excluded_territories is None


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("APACHE-2.0", "Apache-2.0"),
        (" mit ", "MIT"),
        ("bsl-1.0", "BSL-1.0"),
        ("GPL-3.0+", "GPL-3.0-or-later"),
        ("LicenseRef-scancode-llama-2-license-2023", "LicenseRef-llama2"),
        ("licenseref-LLAMA2", "LicenseRef-llama2"),
        ("LicenseRef-Acme-Model", "LicenseRef-acme-model"),
        ("no-such-licence", None),
        ("LicenseRef-", None),
        ("LicenseRef-a b", None),
        ("openrail", None),
        ("", None),
    ],
)
def test_ids_and_aliases_resolve_in_any_case(text: str, id: str | None) -> None:
    assert resolve(text) == id


def test_boost_is_not_the_business_source_licence() -> None:
    assert entry("bsl-1.0").name == "Boost Software License 1.0"


def test_a_licence_of_somebodys_own_has_no_entry() -> None:
    assert lookup("LicenseRef-example-none") is None


def test_near_ids_are_suggested() -> None:
    assert nearest("apach-2.0", 1) == ("Apache-2.0",)
    assert "llama3.1" in nearest("lama3.1")
    assert nearest("zzzzzzzzzz") == ()


def test_entries_come_in_the_order_of_their_ids() -> None:
    ids = [licence.id for licence in entries()]
    assert ids == sorted(ids)
