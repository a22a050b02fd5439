import pytest

from gateway.console.sought import sought
from gateway.store.pages import Search


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("", Search()),
        ("plot 14", Search(words=("plot", "14"))),
        ("from:smith FROM:lee", Search(from_=("smith", "lee"))),
        (
            "to:*@gmail.com rule:personal-data re: plot",
            Search(to=("*@gmail.com",), rules=("personal-data",), words=("re:", "plot")),
        ),
        ("from: x", Search(words=("from:", "x"))),
        ("11:30", Search(words=("11:30",))),
        ("to:a:b", Search(to=("a:b",))),
        ("a " * 50, Search(words=("a",) * 10)),
        ("x" * 300, Search(words=("x" * 200,))),
    ],
)
def test_what_is_typed_is_what_is_sought(text: str, search: Search) -> None:
    assert sought(text, Search()) == search
