// What the desk asks of the server. Every change carries the planner's name and a key, so that a retry is known as one.
import { config, queryString } from "../core/config.js";
import { Problem } from "../core/http.js";
import { language, t } from "../core/words.js";
import { planner } from "./planner.js";

const PATIENCE_MS = 20000;
const UPLOAD_MS = 180000;

/** The address of one of the desk's routes. */
export function way(name, parts = {}, query = {}) {
  const path = config.desk.paths[name].replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(parts[part]));
  const search = queryString(query);
  return search ? `${path}?${search}` : path;
}

async function call(url, options = {}, patience = PATIENCE_MS) {
  let answer;
  const late = AbortSignal.timeout(patience);
  try {
    answer = await fetch(url, { ...options, signal: options.signal ? AbortSignal.any([options.signal, late]) : late,
      headers: { "Accept-Language": language(), ...options.headers } });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Problem({ status: 0, code: "offline", detail: t("error.offline") });
  }
  if (answer.ok) return answer.json();
  const type = answer.headers.get("Content-Type") ?? "";
  const said = type.includes("json") ? await answer.json() : {};
  const problem = new Problem({ status: answer.status, code: said.code ?? "internal", detail: said.detail ?? t("error.server", { status: answer.status }), errors: said.errors });
  throw Object.assign(problem, { said });
}

export const ask = (name, parts, query, signal) => call(way(name, parts, query), { signal });

/** Everything of a list that comes in pages. */
export async function askAll(name, parts, query) {
  const first = await ask(name, parts, query);
  for (let { next } = first; next;) {
    const more = await call(next);
    first.items.push(...more.items);
    next = more.next;
  }
  return first;
}

/** A file with the fields beside it; it may take longer than a small question. */
export function upload(name, fields) {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) if (value) body.append(field, value);
  return call(way(name), { method: "POST", body, headers: byPlanner() }, UPLOAD_MS);
}

export function send(name, parts, body, { signal, as = planner() } = {}) {
  return call(way(name, parts), {
    method: "POST", body: JSON.stringify(body), signal,
    headers: { "Content-Type": "application/json", ...byPlanner(as) },
  });
}

/** Under whose name something is asked for. */
export const byPlanner = (as = planner()) => (as ? { "Wangge-Planner": encodeURIComponent(as) } : {});
