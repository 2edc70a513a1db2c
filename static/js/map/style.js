// How the ground and the grids are painted. Widths are CSS pixels; colours come from the palette, so both themes share this.
import { colour } from "./palette.js";
import { fillFeature, strokeFeature } from "./vectorlayer.js";

const COVER = { forest: "map-wood", tea: "map-farm", paddy: "map-farm", dry_field: "map-farm", built_up: "map-built" };
const BIG_ROADS = new Set(["main", "trunk", "primary", "motorway"]);
const MIDDLE_ROADS = new Set(["village", "secondary", "tertiary"]);

const kindOf = (feature) => feature.properties.kind ?? "grid";
const classOf = (feature) => feature.properties.category ?? feature.properties.class ?? feature.properties.kind ?? "";
const listOf = (answer) => Object.values(answer).flat();

/** The town's ground: land under everything that is a town, then cover, water, parcels (at the desk), roads, buildings. */
export function paintGround(shown) {
  return (context, [grids, cover, water, roads, buildings, parcels = {}], scale, zoom) => {
    for (const feature of listOf(grids)) {
      if (feature.type === 3 && kindOf(feature) === "town") fillFeature(context, feature, scale, colour("map-land"));
    }
    if (shown("landcover")) for (const feature of listOf(cover)) paintCover(context, feature, scale);
    if (shown("water")) for (const feature of listOf(water)) paintWater(context, feature, scale, zoom);
    for (const feature of listOf(parcels)) strokeFeature(context, feature, scale, colour("map-building-line"), 0.8);
    if (shown("roads")) paintRoads(context, listOf(roads), scale, zoom);
    if (shown("buildings") && zoom >= 14) for (const feature of listOf(buildings)) paintBuilding(context, feature, scale, zoom);
  };
}

function paintCover(context, feature, scale) {
  const name = COVER[classOf(feature)];
  if (name && feature.type === 3) fillFeature(context, feature, scale, colour(name));
}

function paintWater(context, feature, scale, zoom) {
  if (feature.type === 3) fillFeature(context, feature, scale, colour("map-water"));
  else strokeFeature(context, feature, scale, colour("map-water"), Math.max(1.2, (zoom - 10) * 0.9));
}

function roadWidth(feature, zoom) {
  const grade = classOf(feature);
  if (BIG_ROADS.has(grade)) return Math.max(1.6, 1.35 ** (zoom - 11) * 2);
  if (MIDDLE_ROADS.has(grade)) return Math.max(0.8, 1.38 ** (zoom - 12) * 1.5);
  return zoom < 13 ? 0 : 1.4 ** (zoom - 13) * 0.9;
}

function paintRoads(context, roads, scale, zoom) {
  const lines = roads.filter((feature) => feature.type === 2)
    .map((feature) => ({ feature, width: Math.min(22, roadWidth(feature, zoom)) }))
    .filter(({ width }) => width > 0).sort((a, b) => a.width - b.width);
  for (const { feature, width } of lines) if (width > 1) strokeFeature(context, feature, scale, colour("map-road-edge"), width + 1.4);
  for (const { feature, width } of lines) strokeFeature(context, feature, scale, colour(width > 1 ? "map-road" : "map-path"), width);
}

function paintBuilding(context, feature, scale, zoom) {
  if (feature.type !== 3) return;
  fillFeature(context, feature, scale, colour("map-building"));
  if (zoom >= 16) strokeFeature(context, feature, scale, colour("map-building-line"), 0.8);
}

/** Line of each kind: finer first, so that where borders coincide the weightier is on top. */
export const BORDERS = [
  { kind: "micro", width: 1, colour: "map-grid", from: 15, dash: [4, 3] },
  { kind: "enterprise", width: 1, colour: "map-firm", from: 12 },
  { kind: "grid", width: 1, colour: "map-grid", from: 11 },
  { kind: "village", width: 1.2, colour: "map-grid", from: 11 },
  { kind: "work_area", width: 1.5, colour: "map-area", from: 9 },
  { kind: "town", width: 2.5, colour: "map-town", from: 0 },
];

/** Borders by level with a pale halo; enterprise grids as a tint. Far out, only the weightier levels. */
export function paintGrids(context, [answer], scale, zoom) {
  const all = listOf(answer).filter((feature) => feature.type === 3);
  const lines = BORDERS.filter(({ from }) => zoom >= from)
    .map((border) => ({ ...border, features: all.filter((feature) => kindOf(feature) === border.kind) }));
  for (const feature of lines.find(({ kind }) => kind === "enterprise")?.features ?? []) {
    fillFeature(context, feature, scale, colour("map-firm-fill"));
  }
  const thin = zoom < 12 ? 0.7 : 1;
  for (const { features, width } of lines) {
    for (const feature of features) strokeFeature(context, feature, scale, colour("map-halo"), width * thin + 2);
  }
  for (const { features, width, dash, colour: name } of lines) {
    for (const feature of features) strokeFeature(context, feature, scale, colour(name), width * thin, dash);
  }
}
