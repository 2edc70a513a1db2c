// Where the desk begins: who is planning, which town, which draft.
import { byId, fill, h } from "../../core/dom.js";
import { config } from "../../core/config.js";
import { ago, date, dayOf, today } from "../../core/format.js";
import { loader } from "../../panels/parts.js";
import { askAll, send } from "../api.js";
import { callMe, planner } from "../planner.js";
import { say } from "../words.js";
import { importForm } from "./importing.js";

const OPEN = new Set(["draft", "review", "approved"]);

/** Asks for the planner's name, once. */
export function askName(again = false) {
  if (planner() && !again) return Promise.resolve();
  return new Promise((resolve) => {
    const name = h("input", { type: "text", id: "planner-name", maxlength: "40", value: planner(), autocomplete: "name", autofocus: true });
    const fault = h("p", { class: "fault", role: "alert" });
    const done = (event) => {
      event.preventDefault();
      if (!name.value.trim()) return fill(fault, say("name.missing"));
      callMe(name.value);
      return resolve();
    };
    fill(byId("panel-view"), h("header", { class: "panel-head" }, h("h1", {}, say("title"))),
      h("form", { class: "form", onsubmit: done }, h("p", {}, say("name.why")), h("div", { class: "field" }, h("label", { for: "planner-name" }, say("name.label")), name, fault),
        h("div", { class: "row-buttons" }, h("button", { type: "submit", class: "btn main" }, say("name.go")))));
    name.focus({ preventScroll: true });
  });
}

/** The list of editions of a town, newest first; `onOpen(id)` opens one. */
export function startView({ onOpen }) {
  const place = h("div", { class: "panel-body" });
  const { towns } = config.desk;
  const search = new URLSearchParams(location.search);
  let town = towns.find(({ code }) => code === search.get("town"))?.code ?? towns[0]?.code;
  const load = loader(place, () => askAll("editions", {}, { town }), ({ items }) => content(items));
  fill(byId("panel-view"), h("header", { class: "panel-head" }, h("div", { class: "row" }, h("h1", {}, say("title"))), towns.length > 1 && chooser()), place);

  function chooser() {
    const select = h("select", { "aria-label": say("town"), onchange: () => { town = select.value; load(); } }, towns.map(({ code, name, grids }) => h("option", { value: code, selected: code === town }, say("town.grids", { name, n: grids }))));
    return select;
  }

  function content(items) {
    const open = items.filter(({ state }) => OPEN.has(state));
    const past = items.filter(({ state }) => !OPEN.has(state));
    const bring = !open.length && importForm({ town, onOpen: (id) => location.assign(`${location.pathname}?${new URLSearchParams([...search, ["edition", id]])}`) });
    if (!town && !items.length) return [h("p", { class: "empty" }, say("start.no_town")), bring];
    return [open.length ? h("ul", { class: "rows" }, open.map(row)) : [opening(), bring], past.length > 0 && [h("h2", { class: "section" }, say("start.past")), h("ul", { class: "rows" }, past.map(row))]];
  }

  function row(one) {
    const at = one.published_at ?? one.created_at;
    return h("li", {}, h("button", { type: "button", class: "rowbtn plain", "data-edition": one.id, onclick: () => onOpen(one.id) }, h("span", { class: "main" }, one.name), h("span", { class: `tag ${one.state === "draft" ? "blue" : one.state === "published" ? "green" : "amber"}` }, say(`edition.${one.state}`)),
      h("span", { class: "sub" }, [one.town.name, one.created_by, one.effective_at ? say("start.from", { day: date(dayOf(new Date(one.effective_at))) }) : ago(at)].filter(Boolean).join(" · "))));
  }

  function opening() {
    const name = h("input", { type: "text", id: "edition-name", maxlength: "80", value: say("start.name", { year: today().slice(0, 4) }) });
    const fault = h("p", { class: "fault", role: "alert" });
    const begin = h("button", { type: "submit", class: "btn main" }, say("start.begin"));
    const submit = async (event) => {
      event.preventDefault();
      begin.disabled = true;
      fill(fault);
      try {
        onOpen((await send("editions", {}, { town, name: name.value.trim() })).id);
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        begin.disabled = false;
        fill(fault, problem.message);
      }
    };
    return h("form", { class: "form", onsubmit: submit }, h("p", { class: "note" }, say("start.none")), h("div", { class: "field" }, h("label", { for: "edition-name" }, say("start.label")), name, fault), h("div", { class: "row-buttons" }, begin));
  }

  load();
}
