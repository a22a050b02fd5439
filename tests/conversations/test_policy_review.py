"""The council must look at its policy again, and is told so once the day has passed."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.config import parse
from gateway.testing.conversation import Conversation


@pytest.mark.parametrize(("due", "warned"), [("2026-03-01", True), ("2026-03-02", False)])
async def test_a_passed_review_is_warned_about_at_the_start(tmp_path: Path, due: str, warned: bool) -> None:
    with capture_logs() as logs:
        async with Conversation(tmp_path, f"review_due = {due}\n"):
            pass
    warnings = [line for line in logs if line["log_level"] == "warning"]
    assert [line.get("review_due") for line in warnings] == ([due] if warned else [])


async def test_a_passed_review_is_warned_about_when_the_config_is_read_again(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        _, source = parse("[policy]\nreview_due = 2026-01-01\n", "test", tmp_path)
        with capture_logs() as logs:
            await talk.gateway.reload(source)
    assert "2026-01-01" in [line.get("review_due") for line in logs]
