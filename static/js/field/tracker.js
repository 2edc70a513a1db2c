// Where the phone is, and, where the team wishes it, the way it goes: one record a piece, each fix on disk, so that little is lost
// with a battery. A recorded way keeps the screen on (a phone in a pocket with a dark screen gives no positions to a page).
import { uuid7 } from "../core/ids.js";
import { apart } from "./place.js";
import { atServer } from "./time.js";

const PIECE = 60; // fixes a record
const EVERY_MS = 5000;
const STILL_MS = 30000; // where nobody moves, a fix now and then is enough
const STILL_M = 10;
const LONGEST_MS = 300000;
const FRESH_MS = 120000;
export const WEAK_M = 150; // farther off than this, the server does not believe a position either

export class Tracker {
  /** `onFix()` after each fix or failure; `onPiece(record)` keeps a piece and says whether it could; `keep(fixes)` what is no piece yet. */
  constructor({ onFix, onPiece, keep }) {
    Object.assign(this, { onFix, onPiece, keep, last: null, recording: false, fixes: [], state: "geolocation" in navigator && isSecureContext ? "searching" : "absent", watch: null, awake: null });
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => this.attend());
  }

  /** Listen to positions while the page is seen or a way is recorded; a page in the background costs no battery. */
  attend() {
    const seen = document.visibilityState === "visible";
    if (!seen) this.flush();
    if (this.state !== "absent" && (seen || this.recording) && this.watch === null) {
      this.watch = navigator.geolocation.watchPosition(({ coords, timestamp }) => this.fix(coords, timestamp), (failure) => this.failed(failure), { enableHighAccuracy: true, maximumAge: 5000 });
    } else if (!seen && !this.recording && this.watch !== null) {
      navigator.geolocation.clearWatch(this.watch);
      this.watch = null;
    }
    if (seen) this.stayAwake();
  }

  failed(failure) {
    if (failure.code === failure.PERMISSION_DENIED) this.state = "denied";
    else if (!this.here()) this.state = "searching";
    this.onFix();
  }

  fix(coords, timestamp) {
    const at = Math.min(timestamp, Date.now()); // some phones take this from the satellites, whose clock is not theirs
    this.last = { coords, at };
    this.state = "found";
    this.onFix();
    if (!this.recording) return;
    const made = [Number(coords.longitude.toFixed(7)), Number(coords.latitude.toFixed(7)), Math.round(atServer(at).getTime() / 1000), Math.round(coords.accuracy)];
    const before = this.fixes.at(-1);
    const since = before ? (made[2] - before[2]) * 1000 : Infinity;
    if (since < EVERY_MS || (since < STILL_MS && apart(before, made).metres < STILL_M)) return;
    this.fixes.push(made);
    if (this.fixes.length >= PIECE || (made[2] - this.fixes[0][2]) * 1000 > LONGEST_MS) this.flush();
    else this.keep(this.fixes);
  }

  record(yes) {
    this.recording = yes;
    if (!yes) this.flush();
    this.attend();
    this.stayAwake();
  }

  async stayAwake() {
    if (!this.recording) { this.awake?.release(); this.awake = null; return; }
    if (!navigator.wakeLock || (this.awake && !this.awake.released)) return;
    try {
      this.awake = await navigator.wakeLock.request("screen");
    } catch {
      this.awake = null; // the battery is low, or the page is not in front: the way then has gaps, which the server knows to handle
    }
  }

  /** Where one is, [lon, lat], by a fix not older than two minutes; null where there is none. */
  here() {
    return this.last && Date.now() - this.last.at < FRESH_MS ? [this.last.coords.longitude, this.last.coords.latitude] : null;
  }

  /** The same as a record says it; {} where there is none. */
  place() {
    if (!this.here()) return {};
    const { longitude: lon, latitude: lat, accuracy } = this.last.coords;
    return { lon, lat, accuracy_m: Math.round(accuracy) };
  }

  flush() {
    if (!this.fixes.length) return;
    const way = this.fixes;
    this.fixes = way.slice(-1).filter(() => this.recording); // the next piece begins where this one ends
    if (way.length > 1 || !this.recording) this.onPiece(piece(way)).then((kept) => { if (!kept) this.fixes = [...way.slice(0, -1), ...this.fixes]; });
  }
}

export const piece = (way) => ({ id: uuid7(), kind: "way", made_at: atServer().toISOString(), way });
