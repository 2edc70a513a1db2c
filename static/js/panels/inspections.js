// 联查: the work areas of the town with their inspections of the quarter, added together; and the office's list.
import { fill, h, icon } from "../core/dom.js";
import { number, percent, today } from "../core/format.js";
import { quarterName, quarterStart } from "../core/period.js";
import { t } from "../core/words.js";
import { areas, matters, settle } from "../inspect/api.js";
import { notify } from "../ui/notices.js";
import { empty, head, loader, stat } from "./parts.js";

/** `quarter` is a day of the one that is shown, the present one where null; `onQuarter(day)` goes to another, `onArea(code, quarter)` opens a row. */
export function inspectionsPanel({ quarter, onQuarter, onArea }) {
  const said = h("span", { class: "quarter" });
  const place = h("div", {});
  const office = h("div", {});
  const load = loader(place, (signal) => areas(signal, quarter ? { quarter } : {}), (answer) => {
    fill(said, step(answer.quarter, 1, "before", onQuarter), h("span", { class: "quiet" }, quarterName(answer.quarter)), step(answer.quarter, -1, "after", onQuarter));
    if (!answer.items.length) return empty(t("inspect.none"), h("code", {}, t("home.none.sample")));
    return [totals(answer.total), h("ul", { class: "rows", id: "areas" }, answer.items.map((one) => row(one, answer.quarter, onArea)))];
  });
  const loadOffice = loader(office, matters, (answer) => drawOffice(answer, loadOffice));
  load();
  loadOffice();
  return { element: [head(t("section.inspect"), said), h("div", { class: "panel-body" }, place, office)], stop() {}, reload: load };
}

/** To the quarter before or after; plans are made for the coming one at the latest. */
function step(quarter, back, word, onQuarter) {
  const day = quarterStart(quarter, back);
  return h("button", { type: "button", class: "square", "aria-label": t(`inspect.quarter.${word}`), title: t(`inspect.quarter.${word}`), disabled: day > quarterStart(today(), -1), onclick: () => onQuarter(day) }, icon(back > 0 ? "back" : "next"));
}

function totals(sum) {
  return h("div", { class: "form" }, h("div", { class: "tiles3" },
    stat(t("inspect.areas"), `${sum.inspected}`, t("inspect.of", { n: sum.areas }), t("inspect.ended.n", { n: sum.ended })),
    stat(t("inspect.grids.entered"), number(sum.grids_entered), t("inspect.of", { n: number(sum.grids) }), sum.answers_wanted ? t("inspect.answered.share", { share: percent(sum.answered / sum.answers_wanted) }) : ""),
    stat(t("inspect.findings"), number(sum.findings), t("unit.cases"), t("inspect.problems.n", { n: number(sum.problems) }))));
}

/** What has not ended is found from any quarter; of another one, a press goes there. */
function row({ area, town, grids, inspection, open }, quarter, onArea) {
  const progress = inspection?.progress;
  const share = progress?.grids ? progress.grids_entered / progress.grids : 0;
  return h("li", {}, h("button", { type: "button", class: "rowbtn area-row", "data-code": area.code, onclick: () => onArea(area.code, inspection || !open ? quarter : open.quarter) },
    h("span", {}), h("span", { class: "main" }, area.name), h("span", { class: `tag ${{ issued: "blue", ended: "green" }[inspection?.state] ?? ""}` }, t(inspection ? `inspect.state.${inspection.state}` : "inspect.state.none")),
    h("span", { class: "sub" }, inspection ? t("inspect.row", { entered: progress.grids_entered, grids: progress.grids, answered: progress.answered, wanted: progress.answers_wanted, found: progress.findings }) : open ? t("inspect.row.open", { quarter: quarterName(open.quarter) }) : t("inspect.row.none", { grids, town })),
    inspection && h("span", { class: "bar wide-bar", role: "img", "aria-label": percent(share) }, h("i", { style: { "--done": `${Math.round(share * 100)}%` } }))));
}

function drawOffice(answer, again) {
  if (!answer.items.length) return h("p", { class: "section" }, t("inspect.office.none"));
  return [h("h2", { class: "section" }, t("inspect.office", { n: answer.next ? `${answer.items.length}+` : answer.items.length })), h("ul", { class: "rows", id: "office" }, answer.items.map((one) => matter(one, again)))];
}

function matter(one, again) {
  const line = h("li", { class: "matter" });
  const input = h("input", { type: "text", maxlength: 500, placeholder: t("inspect.decision.hint"), "aria-label": t("inspect.decision") });
  const fault = h("p", { class: "fault", role: "alert" });
  const form = h("form", { hidden: true, onsubmit: (event) => { event.preventDefault(); decide(); } }, input, h("button", { type: "submit", class: "btn" }, t("inspect.decide")), fault);
  const open = h("button", { type: "button", class: "link", onclick: () => { form.hidden = !form.hidden; if (!form.hidden) input.focus(); } }, t("inspect.decide"));

  async function decide() {
    if (!input.value.trim()) { fault.textContent = t("inspect.decision.missing"); return; }
    try {
      await settle(one.id, input.value.trim());
      notify(t("inspect.decided"));
      again();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      fault.textContent = problem.message;
    }
  }

  return fill(line, h("div", {}, h("span", { class: "tag" }, t(`inspect.matter.${one.kind}`)), h("span", {}, one.label)), h("span", { class: "quiet small" }, one.area), open, form);
}
