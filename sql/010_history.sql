-- History is append-only. Why: a dispatcher's correction, a state, a place are rows; nothing that was said is rewritten.
-- Cost: a trigger that fires only on UPDATE and DELETE, which normal work never does.
-- The whole database may still be emptied by TRUNCATE (samples, tests): that is not a way to change one row.
CREATE OR REPLACE FUNCTION wangge_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only';
END $$;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON incident_location
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON incident_assignment
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON incident_status
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
