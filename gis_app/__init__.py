"""Wangge (网格): the map under a town's grid governance."""

__version__ = "0.1.0"
