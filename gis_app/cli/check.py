"""``wangge check``: what is wrong with a file of grids, and what would mend it; needs no database."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import shapely

from gis_app.cli.outputs import Metres, check_output
from gis_app.domain.checks import GAP_WIDTH_M, Finding
from gis_app.domain.checks import check as run_checks
from gis_app.errors import WanggeError
from gis_app.exchange.columns import parse_maps
from gis_app.exchange.frames import read_grids
from gis_app.exchange.report import Report

CLEAN, FOUND = 0, 3
SHOWN = 200

FILE = click.Path(path_type=Path)


@click.group()
def command() -> None:
    """检查文件（不需要数据库）。"""


@command.command()
@click.argument("file", type=FILE)
@click.option("--parent", type=FILE, help="上级边界文件：网格应铺满它")
@click.option("--gap-width", type=Metres(), default=GAP_WIDTH_M, show_default=True, metavar="米",
              help="窄于此的空隙算裂缝，宽于此的算空洞")
@click.option("--crs", default="auto", show_default=True, help="坐标系：auto、EPSG:n、gcj02、bd09")
@click.option("--encoding", default="auto", show_default=True, help="文字编码")
@click.option("--map", "maps", multiple=True, metavar="字段=列名", help="指明哪一列是哪个字段，可重复")
@click.option("--report", type=FILE, help="把结果写成 JSON")
def grids(file: Path, parent: Path | None, gap_width: float, crs: str, encoding: str, maps: Sequence[str],
          report: Path | None) -> int:
    """检查网格：重叠、裂缝、空洞、越界、碎片、无效图形、编码与名称。

    退出码：0 没有问题，3 有发现，2 文件不能读。
    """
    check_output(report)
    frame, reading = read_grids(file, crs=crs, encoding=encoding, said=parse_maps(maps))
    outline = None if parent is None else _outline(parent, crs, encoding)
    findings = run_checks(frame, parent=outline, gap_width_m=gap_width)
    _say(reading, findings)
    if report is not None:
        _write(report, reading, findings)
    return FOUND if findings or reading.refused else CLEAN


def _outline(path: Path, crs: str, encoding: str) -> shapely.Geometry:
    frame, _ = read_grids(path, crs=crs, encoding=encoding)
    shapes = frame.geometry.dropna()
    if shapes.empty:
        raise WanggeError("file_damaged", name=path.name, why="没有可作上级边界的面")
    return shapely.union_all(shapely.make_valid(shapes.to_numpy(), method="structure", keep_collapsed=False))


def _say(reading: Report, findings: Sequence[Finding]) -> None:
    click.echo(f"{reading.file}：{reading.rows:,} 行")
    for line in list(reading.lines())[1:]:
        click.echo(line)
    if not findings:
        click.echo("没有发现问题。" if not reading.refused else "读入的行没有发现问题。")
        return
    counts = Counter(finding.rule for finding in findings)
    click.echo(f"发现 {len(findings):,} 处：" + "，".join(f"{rule} {count:,}" for rule, count in counts.items()))
    for finding in findings[:SHOWN]:
        where = "" if finding.at is None else f"（{finding.at[0]:.6f}, {finding.at[1]:.6f}）"
        click.echo(f"[{finding.rule}] {finding.fix}{where}")
    if len(findings) > SHOWN:
        click.echo(f"……另有 {len(findings) - SHOWN:,} 处，见 --report 写出的 JSON")


def _write(path: Path, reading: Report, findings: Sequence[Finding]) -> None:
    told = {
        "file": reading.file, "rows": reading.rows, "crs": reading.crs, "encoding": reading.encoding,
        "mapping": reading.mapping, "notes": reading.notes,
        "refused": [{"row": one.row, "field": one.field, "reason": one.reason} for one in reading.refused],
        "findings": [finding.to_dict() for finding in findings],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
