"""An incident's history as it is told: one list of events, oldest first."""

from typing import Any

from flask import url_for

from gis_app.services.incidents import Story


def told(story: Story) -> dict[str, Any]:
    """What an incident has beyond its row in the list."""
    incident = story.incident
    photos = [_photo(story, dict(row)) for row in story.photos]
    events = [
        *({"what": "state", **row} for row in story.states),
        *({"what": "place", **row} for row in story.places),
        *({"what": "assignment", **_assignment(dict(row))} for row in story.assignments),
    ]
    return {
        "path": [dict(step) for step in story.path], "text": incident["text"], "address": incident["address"],
        "department": incident["department_zh"], "department_en": incident["department_en"],
        "closing_standard": incident["closing_standard"], "limit": incident["limit_text"],
        "created_at": incident["created_at"], "history": sorted(events, key=lambda event: event["at"]),
        "photos": photos,
    }


def _assignment(row: dict[str, Any]) -> dict[str, Any]:
    grid = {name: row.pop(name) for name in ("code", "name", "level", "kind")}
    row.pop("grid_id")
    return {**row, "grid": grid if grid["code"] else None}


def _photo(story: Story, row: dict[str, Any]) -> dict[str, Any]:
    href = url_for("photos.one", incident_id=story.incident["id"], sha256=row["sha256"])
    return {**row, "href": href}
