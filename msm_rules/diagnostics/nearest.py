"""The names nearest to one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], count: int = 1) -> tuple[str, ...]:
    """Up to `count` of the `known` names that look most like `word`, best first; often none.

    Names that share their last part (`modified` for `last.modified`) count as near too.
    """
    from difflib import get_close_matches  # only where something is misspelt

    names = sorted(set(known))
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    found = [folded[n] for n in get_close_matches(word.casefold(), folded, n=count, cutoff=0.6)]
    last = word.rsplit(".", 1)[-1].casefold()
    if len(found) < count and len(last) > 2:
        found += [n for n in names if n.rsplit(".", 1)[-1].casefold() == last and n not in found]
    return tuple(found[:count])
