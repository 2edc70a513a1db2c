// The period: one for the whole page. Ready ones, or two dates.
import { fill, h, icon } from "../core/dom.js";
import { today } from "../core/format.js";
import { PRESETS, period, periodName } from "../core/period.js";
import { change, state, watch } from "../core/state.js";
import { t } from "../core/words.js";

export function periodButton() {
  const label = h("span", {});
  const button = h("button", { type: "button", class: "chip", id: "period", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: toggle }, label, icon("down", "s16"));
  const menu = h("div", { class: "menu period-menu", role: "dialog", "aria-label": t("period"), hidden: true });
  const place = h("div", {}, button, menu);

  function show(open) {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) draw();
  }
  function toggle() {
    show(menu.hidden);
  }
  function choose(key) {
    show(false);
    change({ period: key });
    button.focus();
  }

  function draw() {
    const now = period(state.period);
    const day = (name, value) => h("input", { type: "date", name, value, max: today(), "aria-label": t(`period.${name}`) });
    const [from, to] = [day("from", now.from), day("until", now.to)];
    const fault = h("p", { class: "fault", role: "alert", hidden: true });
    const apply = () => {
      const wrong = !from.value || !to.value || from.value > to.value;
      fault.hidden = !wrong;
      fault.textContent = wrong ? t("period.wrong") : "";
      if (!wrong) choose(`${from.value}..${to.value}`);
    };
    fill(menu,
      h("div", { class: "chips" }, PRESETS.map((key) => h("button", { type: "button", class: "chip", "aria-pressed": String(now.key === key), onclick: () => choose(key) }, t(`period.${key}`)))),
      h("div", { class: "field" }, h("span", { class: "label" }, t("period.own")), h("div", { class: "dates" }, from, h("span", { class: "quiet" }, t("period.to")), to), fault),
      h("button", { type: "button", class: "btn", onclick: apply }, t("period.apply")));
  }

  const say = () => { label.textContent = periodName(period(state.period)); };
  watch(["period"], say);
  say();
  document.addEventListener("pointerdown", (event) => place.contains(event.target) || show(false));
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
  return place;
}
