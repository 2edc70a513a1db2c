// One stop of a plan in the list: when, what, why; opened, it can be moved to another team or day, or locked, with a reason.
import { config } from "../core/config.js";
import { fill, h, icon } from "../core/dom.js";
import { date } from "../core/format.js";
import { inEnglish, t } from "../core/words.js";
import * as api from "../inspect/api.js";

const TAGS = { hotspot: "red", overdue: "amber", extra: "blue", never: "blue", key_place: "", grid: "" };
const hours = new Intl.DateTimeFormat("en-GB", { timeZone: config.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** 08:42, of an instant or of a time that the server wrote with seconds. */
export const clockOf = (said) => (said.includes("T") ? hours.format(new Date(said)) : said.slice(0, 5));

export function stopRow(stop, { told, view, choose, onStop, onSpot, run }) {
  const chosen = stop.wish === view.chosen;
  const sub = [stop.kind !== "grid" && stop.grid_name, stop.note].filter(Boolean).join(" · ");
  return h("li", { class: chosen ? "chosen" : "" }, h("button", { type: "button", class: "stop-line", "data-wish": stop.wish, "aria-expanded": String(chosen), onclick: () => onStop(stop.wish) },
    h("time", {}, stop.arrive ? clockOf(stop.arrive) : "–"), h("div", {}, h("b", {}, stop.label), h("span", { class: "quiet small" }, stop.why ? [inEnglish() ? stop.why.en : stop.why.zh, stop.owed > 0 && stop.note].filter(Boolean).join(" · ") : sub)),
    h("span", { class: "tags" }, stop.done === "tick" && h("span", { class: "tag green" }, icon("check", "s16"), t("inspect.done")), stop.done === "skip" && h("span", { class: "tag amber" }, t("inspect.skipped")), stop.locked && h("span", { class: "tag" }, t("inspect.locked")), stop.owed > 0 && h("span", { class: "tag amber" }, t("inspect.owed")), stop.also.length > 0 && h("span", { class: "tag" }, t("inspect.kind.key_place")), stop.kind !== "grid" && h("span", { class: `tag ${TAGS[stop.kind] ?? ""}` }, t(`inspect.kind.${stop.kind}`)))),
  chosen && told.state !== "ended" && hand(stop, { told, choose, run }),
  chosen && stop.wish.startsWith("hotspot:") && h("button", { type: "button", class: "link to-spot", onclick: () => onSpot(stop.refers) }, t("inspect.spot")));
}

/** Moving and locking by hand; nothing happens without a reason. */
function hand(stop, { told, choose, run }) {
  const team = h("select", { "aria-label": t("inspect.team") }, told.teams.map((one) => h("option", { value: one.number }, one.name)));
  const day = h("select", { "aria-label": t("inspect.day") }, told.days.map((one) => h("option", { value: one }, date(one, { year: false }))));
  if (stop.team) { team.value = stop.team; day.value = stop.day; }
  const reason = h("input", { type: "text", maxlength: 200, placeholder: t("inspect.reason.hint"), "aria-label": t("inspect.reason") });
  const fault = h("p", { class: "fault", role: "alert" });

  async function press(action, said) {
    const why = reason.value.trim();
    fill(fault, why ? "" : t("inspect.reason.missing"));
    if (!why) { reason.focus(); return; }
    reason.blur();
    if (await run(() => action(why), said)) choose({ chosen: null }, { move: false });
  }

  const move = () => press((why) => api.move(told.id, { wish: stop.wish, team: Number(team.value), day: day.value, reason: why }), t("inspect.moved"));
  const lock = () => press((why) => api.lock(told.id, { wish: stop.wish, locked: !stop.locked, reason: why }), t(stop.locked ? "inspect.unlocked" : "inspect.locked.done"));
  const whole = stop.kind === "grid";
  const about = () => ({ team: Number(team.value), ...(whole ? { grid: stop.grid } : { wish: stop.wish }) });
  const forbid = () => press((why) => api.pair(told.id, { rule: "forbidden", ...about(), reason: why }), t("inspect.paired"));
  const give = () => press((why) => api.pair(told.id, { rule: "fixed", ...about(), reason: why }), t("inspect.paired"));
  const drop = () => press((why) => api.dropStop(told.id, { wish: stop.wish, reason: why }), t("inspect.dropped"));
  return h("form", { class: "hand", onsubmit: (event) => { event.preventDefault(); move(); } }, h("div", { class: "pair3" }, team, day, h("button", { type: "submit", class: "btn" }, t("inspect.move"))), reason, fault,
    h("div", { class: "chips" }, stop.team && h("button", { type: "button", class: "link", onclick: lock }, t(stop.locked ? "inspect.unlock" : "inspect.lock")),
      told.teams.length > 1 && h("button", { type: "button", class: "link forbid", onclick: forbid }, t(whole ? "inspect.forbid.grid" : "inspect.forbid")),
      whole && h("button", { type: "button", class: "link", onclick: give }, t("inspect.fix.grid")),
      stop.wish.startsWith("own:") && h("button", { type: "button", class: "link", onclick: drop }, t("inspect.drop"))));
}
