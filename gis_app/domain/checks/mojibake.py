"""A name that lost characters on its way through a wrong encoding: 西湖??、锟斤拷、Ã¤."""

import re
from collections.abc import Iterator

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.sheet import Sheet

RULE = "mojibake"
BROKEN = re.compile(r"[\u4e00-\u9fff]\?+|\?+[\u4e00-\u9fff]|\?{2,}|\ufffd|锟斤拷|烫烫|[ÃÂ][\x80-\xbf]|[\x80-\x9f]")


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a name."""
    for row, name in enumerate(sheet.names):
        if BROKEN.search(name):
            yield Finding(RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.place(row),
                          fix=f"名称“{name}”有丢失的字，请按原资料改正",
                      fix_en=f'The name "{name}" has lost characters: correct it from its source')
