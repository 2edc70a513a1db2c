// The time slider: a bar a day, week or month of the chosen period; it plays, and the heat follows the bar.
import { heatSeries } from "../core/data.js";
import { byId, fill, h, icon } from "../core/dom.js";
import { number } from "../core/format.js";
import { daysBetween, period, periodName, range } from "../core/period.js";
import { countQuery, setSlice } from "../core/query.js";
import { state, watch } from "../core/state.js";
import { t } from "../core/words.js";
import { colour } from "../map/palette.js";
import { notify } from "./notices.js";

const STEP_MS = 900;

/** `series` gives the bars of a question, {items: [{from, to, count}]}; `keys` are the parts of the view it depends on. */
export function makeTimeline({ onSlice, series = heatSeries, keys = ["period", "item", "source"] }) {
  const place = byId("timeline");
  const canvas = h("canvas", {});
  const input = h("input", { type: "range", id: "time", min: -1, step: 1, value: -1, "aria-label": t("time"), oninput: () => choose(Number(input.value)) }); // -1 is the whole period
  const track = h("div", { class: "track", onpointerdown: press, onpointermove: press }, canvas, input, h("span", { class: "ring" }));
  const play = h("button", { type: "button", class: "play", onclick: () => (timer ? pause() : start()) });
  const [where, what] = [h("b", {}), h("span", {})];
  const all = h("button", { type: "button", class: "link", onclick: () => choose(-1) }, t("time.all"));
  let bars = [];
  let known = false; // until then no figure is said
  let at = -1;
  let timer = 0;

  fill(place, h("div", { class: "timebox" }, play, track, h("div", { class: "said" }, where, what, all)));

  function show(index) {
    at = index;
    const bar = bars[at];
    setSlice(bar ? { from: bar.from, to: bar.to, part: bars.reduce((most, one) => Math.max(most, one.count), 1) / bars.reduce((sum, one) => sum + one.count, 1) } : null);
    say();
    draw();
    onSlice();
  }

  function choose(index) {
    pause();
    show(index);
  }

  /** A press, or a finger drawn along, is on the bar above it: a range of its own would round to the wrong one. */
  function press(event) {
    if (input.disabled || !(event.buttons & 1)) return;
    if (event.type === "pointerdown") {
      event.preventDefault();
      track.setPointerCapture(event.pointerId);
      input.focus({ focusVisible: false });
    }
    const { left, width } = track.getBoundingClientRect();
    const index = Math.max(0, Math.min(bars.length - 1, Math.floor(((event.clientX - left) / width) * bars.length)));
    if (index !== at) choose(index);
  }

  function say() {
    const now = period(state.period);
    const bar = bars[at];
    where.textContent = bar ? range(bar.from, bar.to) : periodName(now);
    what.textContent = !known ? t("loading") : t("heat.cases", { n: number(bar ? bar.count : bars.reduce((sum, one) => sum + one.count, 0)) });
    all.hidden = !bar;
    play.disabled = input.disabled = !bars.some((bar) => bar.count);
    input.max = Math.max(0, bars.length - 1);
    input.value = at;
    input.setAttribute("aria-valuetext", `${where.textContent} ${what.textContent}`);
    fill(play, icon(timer ? "pause" : "play"));
    play.setAttribute("aria-label", t(timer ? "time.pause" : "time.play"));
  }

  function draw() {
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const most = Math.max(1, ...bars.map((bar) => bar.count));
    const step = width / Math.max(1, bars.length);
    bars.forEach((bar, index) => {
      const tall = bar.count ? Math.max(2, (bar.count / most) * (height - 4)) : 1;
      context.globalAlpha = at < 0 || index === at ? 1 : 0.35;
      context.fillStyle = colour("accent");
      context.fillRect(index * step, height - tall, Math.max(1, step - Math.min(3, step * 0.25)), tall);
    });
  }

  function start() {
    if (!bars.length) return;
    timer = setInterval(() => show((at + 1) % bars.length), STEP_MS);
    show((at + 1) % bars.length);
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    say();
  }

  let asked = 0;
  async function load({ again = false } = {}) {
    asked += 1;
    const mine = asked;
    if (!again) {
      pause();
      known = false;
      say();
    }
    try {
      const asking = countQuery();
      const days = daysBetween(asking.from, asking.to);
      const answer = await series({ ...asking, step: days <= 100 ? "day" : days <= 750 ? "week" : "month" });
      if (mine !== asked) return;
      const chosen = again ? bars[at]?.from : undefined;
      bars = answer.items;
      known = true;
      show(bars.findIndex((one) => one.from === chosen));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    }
  }

  function arrange() {
    const heat = state.section === "heat" && state.look !== "trend" && !state.spot;
    place.hidden = !heat;
    if (heat) return load();
    pause();
    setSlice(null);
    at = -1;
    return undefined;
  }

  watch(["section", "look", "spot"], arrange);
  watch(keys, () => state.section === "heat" && load());
  addEventListener("resize", () => place.hidden || draw());
  if (state.section === "heat") arrange();
  return {
    redraw: () => place.hidden || draw(),
    /** The bars anew, of a page that stays open; what is chosen or plays stays. */
    again: () => load({ again: true }),
    /** Put away where nothing follows the bars, and back. */
    put(away) {
      if (place.hidden === away) return;
      if (away) { pause(); show(-1); }
      place.hidden = away;
      if (!away) draw();
    },
  };
}
