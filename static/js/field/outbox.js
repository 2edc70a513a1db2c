// Sends what waits, one after another, each until the server has said that it has it; the same id again does no harm.
import { learn } from "./time.js";
import { language, say } from "./words.js";

const RETRY_MS = 15000;

export class Outbox {
  /**
   * `changed()` is called after every step, `news()` where the server may have some: the network is back, or the inspection
   * has ended. `paths` = {records, photos} with RECORD for the record's id.
   * `ended` is what the server said when the link showed nothing more; `closed` when it took nothing more.
   */
  constructor(store, paths, { changed, news }) {
    Object.assign(this, { store, paths, changed, news, sending: null, reachable: navigator.onLine, ended: "", closed: "" });
    addEventListener("online", () => this.send());
    addEventListener("offline", () => { this.reachable = false; this.changed(); });
    setInterval(() => this.send(), RETRY_MS);
  }

  async add(record, parts) {
    await this.store.add(record, parts);
    this.changed();
    this.send();
  }

  /** One sending at a time; what is added meanwhile goes along. */
  send() {
    this.sending ??= this.all().finally(() => { this.sending = null; this.changed(); });
    return this.sending;
  }

  async all() {
    for (let more = true; more && !this.closed;) {
      more = false;
      for (const kept of (await this.store.records()).filter((one) => one.state === "waiting")) {
        const answer = await this.post(this.paths.records, JSON.stringify(kept.body), { "Content-Type": "application/json" });
        if (!answer) return;
        if (answer.status < 300) {
          await this.store.mark(kept, "sent");
          if ((await answer.json()).outcome === "late" && !this.ended) this.news();
          more = true;
        } else if (!await this.refused(answer, (state, why) => this.store.mark(kept, state, why))) return;
        this.changed();
      }
      more = (await this.photos()) || more;
      if (!(await this.store.records()).some((one) => one.state === "waiting")) more = false;
    }
  }

  async photos() {
    let sent = false;
    for (const kept of (await this.store.photos()).filter((one) => one.state === "waiting")) {
      const form = new FormData();
      form.append("photo", kept.file, kept.file.name || "photo.jpg");
      const answer = await this.post(this.paths.photos.replace("RECORD", kept.record), form, {});
      if (!answer) return false;
      if (answer.status < 300) { await this.store.markPhoto(kept, "sent"); sent = true; }
      else if (answer.status === 409) continue; // its finding has not arrived yet
      else if (!await this.refused(answer, (state, why) => this.store.markPhoto(kept, state, why))) return false;
      this.changed();
    }
    return sent;
  }

  /** The answer, or null where nobody answers: then everything waits. */
  async post(address, body, headers) {
    const asked = Date.now();
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "Accept-Language": language, ...headers } });
      if (!this.reachable) this.news();
      this.reachable = true;
      learn(answer, asked);
      return answer;
    } catch {
      this.reachable = false;
      this.changed();
      return null;
    }
  }

  /** What the server will never take is set aside and shown, and the rest goes on; trouble of its own makes everything wait. */
  async refused(answer, mark) {
    const said = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
    if (said.code === "link_closed" || said.code === "link_unknown") { this.closed = said.detail; this.changed(); return false; }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return false;
    if (said.code === "record_after_end" && !this.ended) this.news();
    await mark("refused", said.detail ?? say("refused", { status: answer.status }));
    return true;
  }
}
