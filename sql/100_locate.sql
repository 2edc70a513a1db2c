-- The rule of place in SQL: the twin of gis_app/domain/locate.py, held to it by tests/test_one_answer.py.
-- Candidates come by index; within 1e-9 degree of a border ST_Relate decides (GEOS' exact arithmetic; ST_Intersects has
-- another), elsewhere ST_Intersects may. Distances are taken in the local metric plane at the point, the formula of
-- gis_app/domain/places.py.

CREATE OR REPLACE FUNCTION wangge_scale(lat float8, OUT east float8, OUT north float8)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  -- Metres per degree east and north at a latitude: WGS-84's radii of curvature.
  SELECT radians(1) * n * cos(radians(lat)), radians(1) * n * (1 - 0.0066943799901413165) / w2
  FROM (SELECT 1 - 0.0066943799901413165 * sin(radians(lat)) ^ 2 AS w2) AS a,
       LATERAL (SELECT 6378137.0 / sqrt(w2) AS n) AS b
$$;

CREATE OR REPLACE FUNCTION wangge_locate_many(
  lons float8[], lats float8[], at timestamptz, snap_m float8 DEFAULT 25, near_m float8 DEFAULT 10
) RETURNS TABLE (n bigint, grid_id bigint, version_id bigint, code text, rule text, near_boundary boolean, distance_m float8)
LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  -- Many places at one instant, one row each, `n` counting from 1; `near_m` is max(10 m, accuracy).
  -- Every pair (place, grid whose box is near) is judged once, grid after grid so that a shape is unpacked and prepared
  -- once; then each place's pairs are ranked by windows. Cost: about 0.1 ms a place; no join that could go quadratic.
  WITH pair AS MATERIALIZED (
    SELECT p.n, p.point, p.lon, p.lat, p.east, p.north, p.reach, v.id, v.grid_id, v.code, v.kind, v.level, v.geom
    FROM (
      SELECT u.n, u.lon, u.lat, ST_SetSRID(ST_MakePoint(u.lon, u.lat), 4326) AS point, s.east, s.north,
             greatest(near_m, snap_m, 1e-6) AS reach
      FROM unnest(lons, lats) WITH ORDINALITY AS u (lon, lat, n), wangge_scale(u.lat) AS s
    ) AS p
    LEFT JOIN grid_version AS v ON v.valid @> at AND v.geom && ST_Expand(
      p.point, least(p.reach / greatest(p.east, 1e-9) * 1.000001 + 1e-9, 720), p.reach / p.north * 1.000001 + 1e-9)
    ORDER BY v.id
  ), apart AS MATERIALIZED (
    SELECT *, ST_Distance(ST_Boundary(geom), point) AS degrees FROM pair
  ), judged AS MATERIALIZED (
    SELECT n, id, grid_id, code, kind, level,
           CASE WHEN degrees <= 1e-9 THEN ST_Relate(geom, point)
                WHEN ST_Intersects(geom, point) THEN '0FFFFFFFF' ELSE 'FFFFFFFFF' END AS relation,
           CASE WHEN degrees * least(east, north) <= reach THEN ST_Distance(
             ST_Boundary(ST_Scale(ST_Translate(geom, -lon, -lat), east, north)), ST_SetSRID(ST_MakePoint(0, 0), 4326)
           ) END AS metres
    FROM apart
  ), ranked AS (
    SELECT *, substr(relation, 4, 1) <> 'F' AS on_border,
           substr(relation, 1, 1) <> 'F' OR substr(relation, 4, 1) <> 'F' AS covers,
           dense_rank() OVER (PARTITION BY n ORDER BY kind <> 'enterprise', -level) AS class,
           row_number() OVER (PARTITION BY n ORDER BY kind <> 'enterprise', -level, code = '', code COLLATE "C") AS rank
    FROM judged
  ), won AS (
    SELECT *, min(rank) FILTER (WHERE covers AND id IS NOT NULL) OVER place AS won_rank,
           min(class) FILTER (WHERE covers AND id IS NOT NULL) OVER place AS won_class,
           min(class) FILTER (WHERE metres <= snap_m) OVER place AS snap_class
    FROM ranked WINDOW place AS (PARTITION BY n)
  ), snapped AS (
    SELECT *, min(metres) FILTER (WHERE class = snap_class) OVER (PARTITION BY n) AS snap_metres FROM won
  ), placed AS (
    SELECT n,
           coalesce(won_rank, min(rank) FILTER (WHERE class = snap_class AND metres <= least(snap_metres + 1e-6, snap_m))) AS rank,
           CASE WHEN won_rank IS NULL THEN CASE WHEN snap_class IS NULL THEN 'outside' ELSE 'nearest' END
                WHEN count(*) FILTER (WHERE covers AND class = won_class) > 1
                     AND bool_or(on_border) FILTER (WHERE covers AND class = won_class) THEN 'boundary'
                ELSE 'covers' END AS rule,
           min(metres) FILTER (WHERE won_rank IS NULL OR rank <= won_rank) AS metres,
           array_agg(grid_id ORDER BY rank) AS grids, array_agg(id ORDER BY rank) AS versions,
           array_agg(code ORDER BY rank) AS codes
    FROM snapped GROUP BY n, won_rank, won_class, snap_class
  )
  SELECT n, grids[rank], versions[rank], codes[rank], rule, coalesce(metres <= near_m, false),
         CASE WHEN metres <= near_m OR rule = 'nearest' THEN metres END
  FROM placed
$$;

CREATE OR REPLACE FUNCTION wangge_locate(
  lon float8, lat float8, at timestamptz, snap_m float8 DEFAULT 25, near_m float8 DEFAULT 10
) RETURNS TABLE (grid_id bigint, version_id bigint, code text, rule text, near_boundary boolean, distance_m float8)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1 AS $$
  -- One place, one row: the same statement.
  SELECT grid_id, version_id, code, rule, near_boundary, distance_m
  FROM wangge_locate_many(ARRAY[lon], ARRAY[lat], at, snap_m, near_m)
$$;
