"""Inspections: begun, planned in versions, changed by hand, issued, ended; what is asked of them one at a time or by area."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, text, update

from gis_app import clock
from gis_app.db.models.inspections import (
    OPEN_STATES,
    DeadCorner,
    Inspection,
    InspectionChange,
    InspectionPlan,
    InspectionRecord,
    InspectionStop,
    InspectionTeam,
)

I, T, P, S, C, R = Inspection, InspectionTeam, InspectionPlan, InspectionStop, InspectionChange, InspectionRecord
TASK, LATE_TASK = "inspections.plan", "inspections.late"
UNDER_WAY = ("waiting", "running")
SILENT_S = 30
"""A worker that has not been heard of for so long is gone; the queue's watchdog judges by the same."""
HELD = text("""SELECT 1 FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
               WHERE j.task_name = :task AND j.args->>'plan_id' = :plan_id
                 AND (j.status = 'todo' OR (j.status = 'doing' AND w.last_heartbeat > now() - :silent * interval '1 second')) LIMIT 1""")
SOON_S = 5
"""A phone that is back in the network sends one record after another: they are reckoned with together."""
QUEUED_ONCE = text("""INSERT INTO procrastinate_jobs (queue_name, task_name, args, lock, queueing_lock, scheduled_at)
                      VALUES ('default', :task, CAST(:args AS jsonb), :lock, :lock, now() + :soon * interval '1 second')
                      ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING""")
QUEUED = text("INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', :task, CAST(:args AS jsonb))")


def begin(connection: Connection, values: Mapping[str, Any], teams: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(insert(I), dict(values))
    connection.execute(insert(T), [
        {"inspection_id": values["id"], "town_id": values["town_id"], "number": number, "name": team["name"], "said": dict(team)}
        for number, team in enumerate(teams, 1)
    ])


def middle_of(connection: Connection, area_id: int, at: datetime) -> tuple[float, float]:
    """Lon, lat where an area's people live, as the middle of it: its households' geometric median, else a point inside it."""
    homes = text("""SELECT ST_X(m), ST_Y(m) FROM (SELECT ST_GeometricMedian(ST_Collect(h.geom)) AS m FROM household h
                    JOIN grid_version v ON v.grid_id = h.grid_id AND v.valid @> :at
                    JOIN grid_version a ON v.ground_path <@ a.ground_path AND a.grid_id = :area AND a.valid @> :at) x WHERE m IS NOT NULL""")
    inside = text("SELECT ST_X(m), ST_Y(m) FROM (SELECT ST_PointOnSurface(geom) AS m FROM grid_version WHERE grid_id = :area AND valid @> :at) x")
    named = {"area": area_id, "at": at}
    found = connection.execute(homes, named).one_or_none() or connection.execute(inside, named).one()
    return float(found[0]), float(found[1])


def open_of(connection: Connection, area_id: int) -> UUID | None:
    """The area's inspection that has not ended."""
    return connection.scalar(select(I.id).where(I.area_id == area_id, I.state.in_(OPEN_STATES)))


def one(connection: Connection, inspection_id: UUID, *, lock: bool = False, hold: bool = False) -> RowMapping | None:
    """``lock`` keeps everybody else from it; ``hold`` only those who would lock it, so that it cannot end meanwhile."""
    query = select(*I.__table__.columns).where(I.id == inspection_id)
    return connection.execute(query.with_for_update(read=hold) if lock or hold else query).mappings().one_or_none()


def of_quarter(connection: Connection, town_ids: Sequence[int], quarter: date) -> Sequence[RowMapping]:
    """Some towns' inspections of a quarter that were not taken back, the newest last."""
    query = select(*I.__table__.columns).where(I.town_id.in_(town_ids), I.quarter == quarter, I.state != "withdrawn").order_by(I.created_at)
    return connection.execute(query).mappings().all()


def going_on(connection: Connection, town_ids: Sequence[int]) -> Sequence[RowMapping]:
    """Some towns' inspections that have not ended, one an area at the most."""
    return connection.execute(select(*I.__table__.columns).where(I.town_id.in_(town_ids), I.state.in_(OPEN_STATES))).mappings().all()


def ended_before(connection: Connection, area_id: int, before: date, limit: int) -> Sequence[RowMapping]:
    """An area's ended inspections of earlier quarters, the newest first."""
    query = select(*I.__table__.columns).where(I.area_id == area_id, I.quarter < before, I.state == "ended")
    return connection.execute(query.order_by(I.quarter.desc(), I.ended_at.desc()).limit(limit)).mappings().all()


def first_quarter(connection: Connection, area_id: int) -> date | None:
    """The quarter of the first inspection that an area ended."""
    return connection.scalar(select(func.min(I.quarter)).where(I.area_id == area_id, I.state == "ended"))


def put(connection: Connection, inspection_id: UUID, **values: Any) -> None:
    connection.execute(update(I).where(I.id == inspection_id).values(values))


def teams(connection: Connection, inspection_id: UUID) -> Sequence[RowMapping]:
    return connection.execute(select(*T.__table__.columns).where(T.inspection_id == inspection_id).order_by(T.number)).mappings().all()


def put_teams(connection: Connection, inspection: RowMapping, teams: Sequence[Mapping[str, Any]]) -> None:
    """Teams in place of those that were there; of a draft only, links would be lost."""
    connection.execute(delete(T).where(T.inspection_id == inspection["id"]))
    connection.execute(insert(T), [
        {"inspection_id": inspection["id"], "town_id": inspection["town_id"], "number": int(team["id"]), "name": team["name"], "said": dict(team)} for team in teams
    ])


def give_token(connection: Connection, inspection_id: UUID, number: int, digest: bytes) -> None:
    connection.execute(update(T).where(T.inspection_id == inspection_id, T.number == number).values(token_sha256=digest))


def team_of_token(connection: Connection, digest: bytes) -> RowMapping | None:
    """Whose link it is, ended inspections too."""
    query = select(T.inspection_id, T.number, T.name, T.said).where(T.token_sha256 == digest)
    return connection.execute(query).mappings().one_or_none()


def ask_plan(connection: Connection, inspection: RowMapping, asked: Mapping[str, Any], actor: str) -> int:
    """A new version to be worked out; its job begins only if the transaction holds. Gives the version's number."""
    plan_id, number = add_plan(connection, inspection, asked, actor)
    connection.execute(QUEUED, {"task": TASK, "args": json.dumps({"plan_id": plan_id})})
    return number


def add_plan(connection: Connection, inspection: RowMapping, asked: Mapping[str, Any], actor: str) -> tuple[int, int]:
    """A new version that its caller works out himself; its id and number."""
    number = int(connection.scalar(select(func.coalesce(func.max(P.number), 0) + 1).where(P.inspection_id == inspection["id"])) or 1)
    values = {"inspection_id": inspection["id"], "town_id": inspection["town_id"], "number": number, "asked": dict(asked), "actor": actor, "at": clock.now()}
    return connection.execute(insert(P).values(values).returning(P.id)).scalar_one(), number


def plan(connection: Connection, plan_id: int) -> RowMapping | None:
    return connection.execute(select(*P.__table__.columns).where(P.id == plan_id)).mappings().one_or_none()


def plan_numbered(connection: Connection, inspection_id: UUID, number: int | None) -> RowMapping | None:
    query = select(*P.__table__.columns).where(P.inspection_id == inspection_id, P.number == number)
    return connection.execute(query).mappings().one_or_none()


def newest_plan(connection: Connection, inspection_id: UUID) -> RowMapping | None:
    """The version asked for last, without its result."""
    columns = [column for column in P.__table__.columns if column.name not in ("result", "asked")]
    query = select(*columns).where(P.inspection_id == inspection_id).order_by(P.number.desc()).limit(1)
    return connection.execute(query).mappings().one_or_none()


def ask_to_stop(connection: Connection, inspection_id: UUID) -> None:
    connection.execute(update(P).where(P.inspection_id == inspection_id, P.state.in_(UNDER_WAY)).values(stop=True))


def take_up(connection: Connection, plan_id: int) -> RowMapping | None:
    """Begin to work a version out, or begin anew where that was broken off; None where it is no longer wanted."""
    mine = update(P).where(P.id == plan_id, P.state.in_(UNDER_WAY)).values(state="running", done=0.0)
    return connection.execute(mine.returning(P.inspection_id, P.number, P.asked)).mappings().one_or_none()


def advance(connection: Connection, plan_id: int, done: float) -> bool:
    """Note the share done; whether to go on."""
    stop = connection.execute(update(P).where(P.id == plan_id, P.state.in_(UNDER_WAY)).values(done=done).returning(P.stop)).scalar_one_or_none()
    return stop is False


def finish_plan(connection: Connection, plan_id: int, state: str, *, result: Mapping[str, Any] | None = None,
                failure: Mapping[str, Any] | None = None) -> bool:
    """Whether it was still under way; one that was given up meanwhile stays as it is."""
    values = {"state": state, "done": 1.0, "result": result, "failure": failure, "finished_at": clock.now()}
    return connection.execute(update(P).where(P.id == plan_id, P.state.in_(UNDER_WAY)).values(values)).rowcount == 1


def broken_off(connection: Connection, plan_id: int) -> bool:
    """Whether nobody works on a version that is under way: its job is not in the queue, and no living worker holds it."""
    return connection.scalar(HELD, {"task": TASK, "plan_id": str(plan_id), "silent": SILENT_S}) is None


def add_stops(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(S), [{**row, "geom": f"SRID=4326;POINT({row['geom'][0]} {row['geom'][1]})"} for row in rows])


def stops(connection: Connection, plan_id: int) -> Sequence[RowMapping]:
    """Those taken in by team, day and order; then those left out."""
    columns = [column for column in S.__table__.columns if column.name != "geom"]
    query = select(*columns, func.ST_X(S.geom).label("lon"), func.ST_Y(S.geom).label("lat")).where(S.plan_id == plan_id)
    return connection.execute(query.order_by(S.team.nulls_last(), S.day, S.serial, S.wish)).mappings().all()


def stop_ever(connection: Connection, inspection_id: UUID, wish: str) -> RowMapping | None:
    """A stop by its wish, as the newest version that knows it has it."""
    query = select(S.wish, S.grid_id, S.label).where(S.inspection_id == inspection_id, S.wish == wish)
    return connection.execute(query.order_by(S.plan_id.desc()).limit(1)).mappings().one_or_none()


def lock_stop(connection: Connection, plan_id: int, wish: str, *, locked: bool) -> int:
    return connection.execute(update(S).where(S.plan_id == plan_id, S.wish == wish, S.team.is_not(None)).values(locked=locked)).rowcount


def note_change(connection: Connection, inspection: RowMapping, action: str, reason: str, actor: str, *, wish: str | None = None,
                detail: Mapping[str, Any] | None = None) -> None:
    connection.execute(insert(C), {
        "inspection_id": inspection["id"], "town_id": inspection["town_id"], "plan": inspection["plan"], "action": action, "wish": wish,
        "detail": dict(detail or {}), "reason": reason, "actor": actor, "at": clock.now(),
    })


def changes(connection: Connection, inspection_id: UUID) -> Sequence[RowMapping]:
    return connection.execute(select(*C.__table__.columns).where(C.inspection_id == inspection_id).order_by(C.id)).mappings().all()


def add_record(connection: Connection, values: Mapping[str, Any]) -> str:
    """Keep a record once: created, repeat (the same again), or conflict (its id is taken by another)."""
    made = text("""INSERT INTO inspection_record (id, inspection_id, town_id, team, kind, wish, grid_id, item, answer, incident_id, body, digest,
                     accuracy_m, geom, made_at)
                   VALUES (:id, :inspection_id, :town_id, :team, :kind, :wish, :grid_id, :item, :answer, :incident_id, CAST(:body AS jsonb), :digest,
                     :accuracy_m, CASE WHEN CAST(:lon AS float8) IS NOT NULL THEN ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) END, :made_at)
                   ON CONFLICT (id) DO NOTHING""")
    if connection.execute(made, {**values, "body": json.dumps(values["body"])}).rowcount:
        return "created"
    return str(came_before(connection, values["id"], values["inspection_id"], values["team"], values["digest"]))


def came_before(connection: Connection, record_id: UUID, inspection_id: UUID, team: int, digest: bytes) -> str | None:
    """Whether a record is here already: repeat (the same), conflict (another has its id), None where it is not."""
    known = connection.execute(select(R.inspection_id, R.team, R.digest).where(R.id == record_id)).one_or_none()
    if known is None:
        return None
    return "repeat" if (known.inspection_id, known.team, bytes(known.digest)) == (inspection_id, team, digest) else "conflict"


def ask_reckoning(connection: Connection, inspection_id: UUID) -> None:
    """Have what an ended inspection came to worked out again soon, with all that came late by then."""
    connection.execute(QUEUED_ONCE, {"task": LATE_TASK, "args": json.dumps({"inspection_id": str(inspection_id)}), "lock": f"{LATE_TASK} {inspection_id}", "soon": SOON_S})


def late_records(connection: Connection, inspection_id: UUID) -> dict[str, Any]:
    """How many records came after the end (``records``), and when the last of them came (``last``)."""
    query = select(func.count().label("records"), func.max(R.at).label("last")).where(R.inspection_id == inspection_id, R.body.has_key("late"))
    return dict(connection.execute(query).mappings().one())


def records(connection: Connection, inspection_id: UUID, *, kinds: Sequence[str] = ("tick", "skip", "answer", "finding")) -> Sequence[RowMapping]:
    """In the order of the phones' clocks."""
    columns = [column for column in R.__table__.columns if column.name not in ("geom", "digest")]
    query = select(*columns, func.ST_X(R.geom).label("lon"), func.ST_Y(R.geom).label("lat"))
    query = query.where(R.inspection_id == inspection_id, R.kind.in_(kinds)).order_by(R.made_at, R.id)
    return connection.execute(query).mappings().all()


FINDINGS = text("""
    SELECT i.id, i.number, i.item_code, t.name_zh AS item_zh, t.name_en AS item_en, i.state, i.grid_id, i.grid_code, i.reported_at, r.team,
           ST_X(i.geom) AS lon, ST_Y(i.geom) AS lat,
           EXISTS (SELECT FROM incident o WHERE o.grid_id = i.grid_id AND o.item_code = i.item_code AND o.source IN ('worker', 'head')
                     AND o.reported_at < i.reported_at AND o.reported_at >= i.reported_at - CAST(:days AS int) * interval '1 day'
                     AND ST_DWithin(o.geom::geography, i.geom::geography, :metres)) AS known
    FROM inspection_record r JOIN incident i ON i.id = r.incident_id LEFT JOIN item t ON t.code = i.item_code
    WHERE r.inspection_id = :inspection AND i.state <> 'void' ORDER BY i.reported_at, i.id""")


def findings(connection: Connection, inspection_id: UUID, *, days: int = 92, metres: float = 100.0) -> Sequence[RowMapping]:
    """What an inspection found. ``known``: the grid's own people had reported the same item so near within so many days before."""
    return connection.execute(FINDINGS, {"inspection": inspection_id, "days": days, "metres": metres}).mappings().all()


def record_team(connection: Connection, record_id: UUID) -> RowMapping | None:
    """Whose record it is, and its incident."""
    query = select(R.inspection_id, R.team, R.kind, R.incident_id).where(R.id == record_id)
    return connection.execute(query).mappings().one_or_none()


def dead_corners(connection: Connection, inspection_id: UUID) -> Sequence[RowMapping]:
    D = DeadCorner
    columns = [column for column in D.__table__.columns if column.name != "geom"]
    query = select(*columns, func.ST_X(D.geom).label("lon"), func.ST_Y(D.geom).label("lat")).where(D.inspection_id == inspection_id)
    return connection.execute(query.order_by(D.kind, D.label, D.ref)).mappings().all()


def newest_end(connection: Connection, area_id: int, before: datetime) -> UUID | None:
    """The area's inspection that ended last before an instant."""
    return connection.scalar(select(I.id).where(I.area_id == area_id, I.state == "ended", I.ended_at < before).order_by(I.ended_at.desc()).limit(1))
