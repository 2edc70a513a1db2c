// A corner of a border, or the next place of a line, given by numbers: degrees, or metres east and north of where it is.
import { fill, h } from "../../core/dom.js";
import { moved } from "../measure.js";
import { say } from "../words.js";
import { readCoordinates } from "../../ui/coordinates.js";

export function exactForm(desk) {
  const { tool } = desk;
  const place = tool.place ?? (tool.places?.length ? tool.places.at(-1) : null);
  const takes = tool.moveTo && tool.chosen ? (to) => tool.moveTo(to) : tool.type ? (to) => tool.type(to) : null;
  if (!takes || !desk.draft.editable) return [];
  const fault = h("p", { class: "fault", role: "alert" });
  const where = h("input", { type: "text", id: "exact-at", inputmode: "text", value: place ? `${place[0].toFixed(9)}, ${place[1].toFixed(9)}` : "", placeholder: say("exact.hint") });
  const [east, north] = ["east", "north"].map((name) => h("input", { type: "text", inputmode: "decimal", id: `exact-${name}`, value: "", placeholder: "0" }));
  const go = (event) => {
    event.preventDefault();
    const metres = [east, north].map(({ value }) => Number(value.replace("，", ".") || 0));
    if (!metres.every(Number.isFinite)) return fill(fault, say("exact.wrong.metres"));
    if (place && (metres[0] || metres[1])) return takes(moved(place, ...metres));
    const [read] = exactDegrees(where.value);
    return read ? takes(read) : fill(fault, say("exact.wrong"));
  };
  return h("form", { class: "exact", onsubmit: go }, h("div", { class: "field" }, h("label", { for: "exact-at" }, say(tool.moveTo ? "exact.vertex" : "exact.place")), where),
    place && h("div", { class: "pair" }, h("div", { class: "field" }, h("label", { for: "exact-east" }, say("exact.east")), east), h("div", { class: "field" }, h("label", { for: "exact-north" }, say("exact.north")), north),
      h("button", { type: "submit", class: "btn" }, say(tool.moveTo ? "exact.move" : "exact.set"))),
    !place && h("button", { type: "submit", class: "btn" }, say("exact.set")), fault);
}

/** Plain "lon, lat" is taken with all its digits; other ways of writing degrees through the reader of the whole page. */
function exactDegrees(text) {
  const plain = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*$/.exec(text);
  if (plain) return [[Number(plain[1]), Number(plain[2])]];
  return readCoordinates(text).map(({ lon, lat }) => [lon, lat]);
}
