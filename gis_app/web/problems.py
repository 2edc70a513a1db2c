"""Errors as application/problem+json (RFC 9457), in Chinese or English: never a traceback, SQL or a path."""

import logging
import secrets
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from gis_app.errors import WanggeError
from gis_app.web.answers import answer

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
DOWN_SQLSTATES = ("08", "53", "57")  # connection, resources, operator intervention (shutdown, cancelled by time-out)
TITLES = {
    400: "请求有误", 403: "不允许", 404: "没有找到", 405: "不支持该操作", 409: "与现状冲突", 413: "内容过大",
    415: "内容类型不对", 422: "提交编号冲突", 500: "服务出错", 503: "服务暂不可用",
}


def language() -> str:
    """``en`` where the client prefers it, else ``zh``."""
    return "en" if request.accept_languages.best_match(("zh", "en"), "zh") == "en" else "zh"


def register(app: Flask) -> None:
    """Answer every error of the application as a problem."""
    app.register_error_handler(WanggeError, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, failed)


def refused(error: WanggeError) -> Response:
    """A refusal of ours."""
    tongue = language()
    detail = error.sentence(tongue)
    errors = [fault.told(tongue) for fault in error.errors]
    if error.field is not None and not errors:
        errors = [{"field": error.field, "reason": detail}]
    problem = {
        "type": f"urn:wangge:{error.code}", "title": _title(error.status, tongue), "status": error.status,
        "code": error.code, "detail": detail, "errors": errors, **_where(error), **error.told,
    }
    return answer(problem, error.status, PROBLEM)


def _where(error: WanggeError) -> dict[str, Any]:
    """Which grid a refused edit is about, and where, so that the desk can go there."""
    if not error.code.startswith(("edit_", "coverage_")):
        return {}
    lon, lat = error.params.get("lon"), error.params.get("lat")
    return {"grid": error.params.get("grid"), "at": None if lon is None or lat is None else [lon, lat]}


def http_error(error: HTTPException) -> Response:
    """What Flask and Werkzeug refuse by themselves."""
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]
    response = refused(_as_ours(error))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def failed(error: Exception) -> Response:
    """Anything unforeseen: the log gets it under a reference, the client gets the reference."""
    if isinstance(error, DBAPIError) and _is_down(error):
        return refused(WanggeError("database_down"))
    ref = secrets.token_hex(4)
    log.error("request failed", exc_info=error, extra={"ref": ref, "route": request.endpoint})
    return refused(WanggeError("internal", ref=ref))


def _as_ours(error: HTTPException) -> WanggeError:
    codes: dict[int, tuple[str, dict[str, Any]]] = {
        404: ("not_found", {"what": "这个地址" if language() == "zh" else "This address"}),
        405: ("method_not_allowed", {}),
        413: ("too_large", {"limit": "8 MB"}),
        415: ("unsupported_media", {"allowed": "application/json"}),
    }
    code, params = codes.get(error.code or 500, ("bad_request", {"why": error.name}))
    return WanggeError(code, **params)


def _is_down(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state[:2] in DOWN_SQLSTATES


def _title(status: int, tongue: str) -> str:
    return TITLES.get(status, "出错") if tongue == "zh" else HTTPStatus(status).phrase
