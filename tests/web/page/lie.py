"""Where the grids of a draft lie, as the server has them: places for a hand to press."""

from dataclasses import dataclass

import numpy as np
import shapely

from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.coverage import Coverage, Shape
from gis_app.domain.coverage.edge import Edge, Point
from gis_app.services import drafts
from gis_app.services.desk import Desk


@dataclass(frozen=True)
class Lie:
    """The coverage of a draft at one version."""

    version: int
    coverage: Coverage

    @classmethod
    def of(cls, database: Database, edition: int) -> "Lie":
        """As a process that knows nothing reads it."""
        with database.begin() as connection:
            now = drafts.coverage(connection, Desk(), LOCAL_OPERATOR, edition)
        return cls(now.version, now.draft.coverage)

    @property
    def grids(self) -> list[str]:
        return [leaf for leaf in self.coverage.leaves if self.coverage.units[leaf].kind == "grid"]

    @property
    def plain(self) -> list[str]:
        """Grids without an enterprise inside, the largest first."""
        whole = [code for code in self.grids if not self.shape(code).interiors]
        return sorted(whole, key=lambda code: -self.shape(code).area)

    def shape(self, code: str) -> Shape:
        return self.coverage.polygon(code)

    def inside(self, code: str) -> Point:
        """The place of a grid farthest from its border."""
        lon, lat = shapely.maximum_inscribed_circle(self.shape(code)).coords[0]
        return lon, lat

    def beside(self, code: str) -> tuple[str, Edge]:
        """The neighbour with the longest border, and that border."""
        shared = [edge for edge in self.coverage.faces[code] if all(face in self.grids for face in edge.faces)]
        edge = max(shared, key=lambda edge: edge.line.length)
        return next(face for face in edge.faces if face != code), edge

    def across(self, code: str, share: float = 0.5) -> list[Point]:
        """A level line through a grid, its ends a little way outside."""
        west, south, east, north = self.shape(code).bounds
        lat, out = south + share * (north - south), (east - west) / 20
        line = self.shape(code).intersection(shapely.LineString([(west - out, lat), (east + out, lat)]))
        longest = max(shapely.get_parts(line), key=lambda part: part.length)
        xs = [x for x, _ in longest.coords]
        return [(min(xs) - out / 4, lat), (max(xs) + out / 4, lat)]

    def area(self) -> float:
        """Of all leaves together, square degrees."""
        return float(sum(self.shape(code).area for code in self.coverage.leaves))


def corner(edge: Edge) -> Point:
    """A vertex in the middle of a border."""
    lon, lat = edge.xy[len(edge.xy) // 2].tolist()
    return lon, lat


def towards(start: Point, end: Point, share: float) -> Point:
    lon, lat = (np.array(start) + share * (np.array(end) - np.array(start))).tolist()
    return lon, lat


def ring(centre: Point, metres: float) -> list[Point]:
    """The corners of a square about a place."""
    lon, lat = centre
    return [(lon + east * metres / 96_000, lat + north * metres / 111_000) for east, north in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
