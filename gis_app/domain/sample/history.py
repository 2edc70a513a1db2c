"""What became of each incident by the sample's last moment: its states with their times, as the state table allows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_app.domain.incidents import STATES
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.words import HANDLED_NOTES, VOID_NOTES
from gis_app.domain.sources import OWN

DISPATCHED = ("reported", "accepted", "dispatched", "handling", "handled", "verified", "closed", "archived")
SELF = ("reported", "handled", "verified", "closed", "archived")
VOID = ("reported", "void")
DONE = tuple(code for code, state in STATES.items() if state.done)
OFFICE, ARCHIVE_S = "镇网格办", 30 * 86_400
STUCK = 0.025


@dataclass(frozen=True)
class Items:
    """What the histories need of the item list, by position: code, department's code and name, hours, self-handled."""

    code: list[str]
    department: NDArray[np.str_]
    department_name: NDArray[np.str_]
    hours: NDArray[np.float64]
    self_handled: NDArray[np.bool_]


def live_through(rng: np.random.Generator, reports: pd.DataFrame, items: Items, now_s: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Due time, present state and end of each report (columns due, state, done; done is -1 while the clock runs), and the
    status rows up to now.

    Status columns: incident (position), state, at (Unix seconds), department, note, actor; in order of incident and
    time. About nine of ten are handled within their limit, and verified soon after; a few lie about for long.
    """
    number = pd.Index(items.code).get_indexer(reports["item"])
    at = reports["at"].to_numpy()
    due = at + np.round(items.hours[number] * 3600).astype(np.int64)
    own = reports["source"].isin(OWN).to_numpy()
    alone = items.self_handled[number] & own & (rng.random(len(at)) < 0.8)
    void = ~alone & (rng.random(len(at)) < 0.012)
    rows = [
        _rows(rng, np.flatnonzero(mask), states, at, due)
        for mask, states in ((alone, SELF), (void, VOID), (~alone & ~void, DISPATCHED))
    ]
    status = pd.concat(rows, ignore_index=True)
    status = status[status["at"] <= now_s].sort_values(["incident", "step"], kind="stable", ignore_index=True)
    present = status.groupby("incident", sort=True)["state"].last().to_numpy()
    stops = status[status["state"].isin(DONE)].groupby("incident")["at"].min()
    status = _worded(rng, status, number, items, reports["source"].to_numpy(), alone)
    done = stops.reindex(np.arange(len(at)), fill_value=-1).to_numpy()
    return pd.DataFrame({"due": due, "state": present, "done": done}), status


def _rows(rng: np.random.Generator, own: Ints, states: tuple[str, ...], at: Ints, due: Ints) -> pd.DataFrame:
    times = _times(rng, states, at[own], due[own])
    return pd.DataFrame({
        "incident": np.tile(own, len(states)), "step": np.repeat(np.arange(len(states)), len(own)),
        "state": np.repeat(states, len(own)), "at": times.ravel(),
    })


def _times(rng: np.random.Generator, states: tuple[str, ...], at: Ints, due: Ints) -> Ints:
    """Seconds (states, incidents), rising: handling takes a log-normal share of the limit, nine in ten below it."""
    count = len(at)
    share = np.exp(rng.normal(-1.02, 0.72, count)) * np.where(rng.random(count) < STUCK, 9.0, 1.0)
    handled = at + np.maximum(share * (due - at), 420)
    desk = rng.uniform(0.03, 0.30, (3, count)).cumsum(axis=0) * np.minimum(handled - at, 12_000)
    after = {
        "reported": at + 0.0, "accepted": at + desk[0], "dispatched": at + desk[1], "handling": at + desk[2],
        "handled": handled, "verified": handled + rng.uniform(0.01, 0.12, count) * (due - at),
        "void": at + rng.uniform(0.3, 20, count) * 3600,
    }
    after["closed"] = after["verified"] + rng.uniform(0.2, 20, count) * 3600
    after["archived"] = after["closed"] + ARCHIVE_S + rng.uniform(0, 5, count) * 86_400
    return np.array([after[state] for state in states]).astype(np.int64)


def _worded(
    rng: np.random.Generator, status: pd.DataFrame, number: Ints, items: Items, source: NDArray[np.str_],
    alone: NDArray[np.bool_],
) -> pd.DataFrame:
    """Department, note and actor of each row."""
    incident, state = status["incident"].to_numpy(), status["state"].to_numpy()
    sent = np.isin(state, ("dispatched", "handling")) | ((state == "handled") & ~alone[incident])
    finder = np.select([source == "head", source == "worker", source == "inspection"], ["网格长", "网格员", "联查组"], OFFICE)[incident]
    by_finder = (state == "reported") | (alone[incident] & (state == "handled")) | (state == "verified")
    office = np.where(by_finder, finder, OFFICE)
    status["department"] = pd.Series(items.department[number[incident]]).where(sent)
    handler = (state == "handling") | ((state == "handled") & ~alone[incident])
    status["actor"] = np.where(handler, items.department_name[number[incident]], office)
    words = np.where(state == "handled", rng.choice(HANDLED_NOTES, len(state)), rng.choice(VOID_NOTES, len(state)))
    status["note"] = pd.Series(words).where(np.isin(state, ("handled", "void")))
    return status.drop(columns="step")
