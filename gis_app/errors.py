"""One catalogue of everything that can go wrong, with the sentence a person reads.

Code raises ``WanggeError("code", ...)``; it never writes a sentence of its own and knows no HTTP. The table below
gives each code its HTTP status and its sentence in Chinese and English. A test holds that every code raised anywhere
stands here, and that every sentence can be filled from the parameters its code is raised with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """How one error is answered: HTTP status, and the sentence in both languages (``str.format`` templates)."""

    status: int
    zh: str
    en: str


@dataclass(frozen=True)
class Both:
    """A piece of a sentence in both languages, as a parameter of an error."""

    zh: str
    en: str


@dataclass(frozen=True)
class Fault:
    """One faulty place inside a larger refusal: which field, and why (a sentence)."""

    field: str | Both
    reason: str | Both

    def told(self, language: str = "zh") -> dict[str, str]:
        """Both members in one language."""
        return {"field": said(self.field, language), "reason": said(self.reason, language)}


def said(part: Any, language: str) -> Any:
    """A piece of a sentence in one language; what has only one form is given as it is."""
    return (part.en if language == "en" else part.zh) if isinstance(part, Both) else part


def in_row(number: int) -> Both:
    """Where in a file."""
    return Both(f"第 {number} 行", f"row {number}")


def one_of(known: Iterable[str]) -> Both:
    """The words to choose from."""
    words = tuple(known)
    return Both(f"可用 {'、'.join(words)}", f"use {', '.join(words)}")


CATALOGUE: dict[str, Entry] = {
    # --- requests
    "not_found": Entry(404, "没有找到{what}。", "{what} was not found."),
    "method_not_allowed": Entry(405, "这个地址不支持该操作。", "This address does not support that method."),
    "bad_request": Entry(400, "请求无法读懂：{why}", "The request could not be read: {why}"),
    "missing_field": Entry(400, "缺少“{field}”。", "“{field}” is missing."),
    "bad_number": Entry(400, "“{field}”不是有效的数字。", "“{field}” is not a finite number."),
    "bad_position": Entry(400, "经纬度超出范围：经度 -180 到 180，纬度 -90 到 90。",
                          "The position is out of range: longitude -180 to 180, latitude -90 to 90."),
    "bad_time": Entry(400, "“{field}”不是可识别的时间，请写成 2026-03-05T14:20:00+08:00。",
                      "“{field}” is not a time; write it like 2026-03-05T14:20:00+08:00."),
    "future_time": Entry(400, "上报时间比现在晚了 10 分钟以上，请核对手机或电脑的时钟。",
                         "The report's time is more than 10 minutes ahead; check the device's clock."),
    "bad_crs": Entry(400, "不认识的坐标系“{crs}”，可用 wgs84、cgcs2000、gcj02、bd09 或 EPSG:编号。",
                     "Unknown coordinate system “{crs}”: use wgs84, cgcs2000, gcj02, bd09 or EPSG:n."),
    "bad_value": Entry(400, "“{field}”的值不可用：{why}", "The value of “{field}” cannot be used: {why}"),
    "too_large": Entry(413, "内容过大，上限 {limit}。", "Too large: the limit is {limit}."),
    "unsupported_media": Entry(415, "不支持这种内容类型，请用 {allowed}。", "Unsupported content type: use {allowed}."),
    "idempotency_conflict": Entry(422, "这个提交编号已用于另一份内容，请刷新后重新提交。",
                                  "This idempotency key was used with another body; reload and submit again."),
    "internal": Entry(500, "服务出错，已记录（编号 {ref}）。请稍后重试，仍不行请把编号告诉管理员。",
                      "The service failed (reference {ref}). Try again; if it persists give the reference to the admin."),
    # --- grids and editions
    "grid_blank_code": Entry(400, "网格“{name}”没有编码。", "Grid “{name}” has no code."),
    "grid_code_twice": Entry(400, "网格编码 {code} 出现了两次。", "Grid code {code} occurs twice."),
    "grid_bad_kind": Entry(400, "网格 {code} 的类型“{kind}”不认识。", "Grid {code} has the unknown kind “{kind}”."),
    "grid_unknown_parent": Entry(400, "网格 {code} 的上级 {parent} 不在名单里。", "Grid {code} hangs on {parent}, which is not listed."),
    "grid_loop": Entry(400, "网格 {code} 的上级关系绕成了圈。", "Grid {code} hangs on itself through its parents."),
    "town_count": Entry(400, "一次只能发布一个镇，名单里有 {count} 个。", "One town at a time: the list holds {count}."),
    "town_unknown": Entry(404, "没有编码为 {code} 的镇。", "There is no town with the code {code}."),
    "edition_exists": Entry(409, "镇 {code} 已有发布的版本，请用新版本调整边界。", "Town {code} already has a published edition."),
    "edition_pending": Entry(409, "镇 {code} 已有一个未发布的草案，先发布或撤回它。",
                             "Town {code} already has a pending draft: publish or withdraw it first."),
    "edition_past": Entry(409, "新版本最早从 {earliest} 起生效，不能改写过去。",
                          "A new edition takes effect on {earliest} at the earliest: the past is not rewritten."),
    "code_in_use": Entry(409, "网格编码 {code} 已被另一个镇使用。", "Grid code {code} is in use by another town."),
    "grid_bad_shape": Entry(400, "网格 {code} 的边界不可用：{why}。", "The boundary of grid {code} cannot be used: {why}."),
    # --- statistics of places
    "stats_too_few": Entry(409, "只有 {cells} {what}，至少要有 {least} {what}才能检验。", "Only {cells} {what}: a test needs at least {least}."),
    "stats_radius_small": Entry(400, "影响半径 {radius} 米远小于单元边长 {cell} 米，请放大半径或缩小单元。",
                                "A radius of {radius} m is far below a cell of {cell} m: widen it or take finer cells."),
    "stats_too_many_cells": Entry(400, "单元边长 {size} 米会超过 {most} 个单元，请放大。", "Cells of {size} m would be more than {most}: take larger ones."),
    "search_outdated": Entry(409, "识别之后网格已经调整，请重新识别。", "The grids have changed since this search: search again."),
    "search_not_done": Entry(409, "识别还没有完成，没有可存的热点。", "This search is not done: it has no hotspots to keep."),
    "stats_too_many_pairs": Entry(400, "{metres} 米以内有 {pairs} 对事件，超过 {most} 对，请缩短时段、缩小距离或只看某些事项。",
                                  "{pairs} pairs of incidents within {metres} m are more than {most}: take a shorter period, a smaller distance or fewer items."),
    # --- proposals
    "propose_no_homes": Entry(409, "这片范围里没有住户，无法按户数划分。", "Nobody lives in this area: there is nothing to divide by."),
    "propose_not_drawn": Entry(409, "{grid} 之内还没有划定的网格，无法作为划分范围。", "Nothing inside {grid} is drawn yet: there is no ground to divide."),
    "propose_one_goal": Entry(400, "请只选一种划法：网格数、每格户数，或一个自然村一格。",
                              "Choose one goal: a number of grids, households a grid, or one grid a natural village."),
    "propose_band": Entry(409, "{households} 户分不成每格 {low}-{high} 户的网格，请放宽户数范围。",
                          "{households} households cannot make grids of {low}-{high}: widen the band."),
    "propose_too_many": Entry(409, "{households} 户分不出 {count} 个有住户的网格，请减少网格数。",
                              "{households} households cannot make {count} grids: ask for fewer."),
    "propose_no_village": Entry(409, "没有找到 {least} 户以上的自然村。", "There is no natural village of {least} households or more."),
    "propose_stopped": Entry(409, "划分方案已停止，还没有可用的结果。", "The proposal was stopped before there was a result."),
    "planner_needed": Entry(400, "请先填写规划员姓名（1 至 40 个字）。", "Give the planner's name first (1 to 40 letters)."),
    "edition_not_draft": Entry(409, "版本“{name}”现在不是草案，不能改动边界。", "Edition “{name}” is no draft now: it cannot be edited."),
    "edition_not_opened": Entry(409, "版本“{name}”还没有在规划台打开。", "Edition “{name}” was not opened at the desk yet."),
    "edition_step": Entry(409, "版本“{name}”现在的状态是“{state}”，不能{step}。", "Edition “{name}” is “{state}” now: not possible ({step})."),
    "edition_not_approved": Entry(409, "版本“{name}”还没有通过审核，不能发布。", "Edition “{name}” is not approved yet and cannot be published."),
    "edition_blocked": Entry(409, "还有 {count} 处问题没有处理，不能发布：{what}。", "{count} findings block publishing: {what}."),
    "edition_unknown": Entry(404, "镇 {town} 没有名为“{name}”的版本。", "Town {town} has no edition named “{name}”."),
    "edition_name_taken": Entry(409, "镇 {town} 已有名为“{name}”的版本，请换一个名字。", "Town {town} already has an edition named “{name}”: take another name."),
    "edition_not_ready": Entry(409, "镇 {town} 有 {count} 个网格的图形不能自动整理：{what}。请先修复再打开草案。",
                               "{count} grids of town {town} cannot be put right by themselves ({what}): repair them before opening a draft."),
    "draft_town_stays": Entry(409, "{code} 是镇本级，不能改挂到别处。", "{code} is the town itself: it cannot be moved under another."),
    "draft_parent_is_leaf": Entry(409, "{code} 自己有地块，下面不能再挂网格。", "{code} has ground of its own: no grid can lie in it."),
    "draft_not_empty": Entry(409, "{code} 还有地块或下级网格，不能从名单中取消。", "{code} still has ground or grids under it: it cannot be struck off."),
    "edit_stale": Entry(409, "草案已被别人改到第 {version} 步，你看到的是第 {base} 步；请并入新的修改后重做。",
                        "The draft has been edited up to step {version}; you saw step {base}. Take the new edits in and do yours again."),
    "nothing_to_undo": Entry(409, "没有可以撤销的修改。", "There is nothing to undo."),
    "nothing_to_redo": Entry(409, "没有可以重做的修改。", "There is nothing to redo."),
    "code_no_rule": Entry(409, "{grid} 旁边没有可依的编码规则，请自己填写新编码。", "No code can be proposed beside {grid}: give one yourself."),
    # --- the coverage and its edits
    "coverage_invalid": Entry(400, "网格 {grid} 的边界不是有效的多边形：{why}。请先修复。",
                              "The border of grid {grid} is no valid polygon ({why}): repair it first."),
    "coverage_overlap": Entry(400, "网格 {grid} 与 {other} 在 ({lon}, {lat}) 重叠 {area} 平方米，请先只划给其中一个。",
                              "Grids {grid} and {other} overlap at ({lon}, {lat}) by {area} m²: give the ground to one first."),
    "coverage_changed": Entry(409, "这里的边界已被别的修改改动，请刷新后重做。",
                              "The borders here were changed by another edit: reload and do it again."),
    "edit_unknown": Entry(400, "没有名为“{name}”的修改，可用：{known}。", "There is no edit “{name}”; known are {known}."),
    "edit_unknown_grid": Entry(404, "没有编码为 {grid} 的网格。", "There is no grid with the code {grid}."),
    "edit_no_leaf": Entry(409, "{grid} 由下级网格组成或还没有划定，不能直接改它的边界。",
                          "{grid} is made up of other grids or not drawn yet: its border cannot be edited itself."),
    "edit_key_taken": Entry(409, "编码 {grid} 已经有地块，请换一个编码。", "The code {grid} already has ground: take another."),
    "edit_nothing": Entry(409, "这个修改什么也没有改变。", "This edit changes nothing."),
    "edit_self_crossing": Entry(400, "画的线在 ({lon:.6f}, {lat:.6f}) 与自己相交。", "The line drawn crosses itself at ({lon:.6f}, {lat:.6f})."),
    "edit_crosses": Entry(409, "网格 {grid} 的新边界在 ({lon:.6f}, {lat:.6f}) 与别的边界相交或重合。",
                          "The new border of grid {grid} crosses or meets another at ({lon:.6f}, {lat:.6f})."),
    "edit_outline": Entry(409, "这会改动外围边界（({lon:.6f}, {lat:.6f})），外围边界与外部共有，不能在这里改。",
                          "This would move the outer border at ({lon:.6f}, {lat:.6f}), which is shared with others."),
    "edit_locked": Entry(409, "网格 {grid} 已锁定，不能改动它在 ({lon:.6f}, {lat:.6f}) 的边界。",
                         "Grid {grid} is locked: its border at ({lon:.6f}, {lat:.6f}) cannot be moved."),
    "edit_empties": Entry(409, "网格 {grid}（({lon:.6f}, {lat:.6f})）会一点地也不剩；要取消它请用合并。",
                          "Grid {grid} at ({lon:.6f}, {lat:.6f}) would have no ground left; merge it to dissolve it."),
    "edit_apart": Entry(409, "网格 {grid} 会被分成不相连的几块，其中一块在 ({lon:.6f}, {lat:.6f})。",
                        "Grid {grid} would fall into separate parts, one of them at ({lon:.6f}, {lat:.6f})."),
    "edit_not_adjacent": Entry(409, "({lon:.6f}, {lat:.6f}) 处的地块与 {grid} 不相邻，不能划给它。",
                               "The piece at ({lon:.6f}, {lat:.6f}) does not adjoin {grid} and cannot be given to it."),
    "edit_leaves_parent": Entry(409, "画的范围在 ({lon:.6f}, {lat:.6f}) 超出了 {grid}。",
                                "The area drawn leaves {grid} at ({lon:.6f}, {lat:.6f})."),
    "edit_two_parents": Entry(409, "{grids} 不属于同一个上级，不能合并。", "{grids} do not lie in one parent and cannot be merged."),
    "edit_no_border": Entry(409, "({lon:.6f}, {lat:.6f}) 的 {metres:g} 米之内没有要改的边界。",
                            "There is no border to edit within {metres:g} m of ({lon:.6f}, {lat:.6f})."),
    "edit_no_vertex": Entry(409, "({lon:.6f}, {lat:.6f}) 的 {metres:g} 米之内没有边界顶点。",
                            "There is no vertex within {metres:g} m of ({lon:.6f}, {lat:.6f})."),
    "edit_no_shared_border": Entry(409, "{grid} 与 {other} 没有公共边界。", "{grid} and {other} share no border."),
    "edit_border_broken": Entry(409, "这两点之间还有别的边界接入（({lon:.6f}, {lat:.6f}) 一侧），请分段修改或移动接点。",
                                "Another border joins between the two places (towards ({lon:.6f}, {lat:.6f})): "
                                "edit it stretch by stretch, or move the node."),
    "edit_is_node": Entry(409, "({lon:.6f}, {lat:.6f}) 是几条边界的接点，不能删去。",
                          "Several borders meet at ({lon:.6f}, {lat:.6f}): this vertex cannot be deleted."),
    "edit_is_gap": Entry(409, "{grid} 是空隙，不是网格；请填补它，或在上面新画网格。", "{grid} is a gap, no grid: fill it, or draw a grid on it."),
    "edit_no_gap": Entry(409, "{grid} 不是空隙。", "{grid} is no gap."),
    "edit_no_neighbour": Entry(409, "{grid} 旁边没有网格可以接收它。", "No grid adjoins {grid} to receive it."),
    "edit_no_cut": Entry(409, "这条线没有把网格 {grid} 切开，请从边界外画到边界外。",
                         "The line does not cut grid {grid}: draw it from beyond the border to beyond the border."),
    "edit_side_unclear": Entry(409, "网格 {grid} 在 ({lon:.6f}, {lat:.6f}) 的一块既在线左又在线右，请逐块指定。",
                               "A piece of grid {grid} at ({lon:.6f}, {lat:.6f}) lies on both sides of the line: name the pieces one by one."),
    "edit_no_piece": Entry(409, "({lon:.6f}, {lat:.6f}) 处没有可以给 {grid} 的地块。",
                           "There is no piece at ({lon:.6f}, {lat:.6f}) to give to {grid}."),
    # --- files in and out
    "file_missing": Entry(404, "没有找到文件 {name}。", "The file {name} was not found."),
    "file_is_folder": Entry(400, "{name} 是文件夹，请指明文件。", "{name} is a folder: name a file."),
    "folder_missing": Entry(400, "没有文件夹 {name}，请先建好或改用别处。", "There is no folder {name}: make it first, or write elsewhere."),
    "folder_closed": Entry(400, "没有权限写 {name}。", "There is no permission to write {name}."),
    "file_empty": Entry(400, "文件 {name} 是空的。", "The file {name} is empty."),
    "file_unknown": Entry(415, "认不出 {name} 是什么文件；可用 GPKG、Shapefile（zip）、GeoJSON、CSV、XLSX、Parquet。",
                          "{name} is of no known kind; use GPKG, Shapefile (zip), GeoJSON, CSV, XLSX or Parquet."),
    "file_disguised": Entry(400, "{name} 的内容与后缀不符：内容是 {kind}，不予读取。",
                            "The content of {name} is not what its ending says: it is {kind}; not read."),
    "file_too_large": Entry(413, "{name} 太大：{what}超过 {limit}。", "{name} is too large: {what} is above {limit}."),
    "file_too_slow": Entry(400, "{name} 读了 {seconds} 秒还没有读完，已停止；文件可能有问题，请拆小后再试。",
                           "{name} was not read within {seconds} s and was stopped; split the file and try again."),
    "file_crashed": Entry(400, "{name} 让读取程序异常退出（超出内存或文件损坏），已停止，没有读入任何内容。",
                          "{name} made the reader stop (out of memory or a damaged file); nothing was read."),
    "file_damaged": Entry(400, "{name} 读不了：{why}", "{name} cannot be read: {why}"),
    "file_encoding": Entry(400, "{name} 的文字编码看不出来，请用 --encoding 指明（例如 gb18030、utf-8、big5）。",
                           "The text encoding of {name} cannot be told; name it with --encoding."),
    "encoding_unknown": Entry(400, "不认识的文字编码“{encoding}”。", "Unknown text encoding “{encoding}”."),
    "encoding_wrong": Entry(400, "{name} 不能按 {encoding} 编码读出。", "{name} cannot be decoded as {encoding}."),
    "zip_unsafe": Entry(400, "压缩包 {name} 不安全：{why}，没有解开。", "The archive {name} is unsafe ({why}) and was not opened."),
    "zip_no_data": Entry(400, "压缩包 {name} 里没有可读的数据文件。", "The archive {name} holds no data file."),
    "zip_many": Entry(400, "压缩包 {name} 里有 {count} 个数据文件（{names}），请只留一个。",
                      "The archive {name} holds {count} data files ({names}); leave one."),
    "geojson_invalid": Entry(400, "GeoJSON 不合规，{place}：{why}。", "Not valid GeoJSON at {place}: {why}."),
    "json_invalid": Entry(400, "JSON 不合规，{place}：{why}。", "Not valid JSON at {place}: {why}."),
    "layer_unknown": Entry(400, "没有图层“{layer}”，可用：{known}。", "There is no layer “{layer}”; known are {known}."),
    "column_unknown": Entry(400, "文件里没有列“{column}”，现有：{known}。", "The file has no column “{column}”; it has {known}."),
    "field_unknown": Entry(400, "该图层没有字段“{name}”，可用：{known}。", "The layer has no field “{name}”; known are {known}."),
    "field_missing": Entry(400, "找不到“{name}”所在的列，请用 --map {name}=列名 指明；现有列：{known}。",
                           "No column for “{name}”: say --map {name}=COLUMN; the file has {known}."),
    "crs_needed": Entry(400, "文件没有说明坐标系，坐标又不在经纬度范围内，请用 --crs 指明（例如 EPSG:4549）。",
                        "The file declares no coordinate system and its coordinates are no lon/lat: name it with --crs."),
    "crs_foreign": Entry(400, "文件声明的坐标系没有 EPSG 编号，请用 --crs 指明。",
                         "The coordinate system the file declares has no EPSG number: name it with --crs."),
    "grid_no_town": Entry(400, "网格 {code} 不属于名单里的任何一个镇，请写明上级。", "Grid {code} hangs on none of the listed towns."),
    "town_needed": Entry(400, "库里有不止一个镇，请用 --town 编码 指明网格属于哪个镇。",
                         "There is more than one town: say with --town CODE whose grids these are."),
    "output_unknown": Entry(400, "不会写“{ending}”文件，可用：{known}。", "Cannot write “{ending}”; known are {known}."),
    # --- the rule of place
    "grids_invalid": Entry(400, "有 {count} 个网格的图形不是有效的多边形，无法归格：第 {rows} 个。请先用 wangge check grids 检查修复。",
                           "{count} grids are no valid polygons, so nothing can be assigned to them: number {rows}. "
                           "Repair them first with wangge check grids."),
    "grids_without_shapes": Entry(400, "{name} 里没有网格的图形。", "{name} holds no shapes of grids."),
    "code_field_missing": Entry(400, "看不出哪一列是网格编码，请用 --code-field 指明；现有列：{known}。",
                                "Cannot tell which column holds the grid code: name it with --code-field; there are {known}."),
    "position_missing": Entry(400, "看不出坐标在哪一列，请用 {option} 指明；现有列：{known}。",
                              "Cannot tell which column holds the position: name it with {option}; there are {known}."),
    "column_taken": Entry(400, "输入文件已有列“{column}”，结果要用这个名字，请先改名。",
                          "The input already has a column “{column}”, a name that the result needs: rename it first."),
    "output_is_input": Entry(400, "输出不能就是输入文件 {name}。", "The output cannot be the input file {name} itself."),
    "at_needs_db": Entry(400, "--at 只能和 --grids db 一起用：文件里的网格没有生效时间。",
                         "--at goes with --grids db only: the grids of a file have no dates."),
    "scheduler_needs_dask": Entry(400, "--scheduler 只能和 --engine dask 一起用。", "--scheduler goes with --engine dask only."),
    "at_needs_local": Entry(400, "--at 不能和 --engine dask 一起用：各时刻的网格在数据库里，请在本机归格。",
                            "--at does not go with --engine dask: the grids of each time are in the database; work locally."),
    "scheduler_unreachable": Entry(400, "连不上 Dask 调度器 {address}。", "The Dask scheduler {address} cannot be reached."),
    "dask_absent": Entry(400, "没有安装 Dask，请运行 pip install 'wangge[dask]'。",
                         "Dask is not installed: run pip install 'wangge[dask]'."),
    "grids_not_lonlat": Entry(400, "网格坐标不是经纬度，请先指明坐标系。",
                              "The grids' coordinates are no lon/lat: name their coordinate system first."),
    # --- inspections in the field
    "inspect_area": Entry(404, "没有编码为 {area} 的工作区，或它还没有划定。", "There is no work area with the code {area}, or it is not drawn yet."),
    "inspect_no_area": Entry(409, "这里不属于任何工作区。联查以工作区为单位，请先划定工作区。", "No work area holds this place. Inspections belong to work areas: draw one first."),
    "inspect_open": Entry(409, "{area}还有一次联查没有结束，请先结束它。", "{area} has an inspection that has not ended: end it first."),
    "inspect_withdrawn": Entry(409, "{area}的这次联查已经撤销。", "This inspection of {area} was withdrawn."),
    "inspect_issued": Entry(409, "{area}的联查已经下发，不能撤销，只能结束。", "The inspection of {area} was issued: it can be ended, not withdrawn."),
    "inspect_ended": Entry(409, "{area}的这次联查已经结束，不能再改。", "This inspection of {area} has ended and cannot be changed."),
    "inspect_setup_issued": Entry(409, "{area}的联查已经下发，日期和小组不能再改；点位可以移动。", "The inspection of {area} was issued: its days and teams stay; stops can be moved."),
    "inspect_stale": Entry(409, "日期或小组改过，行程还是改之前的，请先重新编排。", "Days or teams were changed since this plan was made: plan again first."),
    "inspect_planning": Entry(409, "正在编排路线，请等它完成或先停止。", "Routes are being planned: wait, or stop it first."),
    "inspect_plan_failed": Entry(500, "编排时程序出错，没有算完，原来的路线没有变。请重新编排，仍不行请告诉管理员。",
                                 "Planning failed and was not completed; the routes are as before. Plan again; if it persists tell the admin."),
    "inspect_broken_off": Entry(409, "编排中断了（服务停过），没有算完，原来的路线没有变。", "Planning was broken off (the service had stopped) and was not completed; the routes are as before."),
    "inspect_not_started": Entry(409, "编排还没有开始就停止了，原来的路线没有变。", "Planning was stopped before it began; the routes are as before."),
    "inspect_issued_already": Entry(409, "{area}的联查已经下发，各组的链接没有变。要换新链接请用“重新生成链接”，原来的会失效。",
                                    "The inspection of {area} was issued already; the links are as they were. Ask for new links to replace them: the old ones end."),
    "inspect_no_plan": Entry(409, "还没有编排好的路线，不能下发。", "There is no plan yet that could be issued."),
    "inspect_no_stop": Entry(404, "这次联查没有点位“{stop}”。", "The inspection has no stop “{stop}”."),
    "inspect_stop_done": Entry(409, "“{stop}”已经到过，不再移动。", "Somebody has been at “{stop}”: it stays."),
    "inspect_unplaced": Entry(409, "“{stop}”没有排入任何一组，不能锁定。", "“{stop}” is in no team's route and cannot be locked."),
    "inspect_not_issued": Entry(409, "{area}的联查还没有下发，不能结束。", "The inspection of {area} was not issued yet and cannot be ended."),
    "inspect_not_ended": Entry(409, "{area}的联查还没有结束，没有报告。", "The inspection of {area} has not ended: there is no report yet."),
    "link_unknown": Entry(404, "这个链接不存在或已更换，请向牵头人要新的链接。", "This link is unknown or was replaced: ask for the new one."),
    "link_ended": Entry(410, "{area}的联查已经结束，这个链接不再显示点位；结束前记下的，{days} 天内联网仍会收下。",
                        "The inspection of {area} has ended: this link shows no stops any more. What was recorded before is taken in for {days} days."),
    "link_closed": Entry(410, "{area}的联查已结束超过 {days} 天，不再接收补传，请把手机里的记录导出交给牵头人。",
                         "The inspection of {area} ended more than {days} days ago and takes nothing in any more: hand what the phone holds to the leader as a file."),
    "record_after_end": Entry(409, "这条记录是在联查结束（{ended}）以后记下的，没有收下。", "This was recorded after the inspection had ended ({ended}) and was not taken in."),
    "finding_missing": Entry(409, "照片所属的问题还没有传到，请稍后再传。", "The finding of this photo has not arrived yet: send the photo again later."),
    "checklist_unusable": Entry(500, "联查清单 layers/checklist/checklist.json 不可用：{what}。", "The check-list layers/checklist/checklist.json cannot be used: {what}."),
    "matter_settled": Entry(409, "这一条已经有会商结论。", "This matter has been decided already."),
    # --- reports
    "no_grids": Entry(409, "还没有网格：请先导入网格，或用 wangge sample town 生成示例。",
                      "There are no grids yet: import them, or make a sample with wangge sample town."),
    "id_taken": Entry(409, "这个编号（id）已被另一件事使用。", "This id already belongs to another incident."),
    "bad_photo": Entry(400, "照片无法读取，请上传 JPEG、PNG 或 WebP 图片（不超过 5000 万像素）。",
                       "The photo cannot be read: send a JPEG, PNG or WebP of at most 50 million pixels."),
    "foreign_host": Entry(403, "只接受本机地址的访问。", "Only this machine's own address is answered."),
    "foreign_origin": Entry(403, "不接受其他网站发来的修改。", "Changes sent by another site are refused."),
    # --- tiles and heat
    "bad_tile": Entry(400, "没有这个瓦片：{z}/{x}/{y}。", "There is no tile {z}/{x}/{y}."),
    "bad_period": Entry(400, "时段 {first} 至 {last} 不可用：起日不能晚于止日，最长 100 年。",
                        "The period {first} to {last} cannot be used: it must begin before it ends and span at most 100 years."),
    "no_grids_drawn": Entry(404, "还没有画出任何网格，不能出图；请先导入网格。", "No grid is drawn yet, so there is no map to make: import grids first."),
    "outside_address": Entry(500, "这张图要向外部地址 {address} 取文件，不能离线打开；请改用 static/vendor 里的文件。",
                             "The map would fetch {address} and could not be opened offline; use a file of static/vendor."),
    "vendor_missing": Entry(500, "缺少随附文件 {name}，请重新运行 make demo 安装。", "The vendored file {name} is missing; run make demo again."),
    "heat_zone_changed": Entry(500, "热力统计按时区 {kept} 的日界累计，现设为 {asked}，请运行 wangge heat rebuild。",
                               "Heat is counted by days of {kept} but the zone is now {asked}: run wangge heat rebuild."),
    # --- what is printed
    "print_undrawn": Entry(409, "网格 {grid} 还没有划定，没有可以打印的界线；请先在划分页把它画出来。",
                           "Grid {grid} is not drawn yet (未划定), so it has no border to print: draw it at the desk first."),
    "print_packages": Entry(500, "缺少排版用的系统软件包，不能生成 PDF；请以 root 运行：{line}",
                            "The system packages that set type are missing, so no PDF can be made; as root run: {line}"),
    "print_address": Entry(500, "要打印的页面引用了外部文件，未予读取：{why}", "The page to print refers to something outside it, which was not read: {why}"),
    # --- the sample
    "sample_not_empty": Entry(409, "数据库里已有别的数据，示例只能装入空库。请用 WANGGE_HOME 另指一个文件夹（或用 DATABASE_URL 另指一个空库）再试。",
                              "The database already holds other data; a sample goes into an empty one only. "
                              "Name another folder with WANGGE_HOME, or an empty database with DATABASE_URL."),
    # --- settings and the machine
    "bad_setting": Entry(500, "设置 {name} 的值“{value}”不可用：{why}", "Setting {name} has an unusable value “{value}”: {why}"),
    "database_down": Entry(503, "数据库暂时连不上，请运行 wangge db status 查看。",
                           "The database cannot be reached; run wangge db status."),
    "schema_differs": Entry(409, "数据库的表结构版本是 {found}，程序要求 {wanted}：请先运行 wangge db migrate。",
                            "The database's schema is {found}, the program needs {wanted}: run wangge db migrate first."),
    "postgres_missing": Entry(500, "没有找到 PostgreSQL 与 PostGIS，请以 root 运行：{line}",
                              "PostgreSQL with PostGIS was not found; as root run: {line}"),
    "cluster_failed": Entry(500, "私有数据库没有启动或停止：{why}", "The private database did not start or stop: {why}"),
    "cluster_foreign": Entry(500, "{where} 属于用户 {owner}，请用该用户运行，或用 WANGGE_HOME 另选文件夹。",
                             "{where} belongs to user {owner}: run as that user, or set WANGGE_HOME."),
    "cluster_closed": Entry(500, "用户 {owner} 进不去 {where}，请打开上级文件夹的 x 权限。",
                            "User {owner} cannot enter {where}: give its parent folders the x permission."),
    "backup_failed": Entry(500, "备份没有完成：{why}", "The backup was not completed: {why}"),
    "backup_unusable": Entry(400, "备份文件不可用：{why}。数据没有任何改动。", "The backup cannot be used: {why}. Nothing was changed."),
    "restore_unasked": Entry(400, "恢复会用备份替换现有数据；这里不能询问，确定要替换请加 --yes。数据没有任何改动。",
                             "A restore replaces the present data and nobody can be asked here: add --yes. Nothing was changed."),
    "restore_failed": Entry(500, "恢复没有完成：{why}。原来的数据没有任何改动。",
                            "The restore was not completed: {why}. The former data are unchanged."),
    "port_taken": Entry(500, "端口 {port} 已被占用，请用 PORT=另一个端口，或先停掉占用它的程序。",
                        "Port {port} is taken: set PORT to another one, or stop what holds it."),
    "loopback_only": Entry(500, "暂无账号体系，只能监听本机 127.0.0.1，不能监听 {host}；否则任何人都能改动数据。",
                           "There are no accounts yet: the server listens on 127.0.0.1 only, not on {host}, "
                           "because anybody could change the data."),
    # --- joint inspections
    "inspect_lock_unknown": Entry(400, "锁定或回避中的点位“{wish}”、小组“{team}”或日期不在这次联查里。",
                                  "The stop “{wish}”, the team “{team}” or the day of a lock or ban is not part of this inspection."),
    "teams_bad": Entry(400, "“{name}”里的小组不能用，请改正后再来：", "The teams in “{name}” cannot be used; please mend them:"),
    "inspect_start_far": Entry(400, "“{team}”的出发地点离{area} {km} 公里，请核对经纬度。", "“{team}” starts {km} km from {area}: please check its coordinates."),
    "inspect_pairs_bad": Entry(400, "指定与回避里有不能用的：", "Some of who goes where cannot be used:"),
    "inspect_pairs_odd": Entry(400, "“{place}”的指定与回避互相矛盾。", "What was decided about “{place}” contradicts itself."),
    "inspect_left_alone": Entry(400, "回避之后没有小组可以去：{grids}。每个网格都要有人查。", "No team may go to {grids} any more, and every grid must be entered."),
    "inspect_cross_unknown": Entry(400, "各组组员都不在本工作区的岗位名册里，无法交叉检查；请填写组员姓名。",
                                   "None of the teams' people is known to have a post in this work area: give their names."),
    "inspect_stops_bad": Entry(400, "自己加的点位里有不能用的：", "Some of the added places cannot be used:"),
    "list_bad": Entry(400, "“{name}”里有不能用的行，请改正后再来：", "Some rows of “{name}” cannot be used; please mend them:"),
    "inspect_reason_missing": Entry(400, "手工调整要写明理由。", "A change by hand needs a reason."),
    "inspect_required": Entry(400, "“{label}”是必查网格，不能移出。", "“{label}” is a grid that must be entered; it cannot be taken out."),
    "inspect_move_unfit": Entry(409, "不能这样调整：{why}。", "It cannot be moved there: {why}."),
}


class WanggeError(Exception):
    """A refusal with a code of the catalogue.

    Parameters
    ----------
    code
        Key of ``CATALOGUE``.
    field
        The input field at fault, if one is; also available to the sentence as ``{field}``.
    errors
        Further faults, each with its own field (for forms and rows).
    told
        Further members of the answer, for programs.
    params
        What the sentence needs. Never personal data: sentences reach logs.
    """

    def __init__(self, code: str, /, *, field: str | None = None, errors: Iterable[Fault] = (),
                 told: Mapping[str, Any] | None = None, **params: Any) -> None:
        self.code = code
        self.told = dict(told or {})
        self.field = field
        self.errors = tuple(errors)
        self.params = params if field is None else {"field": field, **params}
        super().__init__(self.sentence("zh"))

    @property
    def status(self) -> int:
        return CATALOGUE[self.code].status

    def sentence(self, language: str = "zh") -> str:
        """The sentence for a person, in ``zh`` or ``en``."""
        entry = CATALOGUE[self.code]
        words = {name: said(part, language) for name, part in self.params.items()}
        return (entry.en if language == "en" else entry.zh).format(**words)

    @property
    def sentences(self) -> Both:
        """The sentence in both languages, as the reason of one row of a larger refusal."""
        return Both(self.sentence("zh"), self.sentence("en"))
