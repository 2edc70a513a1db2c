// A button that has something printed: asks for the PDF, says that it is being made, hands it to the browser or says why not.
import { fill, h, saveAs } from "../core/dom.js";
import { getFile } from "../core/http.js";
import { t } from "../core/words.js";

/** `ask()` gives the address and headers at the moment of pressing. */
export function printButton(label, kind, ask) {
  const fault = h("span", { role: "alert", class: "small" });
  const button = h("button", { type: "button", class: kind, onclick: print }, label);

  async function print() {
    if (button.getAttribute("aria-busy")) return;
    fill(fault);
    fill(button, t("print.busy"));
    button.setAttribute("aria-busy", "true");
    try {
      const { url, headers } = ask();
      const { blob, name } = await getFile(url, headers);
      saveAs(blob, name);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      fill(fault, problem.message);
    } finally {
      button.removeAttribute("aria-busy");
      fill(button, label);
    }
  }

  return h("span", { class: "printing" }, button, fault);
}
