// The service worker of the teams' pages: what a page is made of is kept on the phone, so that it opens without a network.
// Only what the page itself names is kept (its own address, scripts, styles); what it sends always goes to the server.
const CACHE = "wangge-field";
const GONE = 410; // the page after the end: it shows nothing, but still sends what the phone holds

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** {keep: [address, …]}: fetch and keep these; what was kept before under other addresses of the same page goes. */
addEventListener("message", (event) => {
  if (!event.data?.keep) return;
  event.waitUntil(keep(event.data.keep).then(
    () => event.source?.postMessage({ kept: event.data.keep.length }),
    (failure) => event.source?.postMessage({ failed: String(failure) }),
  ));
});

async function keep(addresses) {
  const cache = await caches.open(CACHE);
  await Promise.all(addresses.map(async (address) => {
    if (address.includes("static/") && await cache.match(address)) return; // its version stands in the address
    const answer = await fetch(address, { cache: "no-cache" });
    if (!answer.ok && answer.status !== GONE) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  }));
  const wanted = new Set(addresses.map((address) => new URL(address, location.href).href));
  for (const request of await cache.keys()) if (request.url.includes("static/") && !wanted.has(request.url)) await cache.delete(request);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fresh(request));
  else if (request.url.includes("static/")) event.respondWith(kept(request));
});

/** The page anew where there is a network, else as it was kept. After the end the ended page takes the place of the full one. */
async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok || answer.status === GONE) await cache.put(bare(request), answer.clone());
    else if (answer.status === 404) await cache.delete(bare(request));
    return answer;
  } catch (failure) {
    const known = await cache.match(bare(request));
    if (known) return known;
    throw failure;
  }
}

/** A page is one, whatever language its address asks for. */
const bare = (request) => new URL(request.url).origin + new URL(request.url).pathname;

async function kept(request) {
  const known = await (await caches.open(CACHE)).match(request);
  return known ?? fetch(request);
}
