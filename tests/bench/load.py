"""A small HTTP load: connections kept alive, each asking again as soon as it is answered."""

import socket
import threading
import time
from collections.abc import Callable, Sequence

Asks = Callable[[], bytes]


def rate(port: int, asks: Asks, *, connections: int = 8, seconds: float = 2.0) -> float:
    """Requests a second; any answer that is not 2xx ends the measurement."""
    counts = [0] * connections
    wrong: list[bytes] = []
    until = time.perf_counter() + seconds

    def work(me: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as link:
            while time.perf_counter() < until and not wrong:
                link.sendall(asks())
                head = _answer(link)
                if not head.startswith(b"HTTP/1.1 2"):
                    wrong.append(head)
                counts[me] += 1

    threads = [threading.Thread(target=work, args=(me,)) for me in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0].decode(errors="replace"))
    return sum(counts) / seconds


def alternate(port: int, pair: Sequence[Asks], *, rounds: int = 5, **load: float) -> tuple[float, float]:
    """The median rates of two kinds of request, measured in turns so that both meet the same machine."""
    measured = [[rate(port, asks, **load) for asks in pair] for _ in range(rounds)]  # type: ignore[arg-type]
    ours, peer = (sorted(column)[rounds // 2] for column in zip(*measured, strict=True))
    return ours, peer


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def post(path: str, body: bytes, **headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode() + body


def _answer(link: socket.socket) -> bytes:
    """Read one answer; its head."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(link)
    head, _, rest = data[:end], None, len(data) - end - 4
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while rest < length:
        rest += len(_more(link))
    return head


def _more(link: socket.socket) -> bytes:
    data = link.recv(65536)
    if not data:
        raise ConnectionError("closed")
    return data
