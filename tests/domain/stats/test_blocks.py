"""What is counted is all there, at each zoom, span and filter; bytes come back as the counts they were."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.domain.sources import OWN, SOURCE_IDS, SOURCES
from gis_app.domain.stats import blocks
from gis_app.domain.stats.cells import (
    ANY,
    CELLS,
    EDGE,
    FINEST,
    HALO,
    SIDE,
    ZOOMS,
    Counts,
    cell_of,
    fold,
    own_cells,
)
from gis_app.domain.stats.periods import DAY, MONTH, SPANS, YEAR
from gis_app.domain.stats.tallies import ALL_TOWNS, Tallies, pack, unpack

WORLD = 20037508.342789244


@st.composite
def counted(draw: st.DrawFn) -> Counts:
    """Events in a few heaps, some far apart, some at the edge of the world."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = draw(st.integers(1, 400))
    spread = draw(st.sampled_from([10.0, 5e3, 2e6, 4e7]))
    x, y = cell_of(rng.normal(1.3e7, spread, size), rng.normal(3.5e6, spread, size))
    return Counts(FINEST, x, y, rng.integers(19000, 19000 + draw(st.integers(1, 900)), size), rng.integers(1, 6, size),
                  rng.integers(1, 8, size), rng.integers(1, draw(st.sampled_from([2, 300, 70000])), size))


@given(counted(), st.sampled_from(SPANS))
def test_the_cells_of_each_zoom_add_up(events: Counts, span: int) -> None:
    current = events.spanned(span)
    for z in ZOOMS:
        current = current if z == FINEST else current.coarser()
        stored = list(blocks.rows(current.placed(), span))
        for item, source, expected in _sums(events, span):
            rows = [row for row in stored if row.key[5:] == (item, source)]
            assert sum(_total(row.groups) for row in rows) == expected


def _sums(events: Counts, span: int) -> list[tuple[int, int, int]]:
    every = [(ANY, ANY, int(events.n.sum()))]
    if span == DAY:
        return every
    by_source = [(ANY, source, int(events.n[events.source == source].sum())) for source in SOURCE_IDS.values()]
    return every + by_source + [(item, ANY, int(events.n[events.item == item].sum())) for item in range(1, 6)]


def _total(groups: bytes) -> int:
    """What a block's own cells hold, the halo left out."""
    if blocks.is_dense(groups):
        return int(blocks.decode_planes(groups).astype(int).sum(axis=0)[own_cells(np.arange(CELLS))].sum())
    records = np.frombuffer(groups, blocks.GROUP_TYPES[groups[0]], offset=1)
    records = records[own_cells(records["cell"].astype(int))]
    return int(records["own"].astype(int).sum() + records["others"].astype(int).sum())


@given(counted(), st.sampled_from(SPANS))
def test_detail_comes_back_as_it_was(events: Counts, span: int) -> None:
    folded = events.spanned(span).placed()
    detailed = [row for row in blocks.rows(folded, span) if row.detail]
    again = blocks.counts_of(FINEST, [(row.key[1], row.key[2], row.key[4], row.detail) for row in detailed]).folded()
    for name in ("y", "x", "bucket", "item", "source", "pos", "n"):
        assert np.array_equal(getattr(folded, name), getattr(again, name)), name


@given(counted())
def test_taking_away_what_was_added_leaves_nothing(events: Counts) -> None:
    minus = Counts(events.z, events.x, events.y, events.bucket, events.item, events.source, -events.n)
    assert len(events.placed().plus(minus.placed())) == 0


@given(counted())
def test_own_and_others_are_told_apart(events: Counts) -> None:
    stored = [row for row in blocks.rows(events.spanned(YEAR).placed(), YEAR) if row.key[5:] == (ANY, ANY)]
    records = [np.frombuffer(row.groups, blocks.GROUP_TYPES[row.groups[0]], offset=1) for row in stored]
    own = sum(int(one["own"][own_cells(one["cell"].astype(int))].astype(int).sum()) for one in records)
    assert own == events.n[np.isin(events.source, [SOURCE_IDS[name] for name in OWN])].sum()


def test_a_full_block_is_dense_and_bounded() -> None:
    y, x = np.divmod(np.arange(SIDE * SIDE), SIDE)
    one = np.ones(SIDE * SIDE, dtype=np.int64)
    stored = {row.key[1:3]: row.groups for row in blocks.rows(Counts(3, x + 2 * SIDE, y + 5 * SIDE, one * 19000, one, one * 3, one * 200).placed(), DAY)}
    assert len(stored) == 9  # itself, and the halos of its eight neighbours
    assert blocks.is_dense(stored[2, 5])
    assert len(stored[2, 5]) == 1 + 2 * CELLS
    assert _total(stored[2, 5]) == 200 * SIDE * SIDE == sum(map(_total, stored.values()))


@given(counted())
def test_a_halo_repeats_the_neighbours(events: Counts) -> None:
    current = events.folded().coarser().coarser()
    placed = current.placed()
    row, column = np.divmod(placed.pos, EDGE)
    y, x = placed.y * SIDE + row - HALO, placed.x * SIDE + column - HALO
    own = own_cells(placed.pos)
    keys, (n,) = fold((y[own], x[own], placed.bucket[own], placed.item[own], placed.source[own]), (placed.n[own],))
    assert np.array_equal(n, current.n)
    assert np.array_equal(keys[0], current.y)
    assert np.array_equal(keys[1], current.x)
    known = {(int(b), int(a)) for a, b in zip(x[own], y[own], strict=True)}
    assert all((int(b), int(a)) in known for a, b in zip(x[~own], y[~own], strict=True))


def test_more_taken_than_was_there_is_an_error() -> None:
    one = np.ones(1, dtype=np.int64)
    with pytest.raises(ValueError, match="rebuild"):
        list(blocks.rows(Counts(3, one, one, one, one, one, -one).placed(), MONTH))


def test_the_world_ends_at_its_edge() -> None:
    x, y = cell_of(np.array([-WORLD, WORLD, 9e9]), np.array([WORLD, -WORLD, -9e9]))
    last = (SIDE << FINEST) - 1
    assert (x.tolist(), y.tolist()) == ([0, last, last], [0, last, last])


def test_folding_wide_keys_needs_no_packing() -> None:
    wide = tuple(np.array([2**40, -(2**40), 2**40]) for _ in range(3))
    keys, (n,) = fold(wide, (np.array([1, 5, 2]),))
    assert keys[0].tolist() == [-(2**40), 2**40]
    assert n.tolist() == [5, 3]


@given(counted())
def test_tallies_come_back_and_add_up(events: Counts) -> None:
    grid = events.x % 5
    tallies = Tallies(np.full(len(events), 7), events.bucket, grid, events.item, events.source, events.n).together().folded()
    again = unpack(list(pack(tallies)))
    assert np.array_equal(again.n, tallies.n)
    assert np.array_equal(again.grid, tallies.grid)
    whole = again.n[again.town == ALL_TOWNS].sum()
    assert whole == again.n[again.town == 7].sum() == events.n.sum()


def test_stored_numbers_of_sources_never_change() -> None:
    assert SOURCES == ("worker", "head", "resident", "hotline", "department", "datacheck", "inspection")
