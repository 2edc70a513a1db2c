// 中文：办事员会写的话。
export default {
  skip: "跳到内容", rail: "栏目", theme: "深色或浅色", map: "地图", controls: "地图工具", close: "关闭", back: "返回", again: "重试", undo: "撤销", loading: "正在读取",
  offline: "连不上服务，恢复后自动继续", event: "事件详情", period: "时段", time: "时间", photo: "现场照片", legend: "图例",
  "panel.height": "面板高度", "panel.fold": "收起或展开面板", "sheet.low": "低", "sheet.half": "半屏", "sheet.full": "全屏",
  "section.map": "地图", "section.events": "事件", "section.heat": "热力", "section.layers": "图层", "section.desk": "划分", "section.board": "看板",
  "zoom.in": "放大", "zoom.out": "缩小", "zoom.whole": "看全境", here: "定位到我的位置",
  "here.asking": "正在取得您的位置", "here.none": "这个浏览器不提供定位，请在地图上点选或输入坐标。", "here.refused": "没有取得位置，请允许定位，或在地图上点选。",
  "address.left": "地址里有认不出的条件，已略去。", "error.offline": "连不上服务，请检查网络后重试。", "error.server": "服务出错（{status}），请稍后重试。",

  "search.placeholder": "搜索网格、地址或坐标", "search.found": "搜索结果", "search.none": "没有找到，可换个说法，或输入“经度, 纬度”。",
  "search.datum": "坐标系", "search.go": "定位到 {lon}, {lat}", "search.address": "地址",
  "datum.wgs84": "WGS-84", "datum.gcj02": "GCJ-02（高德、腾讯）", "datum.bd09": "BD-09（百度）", "datum.cgcs2000": "CGCS2000（天地图）",

  "datum.short.wgs84": "WGS-84", "datum.short.gcj02": "GCJ-02", "datum.short.bd09": "BD-09", "datum.short.cgcs2000": "CGCS2000",

  "period.7d": "近7天", "period.30d": "近30天", "period.quarter": "本季度", "period.last_quarter": "上季度", "period.year": "本年",
  "period.own": "自定义", "period.from": "开始日期", "period.until": "结束日期", "period.to": "至", "period.apply": "确定", "period.wrong": "结束日期不能早于开始日期。", "period.range": "{from}至{to}",
  "ago.now": "刚刚", "ago.minutes": "{n} 分钟前", "ago.hours": "{n} 小时前", "ago.days": "{n} 天前", "span.minutes": "{n} 分钟", "span.hours": "{n} 小时", "span.days": "{n} 天",
  "unit.m": "{n} 米", "unit.km": "{n} 公里", "unit.below_metre": "不足 1 米", "unit.m2": "{n} m²", "unit.km2": "{n} km²", "unit.mu": "{n} 亩", "unit.wan_mu": "{n} 万亩", "unit.cases": "件",
  "facts.area": "{km2}（{mu}）", "facts.edition.always": "现行{name}（自始有效）", "facts.edition.since": "现行{name}（自 {day}起）",

  "kind.town": "镇", "kind.work_area": "工作区", "kind.village": "村", "kind.grid": "网格", "kind.micro": "微网格", "kind.enterprise": "企业网格",
  "symbol.open": "待派单", "symbol.doing": "处置中", "symbol.soon": "将到期", "symbol.late": "已超时", "symbol.done": "已办结", "symbol.void": "已作废",
  "state.reported": "已上报", "state.accepted": "已立案", "state.dispatched": "已派单", "state.handling": "处置中", "state.handled": "已处置", "state.verified": "已核查", "state.closed": "已结案", "state.archived": "已归档", "state.void": "已作废",
  "states.all": "全部", "states.open": "待派单", "states.doing": "处置中", "states.done": "已办结",
  "source.worker": "网格员", "source.head": "网格长", "source.resident": "群众", "source.hotline": "12345热线", "source.department": "部门", "source.datacheck": "数据比对", "source.inspection": "联查",
  "sources.all": "全部", "sources.own": "主动发现", "sources.others": "群众及其他", "sources.chosen": "所选来源",
  "filter.source": "来源", "filter.state": "状态", "filter.item": "事项", "filter.grid": "网格", "filter.all": "全部", "filter.items": "更多", "filter.fewer": "收起", "filter.clear": "取消只看本网格",

  "home.title": "网格地图", "home.several": "{name}等 {n} 个镇", "home.begin": "点地图上任意位置，即可看到它属于哪个网格、谁负责，并新建上报。", "home.none": "还没有网格。请先导入网格，或生成一个示例镇：", "home.none.import": "wangge import grids 网格文件", "home.none.sample": "wangge sample town", "home.none.then": "完成后刷新本页，这里会列出各级网格，地图上可定位和上报。",
  "home.area": "面积", "home.grids": "网格", "home.areas": "工作区", "home.firms": "含企业网格 {n}", "home.towns": "{n} 个镇", "home.count": "{n} 个",
  "grid.undrawn": "未划定", "grid.none": "未归入网格", "grid.area": "面积", "item.none": "未分类", "item.bottom": "底线",

  "place.asking": "正在定位", "place.in": "落在 {name}", "place.near": "距界线 {m}", "place.path": "层级", "place.code": "编码", "place.why": "依据", "place.maybe": "也可能是", "place.border": "界线", "place.border.near": "距最近的界线 {m}", "place.border.far": "{m}内没有界线", "place.beside": "，隔壁是 ", "place.beside.none": "，界外没有网格", "place.at": "位置", "place.people": "责任人", "place.nobody": "尚未配备",
  "place.apart": "（相距 {m}）", "place.also": "（也覆盖此处）", "place.accuracy": "精度 {m}", "place.converted": "{datum} 已换算", "place.outside": "该位置在网格之外",
  "print.sheet": "打印网格表", "print.busy": "正在生成…", "place.nearest": "该位置在网格之外，最近的网格是{name}，相距 {m}。", "place.far": "该位置在网格之外，附近没有网格。", "place.queue": "仍可上报，将进入待归属队列，由调度员确认。", "place.go": "最近网格", "place.events": "看本网格的事件",
  "rule.covers": "位置在本网格界线内", "rule.boundary": "位置正好在界线上，按编码在前者归入", "rule.nearest": "位置不在任何网格内，归入最近的网格（相距 {m}）", "rule.outside": "位置在网格之外，待归属", "rule.corrected": "调度员更正", "rule.invalid": "坐标无效",

  "report.new": "新建上报", "report.where": "请在地图上点选位置，或在上方输入地址、坐标。", "report.where.missing": "还没有位置，请先在地图上点选。",
  "report.item": "事项", "report.item.hint": "输入名称查找", "report.item.none": "没有这个事项，请换个说法。", "report.item.missing": "请选择事项。",
  "report.text": "情况", "report.text.hint": "请描述情况：什么事、在哪里、有无危险", "report.text.missing": "请写明情况。", "report.source": "来源", "report.photos": "照片", "report.send": "上报", "report.sending": "正在上报", "report.kept": "已填内容仍在，可修改后重试。",
  "report.photos.left": "{number} 已上报，但有照片没有传完。", "report.photos.again": "继续上传", "report.photos.skip": "不传了，看这件事", "report.done": "已上报 {number}", "report.earlier": "上一次已经送达，编号 {number}，没有重复上报。", "report.draft": "有一份没有提交的上报。", "report.resume": "继续填写",
  "photo.add": "加照片", "photo.remove": "移除照片", "photo.again": "没有传上，重试", "photo.type": "{name} 不是 JPG、PNG 或 WebP 照片。", "photo.large": "{name} 超过 8 MB。", "photo.most": "一份上报最多 {n} 张照片。",
  "photo.unkept": "这个浏览器不能暂存照片：刷新或关闭页面后要重新添加。", "photo.lost": "有 {n} 张照片没能暂存下来，请重新添加。", "report.give.up": "放弃", "report.given.up": "已放弃这份上报。", "report.given.up.sent": "已放弃。先前那次可能已经送达，请在事件列表里核对。",

  "events.none": "{period}没有符合条件的事件。换个时段，或点地图新建上报。", "events.nowhere": "还没有网格，也没有事件。怎样开始，请看“地图”一栏。", "events.widen": "取消筛选", "events.more": "继续加载", "events.shown": "{n} 件",
  "clock.late": "已超时 {span}", "clock.left": "剩 {span}",
  "event.number": "编号", "event.grid": "网格", "event.source": "来源", "event.reported": "上报时间", "event.due": "办结时限", "event.department": "责任单位", "event.address": "地址", "event.history": "经过", "event.missing": "没有找到这件事，可能地址不完整。",
  "history.grid": "归入 {name}：{why}", "history.nogrid": "未归入网格，进入待归属队列", "history.place": "位置 {lon}, {lat}（{datum}）", "actor.local": "本机操作员",

  look: "看什么", "look.density": "密度", "look.hot": "热点识别", "look.rate": "每千人件数", "look.trend": "变化趋势",
  "spots.hot": "热点", "spots.cold": "冷点", "spots.blind": "未巡查也无上报", "spots.grids": "个网格", "spots.class": "判断", "spots.who": "由谁发现", "spots.together": "合计才显著", "spots.rate": "每千人", "spots.z": "强度 z",
  "spots.months": "{range}，逐月", "spots.smoothed": "按现住人口折算，人少的网格向全镇平均靠拢（经验贝叶斯），免得一两件就排到最前。",
  "spots.keep": "存为热点", "spots.kept": "已存热点", "spots.kept.none": "还没有存过热点。存下之后，每次再找都会与以前的接续。", "spots.kept.done": "已存热点 {n} 处。",
  "spots.period": "时段", "spots.strength": "强度", "spots.history": "历次识别", "spots.deeds": "处理记录", "spots.deeds.none": "还没有处理记录。", "spots.deed": "记一笔", "spots.deed.send": "记下", "spots.deed.empty": "请先写做了什么。",
  "spots.below": "{n} 以下", "spots.above": "{n} 以上",
  "spots.class.hot_99": "热点（99%）", "spots.class.hot_95": "热点（95%）", "spots.class.hot_90": "偏热（90%）", "spots.class.cold_90": "偏冷（90%）", "spots.class.cold_95": "冷点（95%）", "spots.class.cold_99": "冷点（99%）", "spots.class.none": "不显著", "spots.class.not_looked": "未巡查，也无上报", "spots.class.cluster": "时空聚集",
  "spots.class.new_hot": "新增热点", "spots.class.new_cold": "新增冷点", "spots.class.intensifying_hot": "加剧热点", "spots.class.intensifying_cold": "加剧冷点", "spots.class.diminishing_hot": "减弱热点", "spots.class.diminishing_cold": "减弱冷点", "spots.class.persistent_hot": "持续热点", "spots.class.persistent_cold": "持续冷点", "spots.class.consecutive_hot": "连续热点", "spots.class.consecutive_cold": "连续冷点", "spots.class.oscillating_hot": "反复热点", "spots.class.oscillating_cold": "反复冷点", "spots.class.sporadic_hot": "时有时无热点", "spots.class.sporadic_cold": "时有时无冷点", "spots.class.historical_hot": "历史热点", "spots.class.historical_cold": "历史冷点",

  "heat.none": "{period}没有事件，换个时段再看。", "heat.count": "事件", "heat.cases": "{n} 件", "heat.previous": "上期 {n} 件", "heat.change": "较上期 {n}", "heat.radius": "影响半径", "heat.radius.said": "影响半径 {n} 米",
  "heat.table": "各网格件数、每千人件数和主动发现率", "heat.rank": "名次", "heat.by": "排序", "heat.by.count": "件数", "heat.by.rate": "每千人", "heat.by.share": "主动发现", "heat.by.change": "较上期",
  "heat.view.count": "按件数", "heat.view.rate": "每千人件数", "heat.view.share": "主动发现率", "heat.basis": "人口", "heat.basis.present": "现住人口", "heat.basis.registered": "户籍人口",
  "heat.few": "样本过少", "heat.small": "不足 {n} 件或人口过少的网格不算比率，写“样本过少”。", "heat.picture": "存为图片", "heat.report": "存为网页", "heat.report.making": "正在生成", "heat.file": "热力图 {period}.{ending}", "heat.made": "制于 {at}", "heat.unassigned": "未归入网格 {n} 件，未列入下表",
  "legend.density": "事件密度（件/平方公里）", "time.play": "播放", "time.pause": "暂停", "time.all": "看整个时段",
  "layers.base": "底图", "base.town": "本镇图层", "base.tianditu": "天地图", "base.amap": "高德地图", "base.osm": "OpenStreetMap",
};
