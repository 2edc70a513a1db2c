// 指定与回避、加一处: what people decide beside the plan. Each wants a reason, and everything is planned anew around it.
import { fill, h } from "../core/dom.js";
import { t } from "../core/words.js";
import * as api from "../inspect/api.js";

/** Who goes where and who does not; each can be taken back. */
export function pairsBox(told, { run }) {
  if (!told.pairs.length) return null;
  const name = (number) => told.teams.find((team) => team.number === number)?.name ?? number;
  return h("details", { class: "out", id: "pairs" }, h("summary", {}, t("inspect.pairs", { n: told.pairs.length })), h("ul", { class: "rows" }, told.pairs.map((pair) => {
    const { rule, team, grid, wish } = pair;
    const said = t(`inspect.pair.${rule}`, { team: name(team), label: pair.label ?? wish });
    return h("li", { class: "entry" }, h("b", {}, said), h("p", { class: "quiet small" }, [pair.reason, pair.idle && t("inspect.pair.idle")].filter(Boolean).join(" · ")),
      withReason(t("inspect.pair.lift"), (reason) => run(() => api.pair(told.id, { rule, team, ...(grid ? { grid } : { wish }), lift: true, reason }), t("inspect.pair.lifted"))));
  })));
}

/** A button that asks for the reason in place, then acts. */
export function withReason(words, act) {
  const reason = h("input", { type: "text", maxlength: 200, placeholder: t("inspect.reason.hint"), "aria-label": t("inspect.reason") });
  const form = h("form", { class: "with-button", hidden: true, onsubmit: (event) => { event.preventDefault(); if (reason.value.trim()) act(reason.value.trim()); else reason.focus(); } }, reason, h("button", { type: "submit", class: "btn" }, words));
  const open = h("button", { type: "button", class: "link", onclick: () => { open.hidden = true; form.hidden = false; reason.focus(); } }, words);
  return h("div", {}, open, form);
}

/** A place of one's own: pressed on the map, named, with a reason. `draft` outlives redrawing. */
export function addBox(told, { draft, run, pick, redraw }) {
  if (!draft.open) return h("p", { class: "pad" }, h("button", { type: "button", class: "link", id: "add-stop", onclick: () => { Object.assign(draft, { open: true, place: null }); pick(take); redraw(); } }, t("inspect.add")));
  const fault = h("p", { class: "fault", role: "alert" });
  const where = h("p", { class: draft.place ? "quiet small" : "note blue" });
  const say = () => { where.className = draft.place ? "quiet small" : "note blue"; where.textContent = draft.place ? t("inspect.add.at", { lon: draft.place.lon.toFixed(5), lat: draft.place.lat.toFixed(5) }) : t("inspect.add.press"); };
  const field = (key, attributes) => h("input", { value: draft[key] ?? "", "aria-label": t(`inspect.add.${key}`), placeholder: t(`inspect.add.${key}`), oninput: (event) => { draft[key] = event.target.value; }, ...attributes });
  const must = h("input", { type: "checkbox", checked: draft.required ?? false, onchange: (event) => { draft.required = event.target.checked; } });

  function take(place) { draft.place = place; say(); }

  function close() {
    for (const key of Object.keys(draft)) delete draft[key];
    pick(null);
    redraw();
  }

  async function submit(event) {
    event.preventDefault();
    const missing = !draft.place ? "press" : !draft.name?.trim() ? "name" : !draft.reason?.trim() ? "reason" : null;
    fill(fault, missing ? t(`inspect.add.missing.${missing}`) : "");
    if (missing) return;
    const { lon, lat, crs } = draft.place;
    const asked = { name: draft.name.trim(), lon, lat, ...(crs ? { crs } : {}), minutes: Number(draft.minutes) || 15, required: draft.required ?? false, reason: draft.reason.trim() };
    document.activeElement?.blur();
    if (await run(() => api.addStop(told.id, asked), t("inspect.added"))) close();
  }

  say();
  pick(take);
  return h("form", { class: "pad form-in", id: "add-form", onsubmit: submit }, where, field("name", { type: "text", maxlength: 100 }), field("minutes", { type: "text", inputmode: "numeric", maxlength: 3 }), field("reason", { type: "text", maxlength: 200 }),
    h("label", { class: "check" }, must, t("inspect.add.required")), fault, h("div", { class: "two-buttons" }, h("button", { type: "submit", class: "btn main" }, t("inspect.add.send")), h("button", { type: "button", class: "btn", onclick: close }, t("inspect.add.cancel"))));
}
