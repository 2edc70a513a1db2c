-- What was done to a plan by hand and what the field sent stays as it was; a mistake is put right by a later row.
-- Cost: triggers that fire only on UPDATE and DELETE, which normal work never does.
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON inspection_change
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON inspection_record
  FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change();
