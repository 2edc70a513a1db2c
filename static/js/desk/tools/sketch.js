// Drawing a line or an area, by mouse, finger or keyboard. The keyboard has a cross of its own: arrows move it, space sets a
// place, Enter finishes, Backspace takes the last one back.
import L from "../../core/leaflet.js";
import { area as areaSaid, metres, mu } from "../../core/format.js";
import { colour } from "../../map/palette.js";
import { keyOf } from "../coverage.js";
import { disc, square, toPixel, tracePlaces } from "../frame.js";
import { lengthOf, sweep, tidy } from "../measure.js";
import { snap } from "../snap.js";
import { say } from "../words.js";

const STEP = 8;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Sketch {
  /** `onDone(places)`; an area's places without the first repeated. */
  constructor(desk, { closed = false, hint, onDone }) {
    Object.assign(this, { desk, closed, hint, onDone, places: [], caught: null, cross: null });
  }

  get least() { return this.closed ? 3 : 2; }

  start() {
    this.places = [];
    this.caught = null;
    this.cross = null;
    this.tell();
  }

  tell() {
    const { places, least } = this;
    this.desk.hint(this.hint, places.length ? [
      places.length >= least && ["finish", say("do.finish"), () => this.finish()],
      ["back", say("do.back"), () => this.back()], ["cancel", say("do.cancel"), () => this.cancel()],
    ].filter(Boolean) : []);
    this.desk.stage.redraw();
  }

  catchAt({ latlng, pointer, alt }) {
    if (alt) return { place: [tidy(latlng.lng), tidy(latlng.lat)], kind: "" };
    const first = this.places[0];
    if (this.closed && this.places.length >= 3 && this.near(first, latlng, pointer)) return { place: first, kind: "close" };
    return snap(this.desk.stage, this.desk.draft.coverage, latlng, { pointer });
  }

  near(place, latlng, pointer) {
    const { map } = this.desk.stage;
    return map.latLngToContainerPoint([place[1], place[0]]).distanceTo(map.latLngToContainerPoint(latlng)) < (pointer === "touch" ? 22 : 10);
  }

  hover(spot) {
    this.cross = null;
    this.caught = this.catchAt(spot);
    this.said();
    this.desk.stage.redraw();
  }

  press(spot) {
    this.set(this.catchAt(spot), spot.pointer);
  }

  set(caught, pointer = "mouse") {
    if (caught.kind === "close") return this.finish();
    const last = this.places.at(-1);
    const { map } = this.desk.stage;
    if (last && (keyOf(last) === keyOf(caught.place) || map.latLngToContainerPoint([last[1], last[0]]).distanceTo(map.latLngToContainerPoint([caught.place[1], caught.place[0]])) < 3)) return undefined;
    this.places.push(caught.place);
    if (pointer === "touch") this.caught = caught;
    this.said();
    return this.tell();
  }

  /** A place typed by hand goes in like one set by hand. */
  type(place) {
    this.set({ place, kind: "" });
    this.desk.stage.go(place, 0);
  }

  double() {
    if (this.places.length >= this.least) this.finish();
    return this.places.length > 0 || true;
  }

  finish() {
    if (this.places.length < this.least) return;
    const places = this.places;
    this.desk.live(null);
    this.onDone(places);
  }

  back() {
    this.places.pop();
    this.tell();
  }

  /** True where there was something to give up. */
  cancel() {
    const any = this.places.length > 0;
    this.desk.live(null);
    this.start();
    return any;
  }

  key(event) {
    const way = ARROWS[event.key];
    if (way) return this.step(way, event.shiftKey ? 1 : STEP);
    if (event.key === "Enter") return this.finish() ?? true;
    if (event.key === "Backspace") return this.back() ?? true;
    if (event.key === " " && this.cross) return this.set(this.catchAt({ latlng: this.cross, alt: event.altKey })) ?? true;
    return false;
  }

  step([dx, dy], by) {
    const { map } = this.desk.stage;
    const from = this.cross ?? (this.places.length ? L.latLng(this.places.at(-1)[1], this.places.at(-1)[0]) : map.getCenter());
    this.cross = map.containerPointToLatLng(map.latLngToContainerPoint(from).add([dx * by, dy * by]));
    map.panInside(this.cross, { padding: [60, 60], animate: false });
    this.caught = this.catchAt({ latlng: this.cross });
    this.said();
    this.desk.stage.redraw();
    return true;
  }

  said() {
    const places = this.caught ? [...this.places, this.caught.place] : this.places;
    const kind = this.caught?.kind;
    const lines = [kind && say(`snap.${kind}`)];
    if (this.closed && places.length > 2) {
      const m2 = Math.abs(sweep([...places, places[0]], places[0]));
      lines.push(`${mu(m2)} · ${areaSaid(m2)}`);
    } else if (places.length > 1) lines.push(metres(lengthOf(places)));
    this.desk.live(lines.filter(Boolean), this.caught?.place);
  }

  paint(context, frame) {
    const places = this.caught ? [...this.places, this.caught.place] : this.places;
    if (places.length > 1) {
      context.beginPath();
      tracePlaces(context, frame, places, this.closed && places.length > 2);
      if (this.closed) {
        context.fillStyle = colour("map-select-fill");
        context.fill();
      }
      context.strokeStyle = colour("paper");
      context.lineWidth = 5;
      context.stroke();
      context.strokeStyle = colour("map-select");
      context.lineWidth = 2.4;
      context.stroke();
    }
    for (const place of this.places) square(context, ...toPixel(frame, place), 4, colour("paper"), colour("map-select"));
    if (this.caught) paintCaught(context, frame, this.caught);
    if (this.cross) paintCross(context, frame, this.cross);
  }

  stop() {
    this.desk.live(null);
  }
}

/** Where the hand has caught: a ring on a vertex, a square on a line, a dot in the open. */
export function paintCaught(context, frame, { place, kind }) {
  const [x, y] = toPixel(frame, place);
  if (kind === "vertex" || kind === "close") disc(context, x, y, 8, null, colour("map-late"), 2.4);
  else if (kind) square(context, x, y, 5, "transparent", colour("map-late"));
  disc(context, x, y, 3, colour("map-select"), colour("paper"), 1.5);
}

function paintCross(context, frame, { lat, lng }) {
  const [x, y] = toPixel(frame, [lng, lat]);
  context.strokeStyle = colour("ink");
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [ax, ay, bx, by] of [[-14, 0, -4, 0], [4, 0, 14, 0], [0, -14, 0, -4], [0, 4, 0, 14]]) {
    context.moveTo(x + ax, y + ay);
    context.lineTo(x + bx, y + by);
  }
  context.stroke();
}
