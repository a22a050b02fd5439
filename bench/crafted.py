"""Mail that is made to be dear: what each reading costs at one size and at twice that size.

    python -m bench.crafted        or: make bench-crafted

The figures are processor milliseconds. Ends with 1 where twice the size costs more than two and a half times as much,
or where one of the readings takes over a second for a megabyte. A whole check ends at the time that a rule may take.
"""

import sys
import time
from collections.abc import Callable

from bench.rules import checked
from gateway.mime.clean import clean
from gateway.mime.read import read
from gateway.mime.trail import trails

SIZES = (500_000, 1_000_000)
HEAD = "From: cllr.test@council.test\r\nTo: mary@elsewhere.test\r\nContent-Type: text/{}; charset=utf-8\r\n"
PLAIN = {
    "introductions": "On 1 Mar 2026 10:00, x <a@b.test> wrote:\n",
    "nearly introductions": "a:  b@c.test> wrote:  x\n",
    "header lines": "From: <a@b.test>\nX: 10:00 2026\n",
    "quoted words": ">>> a 10:00 >>>\n10:00\nTo\ncc\nSubject\n",
    "dividers": "-----Original Message-----\n",
    "at signs": "@",
    "one letter": "a",
    "digits": "0770 ",
    "names": "Mrs Mary Church, Will Grace and J. O'Brien-Smith. ",
    "addresses": "14 Mill Lane, Ashford, AB1 2CD\n",
    "rows": "Mary Church,14 Mill Lane,07700 900123,mary@elsewhere.test\n",
    "unseen letters": "0\u200b",
}
HTML = {
    "introductions": "On 1 Mar 2026 10:00, x <a@b.test> wrote:<br>",
    "divisions": "<div>",
    "quotes": "<blockquote>",
    "references": "&#48;",
    "comments": "<!-- a",
    "attributes": "<p title=a1 >",
    "bold": "<b>",
}
READINGS: dict[str, Callable[[bytes], object]] = {
    "read": read,
    "trails": trails,
    "whole check": lambda content: checked("", content),
}


def main() -> int:
    """Print the table."""
    print(f"{'reading':12} {'of':28} {'0.5 MB':>8} {'1 MB':>8} {'ratio':>6}")
    fit = [
        measured(name, f"{kind} {what}", lambda size, k=kind, p=piece, a=reading: a(message(k, p, size)))
        for name, reading in READINGS.items()
        for kind, pieces in (("plain", PLAIN), ("html", HTML))
        for what, piece in pieces.items()
    ]
    fit += [
        measured("clean", f"html {what}", lambda size, p=piece: clean(p * (size // len(p))))
        for what, piece in HTML.items()
    ]
    return 0 if all(fit) else 1


def measured(reading: str, what: str, run: Callable[[int], object]) -> bool:
    """Print a line; whether the costs are fit."""
    small, large = (min(seconds(run, size) for _ in range(3)) for size in SIZES)
    ratio = large / max(small, 1e-6)
    linear = ratio < 2.5 or large < 0.05
    print(
        f"{reading:12} {what:28} {small * 1000:8.0f} {large * 1000:8.0f} {ratio:6.2f}{'' if linear else ' TOO MUCH'}",
        flush=True,
    )
    return linear and (large < 1 or reading == "whole check")


def seconds(run: Callable[[int], object], size: int) -> float:
    """Processor seconds of one run."""
    began = time.process_time()
    run(size)
    return time.process_time() - began


def message(kind: str, piece: str, size: int) -> bytes:
    """A body of one piece over and over."""
    body = (piece * (size // len(piece))).replace("\n", "\r\n")
    return f"{HEAD.format(kind)}\r\n{body}".encode()


if __name__ == "__main__":
    sys.exit(main())
