"""In which encoding a text was written, decided by looking at its bytes."""

import codecs
import re
from collections.abc import Iterable

from gis_app.errors import WanggeError

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
COMMON_HAN = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
"""A GB 2312 character of two bytes; European letters rarely come in such pairs."""
LIKELY = 0.7


def check_encoding(name: str) -> str:
    """The encoding's one spelling, or a refusal: ``encoding_unknown``."""
    try:
        return codecs.lookup(name).name
    except LookupError as unknown:
        raise WanggeError("encoding_unknown", encoding=name[:40]) from unknown


def guess(chunks: Iterable[bytes]) -> str | None:
    """The encoding of a text that is given in pieces (cut anywhere); None where it can't be told.

    UTF-8 if all of it is UTF-8; else GB18030 if it decodes and most of its high bytes are common Chinese; else none.
    """
    utf8, gbk = (codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030"))
    alive, high, han, first = {"utf-8": True, "gb18030": True}, 0, 0, True
    for chunk in chunks:
        if first:
            marked = next((name for mark, name in MARKS if chunk.startswith(mark)), None)
            if marked:
                return marked
            first = False
        for name, decoder in (("utf-8", utf8), ("gb18030", gbk)):
            alive[name] = alive[name] and _accepts(decoder, chunk)
        if not alive["utf-8"] or any(byte > 127 for byte in chunk[:4096]):
            high += sum(byte > 127 for byte in chunk)
            han += 2 * len(COMMON_HAN.findall(chunk))
        if not any(alive.values()):
            return None
    if alive["utf-8"] and _accepts(utf8, b"", final=True):
        return "utf-8"
    return "gb18030" if alive["gb18030"] and high and han >= LIKELY * high else None


def decode(raw: bytes, given: str | None, name: str) -> tuple[str, str]:
    """A whole text and the encoding that it was in."""
    encoding = check_encoding(given) if given else guess([raw])
    if encoding is None:
        raise WanggeError("file_encoding", name=name)
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError as wrong:
        raise WanggeError("encoding_wrong", name=name, encoding=encoding) from wrong


def _accepts(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
