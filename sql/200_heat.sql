-- Heat: which finest cell a place lies in, and a note of every incident that came or went since the last merge.

-- The finest cells of the heat pyramid: 2^20 to a side of the square world (domain/stats/cells.py, cell_of, is the twin).
-- What lies beyond the square world counts at its edge.
CREATE OR REPLACE FUNCTION wangge_cell_x(place geometry) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(0, least(1048575, floor((ST_X(place) / 40075016.685578488 + 0.5) * 1048576)))::integer
$$;
CREATE OR REPLACE FUNCTION wangge_cell_y(place geometry) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(0, least(1048575, floor((0.5 - ST_Y(place) / 40075016.685578488) * 1048576)))::integer
$$;

-- Why triggers: an incident may come from the API, an import, a sample or a person with psql; the counts must follow all of them.
-- One statement, one trigger, one INSERT ... SELECT: about a microsecond and a half a row. A change of state alone writes nothing.
CREATE OR REPLACE FUNCTION wangge_heat_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO heat_delta (x, y, reported_at, item_code, source, town_id, grid_id, n)
  SELECT wangge_cell_x(geom_3857), wangge_cell_y(geom_3857), reported_at, item_code, source, town_id, grid_id, 1
  FROM came WHERE state <> 'void';
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wangge_heat_went() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO heat_delta (x, y, reported_at, item_code, source, town_id, grid_id, n)
  SELECT wangge_cell_x(geom_3857), wangge_cell_y(geom_3857), reported_at, item_code, source, town_id, grid_id, -1
  FROM went WHERE state <> 'void';
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wangge_heat_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH moved AS (
    SELECT came.id FROM came JOIN went USING (id)
    WHERE (came.geom_3857::text, came.reported_at, came.item_code, came.source, came.town_id, came.grid_id, came.state = 'void')
      IS DISTINCT FROM
          (went.geom_3857::text, went.reported_at, went.item_code, went.source, went.town_id, went.grid_id, went.state = 'void')
  ), both_sides AS (
    SELECT went.*, -1 AS sign FROM went JOIN moved USING (id)
    UNION ALL SELECT came.*, 1 FROM came JOIN moved USING (id)
  )
  INSERT INTO heat_delta (x, y, reported_at, item_code, source, town_id, grid_id, n)
  SELECT wangge_cell_x(geom_3857), wangge_cell_y(geom_3857), reported_at, item_code, source, town_id, grid_id, sign
  FROM both_sides WHERE state <> 'void';
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wangge_heat_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM heat_delta;
  DELETE FROM heat_block;
  DELETE FROM heat_grid;
  UPDATE heat_state SET revision = revision + 1;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER heat_came AFTER INSERT ON incident REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_heat_came();
CREATE OR REPLACE TRIGGER heat_went AFTER DELETE ON incident REFERENCING OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_heat_went();
CREATE OR REPLACE TRIGGER heat_changed AFTER UPDATE ON incident REFERENCING OLD TABLE AS went NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_heat_changed();
CREATE OR REPLACE TRIGGER heat_emptied AFTER TRUNCATE ON incident
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_heat_emptied();
