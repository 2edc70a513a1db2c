// The team's page in words: Chinese first, English in full for a phone that speaks it.
const ZH = {
  offline: "离线", online: "在线", waiting: "待传 {n}", sent: "已传齐", refused: "服务不收（{status}）", stops: "点位", done: "已到", "done.of": "{done} / {all} 个点位", day: "{m}月{d}日",
  tick: "到点打卡", skip: "没查成", "skip.why": "为什么没查成", checks: "联查清单", "checks.left": "还有 {n} 项未答", "checks.none": "这里没有要答的清单项", finding: "上报问题", item: "事项", words: "情况",
  "words.hint": "看到什么、在哪里、有多大", photos: "照片", "photo.add": "拍照", send: "保存上报", cancel: "取消", kept: "已保存，联网后自动上传", "kept.online": "已保存", back: "返回", standard: "合格：{text}",
  place: "现场", records: "网格记录", locating: "正在定位", located: "定位精度 {m} 米", unlocated: "没有取得定位，按点位位置上报", "item.missing": "请选择事项", "words.missing": "请写明情况",
  "refused.list": "服务没有收下的记录", "ended.left": "{said}还有 {n} 条没有传上去，请联系牵头人。", arrive: "{from} 到，{to} 走", track: "记录行走路线", "track.on": "正在记录路线", unreachable: "还没有取得点位数据，请在有网络时打开一次。",
  normal: "正常", problem: "有问题", inapplicable: "不适用", closed: "无人、锁门", no_way: "道路不通", no_time: "时间不够", weather: "天气原因", answer: "答复", whole: "看全部", full: "手机存储已满，没有保存，请删除一些照片后重试。",
  own: "网格近 92 天的记录：巡查 {patrols} 次，走访 {visits} 次，零报告 {nil_returns} 次", "own.none": "网格近 92 天没有巡查、走访记录",
  "kind.grid": "网格", "kind.key_place": "应查", "kind.hotspot": "热点", "kind.overdue": "超时", "kind.never": "未查过", "kind.extra": "补查",
};
const EN = {
  offline: "Offline", online: "Online", waiting: "{n} to send", sent: "all sent", refused: "The server refused it ({status})", stops: "Stops", done: "been there", "done.of": "{done} of {all} stops", day: "{d}/{m}",
  tick: "I am here", skip: "Not possible", "skip.why": "Why it was not possible", checks: "Check-list", "checks.left": "{n} items unanswered", "checks.none": "No check-list items here", finding: "Report a problem", item: "Item", words: "What is there",
  "words.hint": "what, where, how large", photos: "Photos", "photo.add": "Photo", send: "Save the report", cancel: "Cancel", kept: "Kept; it is sent when there is a network", "kept.online": "Kept", back: "Back", standard: "In order if: {text}",
  place: "at the place", records: "the grid's records", locating: "Finding the position", located: "accurate to {m} m", unlocated: "No position: the stop's own is reported", "item.missing": "Choose an item", "words.missing": "Say what is there",
  "refused.list": "Records that the server did not take", "ended.left": "{said} {n} records were not sent: call the leader.", arrive: "arrive {from}, leave {to}", track: "Record the way", "track.on": "Recording the way", unreachable: "No stops are kept yet: open this page once with a network.",
  normal: "In order", problem: "Problem", inapplicable: "Does not apply", closed: "nobody there, locked", no_way: "no way there", no_time: "no time", weather: "weather", answer: "Answer", whole: "Show all", full: "The phone's storage is full; nothing was kept. Delete some photos and try again.",
  own: "The grid's own records of 92 days: {patrols} patrols, {visits} visits, {nil_returns} nil returns", "own.none": "The grid has no records of patrols or visits in 92 days",
  "kind.grid": "grid", "kind.key_place": "due", "kind.hotspot": "hotspot", "kind.overdue": "overdue", "kind.never": "never seen", "kind.extra": "missed before",
};

/** Chinese, unless the address says ``lang=en``. */
export const english = new URLSearchParams(location.search).get("lang") === "en";
const WORDS = english ? EN : ZH;
export const language = english ? "en" : "zh-CN";
document.documentElement.lang = language;

/** A sentence; `{name}` is filled from `values`. */
export function say(key, values = {}) {
  const text = WORDS[key];
  if (text === undefined) throw new Error(`no words for "${key}"`);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Hours and minutes in the town's zone, whatever the phone's is. */
export const clock = (iso, zone) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));

export function dayWords(day) {
  const [, m, d] = day.split("-").map(Number);
  return say("day", { m, d });
}
