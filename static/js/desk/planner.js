// The name a planner works under: asked for once, kept by this browser, told with every change.
import { recall, remember } from "../core/memory.js";

export const planner = () => recall("planner", "");

export function callMe(name) {
  remember("planner", name.trim().slice(0, 40) || null);
}
