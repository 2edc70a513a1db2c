// A report being written: kept over a reload, sent so that a double press or a retry makes one incident.
import { route } from "../core/config.js";
import { getJson, postJson } from "../core/http.js";
import { uuid7 } from "../core/ids.js";
import { keepFiles } from "../core/files.js";
import { recall, remember } from "../core/memory.js";

const KEY = "draft";

/** The kept draft, or a new one. `id` is the incident's own, `key` that of this very content. */
export function openDraft(place) {
  const kept = recall(KEY);
  const draft = kept?.id ? kept : { id: uuid7(), key: crypto.randomUUID(), item: "", text: "", source: "worker", place: null, photos: 0, sent: null };
  if (place) draft.place = place;
  keep(draft);
  return draft;
}

/** Something was written or attached and neither sent nor given up. */
export function hasDraft() {
  const kept = recall(KEY);
  return Boolean(kept?.text || kept?.item || kept?.photos);
}

export const keep = (draft) => remember(KEY, draft);

/** Sent or given up: words and photos leave this browser. */
export function drop({ id }) {
  remember(KEY, null);
  keepFiles(id, []).catch(() => undefined); // a browser that keeps no files has none to remove
}

function bodyOf({ id, item, text, source, place }) {
  const { lon, lat, crs, accuracy } = place;
  const body = { id, lon, lat, item, text: text.trim(), source };
  if (crs && crs !== "wgs84") body.crs = crs;
  if (accuracy) body.accuracy_m = accuracy;
  return body;
}

/**
 * Send it. After a failure that leaves open whether it arrived, an edited draft first asks whether it did, so that
 * neither a second incident nor a refusal for the re-used key can come of it.
 */
export async function send(draft) {
  const body = bodyOf(draft);
  const text = JSON.stringify(body);
  if (draft.sent && draft.sent !== text) {
    const arrived = await known(draft.id);
    if (arrived) return { ...arrived, earlier: true };
    draft.key = crypto.randomUUID();
  }
  draft.sent = text;
  keep(draft);
  return postJson(route("incidents"), body, { "Idempotency-Key": draft.key });
}

async function known(id) {
  try {
    return await getJson(route("incident", { incident_id: id }));
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}
