// English, as a full second language.
export default {
  skip: "Skip to content", rail: "Sections", theme: "Dark or light", map: "Map", controls: "Map tools", close: "Close", back: "Back", again: "Try again", undo: "Undo", loading: "Loading",
  offline: "The service cannot be reached; work resumes when it returns", event: "Incident", period: "Period", time: "Time", photo: "Photo of the scene", legend: "Legend",
  "panel.height": "Panel height", "panel.fold": "Fold or unfold the panel", "sheet.low": "low", "sheet.half": "half", "sheet.full": "full",
  "section.map": "Map", "section.events": "Incidents", "section.heat": "Heat", "section.layers": "Layers", "section.desk": "Planning", "section.board": "Board",
  "zoom.in": "Zoom in", "zoom.out": "Zoom out", "zoom.whole": "Show all", here: "Go to my position",
  "here.asking": "Asking for your position", "here.none": "This browser offers no position: press the map or type coordinates.", "here.refused": "No position was given: allow it, or press the map.",
  "address.left": "Parts of the address were not understood and are left out.", "error.offline": "The service cannot be reached. Check the network and try again.", "error.server": "The service failed ({status}). Try again later.",

  "search.placeholder": "Search grids, addresses, coordinates", "search.found": "Search results", "search.none": "Nothing found. Try other words, or type “longitude, latitude”.",
  "search.datum": "Coordinate system", "search.go": "Go to {lon}, {lat}", "search.address": "Address",
  "datum.wgs84": "WGS-84", "datum.gcj02": "GCJ-02 (AMap, Tencent)", "datum.bd09": "BD-09 (Baidu)", "datum.cgcs2000": "CGCS2000 (Tianditu)",

  "datum.short.wgs84": "WGS-84", "datum.short.gcj02": "GCJ-02", "datum.short.bd09": "BD-09", "datum.short.cgcs2000": "CGCS2000",

  "period.7d": "Last 7 days", "period.30d": "Last 30 days", "period.quarter": "This quarter", "period.last_quarter": "Last quarter", "period.year": "This year",
  "period.own": "Own dates", "period.from": "First day", "period.until": "Last day", "period.to": "to", "period.apply": "Apply", "period.wrong": "The last day cannot be before the first.", "period.range": "{from} – {to}",
  "ago.now": "just now", "ago.minutes": "{n} min ago", "ago.hours": "{n} h ago", "ago.days": "{n} days ago", "span.minutes": "{n} min", "span.hours": "{n} h", "span.days": "{n} days",
  "unit.m": "{n} m", "unit.km": "{n} km", "unit.below_metre": "less than 1 m", "unit.m2": "{n} m²", "unit.km2": "{n} km²", "unit.mu": "{n} mu", "unit.wan_mu": "{mu} mu", "unit.cases": "",
  "facts.area": "{km2} ({mu})", "facts.edition.always": "{name} in force from the beginning", "facts.edition.since": "{name} in force since {day}",

  "kind.town": "Town", "kind.work_area": "Work area", "kind.village": "Village", "kind.grid": "Grid", "kind.micro": "Micro-grid", "kind.enterprise": "Enterprise grid",
  "symbol.open": "To dispatch", "symbol.doing": "In hand", "symbol.soon": "Due soon", "symbol.late": "Overdue", "symbol.done": "Done", "symbol.void": "Void",
  "state.reported": "Reported", "state.accepted": "Accepted", "state.dispatched": "Dispatched", "state.handling": "In hand", "state.handled": "Handled", "state.verified": "Verified", "state.closed": "Closed", "state.archived": "Archived", "state.void": "Void",
  "states.all": "All", "states.open": "To dispatch", "states.doing": "In hand", "states.done": "Done",
  "source.worker": "Grid worker", "source.head": "Grid head", "source.resident": "Resident", "source.hotline": "Hotline 12345", "source.department": "Department", "source.datacheck": "Data check", "source.inspection": "Joint inspection",
  "sources.all": "All", "sources.own": "Found by the grid", "sources.others": "Residents and others", "sources.chosen": "Chosen sources",
  "filter.source": "Source", "filter.state": "State", "filter.item": "Item", "filter.grid": "Grid", "filter.all": "All", "filter.items": "More", "filter.fewer": "Fewer", "filter.clear": "Stop showing this grid only",

  "home.title": "Grid map", "home.several": "{name} and others, {n} towns", "home.begin": "Press anywhere on the map to see which grid it is in and who answers for it, and to report.", "home.none": "There are no grids yet. Import grids, or make a sample town:", "home.none.import": "wangge import grids FILE", "home.none.sample": "wangge sample town", "home.none.then": "Then reload this page: the grids are listed here, and the map locates and takes reports.",
  "home.area": "Area", "home.grids": "Grids", "home.areas": "Work areas", "home.firms": "{n} enterprise", "home.towns": "{n} towns", "home.count": "{n}",
  "grid.undrawn": "Not drawn yet", "grid.none": "No grid yet", "grid.area": "Area", "item.none": "Unclassified", "item.bottom": "Bottom line",

  "place.asking": "Locating", "place.in": "In {name}", "place.near": "{m} from a border", "place.path": "Path", "place.code": "Code", "place.why": "Reason", "place.maybe": "Could be", "place.border": "Border", "place.border.near": "{m} away", "place.border.far": "None within {m}", "place.beside": ", next door is ", "place.beside.none": ", with no grid beyond", "place.at": "Position", "place.people": "In charge", "place.nobody": "Nobody yet",
  "place.apart": "({m} away)", "place.also": "(covers it too)", "place.accuracy": "accuracy {m}", "place.converted": "converted from {datum}", "place.outside": "Outside all grids",
  "print.sheet": "Print the sheet", "print.busy": "Being made…", "place.nearest": "This place is outside all grids; the nearest is {name}, {m} away.", "place.far": "This place is outside all grids, with none nearby.", "place.queue": "It can still be reported: it waits in the unassigned queue for the dispatcher.", "place.go": "Nearest", "place.events": "Incidents of this grid",
  "rule.covers": "The place lies inside this grid", "rule.boundary": "The place lies on a border: the lower code takes it", "rule.nearest": "In no grid: given to the nearest one ({m} away)", "rule.outside": "Outside all grids, waiting", "rule.corrected": "Corrected by a dispatcher", "rule.invalid": "Unusable coordinates",

  "report.new": "New report", "report.where": "Press the place on the map, or type an address or coordinates above.", "report.where.missing": "No place yet: press it on the map first.",
  "report.item": "Item", "report.item.hint": "Type to find", "report.item.none": "No such item: try other words.", "report.item.missing": "Choose an item.",
  "report.text": "What happened", "report.text.hint": "What, where exactly, and is anybody in danger", "report.text.missing": "Say what happened.", "report.source": "Source", "report.photos": "Photos", "report.send": "Report", "report.sending": "Sending", "report.kept": "What you typed is still here: change it or try again.",
  "report.photos.left": "{number} is reported, but some photos did not arrive.", "report.photos.again": "Go on uploading", "report.photos.skip": "Leave them, show the incident", "report.done": "Reported as {number}", "report.earlier": "The first attempt had arrived as {number}; nothing was reported twice.", "report.draft": "There is a report not sent yet.", "report.resume": "Go on",
  "photo.add": "Add photo", "photo.remove": "Remove photo", "photo.again": "Not sent: try again", "photo.type": "{name} is not a JPG, PNG or WebP photo.", "photo.large": "{name} is larger than 8 MB.", "photo.most": "No more than {n} photos in one report.",
  "photo.unkept": "This browser cannot keep photos: add them again after reloading or closing the page.", "photo.lost": "{n} photos could not be kept: please add them again.", "report.give.up": "Discard", "report.given.up": "The report was discarded.", "report.given.up.sent": "Discarded. The earlier attempt may have arrived: look for it in the list.",

  "events.none": "No incident matches in this period ({period}). Choose another period, or press the map to report.", "events.nowhere": "There are no grids and no incidents yet. How to begin stands under “Map”.", "events.widen": "Clear filters", "events.more": "Load more", "events.shown": "{n}",
  "clock.late": "{span} overdue", "clock.left": "{span} left",
  "event.number": "Number", "event.grid": "Grid", "event.source": "Source", "event.reported": "Reported", "event.due": "Due", "event.department": "Department", "event.address": "Address", "event.history": "History", "event.missing": "This incident was not found; the address may be incomplete.",
  "history.grid": "Given to {name}: {why}", "history.nogrid": "In no grid: waits in the unassigned queue", "history.place": "Place {lon}, {lat} ({datum})", "actor.local": "local operator",

  look: "What to look at", "look.density": "Density", "look.hot": "Hotspots", "look.rate": "Per 1,000 people", "look.trend": "Trend",
  "spots.hot": "Hot", "spots.cold": "Cold", "spots.blind": "Nobody looked", "spots.grids": "grids", "spots.class": "Finding", "spots.who": "Found by", "spots.together": "only together", "spots.rate": "Per 1,000", "spots.z": "z",
  "spots.months": "{range}, by month", "spots.smoothed": "By present residents; grids with few people are drawn towards the town's mean (empirical Bayes), so that one or two incidents do not put them first.",
  "spots.keep": "Keep hotspots", "spots.kept": "Kept hotspots", "spots.kept.none": "None kept yet. Once kept, each later search goes on from them.", "spots.kept.done": "{n} hotspots kept.",
  "spots.period": "Period", "spots.strength": "Strength", "spots.history": "Each time it was found", "spots.deeds": "What was done", "spots.deeds.none": "Nothing noted yet.", "spots.deed": "Note what was done", "spots.deed.send": "Note", "spots.deed.empty": "Say first what was done.",
  "spots.below": "below {n}", "spots.above": "{n} and more",
  "spots.class.hot_99": "Hot (99%)", "spots.class.hot_95": "Hot (95%)", "spots.class.hot_90": "Rather hot (90%)", "spots.class.cold_90": "Rather cold (90%)", "spots.class.cold_95": "Cold (95%)", "spots.class.cold_99": "Cold (99%)", "spots.class.none": "Not significant", "spots.class.not_looked": "Nobody looked, none reported", "spots.class.cluster": "Cluster in space and time",
  "spots.class.new_hot": "New hot", "spots.class.new_cold": "New cold", "spots.class.intensifying_hot": "Intensifying hot", "spots.class.intensifying_cold": "Intensifying cold", "spots.class.diminishing_hot": "Diminishing hot", "spots.class.diminishing_cold": "Diminishing cold", "spots.class.persistent_hot": "Persistent hot", "spots.class.persistent_cold": "Persistent cold", "spots.class.consecutive_hot": "Consecutive hot", "spots.class.consecutive_cold": "Consecutive cold", "spots.class.oscillating_hot": "Oscillating hot", "spots.class.oscillating_cold": "Oscillating cold", "spots.class.sporadic_hot": "Sporadic hot", "spots.class.sporadic_cold": "Sporadic cold", "spots.class.historical_hot": "Historical hot", "spots.class.historical_cold": "Historical cold",

  "heat.none": "No incidents in this period ({period}). Choose another.", "heat.count": "Incidents", "heat.cases": "{n} incidents", "heat.previous": "{n} in the period before", "heat.change": "{n} on the period before", "heat.radius": "Radius", "heat.radius.said": "radius {n} m",
  "heat.table": "Grids by count, rate and share found by the grid itself", "heat.rank": "Rank", "heat.by": "Order", "heat.by.count": "Count", "heat.by.rate": "Per 1,000", "heat.by.share": "Own share", "heat.by.change": "Change",
  "heat.view.count": "By count", "heat.view.rate": "Per 1,000 people", "heat.view.share": "Found by the grid", "heat.basis": "People", "heat.basis.present": "present", "heat.basis.registered": "registered",
  "heat.few": "too few", "heat.small": "Grids with fewer than {n} incidents or too few people get no ratio: “too few”.", "heat.picture": "Save picture", "heat.report": "Save web page", "heat.report.making": "Making it", "heat.file": "heat {period}.{ending}", "heat.made": "made {at}", "heat.unassigned": "{n} incidents in no grid are not in the table",
  "legend.density": "Incidents per km²", "time.play": "Play", "time.pause": "Pause", "time.all": "Whole period",
  "layers.base": "Base map", "base.town": "Town's own", "base.tianditu": "Tianditu", "base.amap": "AMap", "base.osm": "OpenStreetMap",
};
