// From draft to force: send for review, approve or send back, publish at a day. What blocks it is said, finding by finding.
import { fill, h } from "../../core/dom.js";
import { ago, date, dayOf, today } from "../../core/format.js";
import { printButton } from "../../ui/printbutton.js";
import { askAll, byPlanner, send, way } from "../api.js";
import { open } from "../dialog.js";
import { ruleName } from "./findings.js";
import { knows, say } from "../words.js";

const MOVES = { draft: ["review", "withdraw"], review: ["approve", "return", "withdraw"], approved: ["return", "withdraw"], published: [], withdrawn: [] };

export function publishingDialog(desk) {
  const { draft } = desk;
  return open(say("publishing.title", { name: draft.facts.name }), (close) => {
    const place = h("div", { class: "publishing" });
    const fault = h("div", { role: "alert" });
    const note = h("textarea", { id: "review-note", "aria-label": say("review.note"), placeholder: say("review.note"), maxlength: "2000" });
    const day = h("input", { type: "date", id: "publish-day", min: today(), value: tomorrow() });
    const history = h("ol", { class: "history" });

    async function act(name, body) {
      fill(fault);
      try {
        await send(name, { edition: draft.id }, body);
        await draft.load();
        draw();
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        fill(fault, h("p", { class: "note red" }, problem.message), problem.errors.length > 0 && h("ul", { class: "rows" }, problem.errors.map(({ field, reason }) => h("li", { class: "small" }, `${field.split(/[,、]/).map((code) => draft.nameOf(code.trim())).join("、")}：${reason}`))));
      }
    }

    function blocking() {
      const blocks = draft.findings.filter(({ severity }) => severity === "error");
      if (!blocks.length) return h("p", { class: "note green" }, say("publishing.clear", { n: draft.counts.warnings }));
      return [h("p", { class: "note red" }, say("publishing.blocked", { n: blocks.length })), h("ul", { class: "rows blocks" }, blocks.slice(0, 30).map((one) => h("li", {}, h("span", {}, `${ruleName(one.rule)}：${one.grids.map((code) => draft.nameOf(code)).join("、")}`),
        h("button", { type: "button", class: "link", onclick: () => { close(null); desk.goFinding(one); } }, say("go.there")))))];
    }

    function draw() {
      const { state } = draft.facts;
      const button = (name, main = false) => h("button", { type: "button", class: main ? "btn main" : "btn", "data-act": name, onclick: () => act(name, { note: note.value.trim() }) }, say(`act.${name}`));
      fill(place, h("ol", { class: "steps" }, ["draft", "review", "approved", "published"].map((step) => h("li", { "aria-current": step === state ? "step" : null }, say(`edition.${step}`)))),
        state !== "published" && state !== "withdrawn" && blocking(), fault,
        MOVES[state].length > 0 && note,
        state === "approved" && h("div", { class: "field" }, h("label", { for: "publish-day" }, say("publish.day")), day),
        state === "published" && h("p", { class: "note green" }, say("publish.done", { day: date(dayOf(new Date(draft.facts.effective_at))) })),
        h("div", { class: "row-buttons" }, state === "approved" && h("button", { type: "button", class: "btn main", "data-act": "publish", disabled: draft.counts.errors > 0, onclick: () => act("publish", { at: day.value }) }, say("act.publish")),
          MOVES[state].map((name, n) => button(name, n === 0 && state !== "approved"))),
        h("div", { class: "row-buttons" }, printButton(say("publish.print"), "btn", () => ({ url: way("changes_pdf", { edition: draft.id }), headers: byPlanner() })),
          h("a", { href: way("changes_xlsx", { edition: draft.id }) }, say("publish.report"))), history);
      reviews();
    }

    async function reviews() {
      const { items } = await askAll("reviews", { edition: draft.id }).catch((problem) => { if (problem.status >= 0) return { items: [] }; throw problem; });
      fill(history, items.map((one) => h("li", {}, h("b", {}, knows(`acted.${one.action}`) ? say(`acted.${one.action}`) : one.action), one.note && h("p", { class: "words" }, one.note), h("p", { class: "when" }, `${one.planner} · ${ago(one.at)}`))));
    }

    draw();
    return place;
  });
}

function tomorrow() {
  const at = new Date(`${today()}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}
