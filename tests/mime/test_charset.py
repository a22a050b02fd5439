import pytest

from gateway.mime.charset import LABELS, codec_of, decode


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        ("ISO-8859-1", b"\x80 \xe9", "€ é"),
        (" 'Latin1' ", b"\xa3", "£"),
        ("x-mac-cyrillic", b"\xcf\xf0\xe8", "ѕри"),
        ("ks_c_5601-1987", "똠".encode("cp949"), "똠"),
        ("GB2312", "镕".encode("gb18030"), "镕"),
        ("shift_jis", "①".encode("cp932"), "①"),
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
        ("koi8-ru", "Привіт".encode("koi8-u"), "Привіт"),
        ("cn-big5", "中文".encode("big5"), "中文"),
        ("tis-620", "ไทย".encode("cp874"), "ไทย"),
        ("unicode-1-1-utf-7", b"Hi +AKM-", "Hi £"),
        ("unknown-8bit", "é".encode(), "é"),
        ("", b"\xa3", "£"),
    ],
)
def test_what_mail_calls_a_charset(label: str, data: bytes, text: str) -> None:
    assert decode(data, label) == (text, True)


def test_every_label_leads_to_a_codec() -> None:
    assert [codec for codec in LABELS if codec_of(codec) is None] == []


@pytest.mark.parametrize("label", ["klingon", "unicode_escape", "punycode", "hex", "rot13", "idna", "\0", "x" * 10_000])
def test_what_is_no_charset_of_mail_is_said_to_be_unknown(label: str) -> None:
    assert decode("é".encode(), label) == ("é", False)


def test_digits_that_are_too_long_are_shortened() -> None:
    assert decode(b"\xc0\xb07\xc0\xb07", "utf-8").text == "0707"
    assert decode("À la carte".encode("latin-1"), "utf-8").text == "À la carte"
