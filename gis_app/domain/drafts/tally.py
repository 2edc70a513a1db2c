"""The figures of every grid of a draft, kept and renewed: after an edit only what it touched is counted again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gis_app.domain.coverage import OUTSIDE
from gis_app.domain.drafts.draft import Draft
from gis_app.domain.figures import Figures, Ground, counted, measured, summed
from gis_app.domain.grids import rank


@dataclass(frozen=True)
class Tally:
    """``figures``: of each unit with ground, those above the leaves and gaps too."""

    draft: Draft
    ground: Ground
    figures: Mapping[str, Figures]

    @classmethod
    def of(cls, draft: Draft, ground: Ground) -> "Tally":
        leaves = _counted(draft, ground, draft.coverage.leaves)
        return cls(draft, ground, {**leaves, **_above(draft, leaves, draft.coverage.leaves)})

    def after(self, draft: Draft) -> "Tally":
        """The figures of a later (or earlier) state of the same draft."""
        touched = self.draft.touched(draft)
        if not touched:
            return self
        anew = _counted(draft, self.ground, [key for key in touched if key in draft.coverage.faces])
        kept = {key: one for key, one in self.figures.items() if key in draft.coverage.faces and key not in touched}
        leaves = {**kept, **anew}
        moved = touched | {key for key in self.figures if key not in draft.coverage.units}
        above = _above(draft, leaves, {*moved, *_lost(self.draft, touched)})
        rest = {key: one for key, one in self.figures.items() if key in draft.coverage.units and key not in draft.coverage.faces}
        return Tally(draft, self.ground, {**rest, **leaves, **above})


def _lost(before: Draft, touched: Collection[str]) -> set[str]:
    """What lay above the touched units before."""
    tree = before.coverage
    return {above for key in touched if key in tree.units for above in tree.lineage(key)}


def _counted(draft: Draft, ground: Ground, keys: Collection[str]) -> dict[str, Figures]:
    """Of some faces; those beside them are looked at too, for the points on common borders."""
    faces = draft.coverage.faces
    beside = {face for key in keys for edge in faces[key] for face in edge.faces} - {OUTSIDE}
    ranked = sorted(beside | set(keys), key=lambda key: rank(draft.kind(key), _level(draft, key), key))
    shapes = {key: draft.coverage.polygon(key) for key in ranked}
    counts = counted(ground, ranked, shapes)
    return {key: measured(shapes[key], counts[key]) for key in keys}


def _level(draft: Draft, key: str) -> int:
    """A gap gives way to every grid."""
    return draft.listed[key].level if key in draft.listed else -1


def _above(draft: Draft, leaves: Mapping[str, Figures], touched: Collection[str]) -> dict[str, Figures]:
    """Sums for all units above (and, where one has become a parent, in place of) touched ones."""
    coverage = draft.coverage
    wanted = {above for key in touched if key in coverage.units for above in coverage.lineage(key)} - coverage.faces.keys()
    sums = {key: [leaves[leaf] for leaf in coverage.leaves_of(key) if leaf in leaves] for key in wanted}
    return {key: summed(parts) for key, parts in sums.items()}
