// The panel of an open draft: its name and state, the tools, the views, and undo, compare, publish at the foot.
import { byId, fill, h, icon } from "../../core/dom.js";
import { knows, say } from "../words.js";
import { TOOLS } from "../toolbox.js";
import { helpDialog } from "./help.js";

const VIEWS = ["figures", "tree", "findings", "log", "comments"];

/** Tools that change nothing, so that they serve in a review too. */
const LOOKING = new Set(["select", "comment"]);

export function makeFrame(desk, views) {
  const { draft } = desk;
  let now = "figures";
  let standing = null; // a proposal, or the comparison, in place of the view
  let shown = null;
  const head = h("header", { class: "panel-head" });
  const tools = h("div", { class: "toolbox", role: "toolbar", "aria-label": say("tools") });
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const body = h("div", { class: "panel-body", role: "tabpanel" });
  const foot = h("div", { class: "panel-foot" });
  fill(byId("panel-view"), head, tools, tabs, body, foot);

  function drawHead() {
    const { facts, counts } = draft;
    const leaves = draft.leaves().length;
    fill(head,
      h("div", { class: "row" }, h("button", { type: "button", class: "square", "aria-label": say("leave"), title: say("leave"), onclick: desk.leave }, icon("back")),
        h("h1", { class: "grow ellipsis", title: facts.name }, facts.name), h("span", { class: "quiet" }, facts.town.name),
        h("button", { type: "button", class: "square", id: "do-help", "aria-label": say("help.title"), title: `${say("help.title")} (?)`, onclick: helpDialog }, icon("help"))),
      h("div", { class: "row facts-row" }, h("button", { type: "button", class: `tag ${facts.state === "draft" ? "blue" : facts.state === "published" ? "green" : "amber"}`, onclick: desk.publishing }, say(`edition.${facts.state}`)),
        h("span", { class: "small grow" }, say("head.facts", { n: leaves, changes: draft.version })), h("span", { class: "small", role: "status", id: "saved" }, savedSaid())));
    const blocked = counts.errors;
    fill(foot,
      button("undo", "key.undo", !facts.can_undo || !draft.editable, desk.undo, facts.undo), button("redo", "key.redo", !facts.can_redo || !draft.editable, desk.redo, facts.redo),
      h("button", { type: "button", class: "btn", onclick: desk.compare }, say("compare")),
      h("button", { type: "button", class: `btn wide ${blocked ? "" : "main"}`, onclick: desk.publishing }, facts.state === "draft" ? (blocked ? say("publish.blocked", { n: blocked }) : say("publish.review")) : say(`publish.${facts.state}`)));
  }

  function button(name, words, disabled, run) {
    return h("button", { type: "button", class: "btn square-btn", id: `do-${name}`, title: say(words), "aria-label": say(words), disabled, onclick: run }, icon(name));
  }

  function savedSaid() {
    const waiting = desk.outbox.size;
    if (!waiting) return say("saved");
    return desk.away ? say("saved.away", { n: waiting }) : say("saved.sending", { n: waiting });
  }

  function drawTools() {
    fill(tools, Object.entries(TOOLS).map(([name, { key }]) => h("button", {
      type: "button", class: "tool", "data-tool": name, "aria-pressed": String(desk.toolName === name), "aria-keyshortcuts": key.toUpperCase(),
      title: `${say(`tool.${name}`)} (${key.toUpperCase()})`, disabled: !draft.editable && !LOOKING.has(name), onclick: () => desk.use(name),
    }, icon(name), h("span", {}, say(knows(`tool.${name}.short`) ? `tool.${name}.short` : `tool.${name}`)))));
  }

  function drawTabs() {
    const { errors, warnings } = draft.counts;
    fill(tabs, VIEWS.map((name) => h("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === now && !standing), onclick: () => frame.show(name),
    }, say(`view.${name}`), name === "findings" && errors + warnings > 0 && h("span", { class: `count ${errors ? "red" : "amber"}` }, errors || warnings))));
  }

  function drawBody() {
    shown?.stop?.();
    const at = body.scrollTop;
    shown = standing ? standing() : views[now](desk);
    fill(body, shown.element ?? shown);
    body.scrollTop = at;
  }

  const frame = {
    get view() { return standing ? null : now; },
    show(name) {
      standing = null;
      desk.closeStanding();
      now = name;
      if (desk.tool.open) desk.use("select");
      body.scrollTop = 0;
      frame.draw();
    },
    /** Something that takes the body until it is closed: `build()` gives an element. */
    stand(build) {
      standing = build;
      body.scrollTop = 0;
      frame.draw();
      body.querySelector("[autofocus]")?.focus({ preventScroll: true });
    },
    standDown() {
      if (!standing) return;
      standing = null;
      frame.draw();
    },
    get standing() { return Boolean(standing); },
    drawTools,
    drawHead,
    draw() {
      drawHead();
      drawTools();
      drawTabs();
      drawBody();
    },
    drawBody,
    live: () => shown?.live?.(),
    saved() {
      const place = byId("saved");
      if (place) place.textContent = savedSaid();
    },
  };
  return frame;
}
