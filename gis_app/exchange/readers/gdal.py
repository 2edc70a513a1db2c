"""GDAL as the reading process has it: all drivers but two are switched off by its environment (``guard``)."""

import pyogrio
import pyogrio.raw

__all__ = ["pyogrio"]
