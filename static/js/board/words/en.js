// English: the leader's page.
export default {
  title: "Board", whole: "All", "whole.towns": "{n} towns", updated: "as of {at}", wall: "Full screen", "wall.leave": "Leave full screen", numbers: "Figures of the period", enter: "Look into {name}",
  "number.reports": "Reports", "number.own": "Found by the grid", "number.others": "Found by others", "number.complaints": "By residents and hotline", "number.due": "Limits ended", "number.met": "On time", "number.missed": "Overdue", "number.open": "Overdue, not finished", "number.unseen": "Not looked at",
  "measure.share": "Found by grid", "measure.on_time": "On time", "measure.missed": "Overdue", "measure.reports": "Reports",
  cases: "", few: "too few", points: "{n} points", "change.none": "as before", change: "{n} vs. before", "change.few": "too few before",
  "own.note": "{n}", "on_time.note": "of {due} limits", grids: "grids", "unseen.note": "of {n} grids", "unseen.none": "no rounds recorded", "unseen.how": "once imported, grids stand here", "unseen.why": "No reports and no rounds does not mean that nothing happened.", "missed.note": "{open} still open", "ended": "limits that ended by {day}", "ended.none": "no limit has ended in this period",
  "see": "See these {n}", "see.none": "No incidents",
  "level.town": "Towns", "level.work_area": "Work areas", "level.village": "Villages", "level.grid": "Grids", "rank.by": "Order", "rank.level": "Level", "rank.town": "Town", "rank.work_area": "Work area", "rank.village": "Village", "rank.grid": "Grid",
  "rank.change": "Change", "rank.sum": "Total", "rank.outside": "In no grid", "rank.elsewhere": "In none of these", "rank.place": "Rank", "rank.none": "No reports and no limits in {period}. Choose another period.", "rank.table": "Reports, share found by the grid, on-time rate and overdue by {level}", "rank.ended": " (ended)",
  "list.back": "Back to the ranking", "list.events": "Open in the list of incidents", "list.more": "Load more", "list.shown": "{n} listed", "list.due": "due {at}", "list.late": "finished {span} late", "list.met": "finished on time", "list.open": "overdue by {span}, not finished",
  "shade": "Map", "shade.heat": "Heat", "shade.share": "Found by grid", "shade.on_time": "On time", "shade.legend": "{measure} (one fixed scale for all periods)", "shade.less": "below {n}", "shade.from": "{n} or more",
  "chart.trend": "Reports by {step}", "chart.step.day": "day", "chart.step.week": "week", "chart.step.month": "month", "chart.items": "Top {n} items", "chart.own": "by the grid", "chart.others": "by others", "chart.met": "On time", "chart.item.none": "Unclassified", "chart.said": "From {from}: {own} found by the grid, {others} by others", "chart.before": "{n} before",
};
