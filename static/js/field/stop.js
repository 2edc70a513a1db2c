// One stop: tick it off or say why not, answer the check-list of its grid, report what is wrong.
import { h, icon } from "../core/dom.js";
import { clock, english, say } from "./words.js";

const ANSWERS = ["normal", "problem", "inapplicable"];
const SKIPS = ["closed", "no_way", "no_time", "weather"];

export function stopCard(stop, { data, zone, marks, answers, onRecord, onBack, onFinding }) {
  const mark = marks.get(stop.wish);
  const checks = stop.kind === "grid" ? data.checks.filter((check) => check.kinds.includes(stop.grid_kind)) : [];
  const left = checks.filter((check) => !answers.has(`${stop.wish} ${check.code}`)).length;
  return [
    h("div", { class: "stop-head" }, h("button", { type: "button", class: "square", "aria-label": say("back"), onclick: onBack }, icon("back")),
      h("div", {}, h("h2", {}, stop.label), h("p", { class: "quiet" }, [say("arrive", { from: clock(stop.arrive, zone), to: clock(stop.leave, zone) }), stop.note].filter(Boolean).join(" · ")))),
    h("div", { class: "two" },
      h("button", { type: "button", id: "tick", class: `btn ${mark === "tick" ? "ticked" : "main"}`, onclick: () => onRecord({ kind: "tick", wish: stop.wish }) }, mark === "tick" && icon("check", "s16"), say(mark === "tick" ? "done" : "tick")),
      h("button", { type: "button", id: "finding", class: "btn", onclick: onFinding }, icon("camera"), say("finding"))),
    mark !== "tick" && h("details", { class: "skip" }, h("summary", {}, say(mark === "skip" ? "skip" : "skip.why")),
      h("div", { class: "chips" }, SKIPS.map((why) => h("button", { type: "button", class: "chip", onclick: () => onRecord({ kind: "skip", wish: stop.wish, why }) }, say(why))))),
    h("section", { class: "checks", "aria-label": say("checks") },
      h("h3", {}, say("checks"), h("span", { class: "quiet" }, checks.length ? say("checks.left", { n: left }) : say("checks.none"))),
      checks.some((check) => check.look === "records") && h("p", { class: "own small" }, stop.own.patrols + stop.own.visits ? say("own", stop.own) : say("own.none")),
      h("ul", {}, checks.map((check) => row(stop, check, answers.get(`${stop.wish} ${check.code}`), onRecord)))),
  ];
}

function row(stop, check, answer, onRecord) {
  return h("li", { "data-check": check.code },
    h("p", {}, english ? check.name_en : check.name_zh, h("span", { class: "tag" }, say(check.look))),
    !english && h("p", { class: "quiet small" }, say("standard", { text: check.standard })),
    h("div", { class: "answers", role: "group", "aria-label": say("answer") }, ANSWERS.map((one) => h("button", { type: "button", class: `chip ${one}`, "aria-pressed": String(answer === one), onclick: () => onRecord({ kind: "answer", wish: stop.wish, item: check.code, answer: one }) }, say(one)))));
}
