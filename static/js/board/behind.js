// The incidents behind one number, page after page; as many as the number says.
import { boardIncidents, more } from "../core/data.js";
import { fill, h, icon } from "../core/dom.js";
import { number, span, time } from "../core/format.js";
import { route } from "../core/config.js";
import { OTHERS, OWN, STATES } from "../core/known.js";
import { period } from "../core/period.js";
import { state } from "../core/state.js";
import { t } from "../core/words.js";
import { symbolCanvas, symbolOf } from "../map/symbols.js";
import { gridName, itemName } from "../panels/events.js";
import { empty, loader } from "../panels/parts.js";
import { say } from "./words.js";

const LIMITS = ["due", "met", "missed", "open"];
const SOURCES = { own: OWN, others: OTHERS, complaints: ["resident", "hotline"] };

/** `opened` is what stands in the address: the number, then ~ and the row's code where it is a row's. */
export const openedOf = (text) => { const [key, node = null] = (text ?? "").split("~"); return { key, node }; };
export const openedText = (key, node) => (node ? `${key}~${node}` : key);

export function behindList(query, { title, count, onBack, onFound }) {
  const { key, node } = openedOf(state.opened);
  const place = h("div", {});
  const list = h("ul", { class: "rows", id: "behind" });
  const said = h("span", { class: "quiet" });
  loader(place, (signal) => boardIncidents({ ...query, number: key, node, limit: 50 }, signal), (page) => {
    if (!page.items.length) return empty(say("see.none"));
    const foot = h("div", {});
    put(page, foot);
    return [list, foot];
  })();

  function put(page, foot) {
    list.append(...page.items.map((one) => row(one, key, onFound)));
    said.textContent = say("list.shown", { n: number(list.childElementCount) });
    fill(foot, page.next && h("div", { class: "empty" }, h("button", { type: "button", class: "btn", onclick: (event) => next(page.next, foot, event.target) }, say("list.more"))));
  }

  async function next(path, foot, button) {
    button.disabled = true;
    try {
      put(await more(path), foot);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      button.disabled = false;
      foot.append(h("p", { class: "fault empty", role: "alert" }, problem.message));
    }
  }

  return [
    h("header", { class: "box-head" }, h("button", { type: "button", class: "square", "aria-label": say("list.back"), title: say("list.back"), onclick: onBack }, icon("back")),
      h("h2", { class: "grow" }, `${title} · ${say(`number.${key}`)} ${number(count)}`, h("span", { class: "unit" }, say("cases"))), said, eventsLink(key, node)),
    h("div", { class: "box-body" }, place),
  ];
}

/** The grids that nobody looked at; a press shows one on the map. */
export function unseenList({ items, grids }, { onBack, onShow }) {
  const rows = items.map((one) => h("li", {}, h("button", { type: "button", class: "rowbtn plain", "data-code": one.code, onclick: () => onShow(one) }, h("span", { class: "main" }, one.name), h("span", { class: "sub" }, one.code))));
  return [
    h("header", { class: "box-head" }, h("button", { type: "button", class: "square", "aria-label": say("list.back"), title: say("list.back"), onclick: onBack }, icon("back")),
      h("h2", { class: "grow" }, `${say("number.unseen")} ${number(items.length)}`, h("span", { class: "unit" }, say("grids"))), h("span", { class: "quiet" }, say("unseen.note", { n: number(grids) }))),
    h("div", { class: "box-body" }, h("ul", { class: "rows", id: "unseen" }, rows), h("p", { class: "section" }, say("unseen.why"))),
  ];
}

/** The same incidents in the list beside the map, where that list can say them: it goes by the time of the report, not of the limit. */
function eventsLink(key, node) {
  if (LIMITS.includes(key) || ["outside", "elsewhere"].includes(node)) return null;
  const { from, to } = period(state.period);
  const query = { s: "events", period: `${from}..${to}`, within: node ?? state.within, source: SOURCES[key], state: STATES.filter((one) => one !== "void") };
  return h("a", { class: "link", href: route("map_page", {}, query) }, say("list.events"));
}

function row(one, key, onFound) {
  const limits = LIMITS.includes(key);
  return h("li", {}, h("a", { class: "rowbtn", href: route("map_page", {}, { s: "events", event: one.id }), "data-id": one.id, onmouseenter: () => onFound(one) },
    symbolCanvas(symbolOf(one)), h("span", { class: "main" }, itemName(one)), limits ? outcome(one) : h("span", { class: "tag" }, t(`source.${one.source}`)),
    h("span", { class: "sub" }, `${gridName(one)} · ${one.number} · ${limits ? say("list.due", { at: time(one.due_at) }) : time(one.reported_at)}`)));
}

function outcome(one) {
  const [due, done] = [Date.parse(one.due_at), one.done_at && Date.parse(one.done_at)];
  if (done) return done > due ? h("span", { class: "tag amber" }, say("list.late", { span: span(done - due) })) : h("span", { class: "tag green" }, say("list.met"));
  return h("span", { class: "tag red" }, say("list.open", { span: span(Date.now() - due) }));
}
