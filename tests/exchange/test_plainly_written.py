"""What is called plain prints back as it was written, wherever it stands in its column."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.exchange.plainly_written import plain_reals, plain_wholes

written = st.one_of(
    st.text("0012359.-", min_size=1, max_size=8),
    st.integers(-(10**20), 10**20).map(str),
    st.tuples(st.floats(-1e7, 1e7), st.integers(0, 12)).map(lambda given: repr(round(*given))),
)


@given(st.lists(written, min_size=1, max_size=3))
def test_yes_means_yes(values: list[str]) -> None:
    column = pa.array(["x", *values, "y"])[1:-1]
    assert not plain_wholes(column) or [str(int(value)) for value in values] == values
    assert not plain_reals(column) or [repr(float(value)) for value in values] == values


def test_the_usual_is_plain() -> None:
    assert plain_wholes(pa.array(["0", "42", "-7"]))
    assert plain_reals(pa.array(["116.4", "-0.5", "5.0", "39.9041999"]))


@pytest.mark.parametrize("value", ["007", "-", "", "1.50", ".5", "5.", "1e5", "00.5", "1-2", "1.2.3", "0.01", "１", None])
def test_the_unusual_is_left_to_others(value: str | None) -> None:
    column = pa.array([value], pa.string())
    assert not plain_wholes(column)
    assert not plain_reals(column)
