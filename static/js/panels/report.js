// 新建上报: where, what, in whose words, with which photos; one press, one incident.
import { items } from "../core/data.js";
import { fill, h } from "../core/dom.js";
import { keepFiles } from "../core/files.js";
import { SOURCES } from "../core/known.js";
import { t } from "../core/words.js";
import { drop, keep, openDraft, send } from "./draft.js";
import { itemPick } from "./itempick.js";
import { backHead, loader } from "./parts.js";
import { Photos } from "./photos.js";

/** `place` = {lon, lat, crs, accuracy} or null; onSent(answer) when all is through; onGivenUp(words, undo) when it is thrown away. */
export function reportPanel({ place, onBack, onSent, onGivenUp }) {
  const draft = openDraft(place);
  let over = false; // sent or given up: nothing of it is kept again
  const photos = new Photos(draft, (count) => { draft.photos = count; if (!over) keep(draft); });
  const where = h("div", { class: "form", id: "report-where" }, h("p", { class: "note blue" }, t("report.where")));
  const itemField = h("div", {});
  const submit = h("button", { type: "submit", class: "btn main wide" }, pressed());
  const said = h("div", { role: "alert" });
  const words = h("textarea", { id: "report-text", value: draft.text, placeholder: t("report.text.hint"), maxlength: 2000, oninput: () => { draft.text = words.value; put("text"); } });
  const source = h("select", { id: "report-source", onchange: () => { draft.source = source.value; keep(draft); } },
    SOURCES.map((name) => h("option", { value: name }, t(`source.${name}`))));
  source.value = draft.source;

  const fields = {
    item: field("report-item", t("report.item"), itemField),
    text: field("report-text", t("report.text"), words),
    source: field("report-source", t("report.source"), source),
    photos: h("div", { class: "field" }, h("span", { class: "label" }, t("report.photos")), photos.element, photos.fault, photos.hint),
  };
  const form = h("form", { id: "report", class: "form", novalidate: true, onsubmit: (event) => { event.preventDefault(); go(); } }, Object.values(fields).map((one) => one.element ?? one), said);
  loader(itemField, items, (list) => itemPick(list, draft.item, (code) => { draft.item = code; put("item"); }))();

  function put(name) {
    keep(draft);
    fields[name].say("");
  }

  function check() {
    fields.item.say(draft.item ? "" : t("report.item.missing"));
    fields.text.say(draft.text.trim() ? "" : t("report.text.missing"));
    if (!draft.place) { fill(said, h("p", { class: "note amber" }, t("report.where.missing"))); return false; }
    const wrong = !draft.item ? "report-item" : !draft.text.trim() ? "report-text" : "";
    if (wrong) form.querySelector(`#${wrong}`)?.focus();
    return !wrong;
  }

  function pressed() {
    return t(draft.arrived ? "report.photos.again" : draft.sent ? "again" : "report.send");
  }

  let going = false;
  async function go() {
    if (going || !check()) return;
    going = true;
    submit.disabled = true;
    submit.textContent = t("report.sending");
    fill(said);
    try {
      const answer = draft.arrived ?? await send(draft);
      draft.arrived = answer;
      keep(draft);
      if (await photos.send(draft.id)) { done(answer); return; }
      fill(said, h("p", { class: "note amber" }, t("report.photos.left", { number: answer.number })), h("button", { type: "button", class: "link", onclick: () => done(answer) }, t("report.photos.skip")));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      refuse(problem);
    } finally {
      going = false;
      submit.disabled = false;
      submit.textContent = pressed();
    }
  }

  function done(answer) {
    over = true;
    drop(draft);
    onSent(answer);
  }

  function giveUp() {
    if (going) return;
    if (draft.arrived) { done(draft.arrived); return; } // it is an incident already: only the photos are left
    const { files } = photos;
    over = true;
    drop(draft);
    onGivenUp(t(draft.sent ? "report.given.up.sent" : "report.given.up"), () => { keep({ ...draft, photos: files.length }); return keepFiles(draft.id, files).catch(() => undefined); }); // the form then says what is missing
  }

  function refuse(problem) {
    for (const [name, one] of Object.entries(fields)) if (one.say) one.say(problem.reasonFor(name));
    fill(said, h("p", { class: "note red" }, problem.message, " ", t("report.kept")));
  }

  return {
    element: [backHead(t("report.new"), onBack), h("div", { class: "panel-body" }, where, form), h("footer", { class: "panel-foot" }, h("button", { type: "button", class: "btn", onclick: giveUp }, t("report.give.up")), submitOutside(submit, form))],
    stop() {},
    /** Another place was chosen on the map while the form is open. */
    move(next, nextCard) {
      draft.place = next;
      keep(draft);
      where.className = "";
      fill(where, nextCard);
      if (!going) fill(said);
    },
    draft,
  };
}

function submitOutside(button, form) {
  button.setAttribute("form", form.id);
  return button;
}

function field(id, label, control) {
  const fault = h("p", { class: "fault", id: `${id}-fault`, role: "alert", hidden: true });
  const element = h("div", { class: "field" }, h("label", { for: id }, label), control, fault);
  return {
    element,
    say(text) {
      element.classList.toggle("wrong", Boolean(text));
      fault.hidden = !text;
      fault.textContent = text;
      element.querySelector(`#${id}`)?.setAttribute("aria-invalid", String(Boolean(text)));
    },
  };
}
