"""GDAL with all but two drivers switched off, before it starts."""

import os

from gis_app.exchange.guard import ALLOWED_DRIVERS

OTHERS = (
    "ADBC AIVector AVCBin AVCE00 AmigoCloud Arrow CAD CSV CSW Carto DGN DWG DXF EDIGEO EEDA ESRIJSON ElasticSearch "
    "Elasticsearch FITS FileGDB FlatGeobuf GDALG GML GMLAS GPSBabel GPX GTFS Geoconcept GeoJSON GeoJSONSeq GeoRSS HANA "
    "HDF5 HTTP IDB Idrisi Interlis INGRES JML JP2OpenJPEG JPEG2000 JSONFG KML KMLSUPEROVERLAY LIBKML LVBAG MBTiles MEM "
    "MSSQLSpatial MVT MapML Memory MiraMonVector MongoDBv3 MySQL NAS NGW NetCDF netCDF OAPIF OCI ODBC ODS OGCAPI OGDI "
    "OGR_GMT OGR_PDS OGR_VRT OpenFileGDB OSM PCIDSK PDF PDS4 PGDUMP PGeo PLSCENES PMTiles Parquet PostgreSQL S57 SOSI "
    "SQLite SXF Selafin TIGER TileDB TopoJSON UK_.NTF VDV VFK VICAR VRT WAsP WFS WMS XLS XLSX XODR"
).split()
os.environ["OGR_SKIP"] = ",".join([*OTHERS, "MapInfo File"])
os.environ["SHAPE_RESTORE_SHX"] = "YES"
os.environ["OGR_GPKG_LIST_ALL_TABLES"] = "NO"

import pyogrio  # noqa: E402  (its drivers are registered by the import)
import pyogrio.raw  # noqa: E402

__all__ = ["ALLOWED_DRIVERS", "pyogrio"]
