"""Logs: one JSON object a line, with no personal data in it.

No query string, body, position or address is logged; of an error its kind and where it happened, and its message only
if it is not the database's (that may quote a row).
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
QUOTING = ("psycopg", "sqlalchemy")


class JsonLines(logging.Formatter):
    """``extra`` fields become members of the object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage(),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _told(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    quoting = kind.__module__.startswith(QUOTING)
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "kind": kind.__qualname__,
        "sqlstate": getattr(getattr(error, "orig", error), "sqlstate", None),
        "message": None if quoting else str(error)[:500],
        "where": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    }


def configure(folder: Path | None = None) -> None:
    """Log to ``folder/wangge.jsonl`` (lines are appended whole, so processes may share it), warnings to stderr too."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    handlers[0].setLevel(logging.WARNING)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(logging.FileHandler(folder / "wangge.jsonl", encoding="utf-8"))
    for handler in handlers:
        handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    logging.getLogger("gis_app").setLevel(logging.INFO)
