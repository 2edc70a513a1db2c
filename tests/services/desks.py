"""A planner's desk over the small town, for tests."""

from uuid import uuid4

from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.services import drafts
from gis_app.services.desk import Desk
from gis_app.services.editing import Done, Wish, do
from tests import small_town

ZHANG, LI = Actor("张规划"), Actor("李规划")
SPLIT = {"edit": "split", "grid": "G1", "line": [[119.96, 29.99], [119.96, 30.06]], "new": "G1a", "side": "left"}
BORDER = {"edit": "reshape", "one": "G1", "other": "G2", "line": [[119.965, 30.05], [119.97, 30.06], [119.98, 30.05]]}


class Planner:
    """Works at one desk under a name; keeps what he saw last."""

    def __init__(self, database: Database, desk: Desk, edition_id: int, actor: Actor = ZHANG) -> None:
        self.database, self.desk, self.edition_id, self.actor = database, desk, edition_id, actor
        self.seen = 0

    def do(self, edit: dict | None = None, **wish) -> Done:
        """One gesture, on what he saw last."""
        asked = {"base": self.seen, "key": str(uuid4()), **({"edit": edit} if edit else {}), **wish}
        done = do(self.database, self.desk, self.actor, self.edition_id, Wish(**asked))
        self.seen = done.after.version
        return done

    def undo(self, **wish) -> Done:
        return self.do(kind="undo", **wish)

    def redo(self, **wish) -> Done:
        return self.do(kind="redo", **wish)

    @property
    def digest(self) -> str:
        """Of the draft as a process that knows nothing reads it."""
        with self.database.begin() as connection:
            return drafts.coverage(connection, Desk(), self.actor, self.edition_id).draft.digest


def opened(database: Database, name: str = "二〇二六年调整") -> Planner:
    """A planner before a new draft of the small town."""
    with database.begin() as connection:
        small_town.publish(connection)
        edition = drafts.open_draft(connection, ZHANG, "T", name)
    return Planner(database, Desk(), edition["id"])
