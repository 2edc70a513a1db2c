"""One log line a request: method, route, status, milliseconds. Never the address asked for, which holds positions."""

import logging
import time

from flask import Response, g, request

log = logging.getLogger("gis_app.requests")


def begin() -> None:
    g.begun = time.perf_counter()


def end(response: Response) -> Response:
    if log.isEnabledFor(logging.INFO) and "begun" in g:
        log.info("request", extra={
            "method": request.method, "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code, "ms": round((time.perf_counter() - g.begun) * 1000, 1),
        })
    return response
