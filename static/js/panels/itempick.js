// Choosing one item of the list: grouped by class, searched by typing.
import { fill, h } from "../core/dom.js";
import { named, t } from "../core/words.js";

/** A combobox over `list` (the server's items); `onPick(code)`; `chosen` is a code or "". */
export function itemPick(list, chosen, onPick) {
  const byCode = new Map(list.map((item) => [item.code, item]));
  const options = h("div", { class: "pick-list", id: "item-list", role: "listbox", "aria-label": t("report.item"), hidden: true });
  const input = h("input", { type: "text", id: "report-item", role: "combobox", autocomplete: "off", placeholder: t("report.item.hint"),
    "aria-expanded": "false", "aria-controls": "item-list", "aria-autocomplete": "list", value: chosen ? named(byCode.get(chosen) ?? {}) : "" });
  let shown = [];
  let at = -1;

  const open = (yes) => { options.hidden = !yes; input.setAttribute("aria-expanded", String(yes)); };
  const pick = (item) => { input.value = named(item); open(false); onPick(item.code); };

  function mark(to) {
    at = to;
    shown.forEach(({ row }, index) => row.classList.toggle("on", index === at));
    if (!shown[at]) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", shown[at].row.id);
    return shown[at].row.scrollIntoView({ block: "nearest" });
  }

  function look(words) {
    const wanted = words.trim().toLowerCase();
    const hits = list.filter((item) => !wanted || `${item.name} ${item.name_en} ${className(item)} ${item.code}`.toLowerCase().includes(wanted));
    shown = hits.map((item, index) => ({ item, row: h("div", { role: "option", id: `item-${index}`, "aria-selected": String(item.code === chosen), onpointerdown: (event) => { event.preventDefault(); pick(item); } },
      h("span", {}, named(item)), item.bottom_line && h("span", { class: "tag red" }, t("item.bottom"))) }));
    fill(options, grouped(shown), !shown.length && h("p", { class: "empty" }, t("report.item.none")));
    open(true);
    mark(shown.length ? 0 : -1);
  }

  input.addEventListener("focus", () => look(""));
  input.addEventListener("input", () => { onPick(""); look(input.value); });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (options.hidden) return;
    if (event.key === "ArrowDown") mark(Math.min(shown.length - 1, at + 1));
    else if (event.key === "ArrowUp") mark(Math.max(0, at - 1));
    else if (event.key === "Enter" && shown[at]) pick(shown[at].item);
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return h("div", { class: "pick" }, input, options);
}

export const className = (item) => named(item.class);

function grouped(shown) {
  const parts = [];
  let last = null;
  for (const { item, row } of shown) {
    if (className(item) !== last) parts.push(h("h3", {}, className(item)));
    last = className(item);
    parts.push(row);
  }
  return parts;
}
