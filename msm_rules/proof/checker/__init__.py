"""The parts of the independent checker; `msm_rules.proof.check` puts them together.

Nothing here imports a room of the engine (`msm_rules.decide`, `.check`, `.values`, `.graph`,
`.facts`): what a text and what an operator means is written here a second time. What is trusted
besides, `check` says. An import contract holds that.

The idea: the text of the policy is read into *terms* (an operator over earlier terms), each of
which is written down once. A node of a proof says what the text says if its term is one of these;
its value follows if it is what is computed for that term. So nothing is matched, only looked up.

To be read in this order, each file before those that need it:

1. the small checker, a program in one file (`msm_rules.proof.check_proof`): what values, licences
   and operators mean;
2. `claims`: JSON, digests, and the problems found;
3. `meaning`: the types of facts, and words as they are kept;
4. `text`: what the text of a policy says;
5. `steps`: the proof held against both.
"""

from __future__ import annotations
