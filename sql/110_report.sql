-- One report, one statement, one commit: key, incident, place, grid, state, words and audit stand or fall together.
-- The caller decided the grid from boundaries of revision `p_revision`; had they changed meanwhile, nothing is written
-- and he decides again. The key comes first, so that of two equal requests at once the second waits for the first and
-- then gets its answer. Outcomes: created, repeat, conflict (same key, other body), stale, unknown_item.
-- No NOTIFY here: announcing commits makes them wait for each other, and nobody listens to incidents yet.
-- Cost: some fifteen index entries and nine foreign keys by primary key; no work that grows with the number of incidents.
-- All rows are written by one statement: the executor starts once; the incident itself comes first, so that
-- an id that is taken is refused by its own key; foreign keys are checked when all rows are there.
CREATE OR REPLACE FUNCTION wangge_report(
  p_revision bigint, p_actor text, p_route text, p_key text, p_body_sha256 bytea, p_answer jsonb,
  p_id uuid, p_source text, p_item text, p_reported_at timestamptz, p_day text, p_text text, p_address text,
  p_given_x float8, p_given_y float8, p_given_crs text, p_lon float8, p_lat float8, p_accuracy_m float8,
  p_town_id bigint, p_town_code text, p_grid_id bigint, p_grid_code text, p_version_id bigint,
  p_rule text, p_near_boundary boolean, p_distance_m float8
) RETURNS TABLE (outcome text, answer jsonb) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_limit numeric;
  v_number text;
  v_due timestamptz;
  v_answer jsonb;
  v_kept idempotency_key%ROWTYPE;
BEGIN
  IF p_revision <> (SELECT value FROM revision WHERE name = 'grids') THEN
    RETURN QUERY SELECT 'stale', NULL::jsonb; RETURN;
  END IF;
  SELECT limit_hours INTO v_limit FROM item WHERE code = p_item;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'unknown_item', NULL::jsonb; RETURN;
  END IF;

  v_number := p_town_code || '-' || p_day || '-' || lpad(nextval('incident_serial')::text, 6, '0');
  v_due := p_reported_at + v_limit * interval '1 hour';
  v_answer := p_answer || jsonb_build_object('number', v_number, 'due_at', v_due);

  IF p_key IS NOT NULL THEN
    INSERT INTO idempotency_key (actor, route, key, body_sha256, status, response)
    VALUES (p_actor, p_route, p_key, p_body_sha256, 201, v_answer) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT * INTO v_kept FROM idempotency_key k WHERE k.actor = p_actor AND k.route = p_route AND k.key = p_key;
      RETURN QUERY SELECT CASE WHEN v_kept.body_sha256 = p_body_sha256 THEN 'repeat' ELSE 'conflict' END, v_kept.response;
      RETURN;
    END IF;
  END IF;

  WITH the_place AS (
    INSERT INTO incident_location (incident_id, town_id, given_x, given_y, given_crs, accuracy_m, lon, lat, actor)
    VALUES (p_id, p_town_id, p_given_x, p_given_y, p_given_crs, p_accuracy_m, p_lon, p_lat, p_actor)
  ), the_grid AS (
    INSERT INTO incident_assignment (incident_id, town_id, grid_id, grid_version_id, rule, near_boundary, distance_m, actor)
    VALUES (p_id, p_town_id, p_grid_id, p_version_id, p_rule, p_near_boundary, p_distance_m, p_actor)
  ), the_state AS (
    INSERT INTO incident_status (incident_id, town_id, state, actor) VALUES (p_id, p_town_id, 'reported', p_actor)
  ), the_words AS (
    INSERT INTO incident_text (incident_id, town_id, text, address) VALUES (p_id, p_town_id, p_text, p_address)
  ), the_audit AS (
    INSERT INTO audit_event (actor, action, object_kind, object_id, town_id)
    VALUES (p_actor, 'incident.report', 'incident', p_id::text, p_town_id)
  )
  INSERT INTO incident (id, number, town_id, source, item_code, reported_at, due_at, geom, accuracy_m, grid_id, grid_code,
                        rule, near_boundary, distance_m)
  VALUES (p_id, v_number, p_town_id, p_source, p_item, p_reported_at, v_due, ST_SetSRID(ST_MakePoint(p_lon, p_lat), 4326),
          p_accuracy_m, p_grid_id, p_grid_code, p_rule, p_near_boundary, p_distance_m);
  RETURN QUERY SELECT 'created', v_answer;
END $$;
