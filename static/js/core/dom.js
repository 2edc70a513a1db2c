// Elements without markup in strings: text is always text, so nothing needs escaping.
const SVG = "http://www.w3.org/2000/svg";

/** `h("li", {class: "x", onclick: f, "aria-label": "…"}, child, "text", [more])`; null and false children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) put(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function put(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "style") for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
  else if (["value", "checked", "disabled", "hidden", "open"].includes(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/** A drawing of the sprite in the page (templates/_icons.svg). */
export function icon(name, size = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${size}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** New children in place of the old. Where the keyboard stood on one of the old, it stands on its like among the new. */
export function fill(element, ...children) {
  const held = element.contains(document.activeElement) && element !== document.activeElement ? document.activeElement : null;
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  if (held && !held.isConnected) (like(held, element) ?? element).focus({ preventScroll: true });
  return element;
}

function like(one, place) {
  return [...place.querySelectorAll(one.tagName)].find((other) => (one.id || one.name ? other.id === one.id && other.name === one.name : other.textContent === one.textContent));
}

/** Hand a file made here to the browser's downloads. */
export function saveAs(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export const byId = (id) => document.getElementById(id);

/** Calls through only after `wait` ms of silence. */
export function settled(action, wait) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), wait);
  };
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = () => matchMedia("(max-width: 720px)").matches;
