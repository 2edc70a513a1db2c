// The page itself kept on the phone, and the phone asked not to throw away what is kept.

export async function keepPage({ worker, scope, files }) {
  navigator.storage?.persist?.();
  if (!("serviceWorker" in navigator)) return;
  const registered = await navigator.serviceWorker.register(worker, { scope });
  const ready = registered.active ?? await new Promise((resolve) => { const coming = registered.installing ?? registered.waiting; coming.addEventListener("statechange", () => coming.state === "activated" && resolve(coming)); });
  navigator.serviceWorker.addEventListener("message", ({ data: said }) => { document.documentElement.dataset.kept = said.kept ? "yes" : "no"; });
  ready.postMessage({ keep: files });
}
