"""Units: village committees, schools, clinics, shops and companies, in buildings that suit them."""

import numpy as np
import pandas as pd
import shapely

from gis_app.domain.sample import names
from gis_app.domain.sample.buildings import HOUSE, PUBLIC
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.settlements import Hamlets
from gis_app.domain.sample.villages import Built

TOWN_SERVES = (("人民政府", "机关"), ("便民服务中心", "机关"), ("派出所", "机关"), ("卫生院", "卫生"), ("中心小学", "学校"), ("初级中学", "学校"),
               ("农贸市场", "市场"), ("供电所", "公用"), ("文化站", "文化"), ("养老服务中心", "养老"))
VILLAGE_SERVES = (("村民委员会", "村委会"), ("卫生室", "卫生"), ("文化礼堂", "文化"), ("居家养老服务照料中心", "养老"))
SHOPS = (("便民超市", "商店"), ("小吃店", "餐饮"), ("农资店", "商店"), ("理发店", "服务"), ("五金店", "商店"), ("快递驿站", "服务"),
         ("农家乐", "餐饮"), ("药店", "商店"), ("水果店", "商店"), ("修车铺", "服务"))


def open_units(
    seed: int, hamlets: Hamlets, built: Built, village_of: list[str], plant_names: list[str], plots: Array
) -> pd.DataFrame:
    """Columns town, name, kind, hamlet (-1 for a plant), x, y in metres. `village_of` names each hamlet's village."""
    centres = shapely.get_coordinates(shapely.centroid(built.outline))
    rows = []
    for town in range(int(hamlets.town.max()) + 1):
        rng = stream(seed, "units", town)
        own = np.flatnonzero(hamlets.town == town)
        rows += _public(rng, town, own, hamlets, built, village_of)
        rows += _shops(rng, town, own, hamlets, built)
    each = len(plant_names) // (int(hamlets.town.max()) + 1)
    frame = pd.DataFrame(rows, columns=["town", "name", "kind", "hamlet", "building"])
    frame[["x", "y"]] = centres[frame["building"]]
    plants = pd.DataFrame({"town": np.arange(len(plant_names)) // each, "name": plant_names, "kind": "企业", "hamlet": -1,
                           "x": plots[:, 0], "y": plots[:, 1]})
    return pd.concat([frame.drop(columns="building"), plants], ignore_index=True)


def _public(
    rng: np.random.Generator, town: int, own: Ints, hamlets: Hamlets, built: Built, village_of: list[str]
) -> list[tuple[int, str, str, int, int]]:
    """The town's offices nearest the seat; in each village its own, in the largest hamlet's public houses first."""
    houses = np.flatnonzero((built.use == PUBLIC) & np.isin(built.hamlet, own))
    houses = houses[np.argsort(hamlets.seat_m[built.hamlet[houses]], kind="stable")]
    rows = [(town, names.TOWNS[town] + name, kind, int(built.hamlet[house]), int(house))
            for (name, kind), house in zip(TOWN_SERVES, houses, strict=False)]
    rest = houses[len(rows):]
    for village in dict.fromkeys(village_of[hamlet] for hamlet in own):
        mine = rest[[village_of[built.hamlet[house]] == village for house in rest]]
        mine = mine[np.argsort(-hamlets.share[built.hamlet[mine]], kind="stable")]
        rows += [(town, village + name.removeprefix("村"), kind, int(built.hamlet[house]), int(house))
                 for (name, kind), house in zip(VILLAGE_SERVES, mine, strict=False)]
    return rows


def _shops(rng: np.random.Generator, town: int, own: Ints, hamlets: Hamlets, built: Built) -> list[tuple[int, str, str, int, int]]:
    """Shops under the name of a family, thick in the seat, one or two in a hamlet."""
    wanted = rng.poisson(0.8 + 14 * hamlets.urban[own])
    rows = []
    for hamlet, count in zip(own.tolist(), wanted.tolist(), strict=True):
        homes = np.flatnonzero((built.hamlet == hamlet) & (built.use == HOUSE))[: 60 + 2 * count]
        chosen = rng.choice(homes, min(count, len(homes)), replace=False)
        for house, family, kind in zip(chosen, names.people(rng, count), rng.integers(0, len(SHOPS), count), strict=False):
            rows.append((town, family[0] + rng.choice(["记", "家", "氏", "嫂"]) + SHOPS[kind][0], SHOPS[kind][1], hamlet, int(house)))
    return rows
