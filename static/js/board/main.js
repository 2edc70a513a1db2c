// Puts the leader's page together: numbers, map with its slider, ranking, charts. One period rules them all.
import { boardFigures, boardTrend, grid as gridOf, hotspotCells, inspections, locate } from "../core/data.js";
import { config } from "../core/config.js";
import { byId, fill, h, icon, settled } from "../core/dom.js";
import { placeName, time } from "../core/format.js";
import { SHADES } from "../core/known.js";
import { daysBetween, period } from "../core/period.js";
import { getSlice, heatQuery, incidentQuery } from "../core/query.js";
import { change, dropUnknown, state, watch } from "../core/state.js";
import { loadWords, t } from "../core/words.js";
import { boundsOf } from "../map/border.js";
import { makeMap } from "../map/map.js";
import { chips, trouble, waiting } from "../panels/parts.js";
import { makeControls } from "../ui/controls.js";
import { heatScale } from "../ui/heatscale.js";
import { drawLegend } from "../ui/legend.js";
import { notify, reachable, watchNetwork } from "../ui/notices.js";
import { periodButton } from "../ui/periodmenu.js";
import { languageButton, themeButton } from "../ui/shell.js";
import { makeTimeline } from "../ui/timeline.js";
import { behindList, openedOf, openedText, unseenList } from "./behind.js";
import { chartIn, chartKey, itemsOption, trendOption } from "./charts.js";
import { inspectionBox } from "./inspections.js";
import { endedSaid, numberTiles } from "./numbers.js";
import { rankingHead, rankingTable } from "./ranking.js";
import { rateLegend, ratePaints, shadingLayer, spotLegend, spotPaints } from "./shading.js";
import { spotList } from "./spots.js";
import { loadBoardWords, say } from "./words.js";

const AGAIN_MS = 60000;

await loadWords(new URLSearchParams(location.search).get("lang"));
await loadBoardWords();

const stage = makeMap(byId("map"), {
  incidentQuery, heatQuery, onPlace: choose, onIncident: () => undefined,
  onTrouble: (problem) => (problem.code === "offline" ? reachable(false) : undefined),
});
const { map } = stage;
const shading = shadingLayer();
/** The slider counts what is looked at, as the numbers do. */
const timeline = makeTimeline({ keys: ["period", "within"], series: bars, onSlice: () => { stage.refreshHeat(); if (shadeOf() === "spots") paintSpots(); else legend(); } });
const charts = config.town && { trend: chartIn(byId("trend")), items: chartIn(byId("items")) };
let answer = null;
let course = null;
let scale = null;
const tested = new Map(); // the tested grids by period, once asked for
let spots = null; // those on the map

makeControls(map, { whole: () => (state.within ? look(state.within) : stage.whole()) });
fill(byId("period-place"), periodButton());
languageButton();
themeButton(() => { stage.recolour(); timeline.redraw(); scale?.load(); shade(); drawCharts(); });
wallButton();

async function bars({ from, to, step }) {
  const none = (problem) => { if (problem.status !== 404) throw problem; return { items: [] }; }; // the figures say that the place is not there
  const { items } = await boardTrend({ from, to, step, within: state.within }).catch(none);
  return { items: items.map((one) => ({ from: one.from, to: one.to, count: one.own + one.others })) };
}

const county = () => config.town?.towns > 1 && !state.within;
/** Hotspots are tested town by town: of a whole county they would take seconds, and say nothing of the county. */
const shades = () => SHADES.filter((key) => key !== "spots" || !county());
const shadeOf = () => (shades().includes(state.shade) ? state.shade : county() ? "share" : "heat");
const scope = () => { const { from, to } = period(state.period); return { from, to, within: state.within }; };
const stepOf = ({ from, to }) => { const days = daysBetween(from, to); return days <= 62 ? "day" : days <= 400 ? "week" : "month"; };

let asking = null;

/** Everything of the period anew; while it comes, what stands stays unless there is nothing yet. True once it stands. */
async function load() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const asked = scope();
  if (!answer) fill(byId("ranking"), waiting());
  try {
    const [figures, trend] = await Promise.all([boardFigures({ ...asked, level: state.level }, mine.signal), boardTrend({ ...asked, step: stepOf(asked) }, mine.signal)]);
    if (asking !== mine) return false;
    const other = answer && (answer.from !== figures.from || answer.numbers.reports !== figures.numbers.reports);
    [answer, course] = [figures, trend];
    tested.clear();
    reachable(true);
    draw();
    if (other) stage.renewHeat();
    drawInspections(asked.to, mine.signal);
    return true;
  } catch (problem) {
    if (problem.name === "AbortError" || asking !== mine) return false;
    if (!(problem.status >= 0)) throw problem;
    if (problem.code === "offline" && answer) reachable(false);
    else if (problem.status === 404 || (problem.status === 400 && (state.level || state.within))) leaveOut();
    else fill(byId("ranking"), trouble(problem, load));
    return false;
  }
}

/** Everything anew on a page that stays open, also over midnight; a list that somebody reads is left to him. */
async function again() {
  if (document.visibilityState !== "visible" || state.opened || !config.town || !(await load())) return;
  timeline.again();
  scale?.load();
}

/** A place or level of the address that is not there (any more) is left out, and said once. */
function leaveOut() {
  notify(t("address.left"));
  change(state.level ? { level: null } : { within: null, opened: null });
}

function draw() {
  fill(byId("numbers"), numberTiles(answer, (key) => open(key, null)));
  byId("ended").textContent = endedSaid(answer);
  byId("updated").textContent = say("updated", { at: time(new Date().toISOString()).split(" ").pop() });
  drawPath();
  drawRanking();
  drawCharts();
  shade();
}

function drawPath() {
  const whole = config.town?.towns > 1 ? say("whole.towns", { n: config.town.towns }) : placeName();
  const steps = answer.within ? [h("button", { type: "button", class: "link", onclick: () => enter(null) }, whole), h("span", { class: "quiet" }, "›"), h("span", {}, answer.within.name)] : [h("span", {}, whole)];
  fill(byId("path"), steps);
  document.title = `${answer.within?.name ?? whole} · ${say("title")}`;
}

function drawRanking() {
  const { key, node } = openedOf(state.opened);
  if (key === "unseen" && answer.looked) return fill(byId("ranking"), unseenList(answer.looked, { onBack: () => change({ opened: null }), onShow: ({ code }) => show(code) }));
  if (key === "spots" && shadeOf() === "spots") return spots ? fill(byId("ranking"), spotList(spots, { town: answer.within?.town, onBack: () => change({ opened: null }) })) : undefined;
  const row = node ? { outside: answer.outside, elsewhere: answer.elsewhere }[node] ?? answer.items.find((one) => one.code === node) : answer.numbers;
  if (state.opened && row && key in row) {
    const title = node ? row.name ?? say(`rank.${node}`) : answer.within?.name ?? placeName();
    return fill(byId("ranking"), behindList({ ...scope(), level: answer.level }, { title, count: row[key], onBack: () => change({ opened: null }), onFound: ({ wgs84: [lon, lat] }) => stage.pin.ring([lat, lon]) }));
  }
  stage.pin.unring();
  const table = rankingTable(answer, { onOpen: open, onEnter: ({ code }) => enter(code), onShow: ({ code }) => show(code) });
  return fill(byId("ranking"), h("header", { class: "box-head wrap" }, rankingHead(answer)), h("div", { class: "box-body" }, table));
}

/** The quarter in which the period ends; the figures do not wait for it. */
async function drawInspections(quarter, signal) {
  try {
    fill(byId("inspections"), inspectionBox(await inspections({ quarter }, signal), { towns: config.town.towns > 1, within: answer.within }));
  } catch (problem) {
    if (problem.name === "AbortError") return;
    if (!(problem.status >= 0)) throw problem;
    fill(byId("inspections"), trouble(problem, () => drawInspections(quarter)));
  }
}

function drawCharts() {
  if (!course || !charts) return;
  byId("trend-title").textContent = say("chart.trend", { step: say(`chart.step.${course.step}`) });
  byId("items-title").textContent = say("chart.items", { n: Math.min(8, course.by_item.length) });
  fill(byId("chart-key"), chartKey());
  charts.trend.draw(trendOption(course));
  charts.items.draw(itemsOption(course));
}

const open = (key, node) => change({ opened: openedText(key, node) });
const enter = (code) => change({ within: code, level: null, opened: null, grid: null });

/** The heat or the hotspots, with the slider; or nodes by a rate of the whole period. */
function shade() {
  const chosen = shadeOf();
  fill(byId("shades"), chips(say("shade"), shades().map((key) => [key, say(`shade.${key}`)]), (key) => key === chosen, (key) => change({ shade: key })));
  const heat = chosen === "heat";
  timeline.put(!heat && chosen !== "spots");
  if (heat && !scale) scale = heatScale(map, () => { stage.refreshHeat(); legend(); });
  if (!heat) { scale?.stop(); scale = null; stage.refreshHeat(); }
  stage.showOnly(shading.layer, !heat);
  if (chosen === "spots") paintSpots();
  else if (answer && !heat) shading.show(answer.level, ratePaints(chosen, answer.items));
  if (answer && chosen !== "spots" && openedOf(state.opened).key === "spots") drawRanking();
  legend();
}

/** Every leaf grid as Gi* tests it over the period, or over the slider's stretch of it. */
const paintSpots = settled(async () => {
  if (!answer) return;
  const { from, to } = getSlice() ?? scope();
  const [mine, key] = [answer, `${from}..${to}`];
  try {
    if (!tested.has(key)) tested.set(key, await hotspotCells({ from, to, town: answer.within?.town }));
    const now = getSlice() ?? scope();
    if (mine !== answer || shadeOf() !== "spots" || key !== `${now.from}..${now.to}`) return;
    spots = tested.get(key);
    shading.show("grid", spotPaints(spots));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    notify(problem.message);
    spots = null;
    shading.show("grid", new Map());
  }
  legend();
  if (openedOf(state.opened).key === "spots") drawRanking();
}, 60);

function legend() {
  const chosen = shadeOf();
  if (chosen === "heat") drawLegend(map);
  else fill(byId("legend"), chosen === "spots" ? spots && spotLegend(spots, () => open("spots", null)) : rateLegend(chosen));
}

async function look(code) {
  const feature = await gridOf(code);
  if (!feature.geometry) return undefined;
  const [west, south, east, north] = boundsOf(feature.geometry);
  stage.fit([[south, west], [north, east]]);
  return feature;
}

/** What is looked into fills the map, outlined. */
async function ground() {
  const code = state.within;
  stage.pin.surround(null);
  if (!code) return stage.whole();
  const feature = await look(code).catch((problem) => { if (!(problem.status >= 0)) throw problem; }); // the figures say what failed
  if (feature && state.within === code) stage.pin.surround(feature);
  return undefined;
}

/** A node of the ranking on the map: outlined, in view, its row marked. */
async function show(code) {
  change({ grid: code });
  stage.pin.surround((await look(code)) ?? null);
  for (const one of document.querySelectorAll("#ranking-table tr[data-code]")) one.setAttribute("aria-selected", String(one.dataset.code === state.grid));
}

/** A press on the map chooses the row whose ground it is. */
async function choose({ lon, lat }) {
  const found = await locate({ lon, lat });
  const codes = new Set(answer?.items.map((one) => one.code));
  const step = found.path.findLast((one) => codes.has(one.code));
  if (step) await show(step.code);
}

function wallButton() {
  const button = byId("wall");
  const mark = () => { const on = Boolean(document.fullscreenElement); button.setAttribute("aria-label", say(on ? "wall.leave" : "wall")); button.title = button.getAttribute("aria-label"); };
  button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
  document.addEventListener("fullscreenchange", mark);
  fill(button, icon("whole"));
  mark();
}

watch(["period", "within", "level"], load);
watch(["within"], ground);
watch(["rank", "opened"], () => answer && drawRanking());
watch(["shade", "within"], shade);
map.on("zoomend", legend);
watchNetwork(load);
addEventListener("popstate", () => answer && drawRanking());
setInterval(again, AGAIN_MS);

if (dropUnknown()) notify(t("address.left"));
shade();
if (config.town) load();
else fill(byId("ranking"), h("div", { class: "empty" }, h("p", {}, t("home.none")), h("p", { class: "quiet" }, say("empty")), h("code", {}, t("home.none.sample"))));
if (state.within) ground();
