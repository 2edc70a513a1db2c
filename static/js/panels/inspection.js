// One work area's inspection: begun, planned, moved by hand with a reason, handed to the teams, followed, ended.
import { grid as gridOf } from "../core/data.js";
import { fill, h, saveAs } from "../core/dom.js";
import { date, metres, number, percent, today } from "../core/format.js";
import { quarterName, quarterStart } from "../core/period.js";
import { inEnglish, listed, t } from "../core/words.js";
import * as api from "../inspect/api.js";
import { colourOf } from "../inspect/routes.js";
import { notify } from "../ui/notices.js";
import { beginForm, setupBox } from "./inspectform.js";
import { clockOf, stopRow } from "./inspectstop.js";
import { addBox, pairsBox } from "./inspectwants.js";
import { sinceBox } from "./inspectsince.js";
import { reportView } from "./inspectreport.js";
import { setPlanned, setTeams } from "../ui/legend.js";
import { backHead, empty, stat, trouble, waiting } from "./parts.js";

const ASK_MS = 1500;

/** `code` is the work area's, `quarter` a day of its quarter, null for the present one; `routes` draws on the map; `fit(bounds)` brings it into view; `onSpot(id)` opens a hotspot. */
export function inspectionPanel(code, { quarter, routes, pick, fit, reveal, onLegend, onSpot, onQuarter, onBack }) {
  const body = h("div", { class: "panel-body" }, waiting());
  const foot = h("footer", { class: "panel-foot", hidden: true });
  const title = h("div", {});
  let told = null;
  let view = { team: 1, day: null, chosen: null };
  const adding = {};
  const setting = { form: null, redraw: () => draw(true) };
  let links = null;
  let timer = 0;
  let over = false;
  let drawn = "";

  async function start() {
    try {
      const { items, quarter: shown, first_day: first } = await api.areas(undefined, quarter ? { quarter } : {});
      const area = items.find((one) => one.area.code === code);
      if (over) return;
      fill(title, backHead(t("inspect.title"), onBack, area ? area.area.name : code));
      if (!area) { fill(body, h("p", { class: "empty" }, t("inspect.unknown"))); return; }
      if (!area.inspection && area.open) { fill(body, elsewhere(area)); return; }
      if (!area.inspection && shown < quarterStart(today())) { fill(body, empty(t("inspect.past.none", { quarter: quarterName(shown) }))); return; }
      if (!area.inspection) { ask(area, shown, first); return; }
      take(await api.one(area.inspection.id));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (!over) fill(body, trouble(problem, start));
    }
  }

  /** Another quarter's inspection that has not ended stands before this quarter's. */
  const elsewhere = ({ area, open }) => empty(t("inspect.open", { area: area.name, quarter: quarterName(open.quarter) }),
    h("button", { type: "button", class: "btn", id: "open-quarter", onclick: () => onQuarter(open.quarter) }, t("inspect.open.go")));

  function ask(area, shown, first) {
    foot.hidden = true;
    fill(body, beginForm(area, first, async (asked) => {
      const begun = await api.begin(asked);
      if (begun.quarter === shown) take(begun);
      else onQuarter(begun.quarter);
    }));
  }

  /** A newer state of it: shown, and asked for again, for others may work on it too. */
  function take(answer) {
    if (over) return;
    if (answer.state === "withdrawn") { leave(); return; }
    if (links && handed(answer) > links.handed) { links = null; notify(t("inspect.links.replaced")); }
    const first = !told || told.plan !== answer.plan || told.state !== answer.state;
    told = answer;
    if (!told.days.includes(view.day)) view.day = told.days[0];
    draw();
    if (first) { lookAt(); shade(); }
    clearTimeout(timer);
    if (planning()) timer = setTimeout(again, ASK_MS);
    else if (told.state !== "ended") timer = setTimeout(again, ASK_MS * 10);
  }

  /** It was taken back, here or by somebody else: the panel begins anew. */
  function leave() {
    clearTimeout(timer);
    [told, links, drawn] = [null, null, ""];
    routes.clear();
    sayTeams([]);
    start();
  }

  /** How often links were handed out: those shown here are dead once somebody else made new ones. */
  const handed = (answer) => answer.changes.filter(({ action }) => action === "issue" || action === "renew").length;

  /** The ground of the area and the hot places of its plan, under the ways; without them the plan can still be read. */
  async function shade() {
    try {
      const [{ items }, area] = await Promise.all([api.hotspots(told.id), gridOf(code)]);
      if (over) return;
      routes.showGround(area.geometry, items);
      setPlanned(items.some((one) => one.outline));
      onLegend();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
    }
  }

  async function again() {
    try {
      take(await api.one(told.id));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      timer = setTimeout(again, ASK_MS * 4);
    }
  }

  const planning = () => ["waiting", "running"].includes(told.planning?.state);
  const broken = () => planning() && told.planning.broken;

  /** The legend names the teams that have ways on the map. */
  function sayTeams(teams, left = null) {
    setTeams(teams.map((team) => ({ name: team.name, colour: colourOf(team.number) })), left);
    onLegend();
  }

  function lookAt() {
    if (told.stops.length) fit(routes.bounds(told, view.day));
  }

  async function run(action, said) {
    try {
      const answer = await action();
      if (said) notify(said);
      if (answer?.id) take(answer);
      return answer;
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
      if (told && problem.status === 409) again(); // somebody else was quicker: what stands now is shown
      return null;
    }
  }

  function choose(parts, { move = true } = {}) {
    view = { ...view, ...parts };
    draw(true);
    const stop = told.stops.find((one) => one.wish === view.chosen);
    if (stop && move) reveal(stop.place);
  }

  function draw(asked = false) {
    const now = JSON.stringify([told, view, links]);
    if (!asked && now === drawn) return; // nothing new: what is being written in stays
    if (!asked && body.contains(document.activeElement) && document.activeElement.tagName === "INPUT") return;
    drawn = now;
    if (told.state === "ended") {
      foot.hidden = true;
      fill(body, reportView(told, { routes, onSpot }));
      sayTeams(told.teams);
      return;
    }
    const stops = told.stops.filter((stop) => stop.team === view.team && stop.day === view.day);
    const out = told.stops.filter((stop) => stop.team === null);
    fill(body, cards(out), told.state === "draft" && h("p", { class: "pad" }, h("button", { type: "button", class: "link small", id: "take-back", onclick: takeBack }, t("inspect.back"))), told.state === "draft" && !planning() && setupBox(told, { keep: setting, onSend: setUp }), told.stale && !planning() && h("p", { class: "note amber pad", id: "stale" }, t("inspect.stale")), planning() && progressBar(), told.planning?.failure && h("p", { class: `note ${told.planning.state === "failed" ? "red" : "amber"} pad` }, inEnglish() ? told.planning.failure.en : told.planning.failure.zh),
      told.days_off.length > 0 && h("p", { class: "note amber pad" }, t("inspect.off", { days: listed(told.days_off.map((day) => date(day, { year: false }))) })), told.straight && h("p", { class: "note amber pad" }, t("inspect.straight")), linkBox(), !planning() && sinceBox(told, { run }), teamChips(), dayLine(),
      h("ol", { class: "rows stops", id: "stops" }, startRow(), stops.map((stop) => stopRow(stop, { told, view, choose, onStop, onSpot, run }))),
      out.length > 0 && h("details", { class: "out", id: "out", open: view.out ?? false, ontoggle: (event) => { view.out = event.target.open; } }, h("summary", {}, t("inspect.out", { n: out.length })), h("ul", { class: "rows" }, out.map((stop) => stopRow(stop, { told, view, choose, onStop, onSpot, run })))),
      !planning() && told.plan !== null && addBox(told, { draft: adding, run, pick, redraw: () => draw(true) }), pairsBox(told, { run }),
      told.changes.length > 0 && h("details", { class: "out" }, h("summary", {}, t("inspect.changes", { n: told.changes.length })), h("ul", { class: "rows" }, [...told.changes].reverse().map((one) => change(one)))));
    foot.hidden = false;
    fill(foot, buttons());
    routes.show(told, view, (wish) => onStop(wish));
    sayTeams(told.ways.length ? told.teams : [], told.ways.length ? out.length > 0 : null);
  }

  /** A stop pressed on the map or in the list: chosen in both, its team and day with it. */
  function onStop(wish) {
    const stop = told.stops.find((one) => one.wish === wish);
    choose({ chosen: view.chosen === wish ? null : wish, ...(stop.team ? { team: stop.team, day: stop.day } : { out: true }) });
    document.querySelector(`[data-wish="${CSS.escape(wish)}"]`)?.scrollIntoView({ block: "nearest" });
  }

  function cards(out) {
    const { progress, figures } = told;
    const issued = told.state === "issued";
    const entered = issued ? progress.grids_entered : figures?.grids_entered;
    return h("div", { class: "form" }, h("p", { class: "quiet" }, t("inspect.about", { quarter: quarterName(told.quarter), teams: told.teams.length, days: told.days.length })), h("div", { class: "tiles3" },
      stat(t(issued ? "inspect.grids.entered" : "inspect.cover"), entered === undefined ? "–" : number(entered), t("inspect.of", { n: progress.grids }), issued ? t("inspect.answered.share", { share: percent(progress.answers_wanted ? progress.answered / progress.answers_wanted : 0) }) : told.corners_before === null ? t("inspect.corners.unknown") : t("inspect.corners", { n: told.corners_before })),
      stat(t("inspect.metres"), figures ? number(figures.travel_m / 1000, figures.travel_m < 100000 ? 1 : 0) : "–", figures ? "km" : "", issued ? t("inspect.stops.done", { done: progress.stops_done, all: progress.stops }) : t("inspect.size", { teams: told.teams.length, days: told.days.length })),
      stat(t(issued ? "inspect.findings" : "inspect.unserved"), issued ? number(progress.findings) : figures ? number(out.length) : "–", issued ? t("unit.cases") : "",
        issued ? t("inspect.problems.n", { n: progress.problems }) : out.length ? h("button", { type: "button", class: "link small", onclick: () => { view.out = true; draw(true); document.getElementById("out")?.scrollIntoView(); } }, t("inspect.why")) : figures ? t("inspect.all.in") : "")), owedLine());
  }

  /** What must be looked at now, and whether all of it is in the plan. */
  function owedLine() {
    const { owed: n = 0, owed_served: served = 0 } = told.figures ?? {};
    if (!n || told.state === "issued") return null;
    return h("p", { class: n > served ? "note amber" : "quiet small", id: "owed" }, n > served ? t("inspect.owed.left", { n, served, left: n - served }) : t("inspect.owed.all", { n }));
  }

  function progressBar() {
    const { state: at, done } = told.planning;
    if (broken()) return h("p", { class: "note amber pad planning", role: "status" }, t("inspect.broken"));
    return h("div", { class: "pad planning", role: "status" }, h("div", { class: "row" }, h("span", {}, at === "waiting" ? t("inspect.waiting") : t("inspect.planning", { share: percent(done) })), h("button", { type: "button", class: "link", onclick: () => run(() => api.stopPlanning(told.id), t("inspect.stopping")) }, t("inspect.stop"))),
      h("div", { class: "bar", role: "progressbar", "aria-valuenow": Math.round(done * 100), "aria-valuemin": 0, "aria-valuemax": 100 }, h("i", { style: { "--done": `${Math.round(done * 100)}%` } })));
  }

  function teamChips() {
    if (!told.ways.length) return null;
    return h("div", { class: "pad chips", role: "group", "aria-label": t("inspect.team") }, told.teams.map((team) => {
      const hours = told.ways.filter((way) => way.team === team.number && way.day === view.day).reduce((sum, way) => sum + way.work_s, 0) / 3600;
      return h("button", { type: "button", class: "chip team", "aria-pressed": String(team.number === view.team), style: { "--team": colourOf(team.number) }, onclick: () => choose({ team: team.number, chosen: null }) }, h("i", {}), t("inspect.team.hours", { name: team.name, hours: number(hours, 1) }));
    }));
  }

  function dayLine() {
    if (!told.ways.length) return null;
    const locked = told.stops.filter((stop) => stop.locked).length;
    return h("div", { class: "pad day-line" }, h("div", { class: "chips", role: "group", "aria-label": t("inspect.day") }, told.days.map((day) => h("button", { type: "button", class: "chip", "aria-pressed": String(day === view.day), onclick: () => { choose({ day, chosen: null }); lookAt(); } }, date(day, { year: false })))),
      h("span", { class: "quiet small" }, locked ? t("inspect.locked.n", { n: locked }) : ""));
  }

  function startRow() {
    const way = told.ways.find((one) => one.team === view.team && one.day === view.day);
    if (!way || !told.stops.some((stop) => stop.team === view.team && stop.day === view.day)) return told.ways.length ? h("li", { class: "section" }, t("inspect.idle")) : null;
    return h("li", { class: "stop-line" }, h("time", {}, clockOf(way.depart)), h("div", {}, h("b", {}, told.area.name), h("span", { class: "quiet small" }, t("inspect.depart", { back: clockOf(way.back), metres: metres(way.travel_m), lunch: way.lunch ? t("inspect.lunch", { span: way.lunch.replaceAll(/(\d\d:\d\d):\d\d/g, "$1") }) : "" }))));
  }

  function linkBox() {
    if (!links) return told.state === "issued" ? h("p", { class: "pad note blue" }, t("inspect.issued.at"), " ", h("button", { type: "button", class: "link", onclick: hand }, t("inspect.links.again"))) : null;
    return h("section", { class: "pad links note blue", id: "links" }, h("p", {}, t("inspect.links")), h("ul", {}, links.map(({ name, href }) => {
      const address = new URL(href, location.href).href;
      return h("li", {}, h("span", {}, name), h("a", { href: address, target: "_blank", rel: "noreferrer" }, t("inspect.link.open")), h("button", { type: "button", class: "link", onclick: async () => { await navigator.clipboard.writeText(address); notify(t("inspect.link.copied", { name })); } }, t("inspect.link.copy")));
    })));
  }

  function buttons() {
    const busy = planning() && !broken();
    const issued = told.state === "issued";
    return [
      issued ? h("button", { type: "button", class: "btn main wide", id: "end", onclick: finish }, t("inspect.end")) : h("button", { type: "button", class: "btn main wide", id: "issue", disabled: busy || told.plan === null || told.stale, onclick: hand }, t("inspect.issue")),
      h("button", { type: "button", class: "btn", id: "replan", disabled: busy, onclick: () => run(() => api.planAgain(told.id)) }, t("inspect.replan")),
      h("button", { type: "button", class: "btn", id: "print", disabled: busy || told.plan === null || told.stale, onclick: printPlan }, t("inspect.print")),
    ];
  }

  async function hand() {
    const answer = await run(() => api.issue(told.id, told.state === "issued"), t("inspect.issued"));
    if (!answer) return;
    links = answer.links;
    const now = await api.one(told.id);
    links.handed = handed(now);
    take(now);
    draw(true);
  }

  async function printPlan({ currentTarget: button }) {
    button.disabled = true;
    const file = await run(() => api.planPdf(told.id));
    button.disabled = false;
    if (file) saveAs(file.blob, file.name);
  }

  /** What was decided and can no longer hold is said at once; it stays to be read among the changes. */
  async function setUp(asked) {
    const answer = await api.setup(told.id, asked);
    const gone = answer.changes.at(-1).detail.let_go;
    notify(gone.length ? t("inspect.setup.gone", { names: gone.map(letGo).join("；") }) : t("inspect.setup.done"));
    if (!answer.teams.some((team) => team.number === view.team)) view.team = answer.teams[0].number;
    take(answer);
  }

  const letGo = (one) => t(`inspect.gone.${one.rule}`, { label: one.label, team: one.team, day: one.day ? date(one.day, { year: false }) : "" });

  async function takeBack() {
    if (!confirm(t("inspect.back.sure", { area: told.area.name }))) return; // it cannot be undone: the routes are gone
    await run(() => api.takeBack(told.id), t("inspect.back.done"));
  }

  async function finish() {
    const { stops, stops_done: done } = told.progress;
    if (!confirm(t("inspect.end.sure", { done, all: stops, days: told.settings.late_days ?? 7 }))) return; // it cannot be undone
    links = null;
    await run(() => api.end(told.id), t("inspect.ended"));
  }

  const change = (one) => h("li", { class: "entry" }, h("div", {}, h("b", {}, t(`inspect.action.${one.action}`), one.wish && ` ${told.stops.find((stop) => stop.wish === one.wish)?.label ?? one.wish}`), h("p", { class: "quiet small" }, [one.reason, ...(one.detail.let_go ?? []).map(letGo)].join(" · "))));

  fill(title, backHead(t("inspect.title"), onBack, code));
  start();
  return { element: [title, body, foot], stop() { over = true; pick(null); clearTimeout(timer); routes.clear(); setTeams([]); setPlanned(false); }, reload: start };
}
