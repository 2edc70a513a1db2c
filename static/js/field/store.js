// What this phone keeps for one link: the team's data, the records and photos that wait to be sent, and those that arrived.
// One database a link; every write is on disk before anything says that it is kept.
const STORES = ["data", "records", "photos"];

export class Store {
  /** `name` tells links apart; it is a hash of the address, so that the token itself lies nowhere. */
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

  data = () => this.run(["data"], "readonly", (store) => store("data").get("data"));
  keepData = (data) => this.run(["data"], "readwrite", (store) => store("data").put(data, "data"));

  /** All records of this link in the order they were made: {id, body, state: waiting | sent | refused, why}. */
  records = () => this.run(["records"], "readonly", (store) => store("records").getAll());
  photos = () => this.run(["photos"], "readonly", (store) => store("photos").getAll());

  /** A record, and the photos of a finding, in one transaction: both are kept or neither. */
  add(record, files = []) {
    return this.run(["records", "photos"], "readwrite", (store) => {
      files.forEach((file, at) => store("photos").put({ id: `${record.id}/${at}`, record: record.id, file, state: "waiting" }, `${record.id}/${at}`));
      return store("records").put({ id: record.id, body: record, state: "waiting", why: "" }, record.id);
    });
  }

  mark = (kept, state, why = "") => this.run(["records"], "readwrite", (store) => store("records").put({ ...kept, state, why }, kept.id));
  markPhoto = (kept, state, why = "") => this.run(["photos"], "readwrite", (store) => (state === "sent" ? store("photos").delete(kept.id) : store("photos").put({ ...kept, state, why }, kept.id)));
}

/** A short name for a link. */
export async function nameOf(address) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(address));
  return [...new Uint8Array(digest).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
