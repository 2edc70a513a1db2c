// A team's page: its stops in order, each ticked off, its check-list answered, its findings reported; with or without a network.
import { byId, fill, h, icon } from "../core/dom.js";
import { uuid7 } from "../core/ids.js";
import { FieldMap } from "./map.js";
import { Outbox } from "./outbox.js";
import { findingForm } from "./finding.js";
import { stopCard } from "./stop.js";
import { nameOf, Store } from "./store.js";
import { Tracker } from "./tracker.js";
import { clock, dayWords, language, say } from "./words.js";

const config = JSON.parse(byId("config").textContent);
const paths = config.field;
const store = await Store.open(await nameOf(paths.scope));
const outbox = new Outbox(store, paths, () => { redraw(); });
const tracker = new Tracker({ onFix: (coords) => map.here(coords), onPiece: (record) => outbox.add(record).catch(tell) });
const map = new FieldMap(byId("map"), (wish) => open({ stop: wish }));
let data = await store.data();
let view = { day: null, stop: null, finding: null };
let marks = new Map(); // wish → tick or skip
let answers = new Map(); // wish and item → answer
let counts = { waiting: 0, refused: [] };

/** What is known of stops and answers: what the server had, then what this phone made, by the time it was made. */
async function recount() {
  const [records, photos] = [await store.records(), await store.photos()];
  counts = { waiting: records.filter((one) => one.state === "waiting").length + photos.filter((one) => one.state === "waiting").length,
    refused: [...records, ...photos].filter((one) => one.state === "refused") };
  const own = records.filter((one) => one.state !== "refused").map((one) => one.body);
  const all = [...(data?.done ?? []), ...own].sort((a, b) => new Date(a.made_at) - new Date(b.made_at) || (a.id < b.id ? -1 : 1));
  marks = new Map(all.filter((one) => one.kind === "tick" || one.kind === "skip").map((one) => [one.wish, one.kind]));
  answers = new Map(all.filter((one) => one.kind === "answer").map((one) => [`${one.wish} ${one.item}`, one.answer]));
}

let drawing = Promise.resolve();
function redraw() {
  drawing = drawing.then(async () => { await recount(); badge(); draw(); }).catch(tell);
  return drawing;
}

function badge() {
  const away = !outbox.reachable;
  byId("badge").className = `badge${away ? " away" : counts.waiting ? " busy" : ""}`;
  byId("badge").textContent = [say(away ? "offline" : "online"), counts.waiting ? say("waiting", { n: counts.waiting }) : away ? "" : say("sent")].filter(Boolean).join(" · ");
}

function draw() {
  if (view.finding) return; // a form that is being written stays as it is
  if (!data) { fill(byId("sheet"), h("p", { class: "pad note amber" }, say("unreachable"))); return; }
  const stops = data.stops.filter((stop) => stop.day === view.day);
  map.day(data.ways.filter((way) => way.day === view.day).flatMap((way) => way.legs), stops, { chosen: view.stop, done: (stop) => marks.has(stop.wish) });
  const stop = stops.find((one) => one.wish === view.stop);
  fill(byId("sheet"), ended(), stop ? stopCard(stop, { data, zone: config.zone, marks, answers, onRecord: record, onBack: () => open({ stop: null }), onFinding: () => open({ finding: stop }) }) : list(stops), refusals());
}

function list(stops) {
  const done = stops.filter((stop) => marks.has(stop.wish)).length;
  const days = [...new Set(data.stops.map((stop) => stop.day))].sort();
  return [
    h("div", { class: "day-line" }, h("div", { class: "chips", role: "group" }, days.map((day) => h("button", { type: "button", class: "chip", "aria-pressed": String(day === view.day), onclick: () => open({ day }) }, dayWords(day)))),
      h("span", { class: "quiet", id: "count" }, say("done.of", { done, all: stops.length }))),
    h("ol", { class: "stops", id: "stops" }, stops.map((stop) => h("li", {}, h("button", { type: "button", "data-wish": stop.wish, class: marks.has(stop.wish) ? "done" : "", onclick: () => open({ stop: stop.wish }) },
      h("time", {}, clock(stop.arrive, config.zone)), h("span", { class: "what" }, h("b", {}, stop.label), h("small", { class: "quiet" }, [stop.grid_name !== stop.label && stop.grid_name, stop.note].filter(Boolean).join(" · "))),
      marks.has(stop.wish) ? h("span", { class: "tag green" }, icon("check", "s16"), say(marks.get(stop.wish) === "tick" ? "done" : "skip")) : h("span", { class: `tag ${stop.kind === "hotspot" ? "red" : stop.kind === "overdue" ? "amber" : stop.kind === "extra" ? "blue" : ""}` }, say(`kind.${stop.kind}`)))))),
    navigator.geolocation && h("label", { class: "track" }, h("input", { type: "checkbox", checked: tracker.recording, onchange: (event) => { tracker.record(event.target.checked); redraw(); } }), say(tracker.recording ? "track.on" : "track")),
  ];
}

const ended = () => outbox.ended && h("p", { class: "pad note red", role: "alert" }, counts.waiting ? say("ended.left", { said: outbox.ended, n: counts.waiting }) : outbox.ended);
const refusals = () => counts.refused.length > 0 && h("section", { class: "pad" }, h("h2", {}, say("refused.list")), h("ul", {}, counts.refused.map((one) => h("li", { class: "note red" }, one.why))));

function open(what) {
  const before = view;
  view = { ...view, finding: null, ...what, ...(what.day ? { stop: null } : {}) };
  if (view.finding) {
    fill(byId("sheet"), findingForm(view.finding, { items: data.items, checks: data.checks, wanted: what.item ?? null, tracker, onDone: (made, files) => record(made, files), onClose: () => { view.finding = null; redraw(); } }));
    byId("sheet").scrollTop = 0;
    return;
  }
  redraw().then(() => {
    const stops = data.stops.filter((stop) => stop.day === view.day);
    const stop = stops.find((one) => one.wish === view.stop);
    if (stop) map.show(stop.place);
    else if (before.stop || before.day !== view.day) map.fit(stops);
    byId("sheet").scrollTop = 0;
  });
}

/** Keep a record made here and now; it is on the phone's disk before anything says so. */
async function record(parts, files = []) {
  const made = { id: uuid7(), made_at: new Date().toISOString(), ...tracker.place(), ...parts };
  try {
    await outbox.add(made, files);
    note(say(outbox.reachable ? "kept.online" : "kept"));
    if (parts.kind === "answer" && parts.answer === "problem") {
      const check = data.checks.find((one) => one.code === parts.item);
      if (check?.item) open({ finding: data.stops.find((stop) => stop.wish === parts.wish), item: check.item });
    }
    return true;
  } catch (failure) {
    if (failure?.name !== "QuotaExceededError") throw failure;
    note(say("full"));
    return false;
  }
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

async function refresh() {
  try {
    const answer = await fetch(paths.data, { cache: "no-store", headers: { "Accept-Language": language } });
    outbox.reachable = true;
    if (answer.ok) {
      data = await answer.json();
      await store.keepData(data);
    } else if (answer.status === 410 || answer.status === 404) outbox.ended = (await answer.json()).detail;
  } catch {
    outbox.reachable = false;
  }
}

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  const registered = await navigator.serviceWorker.register(paths.worker, { scope: paths.scope });
  const ready = registered.active ?? await new Promise((resolve) => { const coming = registered.installing ?? registered.waiting; coming.addEventListener("statechange", () => coming.state === "activated" && resolve(coming)); });
  navigator.serviceWorker.addEventListener("message", ({ data: said }) => { document.documentElement.dataset.kept = said.kept ? "yes" : "no"; });
  ready.postMessage({ keep: paths.files });
}

await refresh();
if (data) {
  const days = [...new Set(data.stops.map((stop) => stop.day))].sort();
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: config.zone }).format(new Date());
  view.day = days.includes(today) ? today : days.find((day) => day > today) ?? days[0] ?? null;
  map.outlines(data.outlines);
}
await redraw();
if (data) map.fit(data.stops.filter((stop) => stop.day === view.day));
tracker.start();
outbox.send();
document.documentElement.dataset.ready = "yes";
if (outbox.reachable && !outbox.ended) keepPage().catch((failure) => { document.documentElement.dataset.kept = "no"; note(failure.message); });
