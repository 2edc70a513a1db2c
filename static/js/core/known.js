// The words that an address may hold. What else stands in one is dropped before anything is asked with it.
export const SECTIONS = ["map", "events", "heat", "inspect", "layers"];
export const OWN = ["worker", "head"];
export const OTHERS = ["resident", "hotline", "department", "datacheck", "inspection"];
export const SOURCES = [...OWN, ...OTHERS];
export const STATES = ["reported", "accepted", "dispatched", "handling", "handled", "verified", "closed", "archived", "void"];
export const RANKS = ["count", "rate", "share"];
export const LOOKS = ["density", "hot", "rate", "trend"];
export const METHODS = ["gi_star", "moran", "scan"];
export const CELLS = ["grids", "hex", "square"];
export const LINKS = ["queen", "nearest", "band"];
export const PERS = ["people", "households", "effort"];
export const SHUFFLES = [199, 999, 9999];
export const BASES = ["present", "registered"];
export const LEVELS = ["town", "work_area", "village", "grid"];
export const MEASURES = ["share", "on_time", "missed", "reports"];
export const SHADES = ["heat", "spots", "share", "on_time"];

const LETTERS = /^[^\p{C}]{1,100}$/u; // no control characters: no code holds one, and no database keeps it
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const isCode = (text) => LETTERS.test(text);
export const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
export const isId = (text) => UUID.test(text);
export const among = (words) => (text) => words.includes(text);
