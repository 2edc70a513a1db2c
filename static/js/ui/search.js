// One box for grids, addresses and coordinates. What looks like coordinates is offered in every datum.
import { byId, fill, h, icon, settled } from "../core/dom.js";
import { findPlaces } from "../core/data.js";
import { t } from "../core/words.js";
import { periodButton } from "./periodmenu.js";
import { readCoordinates, DATUMS } from "./coordinates.js";

/** onGrid(code), onPlace({lon, lat, crs}) */
export function makeSearch({ onGrid, onPlace }) {
  const list = h("div", { class: "found", id: "found", role: "listbox", "aria-label": t("search.found"), hidden: true });
  const input = h("input", { type: "search", id: "search", placeholder: t("search.placeholder"), "aria-label": t("search.placeholder"), autocomplete: "off", spellcheck: "false",
    role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list" });
  let choices = [];
  let at = -1;
  let datum = "wgs84";
  let asking = null;

  const open = (yes) => { list.hidden = !yes; input.setAttribute("aria-expanded", String(yes)); };
  const pick = (choice) => { open(false); input.blur(); choice.run(); };

  function mark(to) {
    at = to;
    choices.forEach(({ row }, index) => {
      row.classList.toggle("on", index === at);
      row.setAttribute("aria-selected", String(index === at));
    });
    choices[at]?.row.scrollIntoView({ block: "nearest" });
    if (choices[at]) input.setAttribute("aria-activedescendant", choices[at].row.id);
  }

  function show(found, before = []) {
    choices = found.map((choice, index) => ({ ...choice, row: row(choice, index) }));
    fill(list, before, choices.length ? choices.map((choice) => choice.row) : h("p", { class: "empty" }, t("search.none")));
    at = -1;
    open(true);
    if (choices.length) mark(0);
  }

  function row(choice, index) {
    return h("div", { role: "option", id: `found-${index}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); pick(choice); } },
      icon(choice.icon), h("span", {}, choice.text, choice.sub && h("span", { class: "sub" }, ` ${choice.sub}`)), choice.side && h("span", { class: "sub" }, choice.side));
  }

  function offerCoordinates(pair) {
    const chips = h("div", { class: "datum" }, h("span", { class: "label" }, t("search.datum")), h("div", { class: "chips", role: "radiogroup" },
      DATUMS.map((name) => h("button", { type: "button", class: "chip", role: "radio", "aria-checked": String(name === datum), onpointerdown: (event) => { event.preventDefault(); datum = name; look(); } }, t(`datum.${name}`)))));
    show(pair.map(({ lon, lat }) => ({ icon: "here", text: t("search.go", { lon, lat }), side: t(`datum.${datum}`), run: () => onPlace({ lon, lat, crs: datum }, { move: true }) })), [chips]);
  }

  async function look() {
    const text = input.value.trim();
    asking?.abort();
    if (!text) return open(false);
    const pair = readCoordinates(text);
    if (pair.length) return offerCoordinates(pair);
    asking = new AbortController();
    try {
      const found = await findPlaces(text, asking.signal);
      return show(found.map((one) => ({ ...one, run: () => (one.grid ? onGrid(one.grid, { move: true }) : onPlace({ lon: one.lon, lat: one.lat }, { move: true })) })));
    } catch (problem) {
      if (problem.name !== "AbortError") show([], [h("p", { class: "fault empty" }, problem.message)]);
      return undefined;
    }
  }

  input.addEventListener("input", settled(look, 160));
  input.addEventListener("focus", () => input.value && look());
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(Math.min(choices.length - 1, at + 1));
    else if (event.key === "ArrowUp") mark(Math.max(0, at - 1));
    else if (event.key === "Enter" && choices[at]) pick(choices[at]);
    else if (event.key === "Escape") { open(false); input.blur(); } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  byId("topbar").append(h("div", { class: "search", role: "search" }, icon("search"), input, periodButton()), list);
  return { focus: () => { input.focus(); input.select(); } };
}
