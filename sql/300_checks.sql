-- The planner's checks in SQL: twins of gis_app/domain/checks, held to them by tests/domain/checks/test_sql.py. Each function
-- looks at one edition's grids (a draft's or a published one's) and gives one row a finding. What PostGIS 3.3 can't say
-- stays in Python: borders that are not noded (GEOS 3.12's coverage functions), barriers, proposals for repair.
-- Widths are metres in the plane at the middle of the edition's extent; areas that are given are geodesic. Shapes that are
-- not valid are told by `invalid` and left out of all other rules: ST_MakeValid may run for minutes.
-- Cost, 61 grids, 10,000 buildings, 12,000 homes, a busy machine: 0.8 s, most of it unions, and 3 s for without_people (every
-- home is held against its grid's shape). For the publishing check, not for each edit: that is Python's renew().

CREATE OR REPLACE FUNCTION wangge_check_plane(edition bigint, OUT lon float8, OUT lat float8, OUT east float8, OUT north float8)
LANGUAGE sql STABLE STRICT AS $$
  -- The middle of the edition's extent and the metres a degree has there.
  SELECT m.lon, m.lat, s.east, s.north
  FROM (SELECT (min(ST_XMin(geom)) + max(ST_XMax(geom))) / 2 AS lon, (min(ST_YMin(geom)) + max(ST_YMax(geom))) / 2 AS lat
        FROM grid_version WHERE edition_id = edition) AS m, wangge_scale(m.lat) AS s
$$;

CREATE OR REPLACE FUNCTION wangge_check_flat(shape geometry, lon float8, lat float8, east float8, north float8) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT ST_SetSRID(ST_Scale(ST_Translate(shape, -lon, -lat), east, north), 0) $$;

CREATE OR REPLACE FUNCTION wangge_check_lonlat(shape geometry, lon float8, lat float8, east float8, north float8) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT ST_SetSRID(ST_Translate(ST_Scale(shape, 1 / east, 1 / north), lon, lat), 4326) $$;

CREATE OR REPLACE FUNCTION wangge_check_wide(shape geometry, least_m float8 DEFAULT 0.1) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT AS $$
  -- The polygons of a shape that are wider in the mean than a rounding; null where there is none.
  SELECT ST_Collect(part.geom) FROM ST_Dump(ST_CollectionExtract(shape, 3)) AS part
  WHERE ST_Area(part.geom) > 0 AND 2 * ST_Area(part.geom) > least_m * ST_Perimeter(part.geom)
$$;

CREATE OR REPLACE FUNCTION wangge_check_sheet(edition bigint) RETURNS TABLE (
  grid_id bigint, code text, name text, kind text, level int, over bigint, leaf boolean, given geometry, flat geometry)
LANGUAGE sql STABLE STRICT AS $$
  -- The edition's valid shapes; `over` is the drawn grid that each lies in, past those between that are not drawn; a leaf
  -- is what no drawn grid lies in.
  WITH drawn AS MATERIALIZED (
    SELECT v.*, wangge_check_flat(v.geom, p.lon, p.lat, p.east, p.north) AS flat
    FROM grid_version AS v, wangge_check_plane(edition) AS p
    WHERE v.edition_id = edition AND NOT ST_IsEmpty(v.geom) AND ST_IsValid(v.geom)
  ), above AS MATERIALIZED (
    SELECT DISTINCT ON (d.id) d.id, o.grid_id AS over
    FROM drawn AS d JOIN drawn AS o ON d.ground_path <@ o.ground_path AND d.grid_id <> o.grid_id
    ORDER BY d.id, nlevel(o.ground_path) DESC
  )
  SELECT d.grid_id, d.code, d.name, d.kind, d.level::int, a.over,
         NOT EXISTS (SELECT FROM above AS c WHERE c.over = d.grid_id), d.geom, d.flat
  FROM drawn AS d LEFT JOIN above AS a USING (id)
$$;

CREATE OR REPLACE FUNCTION wangge_check_told(
  edition bigint, rule text, severity text, codes text[], flat geometry, area boolean DEFAULT true
) RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8)
LANGUAGE sql STABLE AS $$
  -- A finding at a shape in metres.
  SELECT $2, $3, $4, CASE WHEN $6 THEN ST_Area(g.shape::geography) END, ST_X(g.spot), ST_Y(g.spot)
  FROM wangge_check_plane(edition) AS p, LATERAL (
    SELECT wangge_check_lonlat($5, p.lon, p.lat, p.east, p.north) AS shape,
           wangge_check_lonlat(ST_PointOnSurface($5), p.lon, p.lat, p.east, p.north) AS spot) AS g
$$;

CREATE OR REPLACE FUNCTION wangge_check_overlap(edition bigint)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  -- Grids of one tier that share ground. Seamless neighbours meet in the same lon/lat vertices, so that ST_Relate, which
  -- is exact, lets them go before anything is cut out.
  WITH sheet AS MATERIALIZED (SELECT * FROM wangge_check_sheet(edition)), shared AS MATERIALIZED (
    SELECT ARRAY[a.code, b.code] AS codes, wangge_check_wide(ST_Intersection(a.flat, b.flat)) AS ground
    FROM sheet AS a JOIN sheet AS b ON a.grid_id < b.grid_id AND a.leaf = b.leaf AND (a.leaf OR a.level = b.level)
      AND a.given && b.given AND ST_Relate(a.given, b.given, 'T********')
  )
  SELECT t.* FROM shared, wangge_check_told(edition, 'overlap', 'error', shared.codes, ground) AS t WHERE ground IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION wangge_check_outside_parent(edition bigint)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  WITH sheet AS MATERIALIZED (SELECT * FROM wangge_check_sheet(edition)), beyond AS MATERIALIZED (
    SELECT ARRAY[a.code, o.code] AS codes, wangge_check_wide(ST_Difference(a.flat, o.flat)) AS ground
    FROM sheet AS a JOIN sheet AS o ON o.grid_id = a.over WHERE NOT ST_Covers(o.given, a.given)
  )
  SELECT t.* FROM beyond, wangge_check_told(edition, 'outside_parent', 'error', beyond.codes, ground) AS t WHERE ground IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION wangge_check_openings(edition bigint, gap_width_m float8 DEFAULT 1)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  -- `gap` and `hole`: what the leaves' union leaves open inside, what closes when it swells by half the width, and what
  -- the children of each grid leave over of it, unless the first two make that up mostly.
  WITH sheet AS MATERIALIZED (SELECT * FROM wangge_check_sheet(edition)), cover AS MATERIALIZED (
    SELECT ST_Union(flat) AS shape, gap_width_m / 2 AS half FROM sheet WHERE leaf
  ), enclosed AS MATERIALIZED (
    SELECT part.geom AS shape, 2 * (ST_MaximumInscribedCircle(part.geom)).radius <= gap_width_m AS crack
    FROM cover, LATERAL ST_Expand(ST_Envelope(cover.shape), 1) AS frame, ST_Dump(ST_Difference(frame, cover.shape)) AS part
    WHERE NOT ST_DWithin(part.geom, ST_Boundary(frame), 1e-6) AND 2 * ST_Area(part.geom) > 0.1 * ST_Perimeter(part.geom)
  ), closed AS MATERIALIZED (
    SELECT part.geom AS shape FROM cover, ST_Dump(wangge_check_wide(ST_Difference(ST_Buffer(
      ST_Buffer(shape, half, 'join=mitre mitre_limit=2'), -half * 1.0001, 'join=mitre mitre_limit=2'), shape))) AS part
    WHERE half > 0 AND (SELECT count(*) FROM sheet WHERE leaf AND ST_DWithin(flat, part.geom, 0.1)) > 1
      AND NOT EXISTS (SELECT FROM enclosed AS e WHERE ST_Intersects(e.shape, ST_PointOnSurface(part.geom)))
  ), told AS MATERIALIZED (
    SELECT shape, crack, NULL::text AS over FROM enclosed UNION ALL SELECT shape, true, NULL FROM closed
  ), left_over AS MATERIALIZED (
    SELECT o.code AS over, part.geom AS shape
    FROM sheet AS o JOIN (SELECT over, ST_Union(flat) AS shape FROM sheet GROUP BY over) AS c ON c.over = o.grid_id,
         ST_Dump(wangge_check_wide(ST_Difference(o.flat, c.shape))) AS part
  ), found AS (
    SELECT CASE WHEN crack THEN 'gap' ELSE 'hole' END AS rule, over, shape FROM told
    UNION ALL
    SELECT 'gap', over, shape FROM left_over AS l WHERE NOT EXISTS (
      SELECT FROM told WHERE ST_Intersects(told.shape, l.shape)
        AND ST_Area(ST_Intersection(told.shape, l.shape)) > ST_Area(l.shape) / 2)
  )
  SELECT t.* FROM found, LATERAL (
    SELECT coalesce(array_agg(code ORDER BY code COLLATE "C"), '{}') AS codes FROM sheet WHERE leaf AND ST_DWithin(flat, found.shape, 0.1)
  ) AS around, wangge_check_told(edition, found.rule, CASE found.rule WHEN 'gap' THEN 'error' ELSE 'warning' END,
                                 array_remove(found.over || around.codes, NULL), found.shape) AS t
$$;

CREATE OR REPLACE FUNCTION wangge_check_shapes(edition bigint, compactness float8 DEFAULT 0.2)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  -- `invalid`, `not_contiguous` (all but the largest part are strays), `badly_shaped` (Polsby-Popper; splinters, which are
  -- told elsewhere, left out).
  SELECT 'invalid', 'error', ARRAY[v.code], NULL::float8, ST_X(d.location), ST_Y(d.location)
  FROM grid_version AS v, ST_IsValidDetail(v.geom) AS d WHERE v.edition_id = edition AND NOT d.valid
  UNION ALL
  SELECT t.* FROM wangge_check_sheet(edition) AS s, LATERAL (
    SELECT ST_Collect(part.geom) AS strays FROM (
      SELECT geom FROM ST_Dump(wangge_check_wide(s.flat)) WHERE ST_Area(geom) > 0.01 ORDER BY ST_Area(geom) DESC OFFSET 1) AS part
  ) AS p, wangge_check_told(edition, 'not_contiguous', 'warning', ARRAY[s.code], strays) AS t
  WHERE ST_NumGeometries(s.flat) > 1 AND strays IS NOT NULL
  UNION ALL
  SELECT t.* FROM wangge_check_sheet(edition) AS s,
    wangge_check_told(edition, 'badly_shaped', 'warning', ARRAY[s.code], s.flat) AS t
  WHERE s.leaf AND 4 * pi() * ST_Area(s.flat) < compactness * ST_Perimeter(s.flat) ^ 2
    AND 2 * ST_Area(s.flat) >= 2.0 * ST_Perimeter(s.flat)
$$;

CREATE OR REPLACE FUNCTION wangge_check_codes(edition bigint)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  -- `duplicate_code`, one row a code, and `missing_code`, one row a grid; drawn or not.
  SELECT 'duplicate_code', 'error', array_agg(code), NULL::float8, NULL::float8, NULL::float8
  FROM grid_version WHERE edition_id = edition AND trim(code) <> '' GROUP BY code HAVING count(*) > 1
  UNION ALL
  SELECT 'missing_code', 'error', ARRAY[''], NULL, ST_X(ST_PointOnSurface(geom)), ST_Y(ST_PointOnSurface(geom))
  FROM grid_version WHERE edition_id = edition AND trim(code) = ''
$$;

CREATE OR REPLACE FUNCTION wangge_check_sizes(edition bigint)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  -- `too_large` and `too_small` by area, against grid_level.target {"area_m2": [least, most]}; a town's own band wins.
  SELECT t.* FROM grid_version AS v JOIN wangge_check_sheet(edition) AS s USING (grid_id), LATERAL (
    SELECT (target -> 'area_m2' ->> 0)::float8 AS least, (target -> 'area_m2' ->> 1)::float8 AS most
    FROM grid_level AS l WHERE l.kind = v.kind AND l.level = v.level AND coalesce(l.town_id, v.town_id) = v.town_id
    ORDER BY l.town_id NULLS LAST LIMIT 1
  ) AS band, LATERAL (SELECT ST_Area(v.geom::geography) AS m2) AS measured, wangge_check_told(
    edition, CASE WHEN m2 > most THEN 'too_large' ELSE 'too_small' END, 'warning', ARRAY[v.code], s.flat) AS t
  WHERE v.edition_id = edition AND (m2 > most OR m2 < least)
$$;

CREATE OR REPLACE FUNCTION wangge_check_without_people(edition bigint)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  -- Leaves in which nobody is present by the register. A home on a border counts where the rule of place puts it. Says
  -- nothing of a town whose households nobody has brought in.
  WITH sheet AS MATERIALIZED (SELECT * FROM wangge_check_sheet(edition) WHERE leaf), placed AS MATERIALIZED (
    SELECT DISTINCT ON (h.id) s.grid_id, h.people_present
    FROM sheet AS s JOIN household AS h ON h.geom && s.given AND ST_Intersects(s.given, h.geom)
    WHERE h.town_id = (SELECT town_id FROM edition AS e WHERE e.id = $1)
    ORDER BY h.id, s.kind <> 'enterprise', s.level DESC, s.code = '', s.code COLLATE "C", s.grid_id
  )
  SELECT t.* FROM sheet AS s LEFT JOIN placed AS p USING (grid_id),
    wangge_check_told(edition, 'without_people', 'warning', ARRAY[s.code], s.flat) AS t
  WHERE s.kind <> 'enterprise' AND EXISTS (
    SELECT FROM household AS h WHERE h.town_id = (SELECT town_id FROM edition AS e WHERE e.id = $1))
  GROUP BY s.grid_id, t.rule, t.severity, t.codes, t.area_m2, t.lon, t.lat HAVING coalesce(sum(p.people_present), 0) = 0
$$;

CREATE OR REPLACE FUNCTION wangge_check_on_the_line(edition bigint)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  -- Buildings of which more than 1 m² lies outside the grid that has most of them; homes within 0.1 m of a border.
  WITH sheet AS MATERIALIZED (
    SELECT *, ST_Boundary(given) AS line, ST_Boundary(flat) AS flat_line FROM wangge_check_sheet(edition) WHERE leaf
  ), plane AS MATERIALIZED (SELECT * FROM wangge_check_plane(edition)), met AS MATERIALIZED (
    SELECT DISTINCT b.id, wangge_check_flat(b.geom, p.lon, p.lat, p.east, p.north) AS flat
    FROM plane AS p, sheet AS s JOIN building AS b ON b.geom && s.given AND ST_Intersects(s.line, b.geom)
    WHERE b.town_id = (SELECT town_id FROM edition AS e WHERE e.id = $1) AND ST_IsValid(b.geom)
  ), share AS MATERIALIZED (
    SELECT m.id, m.flat, s.code, ST_Area(ST_Intersection(m.flat, s.flat)) AS m2
    FROM met AS m JOIN sheet AS s ON s.flat && m.flat AND ST_Intersects(s.flat, m.flat)
  ), cut AS MATERIALIZED (
    SELECT flat, coalesce(array_agg(code ORDER BY m2 DESC, code COLLATE "C") FILTER (WHERE m2 > 1.0),
                          (array_agg(code ORDER BY m2 DESC, code COLLATE "C"))[1:1]) AS codes FROM share
    GROUP BY id, flat HAVING max(m2) > 0 AND ST_Area(flat) - max(m2) > 1.0
  ), homes AS MATERIALIZED (
    SELECT h.id, point AS flat, array_agg(s.code ORDER BY s.code COLLATE "C") AS codes
    FROM plane AS p, sheet AS s JOIN household AS h ON h.geom && ST_Expand(s.given, 2e-6),
      wangge_check_flat(h.geom, p.lon, p.lat, p.east, p.north) AS point
    WHERE h.town_id = (SELECT town_id FROM edition AS e WHERE e.id = $1) AND ST_DWithin(s.flat_line, point, 0.1)
    GROUP BY h.id, point
  )
  SELECT t.* FROM cut, wangge_check_told(edition, 'on_the_line', 'warning', cut.codes, cut.flat) AS t
  UNION ALL
  SELECT t.* FROM homes, wangge_check_told(edition, 'on_the_line', 'warning', homes.codes, homes.flat, false) AS t
$$;

CREATE OR REPLACE FUNCTION wangge_check(edition bigint, gap_width_m float8 DEFAULT 1, compactness float8 DEFAULT 0.2)
RETURNS TABLE (rule text, severity text, codes text[], area_m2 float8, lon float8, lat float8) LANGUAGE sql STABLE STRICT AS $$
  SELECT * FROM wangge_check_shapes(edition, compactness)
  UNION ALL SELECT * FROM wangge_check_overlap(edition)
  UNION ALL SELECT * FROM wangge_check_openings(edition, gap_width_m)
  UNION ALL SELECT * FROM wangge_check_outside_parent(edition)
  UNION ALL SELECT * FROM wangge_check_codes(edition)
  UNION ALL SELECT * FROM wangge_check_sizes(edition)
  UNION ALL SELECT * FROM wangge_check_without_people(edition)
  UNION ALL SELECT * FROM wangge_check_on_the_line(edition)
$$;
