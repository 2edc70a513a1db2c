// The leader's page's own words, beside those of the whole page (core/words.js): Chinese first, English in full.
import { inEnglish } from "../core/words.js";

let words = {};

export async function loadBoardWords() {
  words = (await (inEnglish() ? import("./words/en.js") : import("./words/zh.js"))).default;
}

/** A sentence; `{name}` is filled from `values`. A key without words is a mistake, found by a test. */
export function say(key, values = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for "${key}"`);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
