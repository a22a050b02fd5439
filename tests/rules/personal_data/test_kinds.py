"""Every kind: what it is, what it is not, and its normal form."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.personal_data.item import Scan
from rules.personal_data.kinds import KINDS, cookie, find_all, labelled, vehicle
from rules.personal_data.layout import Layout

HITS = {
    "email": [
        ("write to jo.bloggs@example.net please", "jo.bloggs@example.net"),
        ("<Jo+list@Example.NET>", "jo@example.net"),
        ("jane dot smith at gmail dot com", "jane.smith@gmail.com"),
        ("jane.smith (at) gmail (dot) com", "jane.smith@gmail.com"),
        ("jo.bloggs@\nexample.net", "jo.bloggs@example.net"),
        ("jo.bloggs@  example.net", "jo.bloggs@example.net"),
        ("jo.bloggs@\u00a0example.net", "jo.bloggs@example.net"),
        ("jo.bloggs @example.net", "jo.bloggs@example.net"),
        ("jo.bloggs\n> @example.net", "jo.bloggs@example.net"),
        ("jo.bloggs @ example . net", "jo.bloggs@example.net"),
        ("jo.bloggs at example.net", "jo.bloggs@example.net"),
        ("jobloggs61 at gmail.com", "jobloggs61@gmail.com"),
        ("jo [at] example.net", "jo@example.net"),
        ("jo.bloggs(at)example.net", "jo.bloggs@example.net"),
        ("jo_bloggs {at} example {dot} co {dot} uk", "jo_bloggs@example.co.uk"),
        ("jo.bloggs@example dot net", "jo.bloggs@example.net"),
        ("mailto:jo.bloggs%40example.net", "jo.bloggs@example.net"),
        ("jo-dot-bloggs-at-example-dot-net", "jo.bloggs@example.net"),
    ],
    "phone": [
        ("ring 07700 900123", "07700900123"),
        ("07700-900 123", "07700900123"),
        ("+44 (0)7700 900123", "07700900123"),
        ("0044 7700 900123", "07700900123"),
        ("tel:+447700900123", "07700900123"),
        ("(01632) 960 123", "01632960123"),
        ("Gwen,01632 960123,paid", "01632960123"),
        ("his number is 020 7946 0123", "02079460123"),
        ("abroad: +33 1 23 45 67 89", "+33123456789"),
        ("phone 960123", "960123"),
        ("\uff10\uff17\uff17\uff10\uff10 \uff19\uff10\uff10\uff11\uff12\uff13", "07700900123"),
        ("0770\u200b0 900123", "07700900123"),
        ("26/11/2026,07700900123,Mrs Bloggs", "07700900123"),
        ("in 2026. 07700 900123 is her mobile", "07700900123"),
        ("26-11-2026 07700900123", "07700900123"),
        ("in 1912 07700 900123", "07700900123"),
        ("07700\t900123", "07700900123"),
        ("> 07700 900\n> 123", "07700900123"),
        ("Tel.07700900123", "07700900123"),
        ("t.07700900123 or so", "07700900123"),
        ("mob07700900123and so", "07700900123"),
        ("07700900123m", "07700900123"),
        ("07700 900123.She rang", "07700900123"),
        ("_07700 900123_ rang", "07700900123"),
        ("\u202607700 900123\u2026", "07700900123"),
        ("Bloggs(07700900123)rang", "07700900123"),
        ("Bloggs07700 900123rang", "07700900123"),
        ("07700/900123", "07700900123"),
        ("(+44) 7700 900123", "07700900123"),
        ("447700900123", "07700900123"),
        ("text 44 7700 900123", "07700900123"),
        ("mobile 7700900123", "07700900123"),
        ("https://wa.me/447700900123", "07700900123"),
        ("on Testford 512345 is nobody; ring Testford 512345", "512345"),
        ("an Irish mobile, 087 123 4567", "+353871234567"),
        ("O77OO 9OO123", "07700900123"),
    ],
    "postcode": [("somewhere in OX29 4DB", "OX294DB"), ("sw1a 1aa", "SW1A1AA"), ("M1 1AE.", "M11AE")],
    "address": [
        ("the lady at 14 Mill Lane", "14 mill lane"),
        ("14a St. Mary's Close, Testford", "14a st. marys close"),
        ("Flat 2, 9 The Green", "9 the green"),
        ("12-14 Upper High Street", "12-14 upper high street"),
        ("lives at 5 pound hill", "5 pound hill"),
        ("Rose Cottage, Back Lane", "rose cottage back lane"),
        ("who lives in Vicarage Gardens", "vicarage gardens"),
        ("5 Market Street", "5 market street"),
        ("44 Bridge Street", "44 bridge street"),
        ("Flat 2, The Maltings", "flat 2 the maltings"),
        ("the family at number 14", "number 14"),
        ("lives at 14 orchard close", "14 orchard close"),
        ("thank you for the footpath. 14 Orchard Close is hers", "14 orchard close"),
        ("moved to 14a mill lane, testford", "14a mill lane"),
        ("has moved to The Old Bakery, OX29 4DB", "the old bakery"),
    ],
    "ip": [
        ("came from 81.2.69.160 today", "81.2.69.160"),
        ("81.2.69.160 - - [05/Mar/2026", "81.2.69.160"),
        ("visitor 2a00:1450:4009:815::200e", "2a00:1450:4009:815::200e"),
        ("IP:81.2.69.160", "81.2.69.160"),
        ("remote_addr=81.2.69.160", "81.2.69.160"),
        ("Mrs Bloggs's router has 81.2.69.160", "81.2.69.160"),
        ("from 81[.]2[.]69[.]160", "81.2.69.160"),
        ("from 81 . 2 . 69 . 160", "81.2.69.160"),
        ("from ::ffff:81.2.69.160", "81.2.69.160"),
        ("from 081.002.069.160", "81.2.69.160"),
    ],
    "cookie": [
        ("Cookie: _ga=GA1.2.123456789.1700000000", "_ga=GA1.2.123456789.1700000000"),
        ("Set-Cookie: sess=ab12cd34ef56; path=/", "sess=ab12cd34ef56; path=/"),
        ("PHPSESSID=0a1b2c3d4e5f6a7b", "0a1b2c3d4e5f6a7b"),
        ("visitor id: 7f3c9a1e-22", "7f3c9a1e-22"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln"),
        ("cookie id 7f3c9a1e22b04d6f", "7f3c9a1e22b04d6f"),
        ("cookie identifier = 7f3c9a1e-22b0-4d6f-a1c3-5d7789e0b112", "7f3c9a1e-22b0-4d6f-a1c3-5d7789e0b112"),
        ("session id 7f3c9a1e22b04d6f", "7f3c9a1e22b04d6f"),
        ("session=7f3c9a1e22b04d6f", "7f3c9a1e22b04d6f"),
        ("NID=511=abcDEF0123456789", "511=abcDEF0123456789"),
        ("__cf_bm=7f3c9a1e22b04d6f-1764152712", "7f3c9a1e22b04d6f-1764152712"),
        ("IDFA 7F3C9A1E-22B0-4D6F-A1C3-5D7789E0B112", "7F3C9A1E-22B0-4D6F-A1C3-5D7789E0B112"),
        ("advertising ID is 7f3c9a1e-22b0-4d6f-a1c3-5d7789e0b112", "7f3c9a1e-22b0-4d6f-a1c3-5d7789e0b112"),
        ("IMEI 356938035643809", "356938035643809"),
        ("has the MAC address 3C:22:FB:9A:41:0E", "3c:22:fb:9a:41:0e"),
    ],
    "national-insurance": [
        ("NI AB 12 34 56 C", "AB123456C"),
        ("nino: ab123456c", "AB123456C"),
        ("NI number AB 12 34\n56 C", "AB123456C"),
        ("NI AB 12 34  56 C", "AB123456C"),
        ("> her NI is AB 12\n> 34 56 C", "AB123456C"),
        ("nino AB\t123456 C", "AB123456C"),
        ("AB 123 456 C", "AB123456C"),
        ("AB.12.34.56.C", "AB123456C"),
        ("NI no. AB/12/34/56/C", "AB123456C"),
        ("N.I. A B 1 2 3 4 5 6 C", "AB123456C"),
        ("AB123456 is his National Insurance number", "AB123456"),
        ("__AB123456C__", "AB123456C"),
    ],
    "nhs": [
        ("NHS number 943 476 5919", "9434765919"),
        ("9434765919 (NHS)", "9434765919"),
        ("NHS no 9434765918", "9434765918"),
        ("CHI 943 476 5919", "9434765919"),
        ("NHS number 943 476\n5919", "9434765919"),
        ("NHS number 943\t476 5919", "9434765919"),
        ("N.H.S. No.: 94 3476 5919", "9434765919"),
        ("health service number 943.476.5919", "9434765919"),
        ("NHS 943-476-5919", "9434765919"),
    ],
    "utr": [
        ("UTR 2234567890", "2234567890"),
        ("unique taxpayer reference: 22345 67890", "2234567890"),
        ("UTR 1234567890", "1234567890"),
        ("UTR 22345\n   67890", "2234567890"),
        ("his U.T.R. is 2234567890", "2234567890"),
        ("tax ref. 22345/67890", "2234567890"),
        ("HMRC reference 2234567890", "2234567890"),
        ("self assessment reference 2234567890K", "2234567890"),
        ("UTR 195-583-9661", "1955839661"),
    ],
    "driving-licence": [
        ("licence MORGA657054SM9IJ", "MORGA657054SM9IJ"),
        ("FOX99 802157 AB9CD", "FOX99802157AB9CD"),
        ("driving licence no 12345678", "12345678"),
        ("licence no is KAUR9956028S9U1JY", "KAUR9956028S9U1JY"),
        ("licence MORGA 657054\nSM9IJ", "MORGA657054SM9IJ"),
        ("licence no morga-657054-sm9ij", "MORGA657054SM9IJ"),
        ("driver number MORGA65705 4SM9IJ", "MORGA657054SM9IJ"),
        ("MORGA 657054 SM9 IJ 12", "MORGA657054SM9IJ12"),
    ],
    "passport": [
        ("passport no. 123456789", "123456789"),
        ("Polish passport EH 4471209", "EH4471209"),
        ("passport number 123 456 789", "123456789"),
        ("passport: 123-456-789", "123456789"),
        ("passport #: 12 3456 789", "123456789"),
        ("passport no. 123\n456789", "123456789"),
        (
            "P<GBRBLOGGS<<JO<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n> 1234567890GBR6503058F3001017<<<<<<<<<<<<<<04",
            "P<GBRBLOGGS<<JO<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
        ),
    ],
    "bank-account": [
        ("sort code 12-34-56 account 12345678", "12345612345678"),
        ("12-34-56 / 12345678", "12345612345678"),
        ("account 12345678, sort code 12 34 56", "12345612345678"),
        ("by standing order: 123456 12345678", "12345612345678"),
        ("Sort code: 123456\nAccount no: 12345678", "12345612345678"),
        ("Account 12345678\nSort 123456", "12345612345678"),
        ("Sort: 12/34/56 Acc: 12345678", "12345612345678"),
        ("SC 12.34.56 AC 1234 5678", "12345612345678"),
        ("| Account | 12345678 |\n|---|---|\n| Sort | 123456 |", "12345612345678"),
        ("sort code 12 34 56 account number 1 2 3 4 5 6 7 8", "12345612345678"),
    ],
    "iban": [
        ("GB82 WEST 1234 5698 7654 32 please", "GB82WEST12345698765432"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("GB82 WEST 1234\n5698 7654 32", "GB82WEST12345698765432"),
        ("GB82-WEST-1234-5698-7654-32", "GB82WEST12345698765432"),
        ("gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("GB82WEST12345698765432.She rang", "GB82WEST12345698765432"),
        ("GB82 WEST 1234  5698 7654 32", "GB82WEST12345698765432"),
    ],
    "card": [
        ("card 4111 1111 1111 1111", "4111111111111111"),
        ("378282246310005", "378282246310005"),
        ("4111 1111\n1111 1111", "4111111111111111"),
        ("4111 1111  1111 1111", "4111111111111111"),
        ("4111.1111.1111.1111", "4111111111111111"),
        ("paid with 4111 11 11 11 11 11 11", "4111111111111111"),
        ("> 4111 1111 1111\n> 1111", "4111111111111111"),
    ],
    "birth-date": [
        ("born 5 March 1961", "1961-03-05"),
        ("DOB: 05/03/61", "1961-03-05"),
        ("date of birth 1961-03-05", "1961-03-05"),
        ("born on March 5th, 1961", "1961-03-05"),
        ("born on 5\nMarch 1961", "1961-03-05"),
        ("born on 5\t March 1961", "1961-03-05"),
        ("born in March 1961", "1961-03"),
        ("D.O.B. 5 Mar 61", "1961-03-05"),
        ("DOB05/03/1961", "1961-03-05"),
        ("DOB 050361", "1961-03-05"),
        ("BDAY:19610305", "1961-03-05"),
    ],
    "vehicle": [
        ("a van, AB12 CDE, on the verge", "AB12CDE"),
        ("registration P123 ABC", "P123ABC"),
        ("reg ab12cde", "AB12CDE"),
        ("the car with number plate ABC 123D", "ABC123D"),
        ("a van, AB12\nCDE, is here", "AB12CDE"),
        ("drives AB12  CDE", "AB12CDE"),
        ("owns the Fiesta P123ABC", "P123ABC"),
        ("her old Morris, ABC 123B", "ABC123B"),
        ("the car is AB-12-CDE", "AB12CDE"),
        ("index number is AB 12 CDE", "AB12CDE"),
    ],
}

NEAR_MISSES = [
    "application 24/01234/FUL and DC/2024/0123",
    "UPRN 100121234567 and USRN 21200123",
    "grid ref SP 45612 10934 or SU15774034",
    "order 0770 090 0123",
    "invoice no. 07700900123",
    "INV-376816, PO 00930306",
    "serial SN0770900123",
    "ISBN 978-0-306-40615-7",
    "meter reading 04417, MPAN 1933437892515",
    "section 137 of the Local Government Act 1972",
    "version 7.6.2.1 and firmware 10.4.3.2",
    "router at 192.168.1.1, loopback 127.0.0.1, 10.0.0.7, 172.16.4.2",
    "DNS is 8.8.8.8",
    "our office address is static: A record 81.2.69.160",
    "freephone 0800 555 111 or 0303 123 1113 or 101",
    "we set _ga, _gid and PHPSESSID cookies",
    "cookielawinfo-checkbox-analytics=yes",
    "part number AB123456Z, GB123456A, BG123456A",
    "part no AB123456C",
    "a ten-digit number 9434765919 that nothing calls anything",
    "9434765918 on the NHS leaflet",
    "1234567890 for the self assessment",
    "VAT reg GB 123 4567 89",
    "premises licence no PL12345678",
    "switch 16.12.4.0, firmware 7.2.8.1 and 5.13.0.97",
    "81.187.44.112 is ours",
    "gift card 4111 1111 1111 1111",
    "card 4111 1111 1111 1112",
    "the meeting of 5 March 1961",
    "the poet, born 5 March 1861",
    "GB82 WEST 1234 5698 7654 33",
    "on 12-03-26 12345678 copies were printed",
    "the A34 and the B4449, M40 junction 9",
    "T29 Ash, G2 Hazel, 2 x bench model GB-4471-28",
    "in 2026 Mill Lane was closed",
    "3 hours along the road, 12 people in the street",
    "column 765 Church Lane",
    "1 May Green Lane walk",
    "a ratio of 3:4:5 at 10:30:00",
    "total 56,319 and 3,027 14419705",
    "colour #12AB34 sheet A4",
    "room B12 3CD",
    "the mower's serial number is AB123456C",
    "at 12 34 56 a bell rang",
    "AB 12 34\n56 78 C",
    "NI 2012/1464",
    "file_AB123456C_final",
    "4111 1111\n1111\n1111",
    "4111\t1111\t1111\t1111",
    "the sizes are 4111 11 11 11 11 11 11",
    "totals 4111 1111 1111 1112 paid by card",
    "the NHS has 94 347 65 918 leaflets",
    "NHS 943\n476\n5919",
    "the tax referred to is 2234567890",
    "GB82 west of 1234 5698 7654 32",
    "plots 412153 to the north",
    "passports cost 94 50 30 a head",
    "the hall was built in March 1961",
    "he was born in March 1861",
    "DOB 999999",
    "the dobbin 050361",
    "model AB12 CDE-500",
    "code AB12 CDE",
    "lamp column AB12 CDE is out",
    "driving along the A346",
    "a table of AB12\nCDE",
    "the notice at example.co.uk",
    "meet at gmail.com office",
    "drop-in at example.org",
    "see half.a at once",
    "10 of them @ 2.50",
    "follow us @example.net",
    "on account 12345678 of no sort",
    "ISBN-10: 0-14-103614-9",
    "number range 07700 900000 is reserved",
    "the part no.07700900123",
    "Invoice_07700900123_final",
    "see ref.01632960417",
    "https://example.net/p/07700900123.html",
    "at 01-02-2026 12:30",
    "serial number 07700900123",
    "sn07700900123x9",
    "24/01632960123",
    "07700900123-4567-89",
    "order 447700900123",
    "is on Order 512345",
    "0870 123 4567",
    "7700900123 alone",
    "the code O7OOO",
    "DC/01632/960123",
    "0.07700900123",
    "the council's router has 81.2.69.160",
    "our router is 81.2.69.160",
    "at 10:81.2.69.160",
    "a range of 81 . 2 . 69",
    "the session id is kept",
    "session 2026-11-27 was short",
    "the client id 20261127101200",
    "https://example.net/a?token=7f3c9a1e22b04d6f",
    "the printer's MAC address is 3C:22:FB:9A:41:0E",
    "IMEI numbers have fifteen digits",
    "token of appreciation-2026",
    "lives at 14 miles close to it",
    "the old bakery shut",
    "a@b is no address, nor is @home",
]


@pytest.mark.parametrize(("kind", "text", "value"), [(kind, *hit) for kind, hits in HITS.items() for hit in hits])
def test_is_found_in_its_normal_form(kind: str, text: str, value: str) -> None:
    assert [(item.kind, item.value) for item in find_all(Scan.of(text))] == [(kind, value)]


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_a_near_miss_is_none(text: str) -> None:
    assert find_all(Scan.of(text)) == []


@pytest.mark.parametrize("between", ["/", " / ", " or ", ", ", " "])
def test_two_numbers_side_by_side_are_two(between: str) -> None:
    found = find_all(Scan.of(f"07700900123{between}01632 960123"))
    assert [item.value for item in found] == ["07700900123", "01632960123"]


@pytest.mark.parametrize(
    ("rows", "kind", "value"),
    [
        ("name,role,dob\nAnn Bloggs,warden,19610305\nRaj Iqbal,warden,19500102\n", "birth-date", "1961-03-05"),
        ("name,role,dob\nAnn Bloggs,warden,22345\nRaj Iqbal,warden,22346\n", "birth-date", "1961-03-05"),
        ("name,role,mobile\nAnn Bloggs,warden,7700900123\nRaj Iqbal,warden,7700900456\n", "phone", "07700900123"),
    ],
)
def test_a_heading_tells_what_digits_are(rows: str, kind: str, value: str) -> None:
    assert (kind, value) in {(item.kind, item.value) for item in labelled.find(Layout(Scan.of(rows)))}


def test_no_day_is_in_digits_that_can_be_none() -> None:
    rows = "name,role,dob\nAnn Bloggs,warden,99999\nRaj Iqbal,warden,19611345\n"
    assert list(labelled.find(Layout(Scan.of(rows)))) == []


def test_every_kind_has_its_table() -> None:
    assert {kind.KIND for kind in KINDS} == set(HITS)


def test_an_address_takes_in_its_town_and_postcode() -> None:
    text = "of 14 Mill Lane, Upper Testford, OX29 4DB since May"
    (item,) = find_all(Scan.of(text))
    assert text[item.start : item.end] == "14 Mill Lane, Upper Testford, OX29 4DB"


def test_offsets_are_those_of_the_text_as_it_was_received() -> None:
    text = "caf\u00e9 \u200b\u200bring 077\u00ad00 900123 now"
    scan = Scan.of(text)
    (item,) = find_all(scan)
    assert text[scan.place(item.start) : scan.place(item.end - 1) + 1] == "077\u00ad00 900123"


@given(st.text(alphabet=st.sampled_from("0123456789 -+./:@=;,<>()ABab\n\u200b\uff11\u0660e"), max_size=300))
def test_hostile_text_gives_items_in_order_and_within_it(text: str) -> None:
    scan = Scan.of(text)
    items = find_all(scan)
    assert all(0 <= item.start < item.end <= len(scan.words) for item in items)
    assert all(before.end <= after.start for before, after in pairwise(items))
    assert all(0 <= scan.place(item.start) <= len(text) for item in items)


def test_the_uid_of_an_event_or_a_contact_is_no_cookie() -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:20260418-7709-0041@council.test\r\nUID:040000008200E00074C5B7101A82E008\r\nEND:VEVENT\r\n"
    )
    assert list(cookie.find(Scan.of(event))) == []
    for said in ("uid=7f3a9c2b88d1", "the UID: 7f3a9c2b88d1 of a client", "client UID:7f3a9c2b88d1"):
        assert [item.kind for item in cookie.find(Scan.of(said))] == ["cookie"]


def test_the_beginning_of_a_longer_number_is_no_registration() -> None:
    said = "the registered lasting power of attorney (OPG 7000-0418-7709)"
    assert list(vehicle.find(Scan.of(said))) == []
    assert [item.value for item in vehicle.find(Scan.of("the car, reg ABC 700, is here"))] == ["ABC700"]


@pytest.mark.parametrize(
    ("datum", "near_miss"),
    [
        ("17, Teasel Close", "Col 17, Teasel Close"),
        ("Nos 34, 35, 36 Tern Drive", "Cols 34, 35, 36 Tern Drive"),
        ("11 Tern St, Ashford", "11 Tern St Mary's"),
        ("77, Heath Lane 52", "Royal 77, Heath 52"),
        ("07889 573\n430", "Mills Field rent\t92,029\t07889573\n430\tMills Field rent"),
        ("visitor 81.2.69.160", "http://81.2.69.160/pay"),
        ("the van is registered VG 61", "The Green is registered VG 61"),
        ("the Ford F350 DRW", "the Ford Super Duty F-350 DRW"),
        ("Rhian Pugh, b. 3 December 1942", "Grave B140.\n\nRhian Pugh, Clerk, 3 December 2025"),
    ],
)
def test_what_stands_beside_shows_that_it_is_none(datum: str, near_miss: str) -> None:
    assert {"address", "birth-date", "ip", "phone", "vehicle"} & {item.kind for item in find_all(Scan.of(datum))}
    assert not find_all(Scan.of(near_miss))
