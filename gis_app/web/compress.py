"""gzip for what compresses: JSON, vector tiles, pages, scripts and styles."""

import gzip

from flask import Flask, Response, request

SMALLEST = 1024
LEVEL = 5
TYPES = frozenset((
    "application/json", "application/geo+json", "application/problem+json", "application/vnd.mapbox-vector-tile",
    "text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml",
))


def register(app: Flask) -> None:
    app.after_request(squeeze)


def squeeze(response: Response) -> Response:
    """Compress the body if the client takes it and it pays; its ETag becomes a weak one: same content, other bytes."""
    if response.mimetype not in TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if not _pays(response):
        return response
    response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _pays(response: Response) -> bool:
    return (
        response.status_code == 200
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and (response.calculate_content_length() or 0) >= SMALLEST
    )
