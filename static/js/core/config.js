// What the server hands over with the page: routes, town, settings. No address is spelt anywhere else.
export const config = JSON.parse(document.getElementById("config").textContent);

/**
 * The address of a named route. `{name}` parts come from `parts`; the rest of `query` goes behind the question mark.
 * A list in `query` becomes one comma-separated value; empty values are left out.
 */
export function route(name, parts = {}, query = {}) {
  const template = config.routes[name];
  if (!template) throw new Error(`no route "${name}"`);
  const path = template.replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(parts[part]));
  const search = queryString(query);
  return search ? `${path}?${search}` : path;
}

export function queryString(query) {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(",") : value;
    if (text !== undefined && text !== null && text !== "") search.set(key, text);
  }
  return search.toString();
}
