// Photos of a report: chosen before, sent after the incident exists, each with its progress and a retry.
import { route } from "../core/config.js";
import { fill, h, icon } from "../core/dom.js";
import { upload } from "../core/http.js";
import { t } from "../core/words.js";

const LARGEST = 8 * 1024 * 1024;
const TYPES = ["image/jpeg", "image/png", "image/webp"];

export class Photos {
  constructor() {
    this.list = [];
    this.element = h("div", { class: "photos" });
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.draw();
  }

  add(files) {
    const refused = [];
    for (const file of files) {
      if (!TYPES.includes(file.type)) refused.push(t("photo.type", { name: file.name }));
      else if (file.size > LARGEST) refused.push(t("photo.large", { name: file.name }));
      else this.list.push({ file, url: URL.createObjectURL(file), done: 0, state: "waiting" });
    }
    this.fault.hidden = !refused.length;
    this.fault.textContent = refused.join(" ");
    this.draw();
  }

  remove(photo) {
    URL.revokeObjectURL(photo.url);
    this.list = this.list.filter((one) => one !== photo);
    this.draw();
  }

  draw() {
    const input = h("input", { type: "file", class: "unseen", id: "report-photos", accept: TYPES.join(","), multiple: true, onchange: (event) => { this.add(event.target.files); event.target.value = ""; } });
    fill(this.element, this.list.map((photo) => this.one(photo)), h("label", { class: "add" }, icon("camera"), t("photo.add"), input));
  }

  one(photo) {
    photo.bar = h("div", { class: "bar", hidden: photo.state !== "going", role: "progressbar", "aria-valuenow": "0" }, h("i"));
    return h("figure", {}, h("img", { src: photo.url, alt: photo.file.name }), photo.bar,
      photo.state === "waiting" && h("button", { type: "button", class: "square", "aria-label": t("photo.remove"), onclick: () => this.remove(photo) }, icon("close", "s16")),
      photo.state === "failed" && h("button", { type: "button", class: "again", onclick: () => this.send(this.incident) }, t("photo.again")));
  }

  /** Send what is not yet there; true when all have arrived. */
  async send(incident) {
    this.incident = incident;
    for (const photo of this.list.filter((one) => one.state !== "sent")) {
      photo.state = "going";
      this.draw();
      try {
        await upload(route("photos", { incident_id: incident }), "photo", photo.file, (done) => this.progress(photo, done));
        photo.state = "sent";
      } catch (problem) {
        photo.state = "failed";
        this.fault.hidden = false;
        this.fault.textContent = problem.message;
      }
      this.draw();
    }
    const all = this.list.every((one) => one.state === "sent");
    if (all) this.fault.hidden = true;
    return all;
  }

  progress(photo, done) {
    photo.bar.style.setProperty("--done", `${Math.round(done * 100)}%`);
    photo.bar.setAttribute("aria-valuenow", String(Math.round(done * 100)));
  }
}
