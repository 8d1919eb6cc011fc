"""The parts of the independent checker; `msm_rules.proof.check` puts them together.

Nothing here imports the engine (`decide`), the checking of policies (`check`), the operators
(`values`), the graph or the facts: what a text and what an operator means is written here a second
time. Trusted besides are the parser (`syntax`), the reading of SPDX expressions and the licence
data (`licences`), and the `rfc8785` library. An import contract holds that.

The idea: the text of the policy is read into *terms* (an operator over earlier terms), each of
which is written down once. A node of a proof says what the text says if its term is one of these;
its value follows if it is what is computed for that term. So nothing is matched, only looked up.

To read it in order:

1. `claims`, `types`, `sets`: JSON, types, and the values of a policy;
2. `texts`, `terms`: the files of a policy, and the table of terms;
3. `literals`, `comparisons`, `functions`, `names`, `expressions`: from an expression to its term;
4. `words`, `rules`, `tiers`, `policy`: from the text to the whole of what a proof must say;
5. `licence_terms`, `meanings`: a few lines for each operator;
6. `facts`, `values`: the value of every term;
7. `nodes`, `graph`, `outcome`: the proof held against all this.
"""

from __future__ import annotations
