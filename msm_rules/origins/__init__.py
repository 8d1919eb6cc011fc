"""Where policies come from: the address of a repository, and the git commit that holds their texts.

Owns reading and writing down an origin (`address`), and asking git for one or holding one against
git (`commits`). Nothing here is asked unless somebody wants it: a proof says where its policy came
from only where that was said, so that the same inputs give the same bytes.
"""

from __future__ import annotations

from msm_rules.origins.address import OriginError, read_origin
from msm_rules.origins.commits import Asked, check_repository, held_against, origin_of

__all__ = ["Asked", "OriginError", "check_repository", "held_against", "origin_of", "read_origin"]
