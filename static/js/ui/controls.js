// Buttons over the map: nearer, farther, whole town, my position; and the line at the foot with the scale.
import { config } from "../core/config.js";
import { byId, fill, h, icon } from "../core/dom.js";
import { area, date, dayOf, metres, mu, placeName } from "../core/format.js";
import { t } from "../core/words.js";
import { notify } from "./notices.js";

const STEPS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000];

/** Without `onPlace` or `openLayers` their buttons are left out. */
export function makeControls(map, { whole, onPlace, openLayers }) {
  const button = (name, label, run) => h("button", { type: "button", class: `c-${name}`, title: t(label), "aria-label": t(label), onclick: run }, icon(name));
  fill(byId("controls"),
    button("plus", "zoom.in", () => map.zoomIn()),
    button("minus", "zoom.out", () => map.zoomOut()),
    button("whole", "zoom.whole", whole),
    onPlace && button("here", "here", () => findMe(onPlace)),
    openLayers && button("layers", "section.layers", openLayers));
  byId("controls").setAttribute("aria-label", t("controls"));
  sayTown();
  map.on("zoomend moveend resize", () => drawScale(map));
  drawScale(map);
}

function findMe(onPlace) {
  if (!navigator.geolocation) return notify(t("here.none"));
  const close = notify(t("here.asking"), { keep: 0 });
  return navigator.geolocation.getCurrentPosition(
    ({ coords }) => { close(); onPlace({ lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy) }, { move: true }); },
    () => { close(); notify(t("here.refused")); },
    { enableHighAccuracy: true, timeout: 10000 },
  );
}

function sayTown() {
  const { town } = config;
  if (!town) return;
  const said = [placeName(), town.area_m2 && t("facts.area", { km2: area(town.area_m2), mu: mu(town.area_m2) }),
    town.edition && editionSaid(town)];
  byId("facts").textContent = said.filter(Boolean).join(" · ");
}

/** Which edition is in force and since which local day; a first edition has always been. */
function editionSaid({ edition: name, edition_since: since }) {
  return since ? t("facts.edition.since", { name, day: date(dayOf(new Date(since))) }) : t("facts.edition.always", { name });
}

/** The longest round length that fits 90 px at the middle of the view. */
function drawScale(map) {
  const { x, y } = map.getSize();
  const perPixel = map.distance(map.containerPointToLatLng([x / 2, y / 2]), map.containerPointToLatLng([x / 2 + 100, y / 2])) / 100;
  const length = STEPS.filter((step) => step / perPixel <= 96).pop() ?? STEPS[0];
  byId("scale").style.setProperty("--scale-w", `${Math.round(length / perPixel)}px`);
  byId("scale-says").textContent = length < 1000 ? metres(length) : t("unit.km", { n: length / 1000 });
}
