"""What a decision says is still to be found out."""

from __future__ import annotations

from datetime import date

import msm_rules as msm

DAY = date(2026, 11, 22)


def open_facts(policy: str, **facts: object) -> tuple[str, ...]:
    parsed = msm.parse_policy('policy p { version "1.0.0" }\n' + policy)
    return parsed.decide({"id": "a/b", **facts}, as_of=DAY).open_facts


def test_a_rule_that_takes_no_part_leaves_nothing_open() -> None:
    policy = """
    param stage: one of {"first", "second"} = "first"
    important {
      rule tried { applies if stage == "second"  score model.prototypes["ours"] }
      rule liked { score scale(model.likes, 0 .. 10) }
    }
    decide { accept if score >= 0.5 }
    """
    assert open_facts(policy) == ("model.likes",)


def test_a_branch_that_is_not_taken_leaves_nothing_open() -> None:
    policy = """
    critical { rule r {
      require (if model.gated then model.likes else model.downloads) > 10
    } }
    """
    assert open_facts(policy, gated=True) == ("model.likes",)
    assert open_facts(policy) == ("model.downloads", "model.gated", "model.likes")


def test_a_term_on_which_a_licence_is_silent_is_named() -> None:
    policy = 'critical { rule r { require model.license permits "hosting" } }'
    assert open_facts(policy, license="mit") == ("licence mit: hosting",)


def test_a_member_of_the_lineage_that_is_silent_is_named() -> None:
    policy = 'critical { rule r { require model.license_chain permits "commercial-use" } }'
    found = open_facts(policy, license_chain=["mit", "LicenseRef-example-none"])
    assert found == ("licence licenseref-example-none: commercial-use",)


def test_an_expression_whose_parts_disagree_is_named() -> None:
    policy = 'critical { rule r { require model.license in {"mit"} } }'
    found = open_facts(policy, license="mit AND gpl-3.0-only")
    assert found == ("licence mit and gpl-3.0-only",)


def test_a_determined_verdict_leaves_nothing_open() -> None:
    policy = "critical { rule a { require model.likes > 1 } rule b { require model.gated } }"
    assert open_facts(policy, likes=0) == ()
