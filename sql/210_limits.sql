-- What became of time limits: when the clock of an incident stopped, and a note of every outcome that came or went since the last
-- merge. States and outcomes are those of domain/incidents.py and domain/stats/tallies.py; a test holds both sides together.

CREATE OR REPLACE FUNCTION wangge_done(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT state IN ('verified', 'closed', 'archived', 'void')
$$;

-- 1 finished within the limit, 2 after it, 3 not finished, 4 finished nobody knows when; NULL where there is no limit to keep.
CREATE OR REPLACE FUNCTION wangge_outcome(state text, due_at timestamptz, done_at timestamptz) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN state = 'void' OR due_at IS NULL THEN NULL
              WHEN done_at <= due_at THEN 1 WHEN done_at > due_at THEN 2
              WHEN state IN ('verified', 'closed', 'archived') THEN 4 ELSE 3 END::smallint
$$;

-- The clock stops with the first state that is done and runs again when a report is sent back. Who knows better says so himself.
CREATE OR REPLACE FUNCTION wangge_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.done_at := CASE WHEN wangge_done(NEW.state) THEN coalesce(NEW.done_at, now()) END;
  RETURN NEW;
END $$;

-- As for heat (200_heat.sql): one statement, one trigger, one INSERT ... SELECT, whoever writes.
CREATE OR REPLACE FUNCTION wangge_limit_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO limit_delta (due_at, item_code, source, town_id, grid_id, outcome, n)
  SELECT due_at, item_code, source, town_id, grid_id, wangge_outcome(state, due_at, done_at), 1
  FROM came WHERE wangge_outcome(state, due_at, done_at) IS NOT NULL;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wangge_limit_went() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO limit_delta (due_at, item_code, source, town_id, grid_id, outcome, n)
  SELECT due_at, item_code, source, town_id, grid_id, wangge_outcome(state, due_at, done_at), -1
  FROM went WHERE wangge_outcome(state, due_at, done_at) IS NOT NULL;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wangge_limit_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH moved AS (
    SELECT came.id FROM came JOIN went USING (id)
    WHERE (came.due_at, came.item_code, came.source, came.town_id, came.grid_id, wangge_outcome(came.state, came.due_at, came.done_at))
      IS DISTINCT FROM
          (went.due_at, went.item_code, went.source, went.town_id, went.grid_id, wangge_outcome(went.state, went.due_at, went.done_at))
  ), both_sides AS (
    SELECT went.*, -1 AS sign FROM went JOIN moved USING (id)
    UNION ALL SELECT came.*, 1 FROM came JOIN moved USING (id)
  )
  INSERT INTO limit_delta (due_at, item_code, source, town_id, grid_id, outcome, n)
  SELECT due_at, item_code, source, town_id, grid_id, wangge_outcome(state, due_at, done_at), sign
  FROM both_sides WHERE wangge_outcome(state, due_at, done_at) IS NOT NULL;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wangge_limit_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM limit_delta;
  DELETE FROM limit_grid;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER clock BEFORE UPDATE OF state ON incident
  FOR EACH ROW WHEN (wangge_done(NEW.state) <> wangge_done(OLD.state)) EXECUTE FUNCTION wangge_clock();
CREATE OR REPLACE TRIGGER limit_came AFTER INSERT ON incident REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_limit_came();
CREATE OR REPLACE TRIGGER limit_went AFTER DELETE ON incident REFERENCING OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_limit_went();
CREATE OR REPLACE TRIGGER limit_changed AFTER UPDATE ON incident REFERENCING OLD TABLE AS went NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_limit_changed();
CREATE OR REPLACE TRIGGER limit_emptied AFTER TRUNCATE ON incident
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_limit_emptied();
