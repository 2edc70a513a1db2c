"""The findings of a draft, each with its place and the edits that would mend it."""

from typing import Any

from sqlalchemy import Connection

from gis_app.domain.actors import Actor
from gis_app.services import drafts
from gis_app.services.desk import Desk, head
from gis_app.services.judging import finding_told


def page(connection: Connection, desk: Desk, actor: Actor, edition_id: int, severity: str | None) -> dict[str, Any]:
    """All findings of a draft as it is now, the blocking ones first; and which rules could not be asked, and why."""
    edition = drafts.one(connection, actor, edition_id)
    now = head(connection, desk, edition)
    desk.keep(edition_id, now)
    judged = desk.judge(connection, edition, now.draft)
    wanted = sorted((one for one in judged.findings if severity in (None, one.severity)), key=lambda one: one.severity)
    return {
        "version": now.version, "items": [finding_told(one, judged) for one in wanted], **judged.counts(),
        "not_run": [{"rule": one.rule, "why": one.why, "why_en": one.why_en} for one in judged.not_run], "next": None,
    }
