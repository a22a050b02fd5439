from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.console.chart import MOST_COLUMNS, amounts, changes, columns, shares
from gateway.model.backtest import Comparison, Move, Side, Week
from gateway.model.decision import Action

COUNTS = st.dictionaries(st.sampled_from(list(Action)), st.integers(0, 10_000))
MONDAY = date(2026, 3, 2)


def weeks(number: int, in_force: int | None = None) -> list[Week]:
    return [Week(MONDAY + timedelta(weeks=n), n, in_force) for n in range(number)]


@given(st.lists(st.tuples(st.text(max_size=5), COUNTS), max_size=4))
def test_bars_stand_beside_each_other_and_within_the_chart(lines: list[tuple[str, dict[Action, int]]]) -> None:
    for rows in (shares(lines), amounts(lines)):
        assert len(rows) == len(lines)
        for row in rows:
            end = 0.0
            for bar in row.bars:
                assert bar.start == pytest.approx(end)
                end += bar.length
            assert end <= 100.001


def test_a_share_is_of_its_line_and_an_amount_of_the_longest() -> None:
    lines = [("a", {Action.HOLD: 1, Action.OFF: 3}), ("b", {Action.ASK: 2})]
    assert [(bar.kind, bar.length) for bar in shares(lines)[0].bars] == [("hold", 25), ("off", 75)]
    assert [bar.length for bar in shares(lines)[1].bars] == [100]
    assert [row.label for row in shares(lines)] == ["a", "b"]
    assert [bar.length for bar in amounts(lines)[1].bars] == [50]
    assert [row.label for row in amounts(lines)] == ["4 a", "2 b"]


def test_what_is_new_stands_to_the_right_and_what_ends_to_the_left() -> None:
    moves = (Move(Action.HOLD, Action.OFF, 4, {}, ()), Move(Action.OFF, Action.HOLD, 2, {}, ()))
    rows = changes(Comparison(Side.RECORDED, "", {}, 0, moves))
    assert [row.label for row in rows] == ["Held: 2 newly, 4 no longer", "Nothing found: 4 newly, 2 no longer"]
    left, right = rows[0].bars
    assert (left.start, left.length, left.kind) == (0, 50, "fewer")
    assert (right.start, right.length, right.kind) == (50, 25, "hold")
    assert changes(Comparison(Side.RECORDED, "", {}, 0, ())) == []


@pytest.mark.parametrize(("number", "drawn"), [(0, 0), (1, 1), (26, 26), (27, 14), (520, 26)])
def test_a_long_time_is_drawn_in_fewer_columns_and_none_is_lost(number: int, drawn: int) -> None:
    made = columns(weeks(number))
    assert len(made) == drawn <= MOST_COLUMNS
    assert sum(one.held for one in made) == sum(range(number))
    assert all(0 <= one.held_height <= 100 for one in made)


def test_the_highest_column_fills_the_height() -> None:
    made = columns(weeks(3, in_force=4))
    assert [(one.held, one.held_height, one.in_force, one.in_force_height) for one in made] == [
        (0, 0, 4, 100),
        (1, 25, 4, 100),
        (2, 50, 4, 100),
    ]
    assert columns(weeks(2))[0].in_force is None
    assert columns(weeks(2))[0].label == "2 March 2026"
