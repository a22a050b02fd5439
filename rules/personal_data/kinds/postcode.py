"""Postcodes (BS 7666; Royal Mail's Postcode Address File). One names about fifteen households, so alone it
proves little.
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN
from rules.personal_data.words import words

KIND = "postcode"
NAMED = "A postcode"

POSTCODE = (
    rb"\b(?i:[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    rb" {0,2}[0-9][ABD-HJLNP-UW-Z]{2})\b"
)
WRITTEN = AS_WRITTEN.pattern(POSTCODE)
AREAS = words(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG
    NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR
    TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """
)


def find(scan: Scan) -> Iterator[Item]:
    """Every postcode in an area that exists."""
    if not scan.has_digits:
        return
    for match in scan.all(WRITTEN):
        value = normal(match.group().decode("ascii"))
        if _area(value) in AREAS and scan.raw[match.start() - 1 : match.start()] not in {b"/", b"-", b"_"}:
            yield Item(KIND, *match.span(), value, sure=False)


def normal(text: str) -> str:
    """A postcode without spaces, in capitals."""
    return "".join(text.split()).upper()


def _area(value: str) -> str:
    return value[:2] if value[1].isalpha() else value[:1]
