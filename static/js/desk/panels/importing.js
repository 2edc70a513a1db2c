// Grids from a file of one's own: what was taken in, what was refused row by row, then on to the draft it made.
import { fill, h } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { send, upload } from "../api.js";
import { say } from "../words.js";

const KINDS = ".gpkg,.zip,.geojson,.json,.csv,.gz,.xlsx,.parquet";

/** `town` is where the grids belong, or undefined; `onOpen(id, town)` opens a draft. */
export function importForm({ town, onOpen }) {
  const file = h("input", { type: "file", id: "import-file", accept: KINDS });
  const fault = h("p", { class: "fault", role: "alert", id: "import-fault" });
  const outcome = h("div", { "aria-live": "polite" });
  const begin = h("button", { type: "submit", class: "btn" }, say("import.begin"));

  async function submit(event) {
    event.preventDefault();
    fill(fault);
    if (!file.files.length) return void fill(fault, say("import.missing"));
    begin.disabled = true;
    fill(outcome, h("p", { class: "quiet", role: "status" }, say("import.reading")));
    try {
      fill(outcome, told(await upload("import_grids", { file: file.files[0], town })));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      fill(outcome);
      fill(fault, problem.message);
    }
    begin.disabled = false;
  }

  function told(report) {
    const [made] = report.editions;
    return [h("p", { class: report.refused_rows ? "note" : "note green" }, say("import.done", { file: report.file, rows: number(report.rows), stored: number(report.stored), refused: number(report.refused_rows) })),
      report.notes.length > 0 && h("ul", { class: "small" }, report.notes.map((note) => h("li", {}, note))),
      report.refused.length > 0 && h("ul", { class: "small rows blocks" }, report.refused.map(({ row, field, reason }) => h("li", {}, say("import.refused", { row: number(row), field, reason })))),
      made && h("div", { class: "row-buttons" }, h("button", { type: "button", class: "btn main", id: "import-open", onclick: () => open(made) }, say("import.open")))];
  }

  async function open({ town: code, state }) {
    try {
      const { id } = await send("editions", {}, { town: code, name: say("import.named", { file: file.files[0].name.replace(/\.[^.]+$/, "").slice(0, 60), state }) });
      onOpen(id);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      fill(fault, problem.message);
    }
  }

  return h("form", { class: "form importing", onsubmit: submit }, h("h2", {}, say("import.title")), h("p", { class: "small quiet" }, say("import.why")),
    h("div", { class: "field" }, h("label", { for: "import-file" }, say("import.file")), file, fault), h("div", { class: "row-buttons" }, begin), outcome);
}
