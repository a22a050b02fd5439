import pytest

from gateway.flow.case import hint
from gateway.mime.read import read
from gateway.model.case import CaseKind
from gateway.testing import make_message


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This is a request under the Freedom of Information Act.", CaseKind.FOI),
        ("My FOI request of Monday", CaseKind.FOI),
        ("Under the FOIA I ask", CaseKind.FOI),
        ("Under the EIR 2004", CaseKind.EIR),
        ("the Environmental Information Regulations", CaseKind.EIR),
        ("This is a subject access request", CaseKind.SUBJECT_ACCESS),
        ("My SAR is late", CaseKind.SUBJECT_ACCESS),
        ("Send all personal data you hold about me.", CaseKind.SUBJECT_ACCESS),
        ("Welcome to the foire. Sarah heard eir of it.", None),
        ("The sar was late, their fair too.", None),
        ("Freedom of movement, and information for all.", None),
    ],
)
def test_a_law_that_is_named(text: str, kind: CaseKind | None) -> None:
    assert hint(read(make_message(text=text))) is kind
