// What this phone keeps for one team: the team's data, the records and photos that wait to be sent, those that arrived, and
// what is half written. Every write is on disk before anything says that it is kept.
const STORES = ["data", "records", "photos"];

export class Store {
  /** `name` is the same for every link of a team, so that a new link sends what the old one could not. */
  static async open(name) {
    const asked = indexedDB.open(`wangge-field-${name}`, 1);
    const base = await new Promise((resolve, reject) => {
      asked.onupgradeneeded = () => STORES.forEach((store) => asked.result.createObjectStore(store));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return new Store(base);
  }

  constructor(base) {
    this.base = base;
  }

  /** One transaction over some stores; resolves with what `action` asked for last, once it is on disk. */
  run(stores, mode, action) {
    const transaction = this.base.transaction(stores, mode, { durability: "strict" });
    return new Promise((resolve, reject) => {
      const asked = action((store) => transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  /** Single things by name: `team` (what the server told), `ahead` (of its clock), `way` (fixes not yet a record), `draft` (a finding). */
  get = (name) => this.run(["data"], "readonly", (store) => store("data").get(name));
  put = (name, value) => this.run(["data"], "readwrite", (store) => (value === null ? store("data").delete(name) : store("data").put(value, name)));

  /** All records of this team in the order they were made: {id, body, about, state: waiting | sent | refused, why}. */
  records = () => this.run(["records"], "readonly", (store) => store("records").getAll());
  photos = () => this.run(["photos"], "readonly", (store) => store("photos").getAll());

  /** A record, and the photos of a finding, in one transaction: both are kept or neither; what it was written from goes. */
  add(record, { about = "", files = [], instead = [] } = {}) {
    return this.run(STORES, "readwrite", (store) => {
      files.forEach((file, at) => store("photos").put({ id: `${record.id}/${at}`, record: record.id, file, state: "waiting" }, `${record.id}/${at}`));
      instead.forEach((name) => store("data").delete(name));
      return store("records").put({ id: record.id, body: record, about, state: "waiting", why: "" }, record.id);
    });
  }

  /** A record that came to an end; the photos of one that was refused stay with it. */
  mark(kept, state, why = "") {
    return this.run(["records", "photos"], "readwrite", (store) => {
      if (state === "refused") {
        const asked = store("photos").getAll();
        asked.onsuccess = () => asked.result.filter((photo) => photo.record === kept.id).forEach((photo) => store("photos").put({ ...photo, state, why }, photo.id));
      }
      return store("records").put({ ...kept, state, why }, kept.id);
    });
  }

  markPhoto = (kept, state, why = "") => this.run(["photos"], "readwrite", (store) => (state === "sent" ? store("photos").delete(kept.id) : store("photos").put({ ...kept, state, why }, kept.id)));
}
