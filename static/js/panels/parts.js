// Pieces that several panels use.
import { fill, h, icon } from "../core/dom.js";
import { t } from "../core/words.js";

export function head(title, aside, ...below) {
  return h("header", { class: "panel-head" }, h("div", { class: "row" }, h("h1", {}, title), h("span", { class: "quiet" }, aside)), below);
}

/** The head of something opened from a list: the way back, then what it is. */
export function backHead(title, onBack, aside = null) {
  return h("header", { class: "panel-head" }, h("div", { class: "row" },
    h("button", { type: "button", class: "square", "aria-label": t("back"), title: t("back"), onclick: onBack }, icon("back")),
    h("h1", { class: "grow" }, title), h("span", { class: "quiet" }, aside)));
}

export const waiting = () => h("div", { class: "waiting", role: "status", "aria-label": t("loading") }, Array.from({ length: 6 }, () => h("i")));

export function trouble(problem, again) {
  return h("div", { class: "empty", role: "alert" }, h("p", {}, problem.message), again && h("button", { type: "button", class: "btn", onclick: again }, t("again")));
}

/** Who did it, as a person reads it. */
export const actorName = (actor) => (["local", "local operator", "本机"].includes(actor) ? t("actor.local") : actor);

export const empty = (text, ...more) => h("div", { class: "empty" }, h("p", {}, text), more);

export function stat(label, value, unit, note) {
  return h("div", { class: "stat" }, h("span", {}, label), h("b", {}, value, unit && h("span", { class: "unit" }, unit)), h("span", {}, note ?? ""));
}

/** Toggle chips: `choices` = [[key, words]]; `on(key)` says which are chosen. */
export function chips(label, choices, on, press) {
  return h("div", { class: "chips", role: "group", "aria-label": label },
    choices.map(([key, words]) => h("button", { type: "button", class: "chip", "aria-pressed": String(on(key)), onclick: () => press(key) }, words)));
}

export function line(label, ...content) {
  return h("div", { class: "line top" }, h("span", { class: "label" }, label), h("div", {}, content));
}

/** Asks, and shows waiting, the answer or the trouble in `place`; an answer that comes too late is dropped. */
export function loader(place, ask, draw) {
  let asking = null;
  load.cancel = () => { asking?.abort(); asking = null; };
  return load;

  async function load() {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    const slow = setTimeout(() => place.replaceChildren(waiting()), place.childElementCount ? 300 : 0);
    try {
      const answer = await ask(mine.signal);
      if (asking === mine) fill(place, draw(answer));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (!(problem.status >= 0)) throw problem;
      if (asking === mine) place.replaceChildren(trouble(problem, load));
    } finally {
      clearTimeout(slow);
    }
  }
}
