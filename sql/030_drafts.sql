-- What planners did, said and decided stays as it was: an undo is an entry of its own, a comment is settled by a mark.
-- Cost: triggers that fire only on UPDATE and DELETE, which normal work never does (a mark: once a comment).
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON draft_entry
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON draft_state
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON edition_step
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OF text, geom, code, actor, at, answers, version ON draft_comment
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
