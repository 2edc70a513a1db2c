"""``wangge propose``: new grids proposed for the ground inside a grid, as a file with their figures."""

from pathlib import Path

import click

from gis_app.cli.progress import progress
from gis_app.cli.stopping import STEPS, shares, stoppable
from gis_app.config import Settings
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.proposals import Proposal, Taste, Wish
from gis_app.exchange import writers
from gis_app.services.proposals import as_frame, propose_within

STOPPED = 3
KEPT = 0.1
"""What a metre of present border counts where borders are to be kept."""


class Band(click.ParamType):
    """``300-500`` as two whole numbers."""

    name = "下限-上限"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        low, _, high = str(value).partition("-")
        if not (low.isdigit() and high.isdigit()):
            self.fail("应写成 下限-上限，例如 300-500", param, ctx)
        return int(low), int(high)


@click.command(name="propose")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), default="proposal.gpkg")
@click.option("--within", required=True, metavar="编码", help="在哪个镇、工作区、村或网格之内")
@click.option("--count", type=click.IntRange(1), help="分成几个网格")
@click.option("--households", type=Band(), help="每个网格多少户，例如 300-500")
@click.option("--villages", is_flag=True, help="一个自然村一个网格")
@click.option("--keep", is_flag=True, help="从现有网格出发，只动必须动的边界")
@click.option("--seed", default=7, show_default=True, type=click.IntRange(0), help="随机种子；换一个得到另一种方案")
@click.option("--proposals", "many", default=1, show_default=True, type=click.IntRange(1, 20), help="做几个方案（种子依次加一）")
@click.option("--effort", default=1000, show_default=True, type=click.IntRange(1), help="每段边界平均考虑多少次；越多越好也越慢")
def command(out: Path, within: str, count: int | None, households: tuple[int, int] | None, villages: bool, keep: bool, seed: int,
            many: int, effort: int) -> int:
    """划分网格的建议方案，写入文件（按后缀 .gpkg .geojson .parquet .csv …），带每个网格的户数、人口、面积等。

    网格户数均衡、连成一片、形状紧凑，边界尽量沿道路、溪流和现有边界，自然村尽量不拆。Ctrl-C 提前停止，写出已得到的结果（退出码 3）。
    """
    writers.ending_of(out)
    taste = Taste(border=KEPT if keep else Taste.border)
    wishes = [Wish(count, households, villages, keep, taste, seed + turn, effort) for turn in range(many)]
    settings = Settings.from_env()
    with opened(settings) as database, progress("划分方案", STEPS, "步") as advance, stoppable() as stop:
        made = propose_within(database, LOCAL_OPERATOR, within, wishes, progress=shares(advance), stop=stop)
    writers.write(as_frame(made), out)
    for number, one in enumerate(made, 1):
        click.echo(_told(number, one))
    click.echo(f"已写入 {out}")
    return 0 if all(one.finished for one in made) and len(made) == many else STOPPED


def _told(number: int, made: Proposal) -> str:
    said = made.figures
    return (
        f"方案 {number}（种子 {made.wish.seed}）：{said['grids']} 个网格，每格 {said['households_min']}-{said['households_max']} 户，"
        f"相差 {made.spread:.1%}；内部边界 {made.cut_m / 1000:.1f} 公里，{made.along:.0%} 沿路、沿溪或沿现有边界；"
        f"紧凑度 {made.compactness:.2f}；拆开自然村 {made.parted}/{made.settlements} 个；{made.kept or 0:.0%} 的住户留在原网格" + ("" if made.finished else "（提前停止）")
    )

