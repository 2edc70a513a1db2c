"""Names that read like those of hill country in eastern China; the places and people are made up.

The division code 339901 does not exist in GB/T 2260 (no prefecture 3399), so that no real code can be met.
"""

import numpy as np


def _words(text: str) -> list[str]:
    return text.split()


COUNTY_CODE, COUNTY = "339901", "云溪县"

TOWNS = _words(
    "青溪镇 竹岭镇 白石镇 双桥镇 枫林镇 云源镇 龙湾镇 梅岭镇 桃源镇 石塘镇 "
    "鹤湖镇 清泉镇 大樟镇 高桥镇 前渡镇 柏坞乡 茶山乡 银坑乡 麻岭乡 云台乡"
)

VILLAGES = _words(
    "石桥 柳河 后溪 枫林 长山 双井 沙洲 平安 南坪 前溪 白塔 东岭 大圩 竹园 上塘 下塘 新桥 吉祥 梅坞 青溪 "
    "西坑 龙潭 金竹 横街 溪口 桐坞 高岭 石壁 茶园 荷塘 杨家 方村 古樟 里洪 外洪 银杏 松源 泉水 大坪 小源 "
    "岭下 田畈 朱村 黄泥 罗家 花桥 水碓 官塘 塘头 云峰"
)

GROUPS = _words(
    "上塘 下塘 里坞 外坞 大屋 桥头 溪边 田畈 岭脚 山背 新屋 老屋 樟树下 水口 塘坪 后山 前山 井头 庙前 祠堂 "
    "朱家 李家 王家 陈家 方家 徐家 洪家 毛家 碓边 竹山 茶山 柏树 石坎 大丘 长丘 上坪 下坪 东边 西边 中央"
)

TRADES = _words(
    "竹木制品厂 茶业有限公司 五金机械厂 家具有限公司 食品有限公司 建材有限公司 包装材料厂 电子配件厂 针织服饰厂 工艺伞厂 "
    "水泥制品厂 农机配件厂 塑料制品厂 汽车配件厂 丝绸有限公司 纸业有限公司 石材加工厂 仓储物流园 矿泉水厂 竹炭制品厂 "
    "粮油加工厂 印刷厂 电缆厂 铸造厂 玩具厂 笋制品厂"
)

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢方洪毛"
GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰红建国志文海峰云松柏青山春生根荣福林水金木良德忠义新民永安"
NUMERALS = "一二三四五六七八九"


def pick(rng: np.random.Generator, pool: list[str], count: int) -> list[str]:
    """`count` different names, those early in the pool more likely."""
    order = np.argsort(np.arange(len(pool)) + rng.uniform(0, 0.6 * len(pool), len(pool)), kind="stable")
    return [pool[number] for number in order[:count]]


def people(rng: np.random.Generator, count: int) -> list[str]:
    """Made-up names of two or three characters."""
    family = rng.integers(0, len(SURNAMES), count)
    first, second = rng.integers(0, len(GIVEN), (2, count))
    short = rng.random(count) < 0.18
    return [
        SURNAMES[a] + GIVEN[b] + ("" if brief else GIVEN[c])
        for a, b, c, brief in zip(family, first, second, short, strict=True)
    ]


def phones(rng: np.random.Generator, count: int) -> list[str]:
    """Numbers with their middle masked from the start: no subscriber can be behind them."""
    heads = rng.choice(["135", "136", "137", "138", "139", "150", "151", "158", "159", "187"], count)
    tails = rng.integers(0, 10000, count)
    return [f"{head}****{tail:04d}" for head, tail in zip(heads.tolist(), tails.tolist(), strict=True)]


def short(name: str) -> str:
    """A town's or village's name without its last character: 青溪镇 -> 青溪."""
    return name[:-1]
