// The four ways to look at where things happen, as chips: density, tested hotspots, rate, and how it went.
import { LOOKS } from "../core/known.js";
import { change, state } from "../core/state.js";
import { t } from "../core/words.js";
import { chips } from "./parts.js";

export const lookTabs = () => chips(t("look"), LOOKS.map((key) => [key, t(`look.${key}`)]), (key) => state.look === key, (key) => change({ look: key }));
