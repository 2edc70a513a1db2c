// Where the phone is, and, where the team wishes it, the way it goes: one record a piece, so that little is lost with a battery.
import { uuid7 } from "../core/ids.js";

const PIECE = 60; // fixes a record
const EVERY_MS = 5000;
const LONGEST_MS = 300000;

export class Tracker {
  constructor({ onFix, onPiece }) {
    Object.assign(this, { onFix, onPiece, last: null, recording: false, fixes: [] });
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush());
  }

  start() {
    navigator.geolocation?.watchPosition(({ coords, timestamp }) => this.fix(coords, timestamp), () => undefined, { enableHighAccuracy: true, maximumAge: 5000 });
  }

  fix(coords, timestamp) {
    this.last = { coords, at: timestamp };
    this.onFix(coords);
    const before = this.fixes.at(-1);
    if (!this.recording || (before && timestamp - before[2] * 1000 < EVERY_MS)) return;
    this.fixes.push([Number(coords.longitude.toFixed(7)), Number(coords.latitude.toFixed(7)), Math.round(timestamp / 1000), Math.round(coords.accuracy)]);
    if (this.fixes.length >= PIECE || timestamp - this.fixes[0][2] * 1000 > LONGEST_MS) this.flush();
  }

  record(yes) {
    this.recording = yes;
    if (!yes) this.flush();
  }

  /** A fix not older than two minutes, as a record says it; {} where there is none. */
  place() {
    if (!this.last || Date.now() - this.last.at > 120000) return {};
    const { longitude: lon, latitude: lat, accuracy } = this.last.coords;
    return { lon, lat, accuracy_m: Math.round(accuracy) };
  }

  flush() {
    if (!this.fixes.length) return;
    const way = this.fixes;
    this.fixes = way.slice(-1).filter(() => this.recording); // the next piece begins where this one ends
    if (way.length > 1 || !this.recording) this.onPiece({ id: uuid7(), kind: "way", made_at: new Date().toISOString(), way });
  }
}
