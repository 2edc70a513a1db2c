// A finding: what, in words, with photos, where the phone is (or the stop, where it does not know). It becomes an incident.
import { fill, h, icon } from "../core/dom.js";
import { english, say } from "./words.js";

const LONGEST_EDGE = 2048; // px: enough to see, small enough to send from a hill

export function findingForm(stop, { items, checks, wanted, tracker, onDone, onClose }) {
  const likely = [...new Set([wanted, ...checks.map((check) => check.item)].filter(Boolean))].map((code) => items.find((item) => item.code === code)).filter(Boolean);
  let item = wanted;
  let files = [];
  const name = (one) => (english ? one.name_en : one.name);
  const chosen = h("div", { class: "chips", role: "radiogroup", "aria-label": say("item") });
  const all = h("select", { id: "item-all", "aria-label": say("item"), onchange: () => choose(all.value) }, h("option", { value: "" }, "…"), items.map((one) => h("option", { value: one.code }, name(one))));
  const words = h("textarea", { id: "words", rows: 3, placeholder: say("words.hint"), maxlength: 2000, "aria-label": say("words") });
  const shots = h("div", { class: "shots" });
  const fault = h("p", { class: "fault", role: "alert" });
  const input = h("input", { type: "file", id: "photos", accept: "image/*", capture: "environment", multiple: true, class: "unseen", onchange: () => take([...input.files]) });
  const where = tracker.place();
  const save = h("button", { type: "submit", class: "btn main wide", id: "save" }, say("send"));

  function choose(code) {
    item = code || null;
    fault.textContent = "";
    fill(chosen, likely.map((one) => h("button", { type: "button", role: "radio", class: "chip", "aria-checked": String(one.code === item), onclick: () => choose(one.code) }, name(one))));
    all.value = item ?? "";
  }

  async function take(given) {
    for (const file of given) files.push(await smaller(file));
    fill(shots, files.map((file, at) => h("figure", {}, h("img", { src: URL.createObjectURL(file), alt: "" }), h("button", { type: "button", class: "square", "aria-label": say("cancel"), onclick: () => { files = files.filter((_, place) => place !== at); take([]); } }, icon("close", "s16")))),
      h("label", { class: "add" }, input, icon("camera"), say("photo.add")));
    input.value = "";
  }

  async function submit(event) {
    event.preventDefault();
    const text = words.value.trim();
    fault.textContent = !item ? say("item.missing") : !text ? say("words.missing") : "";
    if (fault.textContent || save.disabled) return;
    save.disabled = true;
    const [lon, lat] = stop.place;
    const kept = await onDone({ ...("lon" in where ? {} : { lon, lat }), kind: "finding", wish: stop.wish, item, text }, files);
    save.disabled = false;
    if (kept) onClose();
  }

  choose(item);
  take([]);
  return h("form", { class: "finding", novalidate: true, onsubmit: submit },
    h("div", { class: "stop-head" }, h("button", { type: "button", class: "square", "aria-label": say("back"), onclick: onClose }, icon("back")), h("div", {}, h("h2", {}, say("finding")),
      h("p", { class: "quiet" }, [stop.label, "accuracy_m" in where ? say("located", { m: where.accuracy_m }) : say("unlocated")].join(" · ")))),
    chosen, all, words, shots, fault,
    h("div", { class: "two" }, h("button", { type: "button", class: "btn", onclick: onClose }, say("cancel")), save));
}

/** A photo no larger than it need be; what cannot be drawn is kept as it is and the server decides. */
async function smaller(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST_EDGE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size < 1_500_000) return file;
  const canvas = h("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
  return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
}
