// Photos of a report: kept over a reload, sent after the incident exists, each with its progress and a retry.
import { route } from "../core/config.js";
import { fill, h, icon } from "../core/dom.js";
import { keepFiles, keptFiles } from "../core/files.js";
import { upload } from "../core/http.js";
import { t } from "../core/words.js";

const LARGEST = 8 * 1024 * 1024;
const MOST = 9; // so that no more than 72 MB are ever kept
const TYPES = ["image/jpeg", "image/png", "image/webp"];

export class Photos {
  /** `draft` names the report; `onCount(n)` hears how many photos wait to be sent. */
  constructor(draft, onCount) {
    Object.assign(this, { draft, onCount, list: [] });
    this.element = h("div", { class: "photos" });
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.hint = h("p", { class: "small quiet", role: "status", hidden: true });
    this.draw();
    this.ready = draft.photos ? this.restore() : Promise.resolve();
  }

  get files() {
    return this.list.filter((one) => one.state !== "sent").map((one) => one.file);
  }

  async restore() {
    const files = await keptFiles(this.draft.id).catch(() => []); // what is missing is said below
    const missing = this.draft.photos - files.length;
    this.put(files);
    if (missing > 0) {
      this.onCount(this.files.length);
      say(this.hint, t("photo.lost", { n: missing }));
    }
  }

  put(files) {
    for (const file of files) this.list.push({ file, url: URL.createObjectURL(file), done: 0, state: "waiting" });
    this.draw();
  }

  async add(files) {
    await this.ready;
    const refused = [];
    const taken = [];
    for (const file of files) {
      if (!TYPES.includes(file.type)) refused.push(t("photo.type", { name: file.name }));
      else if (file.size > LARGEST) refused.push(t("photo.large", { name: file.name }));
      else taken.push(file);
    }
    const room = Math.max(0, MOST - this.list.length);
    if (taken.length > room) refused.push(t("photo.most", { n: MOST }));
    say(this.fault, refused.join(" "));
    this.put(taken.slice(0, room));
    this.keep();
  }

  remove(photo) {
    URL.revokeObjectURL(photo.url);
    this.list = this.list.filter((one) => one !== photo);
    this.draw();
    this.keep();
  }

  /** Over a reload too, where the browser has room for it; where not, the form says so and goes on. */
  async keep() {
    this.onCount(this.files.length);
    try {
      await keepFiles(this.draft.id, this.files);
      say(this.hint, "");
    } catch {
      say(this.hint, this.files.length ? t("photo.unkept") : "");
    }
  }

  draw() {
    const input = h("input", { type: "file", class: "unseen", id: "report-photos", accept: TYPES.join(","), multiple: true, onchange: (event) => { this.add([...event.target.files]); event.target.value = ""; } });
    fill(this.element, this.list.map((photo) => this.one(photo)), h("label", { class: "add" }, icon("camera"), t("photo.add"), input));
  }

  one(photo) {
    photo.bar = h("div", { class: "bar", hidden: photo.state !== "going", role: "progressbar", "aria-label": photo.file.name, "aria-valuenow": "0" }, h("i"));
    return h("figure", {}, h("img", { src: photo.url, alt: photo.file.name }), photo.bar,
      photo.state === "waiting" && h("button", { type: "button", class: "square", "aria-label": `${t("photo.remove")} ${photo.file.name}`, title: t("photo.remove"), onclick: () => this.remove(photo) }, icon("close", "s16")),
      photo.state === "failed" && h("button", { type: "button", class: "again", onclick: () => this.send(this.incident) }, t("photo.again")));
  }

  /** Send what is not yet there; true when all have arrived. */
  async send(incident) {
    this.incident = incident;
    await this.ready;
    for (const photo of this.list.filter((one) => one.state !== "sent")) {
      photo.state = "going";
      this.draw();
      try {
        await upload(route("photos", { incident_id: incident }), "photo", photo.file, (done) => this.progress(photo, done));
        photo.state = "sent";
        this.keep();
      } catch (problem) {
        photo.state = "failed";
        say(this.fault, problem.message);
      }
      this.draw();
    }
    const all = this.list.every((one) => one.state === "sent");
    if (all) say(this.fault, "");
    return all;
  }

  progress(photo, done) {
    photo.bar.style.setProperty("--done", `${Math.round(done * 100)}%`);
    photo.bar.setAttribute("aria-valuenow", String(Math.round(done * 100)));
  }
}

function say(place, text) {
  place.hidden = !text;
  place.textContent = text;
}
