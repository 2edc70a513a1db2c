// Which language, and its words. Chinese first; English is a full second language, loaded only when chosen.
import { recall, remember } from "./memory.js";

const LANGUAGES = { zh: "zh-CN", en: "en" };
let words = {};
let chosen = "zh";

export const language = () => LANGUAGES[chosen];
export const inEnglish = () => chosen === "en";

/** The asked-for language is the address bar's, else the remembered one, else Chinese. */
export async function loadWords(asked) {
  chosen = asked in LANGUAGES ? asked : recall("lang", "zh");
  words = (await (chosen === "en" ? import("../words/en.js") : import("../words/zh.js"))).default;
  document.documentElement.lang = language();
  sayPage(document.body);
}

/** Switching reloads: every sentence, legend and number comes in the other language, and the address keeps the view. */
export function switchLanguage() {
  const other = chosen === "zh" ? "en" : "zh";
  remember("lang", other);
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  if (other === "en") address.searchParams.set("lang", "en");
  location.replace(address);
}

/** A sentence; `{name}` is filled from `values`. A key without words is a mistake, found by a test. */
export function t(key, values = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for "${key}"`);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Names or dates one after another. */
export const listed = (words) => words.join(inEnglish() ? ", " : "、");

export const has = (key) => key in words;

/** The name of a thing that the server names in both languages. */
export function named(thing) {
  return (chosen === "en" ? thing.name_en : thing.name_zh) ?? thing.name ?? thing.name_zh ?? "";
}

function sayPage(root) {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-t-label]")) {
    const text = t(element.dataset.tLabel);
    element.setAttribute("aria-label", text);
    element.title = text;
  }
  for (const element of root.querySelectorAll("[data-t-placeholder]")) element.placeholder = t(element.dataset.tPlaceholder);
}
