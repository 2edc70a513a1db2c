// 列入联查: a hotspot or a grid put into the inspection of its work area, with a reason; then where it stands, and the way back.
import { ask, requests as standing, withdraw } from "../inspect/api.js";
import { fill, h } from "../core/dom.js";
import { quarterName } from "../core/period.js";
import { listed, t } from "../core/words.js";
import { notify } from "../ui/notices.js";

const LONGEST = 200;

/** What is listed already, of a hotspot or of a grid; `onArea(code)` opens the inspection of a work area. */
export function listing(what, known, { onArea, onChange }) {
  const place = h("div", { class: "listing" });
  let items = known;

  function draw() {
    fill(place, items.length ? items.map(stands) : h("button", { type: "button", class: "btn main wide", id: "list", onclick: open }, t("list.button")));
  }

  const stands = (one) => h("div", { class: "listed" }, h("button", { type: "button", class: "btn wide", onclick: () => onArea(one.area.code, one.quarter) },
    h("span", { class: "tag blue" }, t("list.in")), t("list.where", { quarter: quarterName(one.quarter) })),
  h("button", { type: "button", class: "link", onclick: () => takeBack(one) }, t("list.withdraw")));

  function open() {
    const reason = h("input", { type: "text", id: "list-reason", maxlength: LONGEST, placeholder: t("list.reason.hint"), "aria-label": t("list.reason") });
    const must = h("input", { type: "checkbox", id: "list-must", checked: true });
    const fault = h("p", { class: "fault", role: "alert" });
    const button = h("button", { type: "submit", class: "btn main wide" }, t("list.send"));
    fill(place, h("form", { class: "list-form", onsubmit: (event) => { event.preventDefault(); send(reason, must, fault, button); } },
      h("label", { class: "label", for: "list-reason" }, t("list.reason")), reason, fault, h("label", { class: "check" }, must, t("list.must")),
      h("div", { class: "two-buttons" }, button, h("button", { type: "button", class: "btn", onclick: draw }, t("list.cancel")))));
    reason.focus();
  }

  async function send(reason, must, fault, button) {
    const words = reason.value.trim();
    fault.textContent = words ? "" : t("list.reason.missing");
    if (!words) return reason.focus();
    button.disabled = true;
    try {
      items = (await ask({ ...what, required: must.checked, reason: words })).items;
      draw();
      notify(t(items[0].state === "waiting" ? "list.waits" : "list.replans", { area: listed(items.map((one) => one.area.name)), quarter: quarterName(items[0].quarter) }));
      onChange?.(items);
    } catch (problem) {
      button.disabled = false;
      if (!(problem.status >= 0)) throw problem;
      fault.textContent = problem.message;
    }
    return undefined;
  }

  /** Taken back at once, with the way to put it there again. */
  async function takeBack(one) {
    try {
      await withdraw(one.id, t("list.withdraw.reason"));
      items = items.filter((other) => other.id !== one.id);
      draw();
      notify(t("list.withdrawn"), { action: { text: t("undo"), run: () => again(one) } });
      onChange?.(items);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    }
  }

  async function again(one) {
    try {
      items = (await ask({ ...what, required: one.required, reason: one.reason })).items;
      draw();
      onChange?.(items);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    }
  }

  draw();
  return place;
}

/** The same for whichever grid is chosen in a table: `follow(code, name)` when another is. */
export function gridListing({ onArea }) {
  const place = h("div", { class: "listing" });
  let known = [];
  let chosen = null;

  function draw() {
    if (!chosen) return fill(place, h("button", { type: "button", class: "btn main wide", id: "list", disabled: true, title: t("list.pick") }, t("list.button")));
    const mine = known.filter((one) => one.grid === chosen);
    return fill(place, listing({ grid: chosen }, mine, { onArea, onChange: (items) => { known = [...known.filter((one) => one.grid !== chosen), ...items]; } }));
  }

  async function load() {
    try {
      known = (await standing()).items;
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      known = []; // pressing the button says what is wrong
    }
    draw();
  }

  draw();
  load();
  return { element: place, follow(code) { if (code === chosen) return; chosen = code; draw(); } };
}
