"""A draft is edited, undone and brought back; nothing that was acknowledged is lost, nothing is done twice."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from gis_app.db.queries import drafts as queries
from gis_app.db.session import Database
from gis_app.errors import WanggeError
from gis_app.services import drafts, editing
from gis_app.services.desk import Desk
from tests.services.desks import BORDER, LI, SPLIT, ZHANG, Planner, opened

MERGE = {"edit": "merge", "grids": ["G1", "G2"], "into": "G2"}


def refusal(call: Callable[[], object]) -> WanggeError:
    with pytest.raises(WanggeError) as refused:
        call()
    return refused.value


def whole(planner: Planner) -> dict:
    with planner.database.begin() as connection:
        return drafts.whole(connection, planner.desk, planner.actor, planner.edition_id)


def test_opened_as_it_is_in_force(database: Database) -> None:
    planner = opened(database)
    told = whole(planner)
    assert (told["state"], told["version"], told["can_undo"], told["settled"]) == ("draft", 0, False, [])
    grids = {grid["code"]: grid for grid in told["grids"]}
    assert set(grids) == {"T", "A1", "A2", "G1", "G2", "G3", "E1", "U1"}
    assert [code for code, grid in grids.items() if grid["leaf"]] == ["E1", "G1", "G2", "G3"]
    assert not grids["U1"]["drawn"]
    assert grids["A1"]["figures"]["area_m2"] == pytest.approx(grids["G1"]["figures"]["area_m2"] + grids["G2"]["figures"]["area_m2"], abs=0.1)
    assert refusal(lambda: opened_again(planner)).code == "edition_pending"


def opened_again(planner: Planner) -> None:
    with planner.database.begin() as connection:
        drafts.open_draft(connection, LI, "T", "又一版")


def test_edit_undo_redo_to_the_beginning_and_back(database: Database) -> None:
    planner = opened(database)
    digests = [planner.digest]
    for edit in (SPLIT, BORDER, {"edit": "rename", "grid": "G1a", "name": "柳湾西网格"}, MERGE, {"edit": "recode", "codes": {"G1a": "G9"}}):
        planner.do(edit)
        digests.append(planner.digest)
    assert len(set(digests)) == 6
    for digest in digests[-2::-1]:
        planner.undo()
        assert planner.digest == digest
    assert refusal(planner.undo).code == "nothing_to_undo"
    for digest in digests[1:]:
        planner.redo()
        assert planner.digest == digest
    assert refusal(planner.redo).code == "nothing_to_redo"
    with database.begin() as connection:
        version, log, following = editing.log(connection, ZHANG, planner.edition_id, 0, 100, delta=False)
    assert (version, len(log), following) == (15, 15, None)
    assert log[0]["zh"] == "用线分割 G1，一侧成为 G1a"
    assert log[5]["zh"] == "撤销：重编 1 个网格的编码"


def test_any_earlier_state_comes_back_as_a_new_edit(database: Database) -> None:
    planner = opened(database)
    planner.do(SPLIT)
    wanted = planner.digest
    planner.do(MERGE | {"grids": ["G1a", "G2"]})
    planner.undo()
    planner.do(BORDER)
    planner.do(kind="restore", to=1)
    assert planner.digest == wanted
    planner.undo()
    assert planner.digest != wanted
    assert refusal(lambda: planner.do(kind="restore", to=99)).code == "bad_value"


def test_the_same_key_is_done_once(database: Database) -> None:
    planner = opened(database)
    first = planner.do(SPLIT, key="k")
    again = planner.do(SPLIT, key="k", base=0)
    assert (again.repeated, again.entry["serial"], again.after.version) == (True, first.entry["serial"], 1)
    assert refusal(lambda: planner.do(MERGE, key="k")).code == "idempotency_conflict"


def test_the_second_of_two_is_told_and_can_rebase(database: Database) -> None:
    one = opened(database)
    other = Planner(database, Desk(), one.edition_id, LI)
    one.do(SPLIT)
    refused = refusal(lambda: other.do(BORDER))
    assert (refused.code, refused.told["version"], [entry["planner"] for entry in refused.told["since"]]) == ("edit_stale", 1, ["张规划"])
    assert {"removed", "added", "gone", "come"} == set(refused.told["since"][0]["delta"])
    done = other.do(BORDER, rebase=True)
    assert (done.after.version, [row["serial"] for row in done.since]) == (2, [1])


def test_two_planners_at_once_lose_nothing(database: Database) -> None:
    """Each adds ten vertices of his own at the same time, rebasing; all twenty stand, each once."""
    first = opened(database)

    def work(actor, north: float) -> None:
        planner = Planner(database, Desk(), first.edition_id, actor)
        for step in range(10):
            key = f"{actor.name}-{step}"
            edit = {"edit": "insert_vertex", "at": [119.901 + step / 200, north]} if north == 30.05 else {
                "edit": "insert_vertex", "at": [120.00, 30.051 + step / 300]}
            for _ in range(2):  # each request is sent twice
                planner.do(edit, key=key, rebase=True, base=planner.seen)

    threads = [threading.Thread(target=work, args=(actor, north)) for actor, north in ((ZHANG, 30.05), (LI, 30.0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.begin() as connection:
        version, log, _ = editing.log(connection, ZHANG, first.edition_id, 0, 100, delta=False)
    assert version == 20
    assert {entry["planner"] for entry in log} == {"张规划", "李规划"}
    first.seen = 20
    for _ in range(20):
        first.undo()
    assert first.digest == Planner(database, Desk(), first.edition_id).digest
    with database.begin() as connection:
        opened_state = queries.state_before(connection, first.edition_id, 0)
    assert opened_state["digest"] == first.digest


def test_a_crash_between_edit_and_answer(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the commit nothing happened, after it all did: sending it again gives the same in both cases."""
    planner = opened(database)
    before = planner.digest
    real = editing.queries.append

    def dying(connection, **values):
        real(connection, **values)
        raise RuntimeError("killed")

    monkeypatch.setattr(editing.queries, "append", dying)
    with pytest.raises(RuntimeError):
        planner.do(SPLIT, key="k")
    monkeypatch.undo()
    assert planner.digest == before
    assert planner.do(SPLIT, key="k").repeated is False

    def mute(*_):
        raise RuntimeError("killed")

    monkeypatch.setattr(planner.desk, "keep", mute)
    with pytest.raises(RuntimeError):
        planner.do(MERGE | {"grids": ["G1a", "G2"]}, key="m")
    monkeypatch.undo()
    revived = Planner(database, Desk(), planner.edition_id)
    done = revived.do(MERGE | {"grids": ["G1a", "G2"]}, key="m", base=1)
    assert (done.repeated, done.after.version) == (True, 2)
    assert "G1a" not in done.after.draft.listed


def test_refusals_leave_nothing_behind(database: Database) -> None:
    planner = opened(database)
    for edit, code in (
        ({"edit": "split", "grid": "X", "line": [[0, 0], [1, 1]], "new": "Y"}, "edit_unknown_grid"),
        ({"edit": "merge", "grids": ["G1", "G3"], "into": "G1"}, "edit_two_parents"),
        ({"edit": "dance"}, "edit_unknown"), ({"edit": "rename", "grid": "G1"}, "bad_request"),
        ({"edit": "recode", "codes": {"G1": "G2"}}, "edit_key_taken"), ({"edit": "place", "grid": "G1", "lies_in": "G2"}, "draft_parent_is_leaf"),
        ({"edit": "place", "grid": "T", "lies_in": "A1"}, "draft_town_stays"), ({"edit": "answer", "grid": "A1", "parent": "G1"}, "grid_loop"),
        ({"edit": "strike", "grid": "G1"}, "draft_not_empty"), ({"edit": "list", "grid": "G1", "name": "重", "lies_in": "A1"}, "edit_key_taken"),
    ):
        found = refusal(lambda edit=edit: planner.do(edit))
        assert found.code == code, edit
    assert whole(planner)["version"] == 0


def test_the_list_is_edited_too(database: Database) -> None:
    planner = opened(database)
    planner.do({"edit": "list", "grid": "U2", "name": "新桥网格", "lies_in": "A1"})
    planner.do({"edit": "place", "grid": "U2", "lies_in": "A2"})
    planner.do({"edit": "answer", "grid": "G1", "parent": "T"})
    planner.do({"edit": "strike", "grid": "U1"})
    planner.do({"edit": "split", "grid": "G1", "line": [[119.96, 29.99], [119.96, 30.06]], "new": "U2", "side": "right"})
    draft = planner.do({"edit": "recode", "codes": {"A2": "A9"}}).after.draft
    assert draft.listed["U2"].name == "新桥网格"
    assert draft.listed["G3"].parent == "A9"
    assert draft.listed["E1"].parent == "T"
    assert draft.lies_in("E1") == "A9"
    assert "U1" not in draft.listed


def test_a_code_left_open_is_proposed(database: Database) -> None:
    planner = opened(database)
    done = planner.do({**SPLIT, "new": ""}, names={"G1-1": "柳湾西网格"})
    assert done.entry["edit"]["new"] == "G1-1"
    assert done.after.draft.listed["G1-1"].name == "柳湾西网格"


def test_the_log_cannot_be_rewritten(database: Database) -> None:
    planner = opened(database)
    planner.do(SPLIT)
    for statement in ("UPDATE draft_entry SET zh = ''", "DELETE FROM draft_entry", "DELETE FROM edition_step"):
        with pytest.raises(Exception, match="append-only"), database.begin() as connection:
            connection.execute(text(statement))
