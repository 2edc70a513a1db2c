// The CSS variables, for canvases. Read once per theme.
let cache = new Map();

export function colour(name) {
  if (!cache.has(name)) cache.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return cache.get(name);
}

/** Called by the theme switch, before everything is drawn again. */
export function forgetColours() {
  cache = new Map();
}

export const FONT = '"Noto Sans SC","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif';
