"""``wangge hotspots``: where more happens than chance would have it, as a file with z, p, q and class of every cell, or of every band."""

from datetime import date, datetime
from pathlib import Path

import click
import geopandas as gpd
import pandas as pd

from gis_app.cli.outputs import Metres, check_output
from gis_app.cli.progress import progress
from gis_app.config import Settings
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.sources import GROUPS, SOURCES, source_set
from gis_app.domain.stats.periods import Period, period
from gis_app.errors import Both, WanggeError
from gis_app.exchange import writers
from gis_app.exchange.writers import tables
from gis_app.services import heat, hotspot_counts, hotspot_ground, hotspot_tests, hotspots, hotspots_store, near_repeats
from gis_app.services import items as item_list
from gis_app.services.heat import Asked
from gis_app.services.hotspot_frames import as_frame
from gis_app.services.hotspot_wish import BASES, METHODS, MOST_PERMUTATIONS, PERMUTATIONS, Found, Wish

MONTHS = 24
STEPS = 1000
CALLED = ("hot_95", "hot_99", "high_high", "cluster")
METHOD_WORDS = {"gi_star": "热点识别 Gi*", "kde": "核密度", "emerging": "演变热点", "scan": "时空扫描", "moran": "局部莫兰", "knox": "近重复"}
RULES = {"queen": "共点", "rook": "共边", "nearest": "最近 {count} 个", "band": "距离带 {metres:.0f} 米以内（{chosen}）"}
CHOSEN = {"peak": "聚集最强的宽度", "least": "人人有邻的最小宽度"}


class Day(click.ParamType):
    """``2026-03-05``."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail("应写成 2026-03-05", param, ctx)


class Ends(click.ParamType):
    """Upper ends of bands, ascending: ``100,200,400``."""

    name = "数列"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        words = str(value).split(",")
        ends = tuple(int(word) for word in words if word.isascii() and word.isdigit())
        if len(ends) != len(words) or list(ends) != sorted(set(ends)) or ends[0] < 1:
            self.fail("应写成由小到大的整数，如 100,200,400", param, ctx)
        return ends


@click.command(name="hotspots")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--method", type=click.Choice([*METHODS, "knox"]), default="gi_star", show_default=True, help="方法：Gi*、核密度、演变热点、时空扫描、局部莫兰、近重复（表，只写 .csv）")
@click.option("--cells", type=click.Choice(hotspot_ground.CELLS), default="grids", show_default=True, help="按网格、六边形或方格；核密度没有网格，默认方格")
@click.option("--size", type=Metres(), help="六边形或方格的大小（米）；不写则按事件多少自定")
@click.option("--from", "first", type=Day(), help="从哪一天起；不写则最近 90 天（演变热点为最近 24 个整月）")
@click.option("--to", "last", type=Day(), help="到哪一天止")
@click.option("--item", "items", multiple=True, metavar="编码", help="只看这些事项或大类，可多次给出")
@click.option("--source", "sources", multiple=True, type=click.Choice([*GROUPS, *SOURCES]), help="来源：own 网格主动发现，others 群众及其他，或某一种")
@click.option("--town", help="哪个镇的编码；不写则每个镇分别做")
@click.option("--neighbours", type=click.Choice(hotspot_ground.LINKS), default="queen", show_default=True, help="相邻：共点、共边、最近 8 个、距离带（由数据选定）")
@click.option("--basis", type=click.Choice(BASES), default="count", show_default=True, help="按件数，或每千人、每千户、每千次巡查走访的件数（经验贝叶斯平滑）")
@click.option("--radius", type=Metres(), help="核密度的影响半径（默认 250 米），或时空扫描的最大半径")
@click.option("--permutations", type=click.IntRange(0, MOST_PERMUTATIONS), help="随机重排次数；不写则 999（核密度 199，局部莫兰 9999）")
@click.option("--metres", type=Ends(), default=tuple(round(one) for one in near_repeats.METRES), show_default="100,200,400", help="近重复的距离分段（米）")
@click.option("--days", type=Ends(), default=near_repeats.DAYS, show_default="7,14,28", help="近重复的天数分段")
@click.option("--seed", type=click.IntRange(0), default=7, show_default=True, help="随机种子；同一种子结果相同")
@click.option("--store", is_flag=True, help="把找到的热点存入数据库，与以前的热点接续")
def command(out: Path, method: str, cells: str, size: float | None, first: date | None, last: date | None, items: tuple[str, ...],
            sources: tuple[str, ...], town: str | None, neighbours: str, basis: str, radius: float | None, permutations: int | None, metres: tuple[int, ...],
            days: tuple[int, ...], seed: int, store: bool) -> None:
    """找出事件显著多于（或少于）偶然的地方，逐个单元写入文件（按后缀 .geojson .gpkg .csv …）。

    每行有 z、p、q（已校正多重检验）和 class；没有人巡查、也没有上报的单元记作 not_looked，不当作冷点
    （emerging 逐月这样算：看过的月份不到一半、或最近一月没人看过的也记作 not_looked）。种子和参数写在每一行。
    近重复（knox）另写一张表：每段距离和天数各有多少对事件、偶然应有多少、比值和 p、q。
    """
    writers.ending_of(out)
    check_output(out)
    if method == "knox":
        _only_a_table(out, store)
    else:
        wish = Wish(method, cells, size, neighbours, basis, radius, permutations, seed).checked()
    settings = Settings.from_env()
    made: list[Found] = []
    pairs: list[near_repeats.Repeats] = []
    with opened(settings) as database, progress(METHOD_WORDS[method], STEPS, "步") as advance:
        with database.begin() as connection:
            towns = [town] if town else hotspot_ground.towns(connection, LOCAL_OPERATOR)
            if not towns:
                raise WanggeError("no_grids_drawn")
            chosen = _period(first, last, method) or _usual(heat.default_period(connection, LOCAL_OPERATOR, settings.zone), method)
            asked = Asked(chosen, item_list.meant(connection, LOCAL_OPERATOR, items), source_set(sources), settings.zone)
        for place, code in enumerate(towns):
            steps = _Steps(advance, place, len(towns))
            with database.begin() as connection:
                if method == "knox":
                    turns = PERMUTATIONS["knox"] if permutations is None else permutations
                    pairs.append(near_repeats.repeats(connection, LOCAL_OPERATOR, code, asked, metres=metres, days=days, permutations=turns, seed=seed, progress=steps))
                    continue
                found = hotspots.find(connection, LOCAL_OPERATOR, code, asked, wish, steps)
                if store:
                    hotspots_store.keep(connection, LOCAL_OPERATOR, found)
            steps(1.0)
            made.append(found)
    if pairs:
        out.write_bytes(tables.csv_table(near_repeats.HEADING, [row for one in pairs for row in one.rows()]))
        for one in pairs:
            click.echo(_told_pairs(one))
        click.echo(f"已写入 {out}")
        return
    frames = [as_frame(found) for found in made]
    writers.write(gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs), out)
    for found in made:
        click.echo(_told(found))
    click.echo(f"已写入 {out}")


class _Steps:
    """Shares done of one town among several, told as whole steps of the bar."""

    def __init__(self, advance: object, place: int, of: int) -> None:
        self.advance, self.place, self.of, self.told = advance, place, of, round(place * STEPS / of)

    def __call__(self, share: float) -> None:
        now = round((self.place + share) * STEPS / self.of)
        self.advance(now - self.told)  # type: ignore[operator]
        self.told = now


def _period(first: date | None, last: date | None, method: str) -> Period | None:
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise WanggeError("missing_field", field="--from" if first is None else "--to")
    return period(first, last)


def _usual(recent: Period, method: str) -> Period:
    """What is taken where nothing is said: the last 90 days, or so many whole months for what emerges."""
    return hotspot_counts.whole_months(recent.last, MONTHS) if method == "emerging" else recent


def _only_a_table(out: Path, store: bool) -> None:
    if out.suffix.lower() != ".csv":
        raise WanggeError("output_unknown", ending=out.suffix or out.name, known=".csv")
    if store:
        raise WanggeError("bad_value", field="--store", why=Both("近重复是一张表，不产生可接续的热点", "near repeats are a table and make no lasting hotspots"))


def _told(found: Found) -> str:
    classes = found.columns["class"].tolist()
    hot = sum(name in CALLED or name.endswith("_hot") for name in classes)
    blind = classes.count("not_looked")
    span = f"{found.asked.period.first} 至 {found.asked.period.last}"
    return (f"{found.ground.town}：{span}，{len(classes)} 个单元{_cells(found)}中热 {hot} 个、无人巡查也无上报 {blind} 个，合成热点 {len(found.spots)} 处"
            f"{_apart(found)}；{_how(found)}种子 {found.wish.seed}")  # fmt: skip


def _cells(found: Found) -> str:
    told = found.parameters.get("cells", {})
    if not isinstance(told, dict) or "size_m" not in told:
        return ""
    return f"（{told['size_m']:g} 米{'，按事件多少自定' if told['chosen'] == 'counts' else ''}）"


def _apart(found: Found) -> str:
    """What the grid found itself and what others found, each tested by itself."""
    if "own_class" not in found.columns:
        return ""
    hot = [sum(name in CALLED for name in found.columns[f"{who}_class"].tolist()) for who in ("own", "others")]
    return f"；分开检验：主动发现热 {hot[0]} 个，群众及其他热 {hot[1]} 个"


def _how(found: Found) -> str:
    """Who is next to whom, the correction and the shuffles."""
    told = found.parameters
    next_to = told.get("neighbours")
    words = []
    if next_to:
        words.append("相邻：" + RULES[next_to["rule"]].format(**{**next_to, "chosen": CHOSEN.get(next_to.get("chosen", ""), "")}))
    if told.get("correction") == "fdr":
        words.append("错误发现率不超过 5%")
    if found.wish.turns:
        words.append(f"重排 {found.wish.turns} 次")
    return "，".join(words) + "，" if words else ""


def _told_pairs(found: near_repeats.Repeats) -> str:
    best = max(found.rows(), key=lambda row: (float(str(row[9])) <= hotspot_tests.MOST_P, float(str(row[7]))))
    return (f"{found.town}：{best[11]} 至 {best[12]}，{best[10]} 件；{best[1]:g}–{best[2]:g} 米、{best[3]}–{best[4]} 天内有 {best[5]} 对，"
            f"偶然应有 {best[6]} 对，比值 {best[7]}，q {best[9]}；重排 {best[15]} 次，种子 {best[16]}")  # fmt: skip
