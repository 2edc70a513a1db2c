// 新建上报: where, what, in whose words, with which photos; one press, one incident.
import { items } from "../core/data.js";
import { fill, h } from "../core/dom.js";
import { SOURCES } from "../core/query.js";
import { t } from "../core/words.js";
import { drop, keep, openDraft, send } from "./draft.js";
import { itemPick } from "./itempick.js";
import { backHead, loader } from "./parts.js";
import { Photos } from "./photos.js";

/** `place` = {lon, lat, crs, accuracy} or null; onSent(answer) when all is through. */
export function reportPanel({ place, onBack, onSent }) {
  const draft = openDraft(place);
  const photos = new Photos();
  const where = h("div", { class: "form", id: "report-where" }, h("p", { class: "note blue" }, t("report.where")));
  const itemField = h("div", {});
  const submit = h("button", { type: "submit", class: "btn main wide" }, t("report.send"));
  const said = h("div", { role: "alert" });
  const words = h("textarea", { id: "report-text", value: draft.text, placeholder: t("report.text.hint"), maxlength: 2000, oninput: () => { draft.text = words.value; put("text"); } });
  const source = h("select", { id: "report-source", onchange: () => { draft.source = source.value; keep(draft); } },
    SOURCES.map((name) => h("option", { value: name }, t(`source.${name}`))));
  source.value = draft.source;

  const fields = {
    item: field("report-item", t("report.item"), itemField),
    text: field("report-text", t("report.text"), words),
    source: field("report-source", t("report.source"), source),
    photos: h("div", { class: "field" }, h("span", { class: "label" }, t("report.photos")), photos.element, photos.fault),
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
      if (await photos.send(draft.id)) { drop(); onSent(answer); return; }
      fill(said, h("p", { class: "note amber" }, t("report.photos.left", { number: answer.number })), h("button", { type: "button", class: "link", onclick: () => { drop(); onSent(answer); } }, t("report.photos.skip")));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      refuse(problem);
    } finally {
      going = false;
      submit.disabled = false;
      submit.textContent = draft.arrived ? t("report.photos.again") : t(draft.sent ? "again" : "report.send");
    }
  }

  function refuse(problem) {
    for (const [name, one] of Object.entries(fields)) if (one.say) one.say(problem.reasonFor(name));
    fill(said, h("p", { class: "note red" }, problem.message, " ", t("report.kept")));
  }

  return {
    element: [backHead(t("report.new"), onBack), h("div", { class: "panel-body" }, where, form), h("footer", { class: "panel-foot" }, submitOutside(submit, form))],
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
