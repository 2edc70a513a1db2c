"""The calls of /api/v1/imports."""

from gis_app.web.schemas.common import WHOLE, listed, nullable, text, thing

FORM = thing(
    {"file": {"type": "string", "format": "binary", "description": "GPKG, Shapefile (zip), GeoJSON, CSV, XLSX or Parquet, 64 MB"}},
    town=text("code of the town, where the file does not hold it", maxLength=100),
)
REPORT = thing({
    "file": text(), "rows": WHOLE, "stored": WHOLE, "crs": nullable(text()), "encoding": nullable(text()), "notes": listed(text()),
    "refused": listed(thing({"row": WHOLE, "field": text(), "reason": text()})), "refused_rows": WHOLE,
    "editions": listed(thing({"id": nullable(WHOLE), "state": text(), "town": text()})),
})
