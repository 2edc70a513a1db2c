// Numbers, lengths, areas and times as a clerk writes them. Thousands are parted by a thin space.
import { config } from "./config.js";
import { inEnglish, t } from "./words.js";

const THIN = "\u2009";
const MU = 10000 / 15; // m² in one 亩

export function number(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const [whole, rest] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  return `${value < 0 ? "−" : ""}${grouped}${rest ? `.${rest}` : ""}`;
}

export const percent = (share, digits = 0) => `${number(share * 100, digits)}%`;

export function signed(value, digits = 0) {
  return value > 0 ? `+${number(value, digits)}` : number(value, digits);
}

/** Metres: whole below a kilometre, kilometres with one digit above. */
export function metres(value) {
  if (value === null || value === undefined) return "–";
  if (value > 0 && value < 1) return t("unit.below_metre");
  return value < 1000 ? t("unit.m", { n: number(value) }) : t("unit.km", { n: number(value / 1000, 1) });
}

export function area(m2) {
  return m2 < 1e5 ? t("unit.m2", { n: number(m2) }) : t("unit.km2", { n: squareKm(m2) });
}

export const squareKm = (m2) => number(m2 / 1e6, m2 < 1e6 ? 2 : m2 < 1e8 ? 1 : 0);

/** 亩, in 万亩 where there are more than ten thousand. */
export function mu(m2) {
  const count = m2 / MU;
  return count < 10000 ? t("unit.mu", { n: number(count) }) : t("unit.wan_mu", { n: number(count / 10000, 1), mu: number(count) });
}

/** The one town's name, or the first's with how many there are. */
export function placeName() {
  const { town } = config;
  if (!town) return t("home.title");
  return town.towns > 1 ? t("home.several", { name: town.name, n: town.towns }) : town.name;
}

const FORMATS = new Map();

function parts(at, options) {
  const key = JSON.stringify(options);
  if (!FORMATS.has(key)) FORMATS.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: config.zone, hourCycle: "h23", ...options }));
  return Object.fromEntries(FORMATS.get(key).formatToParts(at).map(({ type, value }) => [type, value]));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 2026年3月5日 14:20, in the town's zone whatever the browser's is. */
export function time(iso) {
  const at = new Date(iso);
  const p = parts(at, { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return `${date(dayOf(at))} ${p.hour}:${p.minute}`;
}

/** The local calendar day ("2026-03-05") of an instant in the town's zone. */
export function dayOf(at) {
  const p = parts(at, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${p.year}-${p.month}-${p.day}`;
}

export function date(day, { year = true } = {}) {
  const [y, m, d] = day.split("-").map(Number);
  if (inEnglish()) return year ? `${d} ${MONTHS[m - 1]} ${y}` : `${d} ${MONTHS[m - 1]}`;
  return year ? `${y}年${m}月${d}日` : `${m}月${d}日`;
}

const ahead = Date.parse(config.now) - Date.now(); // of the browser's clock is the server's

/** Which day it is in the town by the server's clock, also on a page that stays open over midnight. */
export const today = () => dayOf(new Date(Date.now() + ahead));

/** 刚刚, 10 分钟前, 3 小时前, then the date. */
export function ago(iso, now = Date.now()) {
  const minutes = (now - new Date(iso)) / 60000;
  if (minutes < 2) return t("ago.now");
  if (minutes < 60) return t("ago.minutes", { n: Math.floor(minutes) });
  if (minutes < 24 * 60) return t("ago.hours", { n: Math.floor(minutes / 60) });
  if (minutes < 7 * 24 * 60) return t("ago.days", { n: Math.floor(minutes / 1440) });
  const day = dayOf(new Date(iso));
  return date(day, { year: day.slice(0, 4) !== today().slice(0, 4) });
}

/** A length of time in words: minutes, hours or days. */
export function span(milliseconds) {
  const hours = Math.abs(milliseconds) / 3600000;
  if (hours < 1) return t("span.minutes", { n: Math.max(1, Math.round(hours * 60)) });
  return hours < 48 ? t("span.hours", { n: Math.round(hours) }) : t("span.days", { n: number(Math.round(hours / 24)) });
}
