// Photos made fit to send: upright, no larger than it needs to see, of a kind that the server can read; what is no picture is told at once.
import { h } from "../core/dom.js";

const LONGEST_EDGE = 2048; // px: enough to see, small enough to send from a hill
const SMALL = 1_500_000;
const KNOWN = ["image/jpeg", "image/png", "image/webp"];

/** {good: files, bad: names}. */
export async function pictures(given) {
  const made = { good: [], bad: [] };
  for (const file of given) {
    const picture = await smaller(file);
    if (picture) made.good.push(picture);
    else made.bad.push(file.name);
  }
  return made;
}

async function smaller(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null; // no picture, or larger than this phone can hold
  }
  const scale = Math.min(1, LONGEST_EDGE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size < SMALL && KNOWN.includes(file.type)) return file;
  const canvas = h("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
  return blob && new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
}
