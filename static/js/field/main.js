// A team's page: its stops in order, each ticked off, its check-list answered, its findings reported; with or without a network.
import { byId, fill, h } from "../core/dom.js";
import { uuid7 } from "../core/ids.js";
import { remember } from "../core/memory.js";
import { findingForm } from "./finding.js";
import { leftovers } from "./leftovers.js";
import { dayList } from "./list.js";
import { FieldMap } from "./map.js";
import { Outbox } from "./outbox.js";
import { over } from "./over.js";
import { keepPage } from "./page.js";
import { bearing } from "./place.js";
import { known } from "./known.js";
import { stopCard } from "./stop.js";
import { Store } from "./store.js";
import { atServer, learn, recalled } from "./time.js";
import { piece, Tracker, WEAK_M } from "./tracker.js";
import { english, language, say } from "./words.js";

const REFRESH_MS = 120000;
const config = JSON.parse(byId("config").textContent);
const { field: paths, zone } = config;
const store = await Store.open(paths.store);
const outbox = new Outbox(store, paths, { changed: () => { redraw(); }, news: () => { if (!outbox.ended) refresh().then(redraw); } });
const tracker = new Tracker({ onFix: moved, onPiece: (record) => keep(record, { instead: ["way"] }), keep: (fixes) => store.put("way", fixes).catch(full) });
let data = (await store.get("team")) ?? null;
let draft = (await store.get("draft")) ?? null;
let view = { day: null, stop: null, form: null };
let state = known(data, [], []);
let map = null;

recalled(await store.get("ahead"));
outbox.ended = paths.ended?.[english ? "en" : "zh"] ?? "";

let drawing = Promise.resolve();
function redraw() {
  drawing = drawing.then(async () => { state = known(data, await store.records(), await store.photos()); badge(); draw(); }).catch(tell);
  return drawing;
}

function badge() {
  const away = !outbox.reachable;
  byId("badge").className = `badge${away ? " away" : state.waiting ? " busy" : ""}`;
  byId("badge").textContent = [say(away ? "offline" : "online"), state.waiting ? say("waiting", { n: state.waiting }) : away ? "" : say("sent")].filter(Boolean).join(" · ");
}

function draw() {
  byId("field").classList.toggle("writing", Boolean(view.form));
  byId("field").classList.toggle("ended", Boolean(outbox.ended || outbox.closed) && !view.form);
  if (view.form) return; // a form that is being written stays as it is
  const sheet = byId("sheet");
  if (outbox.ended || outbox.closed) { fill(sheet, over({ said: outbox.ended, closed: outbox.closed, records: state.records, photos: state.photos, draft, reachable: outbox.reachable, zone, onNote: note })); return; }
  if (!data) { fill(sheet, h("p", { class: "pad note amber" }, say("unreachable"))); return; }
  const stops = ofDay();
  const stop = stops.find((one) => one.wish === view.stop);
  map.day(data.ways.filter((way) => way.day === view.day).flatMap((way) => way.legs), stops, { chosen: view.stop, mark: ({ wish }) => state.marks.get(wish) });
  fill(sheet, trouble(), stop ? stopCard(stop, { data, zone, ...state, onRecord: record, onBack: () => open({ stop: null }), onFinding: () => write(stop) })
    : dayList(stops, { data, day: view.day, zone, ...state, tracker, draft, files: paths.exports, onDay: (day) => open({ day, stop: null }), onStop: (wish) => open({ stop: wish }), onDraft: (of) => write(of), onTrack: track, onLanguage: otherLanguage }),
  state.refused.length > 0 && leftovers(state.records.filter((one) => one.state === "refused"), state.photos.filter((one) => one.state === "refused"), { zone, title: say("left.file.name"), onNote: note }));
  bearings();
}

const ofDay = () => data.stops.filter((stop) => stop.day === view.day);

/** What stands in the way of good positions, said where it can be mended. */
function trouble() {
  const accuracy = tracker.place().accuracy_m;
  const weak = accuracy > WEAK_M;
  if (tracker.state === "found" && !weak) return null;
  return h("p", { class: "note amber gps", id: "gps", role: "status" }, weak ? say("weak", { m: accuracy }) : say(isSecureContext ? `gps.${tracker.state}` : "gps.insecure"));
}

function bearings() {
  for (const element of document.querySelectorAll("[data-place]")) {
    const said = bearing(tracker.here(), JSON.parse(element.dataset.place));
    element.classList.toggle("unknown", !said);
    element.textContent = said || say("gps.wait");
  }
}

let seen = "";
function moved() {
  if (tracker.last && map) map.here(tracker.last.coords);
  view.form?.moved();
  const now = `${tracker.state} ${tracker.place().accuracy_m > WEAK_M}`;
  if (now !== seen) redraw();
  else bearings();
  seen = now;
}

function open(what) {
  const before = view;
  view = { ...view, form: null, ...what };
  map?.picked(null);
  return redraw().then(() => {
    if (!data) return;
    const stop = ofDay().find((one) => one.wish === view.stop);
    if (stop) map.show(stop.place);
    else if (before.stop || before.day !== view.day) map.fit(ofDay());
    byId("sheet").scrollTop = 0;
  });
}

/** The form of a finding at a stop, going on where it was left. */
function write(stop, item = null) {
  const going = draft?.wish === stop.wish ? draft : {};
  const form = findingForm(stop, {
    items: data.items, checks: data.checks, draft: item ? { ...going, item } : going, found: state.found, tracker, onPick: pick,
    onDraft: (made) => { draft = made && { ...made, about: stop.label, made_at: atServer().toISOString() }; store.put("draft", draft).catch(full); },
    onDone: (made, files, about) => record(made, { files, about: data ? about : `${stop.label} · ${about}`, instead: ["draft"] }).then((kept) => { if (kept) draft = null; return kept; }),
    onClose: () => open({ form: null }),
  });
  view = { ...view, form };
  byId("field").classList.add("writing");
  fill(byId("sheet"), form.form);
  form.moved();
  byId("sheet").scrollTop = 0;
}

/** A place pressed on the map, which takes the whole page meanwhile; null where one turns back. */
function pick(from) {
  const page = byId("field");
  page.classList.add("picking");
  return new Promise((resolve) => {
    const stop = map.pick(from, end);
    fill(byId("pick-bar"), h("span", {}, say("pick.now")), h("button", { type: "button", class: "btn", onclick: () => end(null) }, say("cancel")));
    map.map.invalidateSize();
    function end(place) {
      stop();
      page.classList.remove("picking");
      fill(byId("pick-bar"));
      map.map.invalidateSize();
      resolve(place);
    }
  });
}

/** Keep a record made here and now; it is on the phone's disk before anything says so. */
async function record(parts, { files = [], about = "", instead = [] } = {}) {
  const stop = data?.stops.find((one) => one.wish === parts.wish); // nothing of them is left where the end came meanwhile
  const check = parts.kind === "answer" ? data?.checks.find((one) => one.code === parts.item) : null;
  const made = { id: uuid7(), made_at: atServer().toISOString(), ...tracker.place(), ...parts };
  const kept = await keep(made, { files, instead, about: [stop?.label, about || (check && (english ? check.name_en : check.name_zh))].filter(Boolean).join(" · ") });
  if (kept) note(say(outbox.reachable ? "kept.online" : "kept"));
  if (kept && parts.answer === "problem" && check?.item) write(stop, check.item);
  return kept;
}

/** Whether it is kept; a full phone is said, and what was written stays where it is. */
async function keep(made, parts) {
  try {
    await outbox.add(made, parts);
    return true;
  } catch (failure) {
    full(failure);
    return false;
  }
}

function full(failure) {
  if (failure?.name !== "QuotaExceededError") tell(failure);
  note(say("full"));
}

function track(yes) {
  tracker.record(yes);
  store.put("recording", yes || null).catch(full);
  redraw();
}

function otherLanguage() {
  remember("lang", english ? "zh" : "en");
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  location.replace(address);
}

let quiet = 0;
function note(text) {
  byId("said").textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => { byId("said").textContent = ""; }, 3000);
}

function tell(failure) {
  note(failure?.message ?? String(failure));
  throw failure;
}

/** What the server has now: stops moved by hand, what the team's other phones did, or the end. */
async function refresh() {
  if (outbox.closed) return;
  const asked = Date.now();
  let answer;
  try {
    answer = await fetch(paths.data, { cache: "no-store", headers: { "Accept-Language": language } });
  } catch {
    outbox.reachable = false;
    return;
  }
  outbox.reachable = true;
  await store.put("ahead", learn(answer, asked)).catch(full);
  if (answer.ok) {
    data = await answer.json();
    await store.put("team", data).catch(full);
    ground();
  } else if (answer.status === 410) await end((await answer.json()).detail);
  else if (answer.status === 404) outbox.closed = (await answer.json()).detail;
}

/** Nothing that the link showed stays on the phone after its end, only what it still has to send. */
async function end(said) {
  outbox.ended = said;
  if (tracker.recording) track(false);
  data = null;
  byId("title").textContent = document.title = say("over");
  await store.put("team", null);
}

function ground() {
  if (!map) {
    map = new FieldMap(byId("map"), (wish) => open({ stop: wish }));
    map.buttons(byId("map-buttons"), () => map.fit(ofDay()));
  }
  map.land(data.outlines, data.roads);
  byId("title").textContent = document.title = say("title", { area: data.inspection.area, team: data.team });
  const days = [...new Set(data.stops.map((stop) => stop.day))].sort();
  if (days.includes(view.day)) return;
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(atServer());
  view.day = days.includes(today) ? today : days.find((day) => day > today) ?? days.at(-1) ?? null;
}

byId("map").setAttribute("aria-label", say("map"));
if (outbox.ended) await end(outbox.ended);
else {
  if (data) ground();
  await refresh();
}
await redraw();
if (data) map.fit(ofDay());
const left = await store.get("way"); // a battery died, or the page was closed on the way
if (left?.length) await keep(piece(left), { instead: ["way"] });
if (data) {
  tracker.attend();
  if (await store.get("recording")) track(true);
}
setInterval(() => document.visibilityState === "visible" && !outbox.ended && refresh().then(redraw), REFRESH_MS);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && !outbox.ended && refresh().then(redraw));
outbox.send();
document.documentElement.dataset.ready = "yes";
if (outbox.reachable && !outbox.closed) keepPage(paths).catch((failure) => { document.documentElement.dataset.kept = "no"; note(failure.message); });
