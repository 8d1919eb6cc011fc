"""Running a policy's own tests, and what of the policy no test has shown.

`run_tests(policy)` is the stage; `coverage(policy, outcomes)` looks at what it gave. Checking the
tests (names, types, ranges) is the room `check`'s.
"""

from __future__ import annotations

from msm_rules.policytest.coverage import Coverage, Covered, coverage
from msm_rules.policytest.outcome import Failure, Outcome, PolicyUnderTest
from msm_rules.policytest.run import run_tests

__all__ = ["Coverage", "Covered", "Failure", "Outcome", "PolicyUnderTest", "coverage", "run_tests"]
