// The team's page in words: Chinese first, English in full for a phone that speaks it.
import { recall } from "../core/memory.js";

const ZH = {
  title: "{area}联查 {team}", map: "地图：路线和点位，下面的列表里都有", locate: "到我的位置", whole: "看全天路线", language: "English", "language.code": "en", days: "日期", next: "下一站", navigate: "用手机地图导航", here: "就在这里", metres: "{n} 米", km: "{n} 公里",
  "wind.n": "北", "wind.ne": "东北", "wind.e": "东", "wind.se": "东南", "wind.s": "南", "wind.sw": "西南", "wind.w": "西", "wind.nw": "西北",
  offline: "离线", online: "在线", waiting: "待传 {n}", sent: "已传齐", refused: "服务不收（{status}）", done: "已到", "done.of": "{done} / {all} 个点位", day: "{m}月{d}日", moment: "{m}月{d}日 {time}",
  tick: "到点打卡", "tick.said": "打卡", skip: "没查成", "skip.why": "为什么没查成", checks: "联查清单", "checks.left": "还有 {n} 项未答", "checks.done": "已答完", finding: "上报问题", item: "事项", "item.all": "其他事项", words: "情况",
  "words.hint": "看到什么、在哪里、有多大", photo: "照片", "photo.add": "照片", "photo.nth": "第 {n} 张照片", "photo.drop": "去掉第 {n} 张照片", "photo.bad": "不是能识别的照片，没有加入：{names}", send: "保存上报", cancel: "取消", drop: "不报了", kept: "已保存，联网后自动上传", "kept.online": "已保存", back: "返回", standard: "合格：{text}",
  draft: "有一份没写完的上报（{stop}），点这里继续", twice: "{m}内已有同一事项（{said}），如果是同一件事，请不要重复上报。",
  records: "网格自己的记录", "records.of": "上季度 {from}至{to}", "own.patrols": "巡查（次）", "own.days": "巡查日（天）", "own.sweeps": "排查（次）", "own.nil": "零报告（次）", "own.visits": "走访（次）",
  located: "定位精度 {m} 米", picked: "已在地图上点选位置", pick: "在地图上点位置", "pick.now": "在地图上点一下问题所在的位置", "unlocated.searching": "还没有定位，按点位位置上报", "unlocated.found": "定位已过时，按点位位置上报", "unlocated.denied": "没有定位权限，按点位位置上报", "unlocated.absent": "这里不能定位，按点位位置上报",
  "gps.searching": "正在定位", "gps.found": "正在定位", "gps.denied": "没有定位权限：请在浏览器设置里允许定位，或上报时在地图上点位置。", "gps.absent": "这部手机或这个浏览器不能定位，上报时请在地图上点位置。", "gps.insecure": "网址不是 HTTPS，浏览器不给定位，断网后也不能重新打开这一页。", "gps.wait": "还不知道自己的位置",
  weak: "定位精度 {m} 米，偏差大：请到开阔处稍等，或在地图上点位置。", "item.missing": "请选择事项", "words.missing": "请写明情况",
  arrive: "{from} 到，{to} 走", track: "记录行走路线（屏幕保持常亮）", "track.on": "正在记录路线，屏幕保持常亮", files: "带走路线：", unreachable: "还没有取得点位数据，请在有网络时打开一次。",
  normal: "正常", problem: "有问题", inapplicable: "不适用", closed: "无人、锁门", no_way: "道路不通", no_time: "时间不够", weather: "天气原因", full: "手机存储已满，没有保存；写的内容还在，请删除一些照片后重试。",
  over: "联查已结束", "over.sent": "这部手机上的记录都已上传。", "over.sending": "还有 {n} 条正在上传，请不要关闭。", "over.waiting": "还有 {n} 条没有上传，联网后打开这一页会自动上传。", "over.left": "还有 {n} 条没有上传，请导出交给牵头人。", "over.refused": "有 {n} 条没有收下，请导出交给牵头人。",
  "left.title": "没有传上去的记录", "left.photos": "照片 {n} 张", "left.waiting": "等待上传", "left.draft": "没有写完，没有保存成上报。", "left.copy": "复制文字", "left.file": "导出文件", "left.file.name": "联查记录", "left.copied": "已复制。", "left.uncopied": "浏览器不允许复制，请用“导出文件”。", "left.shared": "已交给所选的应用。", "left.saved": "已存到下载文件夹。",
  "kind.grid": "网格", "kind.key_place": "重点场所", "kind.hotspot": "热点", "kind.overdue": "超时", "kind.never": "未查过", "kind.extra": "补查",
};
const EN = {
  title: "Inspection of {area}, {team}", map: "Map of the way and the stops, all of which are in the list below", locate: "Where I am", whole: "The whole day", language: "中文", "language.code": "zh", days: "Days", next: "Next stop", navigate: "Phone's map", here: "right here", metres: "{n} m", km: "{n} km",
  "wind.n": "north", "wind.ne": "north-east", "wind.e": "east", "wind.se": "south-east", "wind.s": "south", "wind.sw": "south-west", "wind.w": "west", "wind.nw": "north-west",
  offline: "Offline", online: "Online", waiting: "{n} to send", sent: "all sent", refused: "The server refused it ({status})", done: "been there", "done.of": "{done} of {all} stops", day: "{d}/{m}", moment: "{d}/{m} {time}",
  tick: "I am here", "tick.said": "been there", skip: "Not possible", "skip.why": "Why it was not possible", checks: "Check-list", "checks.left": "{n} items unanswered", "checks.done": "all answered", finding: "Report a problem", item: "Item", "item.all": "Other items", words: "What is there",
  "words.hint": "what, where, how large", photo: "Photo", "photo.add": "Photo", "photo.nth": "Photo {n}", "photo.drop": "Take photo {n} out", "photo.bad": "Not a picture that can be read, left out: {names}", send: "Save the report", cancel: "Cancel", drop: "Drop it", kept: "Kept; it is sent when there is a network", "kept.online": "Kept", back: "Back", standard: "In order if: {text}",
  draft: "A report is half written ({stop}): go on", twice: "The same item is reported already within {m} ({said}): do not report one thing twice.",
  records: "The grid's own records", "records.of": "last quarter, {from} to {to}", "own.patrols": "patrols", "own.days": "days patrolled", "own.sweeps": "sweeps", "own.nil": "nil returns", "own.visits": "visits",
  located: "Accurate to {m} m", picked: "Place chosen on the map", pick: "Choose on the map", "pick.now": "Press the place of the problem on the map", "unlocated.searching": "No position yet: the stop's own is reported", "unlocated.found": "The position is old: the stop's own is reported", "unlocated.denied": "Position not allowed: the stop's own is reported", "unlocated.absent": "No position here: the stop's own is reported",
  "gps.searching": "Finding the position", "gps.found": "Finding the position", "gps.denied": "The position is not allowed: allow it in the browser's settings, or choose places on the map.", "gps.absent": "This phone or browser gives no position: choose places on the map.", "gps.insecure": "The address is not HTTPS: the browser gives no position, and the page cannot be opened without a network.", "gps.wait": "own position unknown",
  weak: "Accurate to {m} m only: wait under the open sky, or choose places on the map.", "item.missing": "Choose an item", "words.missing": "Say what is there",
  arrive: "arrive {from}, leave {to}", track: "Record the way (the screen stays on)", "track.on": "Recording the way; the screen stays on", files: "Take the way along:", unreachable: "No stops are kept yet: open this page once with a network.",
  normal: "In order", problem: "Problem", inapplicable: "Does not apply", closed: "nobody there, locked", no_way: "no way there", no_time: "no time", weather: "weather", full: "The phone's storage is full; nothing was kept. What you wrote is still here: delete some photos and try again.",
  over: "The inspection has ended", "over.sent": "All records of this phone were sent.", "over.sending": "{n} are being sent: do not close the page.", "over.waiting": "{n} are not sent yet: open this page with a network and they are.", "over.left": "{n} were not sent: hand them to the leader as a file.", "over.refused": "{n} were not taken in: hand them to the leader as a file.",
  "left.title": "Records that did not arrive", "left.photos": "{n} photos", "left.waiting": "waits to be sent", "left.draft": "It was never finished, so it is no report.", "left.copy": "Copy as text", "left.file": "Save as files", "left.file.name": "inspection records", "left.copied": "Copied.", "left.uncopied": "The browser does not allow copying: save as files.", "left.shared": "Handed to the app.", "left.saved": "Saved to the downloads.",
  "kind.grid": "grid", "kind.key_place": "key place", "kind.hotspot": "hotspot", "kind.overdue": "overdue", "kind.never": "never seen", "kind.extra": "missed before",
};

/** Chinese, unless the address or the switch at the page's foot says otherwise. */
export const english = (new URLSearchParams(location.search).get("lang") ?? recall("lang", "zh")) === "en";
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

/** Day and time of an instant in the town's zone. */
export function moment(iso, zone) {
  const [y, m, d] = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(iso)).split("-").map(Number);
  return say("moment", { y, m, d, time: clock(iso, zone) });
}
