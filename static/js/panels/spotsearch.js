// Searches that take longer than one waits: begun, followed with a number, stopped; what is done away from here comes back as a notice.
import { askSearch, search, stopSearch } from "../core/data.js";
import { h } from "../core/dom.js";
import { change } from "../core/state.js";
import { inEnglish, t } from "../core/words.js";
import { notify } from "../ui/notices.js";

const EVERY_MS = 700;
const known = new Map(); // question as text → its search, while this page is open

export const searchOf = (question) => known.get(JSON.stringify(question)) ?? null;

/** Ask for it and follow it: `follow` is called after each change, and while nobody follows a notice says that it is done. */
export async function begin(question, follow) {
  const mine = { state: "waiting", done: 0, follow };
  known.set(JSON.stringify(question), mine);
  try {
    Object.assign(mine, await askSearch({ ...question, item: question.item.join(","), source: question.source.join(",") }));
    mine.follow?.();
    while (mine.state === "waiting" || mine.state === "running") {
      await new Promise((go) => { setTimeout(go, EVERY_MS); });
      Object.assign(mine, await search(mine.id));
      mine.follow?.();
    }
    if (!mine.follow) notify(t("spots.search.done"), { keep: 0, action: { text: t("spots.search.see"), run: () => change({ section: "heat", look: "hot", method: question.method, spot: null }) } });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    Object.assign(mine, { state: "failed", failure: { zh: problem.message, en: problem.message } });
    mine.follow?.();
  }
  if (mine.state !== "done") known.delete(JSON.stringify(question));
}

/** Before: what it will do and the way to begin. Under way: how far, and the way to stop. */
export function searching(found, { start, lacking }) {
  if (!found || found.state === "stopped" || found.state === "failed") {
    const why = found?.state === "failed" ? (inEnglish() ? found.failure.en : found.failure.zh) : found?.state === "stopped" ? t("spots.search.stopped") : null;
    return h("div", { class: "empty" }, why && h("p", { class: "red", role: "alert" }, why), h("p", {}, t(lacking ? "spots.town.first" : "spots.search.what")),
      !lacking && h("button", { type: "button", class: "btn primary", onclick: start }, t("spots.search.begin")));
  }
  const share = Math.round(found.done * 100);
  const stop = (event) => { event.target.disabled = found.stopping = true; stopSearch(found.id).catch((problem) => { found.stopping = false; if (!(problem.status >= 0)) throw problem; notify(problem.message); }); };
  return h("div", { class: "pad planning", role: "status" }, h("div", { class: "row" }, h("span", {}, found.state === "waiting" ? t("spots.search.waiting") : t("spots.search.share", { n: share })),
    h("button", { type: "button", class: "link", disabled: found.id === undefined || Boolean(found.stopping), onclick: stop }, t("spots.search.stop"))),
    h("div", { class: "bar", role: "progressbar", "aria-valuenow": share, "aria-valuemin": 0, "aria-valuemax": 100 }, h("i", { style: { "--done": `${share}%` } })), h("p", { class: "quiet small" }, t("spots.search.leave")));
}
