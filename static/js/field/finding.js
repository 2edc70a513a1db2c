// A finding: what, in words, with photos, where it is. It becomes an incident. What is half written is kept with the phone.
import { fill, h, icon, settled } from "../core/dom.js";
import { pictures } from "./photos.js";
import { apart, length } from "./place.js";
import { WEAK_M } from "./tracker.js";
import { english, say } from "./words.js";

const NEAR_M = 50; // the same item so near, reported this day already: perhaps the same thing

/**
 * `draft` = {item, text, files, picked} as it was left; `found` are the findings known already; `onDraft(draft)` keeps it;
 * `onPick(from)` resolves to a place pressed on the map, or null.
 */
export function findingForm(stop, { items, checks, draft, found, tracker, onDraft, onPick, onDone, onClose }) {
  const likely = [...new Set([draft.item, ...checks.map((check) => check.item)].filter(Boolean))].map((code) => items.find((item) => item.code === code)).filter(Boolean);
  const made = { item: null, text: "", files: [], picked: null, ...draft };
  const name = (one) => (english ? one.name_en : one.name);
  const chosen = h("div", { class: "chips", role: "group", "aria-label": say("item") });
  const all = h("select", { id: "item-all", "aria-label": say("item.all"), onchange: () => choose(all.value) }, h("option", { value: "" }, say("item.all")), items.map((one) => h("option", { value: one.code }, name(one))));
  const words = h("textarea", { id: "words", rows: 3, placeholder: say("words.hint"), maxlength: 2000, "aria-label": say("words"), value: made.text, oninput: () => { made.text = words.value; keep(); } });
  const shots = h("div", { class: "shots" });
  const fault = h("p", { class: "fault", role: "alert" });
  const twice = h("p", { class: "note amber", id: "twice", role: "status" });
  const where = h("div", { class: "where", id: "where" });
  const save = h("button", { type: "submit", class: "btn main wide", id: "save" }, say("send"));
  const keep = settled(() => { if (!gone) onDraft({ wish: stop.wish, ...made }); }, 300);
  let gone = false; // saved or dropped: what was about to be kept comes too late

  function choose(code) {
    made.item = items.some((one) => one.code === code) ? code : null;
    fault.textContent = "";
    fill(chosen, likely.map((one) => h("button", { type: "button", class: "chip", "aria-pressed": String(one.code === made.item), onclick: () => { choose(one.code); keep(); } }, name(one))));
    all.value = made.item ?? "";
    place();
  }

  /** Where it will be said to be: the place pressed, else the phone's own, else the stop's. */
  function place() {
    const own = tracker.place();
    const [lon, lat] = made.picked ?? [own.lon, own.lat];
    const said = made.picked ? say("picked") : "lon" in own ? say("located", { m: own.accuracy_m }) : say(`unlocated.${tracker.state}`);
    fill(where, h("span", { class: made.picked || own.accuracy_m <= WEAK_M ? "" : "amber" }, said), h("button", { type: "button", class: "btn", id: "pick", onclick: pick }, icon("here", "s16"), say("pick")));
    const at = lon === undefined ? stop.place : [lon, lat];
    const near = found.filter((one) => one.item === made.item && apart(at, one.place).metres < NEAR_M);
    twice.hidden = !near.length;
    twice.textContent = near.length ? say("twice", { said: near[0].said, m: length(apart(at, near[0].place).metres) }) : "";
    return made.picked ? { lon, lat } : "lon" in own ? own : { lon: stop.place[0], lat: stop.place[1] };
  }

  async function pick() {
    made.picked = (await onPick(made.picked ?? tracker.here() ?? stop.place)) ?? made.picked;
    keep();
    place();
    words.focus();
  }

  async function take(input) {
    const { good, bad } = await pictures([...input.files]);
    made.files = [...made.files, ...good];
    fault.textContent = bad.length ? say("photo.bad", { names: bad.join("、") }) : "";
    drawShots();
    keep();
  }

  function drawShots() {
    const input = h("input", { type: "file", id: "photos", accept: "image/*", multiple: true, class: "unseen", onchange: () => take(input) });
    fill(shots, made.files.map((file, at) => h("figure", {}, h("img", { src: URL.createObjectURL(file), alt: say("photo.nth", { n: at + 1 }) }),
      h("button", { type: "button", class: "square", "aria-label": say("photo.drop", { n: at + 1 }), onclick: () => { made.files = made.files.filter((_, place) => place !== at); drawShots(); keep(); } }, icon("close", "s16")))),
    h("label", { class: "add" }, input, icon("camera"), say("photo.add")));
  }

  async function submit(event) {
    event.preventDefault();
    const text = words.value.trim();
    fault.textContent = !made.item ? say("item.missing") : !text ? say("words.missing") : "";
    if (fault.textContent || save.disabled) return;
    save.disabled = true;
    const kept = await onDone({ ...place(), kind: "finding", wish: stop.wish, item: made.item, text }, made.files, name(items.find((one) => one.code === made.item)));
    save.disabled = false;
    gone = Boolean(kept);
    if (kept) onClose();
  }

  choose(made.item);
  drawShots();
  const form = h("form", { class: "finding", novalidate: true, onsubmit: submit },
    h("div", { class: "stop-head" }, h("button", { type: "button", class: "square", "aria-label": say("back"), onclick: onClose }, icon("back")), h("div", {}, h("h2", {}, say("finding")), h("p", { class: "quiet" }, stop.label))),
    chosen, all, twice, words, where, shots, fault,
    h("div", { class: "two" }, h("button", { type: "button", class: "btn", id: "drop", onclick: () => { gone = true; onDraft(null); onClose(); } }, say("drop")), save));
  return { form, moved: () => place() };
}
