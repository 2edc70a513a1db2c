"""``wangge hotspots``: where more happens than chance would have it, as a file with z, p, q and class of every cell."""

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
from gis_app.errors import WanggeError
from gis_app.exchange import writers
from gis_app.services import heat, hotspot_counts, hotspot_ground, hotspots, hotspots_store
from gis_app.services.heat import Asked
from gis_app.services.hotspot_frames import as_frame

MONTHS = 24
STEPS = 1000
METHOD_WORDS = {"gi_star": "热点识别 Gi*", "kde": "核密度", "emerging": "演变热点", "scan": "时空扫描"}


class Day(click.ParamType):
    """``2026-03-05``."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail("应写成 2026-03-05", param, ctx)


@click.command(name="hotspots")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--method", type=click.Choice(hotspots.METHODS), default="gi_star", show_default=True, help="方法：Gi*、核密度、演变热点、时空扫描")
@click.option("--cells", type=click.Choice(hotspot_ground.CELLS), default="grids", show_default=True, help="按网格、六边形或方格")
@click.option("--size", type=Metres(), help="六边形或方格的大小（米）；不写则按事件多少自定")
@click.option("--from", "first", type=Day(), help="从哪一天起；不写则最近 90 天（演变热点为最近 24 个整月）")
@click.option("--to", "last", type=Day(), help="到哪一天止")
@click.option("--item", "items", multiple=True, metavar="编码", help="只看这些事项或大类，可多次给出")
@click.option("--source", "sources", multiple=True, type=click.Choice([*GROUPS, *SOURCES]), help="来源：own 网格主动发现，others 群众及其他，或某一种")
@click.option("--town", help="哪个镇的编码；不写则每个镇分别做")
@click.option("--neighbours", type=click.Choice(hotspot_ground.LINKS), default="queen", show_default=True, help="相邻：共点、共边、最近 8 个、距离带（由数据选定）")
@click.option("--basis", type=click.Choice(hotspots.BASES), default="count", show_default=True, help="按件数、每千人件数（经验贝叶斯平滑）或每次巡查走访")
@click.option("--radius", type=Metres(), help="核密度的影响半径（默认 250 米），或时空扫描的最大半径")
@click.option("--permutations", type=click.IntRange(0, 99_999), default=999, show_default=True, help="随机重排次数")
@click.option("--seed", type=click.IntRange(0), default=7, show_default=True, help="随机种子；同一种子结果相同")
@click.option("--store", is_flag=True, help="把找到的热点存入数据库，与以前的热点接续")
def command(out: Path, method: str, cells: str, size: float | None, first: date | None, last: date | None, items: tuple[str, ...],
            sources: tuple[str, ...], town: str | None, neighbours: str, basis: str, radius: float | None, permutations: int, seed: int,
            store: bool) -> None:
    """找出事件显著多于（或少于）偶然的地方，逐个单元写入文件（按后缀 .geojson .gpkg .csv …）。

    每行有 z、p、q（已校正多重检验）和 class；没有人巡查、也没有上报的单元记作 not_looked，不当作冷点。种子和参数写在每一行。
    """
    writers.ending_of(out)
    check_output(out)
    wish = hotspots.Wish(method, cells, size, neighbours, basis, radius, permutations, seed).checked()
    settings = Settings.from_env()
    made = []
    with opened(settings) as database, progress(METHOD_WORDS[method], STEPS, "步") as advance:
        with database.begin() as connection:
            towns = [town] if town else hotspot_ground.towns(connection, LOCAL_OPERATOR)
            if not towns:
                raise WanggeError("no_grids_drawn")
            chosen = _period(first, last, method) or _usual(heat.default_period(connection, LOCAL_OPERATOR, settings.zone), method)
        asked = Asked(chosen, tuple(sorted(set(items))), source_set(sources), settings.zone)
        for place, code in enumerate(towns):
            steps = _Steps(advance, place, len(towns))
            with database.begin() as connection:
                found = hotspots.find(connection, LOCAL_OPERATOR, code, asked, wish, steps)
                if store:
                    hotspots_store.keep(connection, LOCAL_OPERATOR, found)
            steps(1.0)
            made.append(found)
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


def _told(found: hotspots.Found) -> str:
    classes = found.columns["class"].tolist()
    hot = sum(name.startswith(("hot_", "cluster")) or name.endswith("_hot") for name in classes)
    blind = classes.count("not_looked")
    span = f"{found.asked.period.first} 至 {found.asked.period.last}"
    return (f"{found.ground.town}：{span}，{len(classes)} 个单元中热 {hot} 个、无人巡查也无上报 {blind} 个，合成热点 {len(found.spots)} 处；"
            f"种子 {found.wish.seed}")  # fmt: skip
