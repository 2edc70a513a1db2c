// The heat as one picture: what the map's canvases show, with title, period, legend, scale and who made it.
import { h, saveAs } from "../core/dom.js";
import { number, placeName, time } from "../core/format.js";
import { period, periodName, range } from "../core/period.js";
import { getSlice } from "../core/query.js";
import { state } from "../core/state.js";
import { t } from "../core/words.js";
import { sourceView } from "../panels/filters.js";
import { colour, FONT } from "../map/palette.js";

const [TOP, FOOT, EDGE] = [64, 56, 20];

export async function savePicture(map, answer) {
  const { x: width, y: height } = map.getSize();
  const canvas = h("canvas", { width: width * 2, height: (height + TOP + FOOT) * 2 });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.fillStyle = colour("paper");
  context.fillRect(0, 0, width, height + TOP + FOOT);
  drawMap(context, map, width, height);
  drawTitle(context, width, answer);
  drawFoot(context, width, height + TOP);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
  saveAs(blob, t("heat.file", { period: periodName(period(state.period)), ending: "png" }));
}

/** Every canvas and picture of the map's panes, lowest first, where it stands on the screen. */
function drawMap(context, map, width, height) {
  const frame = map.getContainer().getBoundingClientRect();
  context.save();
  context.beginPath();
  context.rect(0, TOP, width, height);
  context.clip();
  context.fillStyle = colour("map-out");
  context.fillRect(0, TOP, width, height);
  const panes = [...map.getPane("mapPane").children].sort((a, b) => Number(getComputedStyle(a).zIndex) - Number(getComputedStyle(b).zIndex));
  for (const element of panes.flatMap((pane) => [...pane.querySelectorAll("canvas, img.leaflet-tile")])) {
    const box = element.getBoundingClientRect();
    context.globalAlpha = Number(getComputedStyle(element.closest(".leaflet-layer") ?? element).opacity);
    if (element.width && (element.tagName !== "IMG" || element.complete)) context.drawImage(element, box.left - frame.left, box.top - frame.top + TOP, box.width, box.height);
  }
  context.restore();
}

function drawTitle(context, width, answer) {
  const now = getSlice() ?? period(state.period);
  write(context, `${placeName()} ${t("legend.density")} ${range(now.from, now.to)}`, EDGE, 28, 20, 600);
  const said = [t(`sources.${sourceView() || "chosen"}`), answer && t("heat.cases", { n: number(answer.total) }), t("heat.radius.said", { n: number(state.radius) })];
  write(context, said.filter(Boolean).join(" · "), EDGE, 50, 12, 400, "ink-2");
  write(context, t("heat.made", { at: time(new Date().toISOString()) }), width - EDGE, 50, 12, 400, "ink-2", "right");
}

function drawFoot(context, width, top) {
  const ramp = document.querySelector(".legend .ramp");
  if (ramp) context.drawImage(ramp, EDGE, top + 14, 200, 10);
  document.querySelectorAll(".legend .stops span").forEach((stop, index, all) => {
    write(context, stop.textContent, EDGE + (parseFloat(stop.style.left) / 100) * 200, top + 40, 12, 400, "ink", index === 0 ? "left" : index === all.length - 1 ? "right" : "center");
  });
  const length = parseFloat(document.getElementById("scale").style.getPropertyValue("--scale-w"));
  context.strokeStyle = colour("ink");
  context.lineWidth = 1.5;
  context.strokeRect(width - EDGE - length, top + 20, length, 0.1);
  write(context, document.getElementById("scale-says").textContent, width - EDGE, top + 40, 12, 400, "ink", "right");
  write(context, "N ↑", width - EDGE - length - 14, top + 26, 14, 600, "ink", "right");
}

function write(context, text, x, y, size, weight, name = "ink", align = "left") {
  context.font = `${weight} ${size}px ${FONT}`;
  context.fillStyle = colour(name);
  context.textAlign = align;
  context.textBaseline = "alphabetic";
  context.fillText(text, x, y);
}
