// 中文：领导看板。
export default {
  empty: "有了网格和事件，这里是时段内的数、排名、走势和联查进度。", title: "看板", whole: "全部", "whole.towns": "{n} 个镇", updated: "更新于 {at}", wall: "全屏", "wall.leave": "退出全屏", numbers: "本时段的数", enter: "进入{name}",
  "number.reports": "上报", "number.own": "主动发现", "number.others": "群众及其他", "number.complaints": "群众和热线反映", "number.due": "到期", "number.met": "按时办结", "number.missed": "超时", "number.open": "超时未结", "number.unseen": "未巡查",
  "measure.share": "主动发现率", "measure.on_time": "按时办结率", "measure.missed": "超时", "measure.reports": "上报",
  cases: "件", few: "样本过少", points: "{n} 个百分点", "change.none": "与上期持平", change: "较上期 {n}", "change.partial": "上期数据不全，不比较", "change.few": "上期样本过少，不比较",
  "own.note": "{n} 件", "on_time.note": "{due} 件到期", grids: "个网格", "unseen.note": "共 {n} 个网格", "unseen.none": "没有巡查记录", "unseen.how": "导入后列出没人看过的网格", "unseen.why": "没有上报也没有巡查，不等于没有事。", "missed.note": "未结 {open} 件", "ended": "按时、超时计至{day}到期的", "ended.none": "本时段还没有到期的",
  "see": "看这 {n} 件", "see.none": "没有事件",
  "level.town": "按镇", "level.work_area": "按工作区", "level.village": "按村", "level.grid": "按网格", "rank.by": "排序", "rank.level": "层级", "rank.town": "镇", "rank.work_area": "工作区", "rank.village": "村", "rank.grid": "网格",
  "rank.change": "较上期", "rank.sum": "合计", "rank.outside": "未归入网格", "rank.elsewhere": "不属其中任何一个", "rank.place": "名次", "rank.none": "{period}没有事件，也没有到期的。换个时段再看。", "rank.table": "各{level}的件数、主动发现率、按时办结率和超时件数", "rank.ended": "（已撤销）",
  "list.back": "返回排名", "list.events": "在事件页打开", "list.more": "继续加载", "list.shown": "已列出 {n} 件", "list.due": "{at} 到期", "list.late": "超时 {span}办结", "list.met": "按时办结", "list.open": "超时未结，已 {span}",
  "shade": "地图", "shade.heat": "热力", "shade.share": "主动发现率", "shade.on_time": "按时办结率", "shade.legend": "{measure}（色阶固定，各时段可比）", "shade.less": "不足 {n}", "shade.from": "{n} 及以上",
  "shade.spots": "热点", "spots.open": "在热力页打开", "spots.list": "热点名单", "spots.none.hot": "{period}没有热点，也没有偏热的网格。", "spots.nearly": "另有偏热 {n} 个 · {period}", "spots.kept": "已存热点：{of}，{period}", "spots.unkept": "还没有存为热点，打开检验结果", "spots.kept.note": "已存的热点打开它自己的页：逐月件数、联查和处理记录。", "spots.legend": "热点识别 {period}（Gi* 检验，各镇单独检验）", "spots.count": "{what} {n} 格", "spots.hot_99": "热点 99%", "spots.hot_95": "热点 95%", "spots.hot_90": "偏热 90%", "spots.none": "不显著", "spots.cold_90": "偏冷 90%", "spots.cold_95": "冷点 95%", "spots.cold_99": "冷点 99%", "spots.not_looked": "未巡查，也无上报",
  "inspect.title": "季度联查 · {year}年第{n}季度", "inspect.grids": "已进入 {done}/{all} 个网格", "inspect.none": "未开展", "inspect.draft": "编排中", "inspect.issued": "进行中", "inspect.ended": "已结束", "inspect.begun": "{n}/{all} 个工作区", "inspect.found": "发现 {n} 件", "inspect.entered": "已进入网格 {share}",
  "chart.trend": "逐{step}上报", "chart.step.day": "日", "chart.step.week": "周", "chart.step.month": "月", "chart.items": "事项前 {n} 类", "chart.own": "主动发现", "chart.others": "群众及其他", "chart.met": "按时办结率", "chart.item.none": "未分类", "chart.said": "{from}起：主动发现 {own} 件，群众及其他 {others} 件", "chart.before": "上期 {n} 件",
};
