// One period rules the page: title, list, tiles, table, legend and slider all take it from here. Days are local and whole;
// `to` is the last day, included.
import { date, today } from "./format.js";
import { inEnglish, t } from "./words.js";

export const PRESETS = ["7d", "30d", "quarter", "last_quarter", "year"];
const DAY = 86400000;

const at = (day) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (ms) => new Date(ms).toISOString().slice(0, 10);
export const addDays = (day, count) => dayAt(at(day) + count * DAY);
export const daysBetween = (from, to) => Math.round((at(to) - at(from)) / DAY) + 1;

/** The first day of the quarter of a day, or of the quarter so many before it. */
export function quarterStart(day, back = 0) {
  const [year, month] = day.split("-").map(Number);
  return dayAt(Date.UTC(year, Math.floor((month - 1) / 3) * 3 - 3 * back, 1));
}

/** "30d", "quarter", … or "2026-01-01..2026-03-31" → `{key, from, to}`; anything else is read as the last 30 days. */
export function period(key, now = today()) {
  const own = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(key ?? "");
  if (own && own[1] <= own[2]) return { key, from: own[1], to: own[2] };
  const spans = {
    "7d": () => [addDays(now, -6), now],
    "30d": () => [addDays(now, -29), now],
    quarter: () => [quarterStart(now), now],
    last_quarter: () => [quarterStart(now, 1), addDays(quarterStart(now), -1)],
    year: () => [`${now.slice(0, 4)}-01-01`, now],
  };
  const chosen = key in spans ? key : "30d";
  const [from, to] = spans[chosen]();
  return { key: chosen, from, to };
}

/** Whether an address may ask for it: a preset, or two days that there are, in their order. */
export function isPeriod(key) {
  const days = period(key);
  return days.key === key && [days.from, days.to].every((day) => !Number.isNaN(at(day)) && dayAt(at(day)) === day);
}

/** 近30天, 上季度, or the two dates. */
export function periodName({ key, from, to }) {
  return PRESETS.includes(key) ? t(`period.${key}`) : range(from, to);
}

/** 2026年第四季度, by its first day. */
export function quarterName(day) {
  const n = (Number(day.slice(5, 7)) + 2) / 3;
  return t("inspect.quarter", { year: day.slice(0, 4), n: inEnglish() ? n : "一二三四"[n - 1] });
}

export function range(from, to) {
  if (from === to) return date(from);
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  return t("period.range", { from: date(from), to: date(to, { year: !sameYear }) });
}
