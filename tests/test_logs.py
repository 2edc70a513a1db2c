"""Logs are JSON lines without personal data."""

import json
import logging
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from gis_app import logs


def line(record: logging.LogRecord) -> dict:
    return json.loads(logs.JsonLines().format(record))


def record(error: Exception | None = None, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("gis_app.x", logging.INFO, "x.py", 1, "said %s", ("什么",), (type(error), error, error.__traceback__) if error else None)
    made.__dict__.update(extra)
    return made


def test_a_line_holds_what_was_said() -> None:
    told = line(record(route="/api/v1/locate", ms=1.5))
    assert (told["message"], told["route"], told["ms"], told["level"]) == ("said 什么", "/api/v1/locate", 1.5, "info")


def test_an_error_tells_where_it_happened() -> None:
    try:
        raise ValueError("why")
    except ValueError as error:
        told = line(record(error))["error"]
    assert (told["kind"], told["message"]) == ("ValueError", "why")
    assert told["where"][-1].startswith("test_logs.py:")


def test_the_database_s_words_may_quote_a_row_and_are_left_out(connection: Connection) -> None:
    with pytest.raises(DataError) as caught, connection.begin_nested():
        connection.execute(text("SELECT CAST(:phone AS int)"), {"phone": "王小明 13812345678"})
    told = line(record(caught.value))
    assert told["error"]["sqlstate"] == "22P02"
    assert "王小明" not in json.dumps(told, ensure_ascii=False)


def test_lines_go_to_the_file_and_warnings_to_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        monkeypatch.setattr(sys, "stderr", sys.stderr)
        logs.configure(tmp_path)
        logging.getLogger("gis_app.here").info("quiet")
        logging.getLogger("gis_app.here").warning("loud")
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers, root.level = before, level
    written = [json.loads(text_)["message"] for text_ in (tmp_path / "wangge.jsonl").read_text(encoding="utf-8").splitlines()]
    assert written == ["quiet", "loud"]
    assert [json.loads(text_)["message"] for text_ in capsys.readouterr().err.splitlines()] == ["loud"]
