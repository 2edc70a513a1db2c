// The teams' ways and numbered stops on the map. The team looked at is drawn strongly, the others stay in sight.
import { h } from "../core/dom.js";
import L from "../core/leaflet.js";
import { t } from "../core/words.js";
import { hotOf } from "../map/spots.js";

const WORLD = [[-85, -180], [-85, 180], [85, 180], [85, -180]];
const rings = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : coordinates).map(([outer]) => outer.map(([lon, lat]) => [lat, lon]));

export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8f5600", "#5f6f78", "#e69f00", "#56b4e9"];
export const colourOf = (team) => COLOURS[(team - 1) % COLOURS.length];

export function makeRoutes(map) {
  const group = L.layerGroup();
  const ground = L.layerGroup(); // under the ways: hot places, and a veil over what is not of the area

  function mark(place, className, text, { title, onclick, colour, front = false }) {
    const face = h("span", { class: `wg-stop ${className}`, style: colour ? { "--team": colour } : {} }, text);
    const icon = L.divIcon({ className: "", html: face, iconSize: [22, 22], iconAnchor: [11, 11] });
    return L.marker([place[1], place[0]], { icon, title, alt: title, keyboard: false, zIndexOffset: front ? 500 : 0, interactive: Boolean(onclick) })
      .on("click", (event) => { L.DomEvent.stop(event); onclick?.(); }).addTo(group);
  }

  return {
    /** `view` = {team, day, chosen}; onStop(wish) when a stop is pressed. */
    show({ ways, stops, teams }, view, onStop) {
      group.clearLayers();
      group.addTo(map);
      const today = ways.filter((way) => way.day === view.day);
      for (const way of [...today].sort((a, b) => (a.team === view.team) - (b.team === view.team))) {
        const mine = way.team === view.team;
        const latlngs = way.legs.map((leg) => leg.map(([lon, lat]) => [lat, lon]));
        L.polyline(latlngs, { pane: "wg-marks", color: "#fff", weight: mine ? 6 : 4, opacity: mine ? 0.9 : 0.6, interactive: false }).addTo(group);
        L.polyline(latlngs, { pane: "wg-marks", color: colourOf(way.team), weight: mine ? 3.5 : 2, opacity: mine ? 1 : 0.75, interactive: false }).addTo(group);
      }
      for (const stop of stops.filter((one) => one.day === view.day || one.team === null)) {
        const mine = stop.team === view.team;
        const out = stop.team === null;
        const names = [out && "out", !mine && "other", stop.wish === view.chosen && "chosen", stop.locked && "locked", stop.done === "tick" && "done"].filter(Boolean).join(" ");
        mark(stop.place, names, out ? "–" : String(stop.serial), { title: stop.label, colour: out ? null : colourOf(stop.team), onclick: () => onStop(stop.wish), front: mine });
      }
      const starts = new Map(teams.map((team) => [team.start.join(), team.start]));
      for (const start of starts.values()) mark(start, "start", t("inspect.start.mark"), { title: t("inspect.start"), front: true });
    },
    /** The ways that were really walked, the findings and the dead corners of an ended one. */
    showReport({ tracks, findings, corners }) {
      group.clearLayers();
      group.addTo(map);
      for (const { team, way } of tracks.filter((track) => track.way)) {
        L.polyline(way.coordinates.map((line) => line.map(([lon, lat]) => [lat, lon])), { pane: "wg-marks", color: colourOf(team), weight: 3, interactive: false }).addTo(group);
      }
      for (const corner of corners) L.circleMarker([corner.place[1], corner.place[0]], { pane: "wg-marks", radius: 3, color: "#fff", weight: 1, fillColor: "#5f6f78", fillOpacity: 0.9 }).bindTooltip(corner.label).addTo(group);
      findings.forEach((one, at) => mark(one.place, one.mended ? "found mended" : "found", String(at + 1), { title: one.item_zh ?? "" }));
    },
    /** The ground that is looked at: the work area's own, everything else paler, and the hot places in it. */
    showGround(area, spots) {
      ground.clearLayers();
      ground.addTo(map);
      for (const spot of spots.filter((one) => one.outline)) L.geoJSON(spot.outline, { pane: "wg-spots", interactive: false, style: { className: `plan-spot ${hotOf(spot.class ?? "hot")}` } }).addTo(ground);
      if (area) L.polygon([WORLD, ...rings(area)], { pane: "wg-heat", interactive: false, stroke: false, className: "plan-veil" }).addTo(ground);
    },
    clear() {
      for (const layers of [group, ground]) { layers.clearLayers(); layers.remove(); }
    },
    /** What a day takes up on the map: its stops, its ways, and where teams set off. */
    bounds({ stops, ways, teams }, day) {
      const places = [...stops.filter((stop) => stop.day === day || stop.team === null).map((stop) => stop.place), ...ways.filter((way) => way.day === day).flatMap((way) => way.legs.flat()), ...teams.map((team) => team.start)];
      return L.latLngBounds(places.map(([lon, lat]) => [lat, lon]));
    },
  };
}
