"""gzip for what compresses: JSON, vector tiles, pages, scripts and styles."""

import gzip

from flask import Response, request

SMALLEST = 1400
"""Bytes: what fits into one packet travels as fast uncompressed."""

LEVEL = 5
TYPES = frozenset((
    "application/json", "application/geo+json", "application/problem+json", "application/vnd.mapbox-vector-tile",
    "text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml",
))


def squeeze(response: Response) -> Response:
    """Compress the body if the client takes it and it pays; its ETag becomes a weak one: same content, other bytes."""
    if response.mimetype not in TYPES or (response.calculate_content_length() or 0) < SMALLEST:
        return response
    response.vary.add("Accept-Encoding")
    if not _possible(response):
        return response
    response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _possible(response: Response) -> bool:
    return (
        response.status_code == 200
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and "gzip" in request.headers.get("Accept-Encoding", "")
    )
