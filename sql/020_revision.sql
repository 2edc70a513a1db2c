-- Processes keep the grids in force in memory. Every transaction that touches them raises this counter and tells the
-- listeners, so that no process answers from yesterday's boundaries. One statement-level trigger, one row.
INSERT INTO revision (name, value) VALUES ('grids', 0) ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION wangge_grids_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO revision AS r (name, value) VALUES ('grids', 1) ON CONFLICT (name) DO UPDATE SET value = r.value + 1;
  NOTIFY wangge_grids;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER grids_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON grid_version
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_grids_changed();
CREATE OR REPLACE TRIGGER grids_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON staff_post
  FOR EACH STATEMENT EXECUTE FUNCTION wangge_grids_changed();
