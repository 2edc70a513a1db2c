// A border that follows a road, a stream or the lines of parcels: press where it leaves the old border and where it comes back; the way between
// is looked for along the lines of the ground.
import L from "../../core/leaflet.js";
import { tidy } from "../measure.js";
import { eachGroundLine } from "../snap.js";
import { say } from "../words.js";
import { shortestWay, Web } from "./web.js";
import { knownBorder } from "./near.js";
import { Sketch } from "./sketch.js";

const OUTLINE = 3; // a type of the tiles

class Follow extends Sketch {
  /** Two places are enough. */
  set(caught, pointer) {
    super.set(caught, pointer);
    if (this.places.length === 2) this.finish();
  }
}

/** The lines in view, once all that was asked for has come: half of them would show no way where there is one. */
const loaded = (ground) => (ground.isLoading() ? new Promise((done) => { ground.once("load", done); }) : Promise.resolve());

export const follow = (desk) => new Follow(desk, { hint: say("hint.follow"), onDone: async ([start, end]) => {
  await loaded(desk.stage.ground);
  const again = (words) => { desk.refuse(words); desk.tool.start(); };
  const pair = knownBorder(desk, start, end);
  if (!pair) return again(say("refuse.no_border"));
  const feature = wayBetween(desk.stage, start, end, { banks: false }) ?? wayBetween(desk.stage, start, end, { banks: true });
  if (!feature) return again(say("refuse.no_way"));
  return desk.propose({ edit: "follow", one: pair[0], other: pair[1], start, end, feature }, { title: say("tool.follow") });
} });

/** Places along roads, streams and parcels in view from near `start` to near `end`, or null; `banks`: along the outlines of waters too. */
function wayBetween(stage, start, end, { banks }) {
  const { map } = stage;
  const zoom = map.getZoom();
  const pixel = ([lon, lat]) => map.project(L.latLng(lat, lon), zoom);
  const web = new Web();
  eachGroundLine(stage, (kind, points, x0, y0, scale, place, type) => {
    if (kind === "building" || (kind === "water" && type === OUTLINE && !banks)) return;
    const [left, top] = [x0 + place.left * 4096 * scale / place.part, y0 + place.top * 4096 * scale / place.part];
    const box = [left, top, left + 512, top + 512];
    for (let i = 1; i < points.length; i += 1) {
      web.add([x0 + points[i - 1].x * scale, y0 + points[i - 1].y * scale], [x0 + points[i].x * scale, y0 + points[i].y * scale], box);
    }
  });
  const way = shortestWay(web, pixel(start), pixel(end));
  return way?.map(([x, y]) => {
    const { lat, lng } = map.unproject(L.point(x, y), zoom);
    return [tidy(lng), tidy(lat)];
  }) ?? null;
}
