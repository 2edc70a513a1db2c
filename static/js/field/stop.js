// One stop: the way there, tick it off or say why not, answer the check-list of its grid, report what is wrong.
import { h, icon } from "../core/dom.js";
import { geo } from "./place.js";
import { clock, dayWords, english, say } from "./words.js";

const ANSWERS = ["normal", "problem", "inapplicable"];
const SKIPS = ["closed", "no_way", "no_time", "weather"];

/** The items that a stop must answer. */
export const checksOf = (stop, checks) => (stop.kind === "grid" ? checks.filter((check) => check.kinds.includes(stop.grid_kind)) : []);

/** The way to a stop: where it lies from here (kept up to date by the page) and the phone's own map. */
export const wayThere = (stop) => h("div", { class: "there" }, h("span", { class: "bearing", "data-place": JSON.stringify(stop.place) }),
  h("a", { class: "btn", href: geo(stop.place, stop.label) }, icon("next", "s16"), say("navigate")));

export function stopCard(stop, { data, zone, marks, answers, onRecord, onBack, onFinding }) {
  const mark = marks.get(stop.wish);
  const checks = checksOf(stop, data.checks);
  const left = checks.filter((check) => !answers.has(`${stop.wish} ${check.code}`)).length;
  return [
    h("div", { class: "stop-head" }, h("button", { type: "button", class: "square", "aria-label": say("back"), onclick: onBack }, icon("back")),
      h("div", {}, h("h2", {}, `${stop.serial}. ${stop.label}`), h("p", { class: "quiet" }, [say("arrive", { from: clock(stop.arrive, zone), to: clock(stop.leave, zone) }), stop.note].filter(Boolean).join(" · ")))),
    wayThere(stop),
    h("div", { class: "two" },
      h("button", { type: "button", id: "tick", class: `btn ${mark === "tick" ? "ticked" : "main"}`, onclick: () => onRecord({ kind: "tick", wish: stop.wish }) }, mark === "tick" && icon("check", "s16"), say(mark === "tick" ? "done" : "tick")),
      h("button", { type: "button", id: "finding", class: "btn", onclick: onFinding }, icon("camera"), say("finding"))),
    mark !== "tick" && h("details", { class: "skips" }, h("summary", {}, say(mark === "skip" ? "skip" : "skip.why")),
      h("div", { class: "chips" }, SKIPS.map((why) => h("button", { type: "button", class: "chip", onclick: () => onRecord({ kind: "skip", wish: stop.wish, why }) }, say(why))))),
    checks.length > 0 && h("section", { class: "checks", "aria-label": say("checks") },
      h("h3", {}, say("checks"), h("span", { class: "quiet" }, left ? say("checks.left", { n: left }) : say("checks.done"))),
      h("ul", {}, checks.filter((check) => check.look === "place").map((check) => row(stop, check, answers, onRecord))),
      stop.own && [h("h3", {}, say("records"), h("span", { class: "quiet" }, say("records.of", { from: dayWords(stop.own.first), to: dayWords(stop.own.last) }))), ownRecords(stop.own)],
      h("ul", {}, checks.filter((check) => check.look === "records").map((check) => row(stop, check, answers, onRecord)))),
  ];
}

/** What the grid itself wrote down in the quarter before: patrols on so many of the due days, sweeps done of those due. */
function ownRecords(own) {
  const cells = [["own.patrols", own.patrols, null], ["own.days", own.days_done, own.days_due], ["own.sweeps", own.sweeps_done, own.sweeps_due], ["own.nil", own.nil_returns, null], ["own.visits", own.visits, null]];
  return h("dl", { class: "own", id: "own" }, cells.map(([what, n, of]) => h("div", { class: of !== null && n < of ? "short" : "" }, h("dt", {}, say(what)), h("dd", {}, String(n), of !== null && h("small", {}, ` / ${of}`)))));
}

function row(stop, check, answers, onRecord) {
  const answer = answers.get(`${stop.wish} ${check.code}`);
  const name = english ? check.name_en : check.name_zh;
  return h("li", { "data-check": check.code },
    h("p", {}, name),
    !english && h("p", { class: "quiet small" }, say("standard", { text: check.standard })),
    h("div", { class: "answers", role: "group", "aria-label": name }, ANSWERS.map((one) => h("button", { type: "button", class: `chip ${one}`, "aria-pressed": String(answer === one), onclick: () => onRecord({ kind: "answer", wish: stop.wish, item: check.code, answer: one }) }, say(one)))));
}
