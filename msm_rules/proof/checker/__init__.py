"""The parts of the independent checker; `msm_rules.proof.check` puts them together.

Nothing here imports the engine (`decide`), the checking of policies (`check`), the operators
(`values`) or the graph: what an operator means is written here a second time, in a few lines each.
Trusted besides are the parser (`syntax`), the reading of SPDX expressions (`licences`), and the
`rfc8785` library.
"""

from __future__ import annotations
