"""The lines of a catalogue: for each model all its ancestors, and the licences down to it.

Owns how models find each other (ids ignore case; former names lead to the present ones) and the
rule that an ancestor which is not in the catalogue leaves the line open. The graph itself is
`graph.descent`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msm_rules.facts.chains import Chain, chain
from msm_rules.frozen import record
from msm_rules.graph.descent import Descent, ancestors, descent
from msm_rules.lineage.members import Document, Member, member


@record
class Lineage:
    """The models of a catalogue by key, the keys of former names, and who descends from whom.

    `witnessed` has the licences that models which are not here were seen to have, by key: those of
    which the evidence of their descendants says one thing.
    """

    members: Mapping[str, Member]
    renamed: Mapping[str, str]
    net: Descent
    witnessed: Mapping[str, str]

    def key(self, id: str) -> str:
        """The key of a model, known or not: its present name without case."""
        folded = id.casefold()
        return folded if folded in self.members else self.renamed.get(folded, folded)

    def find(self, id: str) -> Member | None:
        """The model of that id, in any case or by a former name; None if it is not here."""
        return self.members.get(self.key(id))


@record
class Line:
    """All ancestors of a model, nearest first, each with its steps up; `known` of them are in the
    catalogue, the others are `missing`, under the names their children give them. `complete` is
    whether these are all ancestors, and `chain` their licences with the model's own, witnessed
    ones among them."""

    known: tuple[tuple[Member, int], ...]
    missing: tuple[str, ...]
    complete: bool
    chain: Chain | None


def lineage(documents: Iterable[Document], renamed: Mapping[str, str] | None = None) -> Lineage:
    """The lineage of a catalogue: facts documents, their `model` parts, or facts already read.

    `renamed` maps former ids to present ones, beside those that the documents' evidence shows. Of
    models with one id, ignoring case, the first counts.
    """
    members: dict[str, Member] = {}
    for given in documents:
        found = member(given)
        if found is not None:
            members.setdefault(found.id.casefold(), found)
    names = _present_names(members, renamed or {})
    bare = Lineage(members, names, descent({}), {})
    parents = {key: [bare.key(p) for p in found.parents] for key, found in members.items()}
    return Lineage(members, names, descent(parents), _witnessed(bare))


def line(of: Lineage, id: str) -> Line:
    """The line of a model of the catalogue; KeyError if it is not in there."""
    own = of.members[of.key(id)]
    found = ancestors(of.net, of.key(id))
    known = tuple((of.members[key], steps) for key, steps in found if key in of.members)
    missing = tuple(key for key, _ in found if key not in of.members)
    complete = not missing and own.complete and all(m.complete for m, _ in known)
    licences = [own.licences, *(m.licences for m, _ in known)]
    unseen = {*missing, *(of.key(id_) for id_, _ in own.witnessed)}
    licences += [(of.witnessed[key],) for key in sorted(unseen & of.witnessed.keys())]
    named = _spelled(of, own, known)
    return Line(known, tuple(named.get(k, k) for k in missing), complete, chain(licences, complete))


def _witnessed(of: Lineage) -> dict[str, str]:
    seen: dict[str, set[str]] = {}
    for found in of.members.values():
        for id_, licence in found.witnessed:
            if of.find(id_) is None:
                seen.setdefault(of.key(id_), set()).add(licence)
    return {key: min(licences) for key, licences in seen.items() if len(licences) == 1}


def _spelled(of: Lineage, own: Member, known: Iterable[tuple[Member, int]]) -> dict[str, str]:
    """Keys and the names that children write for them."""
    family = (own, *(m for m, _ in known))
    return {of.key(p): p for m in reversed(family) for p in m.parents}


def _present_names(members: Mapping[str, Member], given: Mapping[str, str]) -> dict[str, str]:
    """Former names and the keys they lead to; one on which two models disagree leads nowhere."""
    said: dict[str, set[str]] = {}
    for found in members.values():
        for old, new in found.formerly:
            if old.casefold() != new.casefold():
                said.setdefault(old.casefold(), set()).add(new.casefold())
    names = {old: next(iter(new)) for old, new in said.items() if len(new) == 1}
    return names | {old.casefold(): new.casefold() for old, new in given.items()}
