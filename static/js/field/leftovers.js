// What did not reach the server, readable, and as a file to hand on: nothing that a team wrote is lost with a link.
import { h, saveAs } from "../core/dom.js";
import { moment, say } from "./words.js";

/** Records that wait or were refused, the ways of a phone aside: nobody reads positions. */
export const readable = (records) => records.filter((one) => one.state !== "sent" && one.body.kind !== "way");

/** One record in words. */
export function line(kept, zone) {
  const { body } = kept;
  const what = { tick: say("tick.said"), skip: `${say("skip")}（${body.why ? say(body.why) : ""}）`, answer: body.answer ? say(body.answer) : "", finding: `${say("finding")} ${body.text ?? ""}` }[body.kind];
  const place = "lon" in body ? `${body.lat.toFixed(5)}, ${body.lon.toFixed(5)}${body.accuracy_m ? ` ±${body.accuracy_m} m` : ""}` : "";
  return [moment(body.made_at, zone), kept.about, what, place].filter(Boolean).join(" · ");
}

/** The list with its reasons, and three ways to take it along. */
export function leftovers(records, photos, { zone, title, onNote }) {
  const listed = readable(records);
  const mine = new Set(records.filter((one) => one.state !== "sent").map((one) => one.id));
  const pictures = photos.filter((one) => mine.has(one.record) || one.state === "refused");
  if (!listed.length && !pictures.length) return null;
  return h("section", { class: "left", id: "left", "aria-label": say("left.title") },
    h("h3", {}, say("left.title"), h("span", { class: "quiet" }, [String(listed.length), pictures.length && say("left.photos", { n: pictures.length })].filter(Boolean).join(" · "))),
    h("ul", {}, listed.map((one) => h("li", {}, h("p", {}, line(one, zone)), h("p", { class: `small ${one.state === "refused" ? "red" : "quiet"}` }, one.state === "refused" ? one.why : say("left.waiting"))))),
    h("ul", {}, pictures.filter((one) => one.why).map((one) => h("li", {}, h("p", { class: "small red" }, `${say("photo")}：${one.why}`)))),
    h("div", { class: "two" },
      h("button", { type: "button", class: "btn", id: "left-copy", onclick: () => copy(listed, zone, title).then(onNote) }, say("left.copy")),
      h("button", { type: "button", class: "btn", id: "left-file", onclick: () => hand(listed, pictures, zone, title).then(onNote) }, say("left.file"))));
}

const text = (listed, zone, title) => [title, ...listed.map((one) => line(one, zone) + (one.why ? `（${one.why}）` : ""))].join("\n");

async function copy(listed, zone, title) {
  try {
    await navigator.clipboard.writeText(text(listed, zone, title));
    return say("left.copied");
  } catch {
    return say("left.uncopied");
  }
}

/** Through the phone's own sharing where it has one, else into its downloads; photos are files of their own. */
async function hand(listed, pictures, zone, title) {
  const files = [new File([text(listed, zone, title)], `${title}.txt`, { type: "text/plain" }), ...pictures.map((one, at) => new File([one.file], `${title} ${at + 1}.jpg`, { type: one.file.type }))];
  if (navigator.canShare?.({ files })) {
    try {
      await navigator.share({ files, title });
      return say("left.shared");
    } catch (failure) {
      if (failure.name === "AbortError") return "";
    }
  }
  files.forEach((file) => saveAs(file, file.name));
  return say("left.saved");
}
