"""The walls around the reading process: how much memory and time, no network, no secrets.

GDAL opens what it finds, follows links and loops for ever on a crafted file; whatever goes wrong in there ends with that
process alone.
"""

import ctypes
import os
import resource

MEMORY_BYTES = 4 * 1024**3
FILE_BYTES = 4 * 1024**3
OPEN_FILES = 256
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

ALLOWED_DRIVERS = ("GPKG", "ESRI Shapefile")
OTHER_DRIVERS = (
    "ADBC", "AIVector", "AmigoCloud", "Arrow", "AVCBin", "AVCE00", "CAD", "Carto", "CSV", "CSW", "DGN", "DWG", "DXF",
    "EDIGEO", "EEDA", "ElasticSearch", "Elasticsearch", "ESRIJSON", "FileGDB", "FITS", "FlatGeobuf", "GDALG",
    "Geoconcept", "GeoJSON", "GeoJSONSeq", "GeoRSS", "GML", "GMLAS", "GPSBabel", "GPX", "GTFS", "HANA", "HDF5", "HTTP",
    "IDB", "Idrisi", "INGRES", "Interlis", "JML", "JP2OpenJPEG", "JPEG2000", "JSONFG", "KML", "KMLSUPEROVERLAY",
    "LIBKML", "LVBAG", "MapInfo File", "MapML", "MBTiles", "MEM", "Memory", "MiraMonVector", "MongoDBv3",
    "MSSQLSpatial", "MVT", "MySQL", "NAS", "NetCDF", "netCDF", "NGW", "OAPIF", "OCI", "ODBC", "ODS", "OGCAPI", "OGDI",
    "OGR_GMT", "OGR_PDS", "OGR_VRT", "OpenFileGDB", "OSM", "Parquet", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PGeo",
    "PLSCENES", "PMTiles", "PostgreSQL", "S57", "Selafin", "SOSI", "SQLite", "SXF", "TIGER", "TileDB", "TopoJSON",
    "UK_.NTF", "VDV", "VFK", "VICAR", "VRT", "WAsP", "WFS", "WMS", "XLS", "XLSX", "XODR",
)
"""Every other vector driver that GDAL 3 knows; a test holds that none is left."""
NOWHERE = "http://127.0.0.1:9"


def child_environment(source_folder: str, work: str) -> dict[str, str]:
    """A fresh environment: no setting or secret of ours, no proxy but a dead one, one thread."""
    return {
        "PATH": "/usr/bin:/bin", "TMPDIR": work, "LANG": "C.UTF-8", "PYTHONPATH": source_folder,
        "http_proxy": NOWHERE, "https_proxy": NOWHERE, "GDAL_HTTP_PROXY": NOWHERE, "GDAL_HTTP_TIMEOUT": "1",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "GDAL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2",
        "OGR_SKIP": ",".join(OTHER_DRIVERS), "SHAPE_RESTORE_SHX": "YES",
        "OGR_GPKG_LIST_ALL_TABLES": "NO", "GDAL_DRIVER_PATH": "disable", "CPL_LOG": os.devnull, "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    }


def close_in(seconds: int) -> None:
    """Put the calling process behind the walls; there is no way back."""
    limits = ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, FILE_BYTES),
              (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, OPEN_FILES))
    for which, most in limits:
        _, hard = resource.getrlimit(which)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))
    _leave_network()


def _leave_network() -> None:
    """A network namespace of its own, empty. Where the kernel forbids it, the dead proxy and the drivers remain."""
    libc = ctypes.CDLL(None, use_errno=True)
    own = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWNET | CLONE_NEWUSER
    libc.unshare(own)
