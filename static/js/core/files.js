// Files that this browser keeps for this person: the photos of the one report being written, until it is sent or given up.
const STORE = "draft-photos";
let opening = null;

function base() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("wangge", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  opening.catch(() => { opening = null; });
  return opening;
}

/** One transaction: done when it is on disk. Rejects where the browser keeps nothing, or has no room. */
async function run(mode, action) {
  const transaction = (await base()).transaction(STORE, mode);
  return new Promise((resolve, reject) => {
    const asked = action(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** The files kept under a report's id, in the order they were given. */
export const keptFiles = async (id) => (await run("readonly", (store) => store.get(id))) ?? [];

/** Keep these, and nothing of any other report. */
export function keepFiles(id, files) {
  return run("readwrite", (store) => {
    const cleared = store.clear();
    return files.length ? store.put(files, id) : cleared;
  });
}
