// The course of the period and its items, drawn with ECharts (a plain script of this page alone; see templates/board.html).
import { calm, h } from "../core/dom.js";
import { date, number, signed } from "../core/format.js";
import { inEnglish, named } from "../core/words.js";
import { colour, FONT } from "../map/palette.js";
import { say } from "./words.js";

const { echarts } = globalThis;
const ITEMS = 8;
const THIN = 12;

/** A chart that fits its place; `draw(option)` gives it other contents. */
export function chartIn(place) {
  const chart = echarts.init(place, null, { renderer: "canvas" });
  new ResizeObserver(() => chart.resize()).observe(place);
  return { draw: (option) => chart.setOption({ animation: !calm(), animationDuration: 150, animationDurationUpdate: 150, ...option }, true) };
}

const words = (size = THIN) => ({ color: colour("ink-2"), fontFamily: FONT, fontSize: size });
const rule = () => ({ lineStyle: { color: colour("line") } });
/** Words inside the picture: markup of its own would need styles that the page's policy refuses. */
const tip = (formatter) => ({ renderMode: "richText", confine: true, backgroundColor: colour("paper"), borderColor: colour("line"), textStyle: words(), formatter });

function bars(name, data, paint, stack) {
  return { name, type: "bar", stack, data, itemStyle: { color: paint }, barMaxWidth: 22, emphasis: { focus: "none" } };
}

export const ownPaint = () => colour("chart-own");
export const othersPaint = () => colour("chart-others");

export function trendOption({ items }) {
  const label = ({ from }) => date(from, { year: false });
  return {
    aria: { enabled: true, label: { description: items.map((one) => say("chart.said", { from: date(one.from), own: one.own, others: one.others })).join("；") } },
    grid: { left: 8, right: 20, top: 10, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, ...tip((points) => {
      const one = items[points[0].dataIndex];
      return `${date(one.from)}${one.to === one.from ? "" : ` – ${date(one.to, { year: false })}`}\n${say("chart.own")} ${number(one.own)}\n${say("chart.others")} ${number(one.others)}`;
    }) },
    xAxis: { type: "category", data: items.map(label), axisLabel: words(), axisLine: rule(), axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { ...words(), formatter: (count) => number(count) }, splitLine: rule() },
    series: [bars(say("chart.own"), items.map((one) => one.own), ownPaint(), "all"), bars(say("chart.others"), items.map((one) => one.others), othersPaint(), "all")],
  };
}

export function itemsOption({ by_item: all }) {
  const shown = all.filter((one) => one.reports).slice(0, ITEMS).reverse();
  const name = (one) => (one.item ? named({ name_zh: one.name ?? one.item, name_en: one.name_en ?? one.item }) : say("chart.item.none"));
  return {
    aria: { enabled: true },
    grid: { left: 4, right: 44, top: 2, bottom: 2, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, ...tip((points) => {
      const one = shown[points[0].dataIndex];
      return `${name(one)}\n${say("chart.own")} ${number(one.own)}\n${say("chart.others")} ${number(one.reports - one.own)}\n${say("change", { n: signed(one.reports - one.before) })}`;
    }) },
    xAxis: { type: "value", show: false },
    yAxis: { type: "category", data: shown.map(name), axisLabel: { ...words(), width: inEnglish() ? 132 : 96, overflow: "truncate" }, axisLine: { show: false }, axisTick: { show: false } },
    series: [bars(say("chart.own"), shown.map((one) => one.own), ownPaint(), "all"),
      { ...bars(say("chart.others"), shown.map((one) => one.reports - one.own), othersPaint(), "all"),
        label: { show: true, position: "right", ...words(), formatter: ({ dataIndex }) => number(shown[dataIndex].reports) } }],
  };
}

/** What the two colours mean, once for both charts. */
export function chartKey() {
  const sample = (paint, text) => h("span", {}, h("i", { class: "swatch", style: { background: paint }, "aria-hidden": "true" }), text);
  return h("span", { class: "key" }, sample(ownPaint(), say("chart.own")), sample(othersPaint(), say("chart.others")));
}
