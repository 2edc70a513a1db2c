// What this browser remembers of this person: language, theme, folded panel, drafts. Never anything of other people.
const PREFIX = "wangge.";

export function recall(key, otherwise = null) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise; // storage is closed, or holds what an older version wrote
  }
}

export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // a full or closed storage costs only the convenience
  }
}
