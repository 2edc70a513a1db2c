"""The made-up year: rhythm, places, sources, words, and histories that the state table allows."""

import numpy as np
import pandas as pd
import pytest

from gis_app.domain.crs import to_wgs84
from gis_app.domain.incidents import STATES, can_move
from gis_app.domain.locate import Locator
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.habits import HABITS
from gis_app.domain.sample.history import Items, live_through
from gis_app.domain.sample.incidents import report_year
from gis_app.domain.sample.place import Place
from gis_app.domain.sample.words import WORDS
from gis_app.domain.sources import COMPLAINTS, OWN, SOURCES
from tests.domain.sample.conftest import FIRST_S, INCIDENTS, SEED, YEAR

NOW_S = FIRST_S + 365 * 86_400


@pytest.fixture(scope="module")
def local(reports: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(reports["at"], unit="s", utc=True).dt.tz_convert("Asia/Shanghai")


@pytest.fixture(scope="module")
def fate(reports: pd.DataFrame, items: Items) -> tuple[pd.DataFrame, pd.DataFrame]:
    return live_through(stream(SEED, "history", 0), reports, items, NOW_S)


def test_count_order_and_never_the_future(reports: pd.DataFrame) -> None:
    assert len(reports) == INCIDENTS
    assert reports["at"].is_monotonic_increasing
    assert reports["at"].between(FIRST_S, NOW_S - 1).all()
    assert reports["id"].is_unique
    assert {identity.version for identity in reports["id"]} == {7}
    assert all(identity.int >> 80 == at * 1000 + (identity.int >> 80) % 1000 for identity, at in zip(reports["id"], reports["at"], strict=True))


def test_the_same_seed_and_date_give_the_same_rows(town: Place, reports: pd.DataFrame) -> None:
    again = report_year(SEED, 0, town.scenes[0], INCIDENTS, YEAR, FIRST_S)
    pd.testing.assert_frame_equal(reports, again)
    other = report_year(SEED + 1, 0, town.scenes[0], 50, YEAR, FIRST_S)
    assert not other["text"].equals(reports["text"].head(50))


def test_mornings_and_evenings(local: pd.Series) -> None:
    hours = local.dt.hour.value_counts().reindex(range(24), fill_value=0)
    assert hours[8] > 2 * hours[12]
    assert hours[18] > 1.3 * hours[13]
    assert hours[3] < 0.3 * hours[8]


def test_seasons_and_weeks(reports: pd.DataFrame, local: pd.Series) -> None:
    month = local.dt.month
    drains = month[reports["item"] == "0503"]
    assert drains.isin((5, 6, 7, 8)).sum() > 2 * drains.isin((11, 12, 1, 2)).sum()
    fires = month[reports["item"].isin(("0402", "0403"))]
    assert fires.isin((11, 12, 1)).sum() > 2 * fires.isin((5, 6, 7)).sum()
    errands = local.dt.day_of_week[reports["item"] == "0602"]
    assert (errands >= 5).mean() < 0.2


def test_sources_and_a_share_found_by_the_grid_that_differs(town: Place, reports: pd.DataFrame) -> None:
    assert set(reports["source"]) == set(SOURCES) - {"inspection"}, "what inspections find comes with them"
    found = Locator(town.grids).index(reports["lon"].to_numpy(), reports["lat"].to_numpy())
    share = reports["source"].isin(OWN).groupby(found).agg(["mean", "size"])
    large = share.loc[share["size"] > 60, "mean"]
    assert large.max() - large.min() > 0.3
    assert reports["source"].isin(COMPLAINTS).mean() > 0.2


def test_places_on_borders_beside_them_and_outside(town: Place, reports: pd.DataFrame) -> None:
    points = pd.Series(range(len(reports)))
    answers = Locator(town.grids).grids.answers(
        reports["lon"].to_numpy(), reports["lat"].to_numpy(), snap_m=25.0, accuracy_m=reports["accuracy_m"].to_numpy()
    )
    frame = pd.DataFrame({"rule": answers.rule, "near": answers.near}, index=points)
    rules = frame["rule"].value_counts()
    assert len(rules) == 4
    assert rules.min() >= 3
    assert 0.03 < frame["near"].mean() < 0.3


def test_incidents_gather_where_people_live_and_at_hotspots(town: Place, reports: pd.DataFrame) -> None:
    xy = town.scenes[0].frame.metres(reports[["lon", "lat"]].to_numpy())
    cells = pd.Series(map(tuple, np.floor(xy / 150).astype(int).tolist())).value_counts()
    assert cells.iloc[:10].sum() > 0.12 * INCIDENTS
    assert cells.iloc[: len(cells) // 4].sum() > 0.6 * INCIDENTS


def test_phones_give_gcj02_and_desks_wgs84(reports: pd.DataFrame) -> None:
    phone = reports[reports["given_crs"] == "gcj02"]
    assert set(phone["source"]) <= {"worker", "head", "resident", "hotline"}
    assert phone["accuracy_m"].notna().all()
    lon, lat = to_wgs84(phone["given_x"].to_numpy(), phone["given_y"].to_numpy(), "gcj02")
    assert np.array_equal(lon, phone["lon"])
    assert np.array_equal(lat, phone["lat"])
    desk = reports[reports["given_crs"] == "wgs84"]
    assert desk["given_x"].equals(desk["lon"])


def test_words_are_for_the_item_and_name_a_place(reports: pd.DataFrame) -> None:
    assert reports["text"].str.contains(r"村|青溪").all()
    assert not reports["text"].str.contains("{", regex=False).any()
    assert reports["text"].nunique() > 2_000


def test_habits_words_and_item_list_speak_of_the_same_items(items: Items) -> None:
    assert list(HABITS) == items.code == list(WORDS)
    assert all(abs(sum(habit.places) - 1) < 1e-9 for habit in HABITS.values())


def test_histories_follow_the_state_table(fate: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    present, status = fate
    before = status["state"].shift()
    inner = status["incident"].eq(status["incident"].shift())
    steps = set(zip(before[inner], status["state"][inner], strict=True))
    assert steps
    assert all(can_move(one, other) for one, other in steps)
    assert (status.loc[~inner, "state"] == "reported").all()
    assert status["at"].diff()[inner].ge(0).all()
    assert status["at"].max() <= NOW_S
    assert status.groupby("incident")["state"].last().tolist() == present["state"].tolist()


def test_departments_are_named_exactly_where_a_case_was_sent(fate: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    _, status = fate
    named = status["department"].notna()
    assert named[status["state"].isin(("dispatched", "handling"))].all()
    assert not named[status["state"].isin(("reported", "accepted", "closed"))].any()
    assert status.loc[status["state"] == "void", "note"].notna().all()


def test_nine_in_ten_on_time_and_the_old_ones_closed(
    reports: pd.DataFrame, fate: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    present, status = fate
    handled = status[status["state"] == "handled"]
    due = present["due"].to_numpy()[handled["incident"]]
    assert 0.86 < (handled["at"].to_numpy() <= due).mean() < 0.94
    old = reports["at"] < NOW_S - 120 * 86_400
    assert present.loc[old, "state"].isin(("archived", "closed", "void")).mean() > 0.99
    open_now = ~present["state"].map(lambda state: STATES[state].done)
    assert open_now.sum() > 10
    assert (open_now & (due_of(present) < NOW_S)).any()


def due_of(present: pd.DataFrame) -> pd.Series:
    return present["due"]
