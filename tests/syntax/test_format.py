"""What a formatted policy looks like."""

from __future__ import annotations

import pytest

from msm_rules.source import Source
from msm_rules.syntax.format import format_source

WRITTEN = """\
# top


let  a=1   # one
policy p{version "1.0.0"} # the policy
critical{# requirements

  rule a   "t" weight 3 {   require model.license in {"apache-2.0", # why
      # and
      "mit" # last
      ,
    } # end
    require a # one
      and (b or c)


    # done
  } # a
  rule b { forbid - 3+  x default -1 <f( -2 ..3 , ) } # b
  # no more
}
rank { by score descending  top 3 }
param m: bytes = 24GiB in 8  GiB .. 640 GiB
test "x" { given { id: "a"  parameters: 13 B } expect reject by a, b, }
test "y" { }
# the end
""".replace("8  GiB", "8GiB")

CANONICAL = """\
# top

let a = 1  # one
policy p { version "1.0.0" }  # the policy
critical {  # requirements
  rule a "t" weight 3 {
    require model.license in {
      "apache-2.0",  # why
      # and
      "mit",  # last
    }  # end
    require a  # one
        and (b or c)

    # done
  }  # a
  rule b { forbid -3 + x default -1 < f(-2 .. 3) }  # b
  # no more
}
rank {
  by score descending
  top 3
}
param m: bytes = 24 GiB in 8 GiB .. 640 GiB
test "x" {
  given { id: "a"  parameters: 13B }
  expect reject by a, b
}
test "y" {}
# the end
"""


def test_a_policy_gets_its_canonical_form_and_keeps_every_comment() -> None:
    assert format_source(Source("p.msm", WRITTEN)) == (CANONICAL, ())


def test_the_canonical_form_stays() -> None:
    assert format_source(Source("p.msm", CANONICAL)) == (CANONICAL, ())


@pytest.mark.parametrize(
    ("clause", "lines"),
    [
        (
            "let x = model.license in {" + ", ".join(['"some-licence-1.0"'] * 6) + "}",
            ["let x = model.license in {", *['  "some-licence-1.0",'] * 6, "}"],
        ),
        (
            f"let x = {'a' * 50} > 3 and {'b' * 50} < 4 and c",
            [f"let x = {'a' * 50} > 3", f"    and {'b' * 50} < 4", "    and c"],
        ),
        (
            f"let x = {'a' * 50} + {'b' * 50} - 4",
            [f"let x = {'a' * 50} +", f"    {'b' * 50} - 4"],
        ),
        (
            f'param x: bytes = 24 GiB in 8 GiB .. 640 GiB "{"d" * 60}"',
            ["param x: bytes = 24 GiB in 8 GiB .. 640 GiB", f'    "{"d" * 60}"'],
        ),
        (
            f"let x = if {'a' * 40} then {'b' * 40} else c",
            [f"let x = if {'a' * 40}", f"    then {'b' * 40}", "    else c"],
        ),
    ],
)
def test_a_long_clause_is_broken_where_one_reads_on(clause: str, lines: list[str]) -> None:
    assert format_source(Source("p.msm", clause))[0].splitlines() == lines


def test_a_text_with_a_mistake_is_not_touched() -> None:
    text = "let  x = =\n"
    formatted, diagnostics = format_source(Source("p.msm", text))
    assert formatted == text
    assert [diagnostic.name for diagnostic in diagnostics] == ["syntax"]
