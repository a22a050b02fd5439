"""An attachment is of a kind that may be sent, and says nothing that it does not show.

Programs, scripts, shortcuts, disc images and documents with macros wait for the Clerk, and so do files whose name hides
what they are. So does a document with hidden sheets, rows, columns or text, or with a pivot table's copy of its source:
that is how lists of people have left councils unseen. Of tracked changes, comments, speaker notes and hidden slides the
author is told, and of a message that many mail servers would refuse for its size.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from pydantic import Field

from gateway.model.message import Concealment, TextKind
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.WARN

PROGRAMS = """
exe com scr pif bat cmd msi msp mst cpl jar js jse vbs vbe wsf wsh hta ps1 psm1 lnk url scf reg dll sys iso img vhd vhdx
apk app dmg pkg appx msix chm hlp gadget inf application appref-ms xll iqy slk one settingcontent-ms library-ms
docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm
"""
DOCUMENTS = {
    "pdf",
    "doc",
    "docx",
    "xls",
    "xlsx",
    "ppt",
    "pptx",
    "odt",
    "ods",
    "txt",
    "rtf",
    "csv",
    "jpg",
    "jpeg",
    "png",
}
PAGES = {"htm", "html", "shtml", "xhtml", "svg"}
TURNED = "\u202e"  # turns the letters after it round, so that gpj.exe reads exe.jpg

WHY = {
    Concealment.TRACKED_CHANGES: "tracked changes: accept or reject them all",
    Concealment.COMMENTS: "comments: delete them",
    Concealment.HIDDEN_TEXT: "hidden text: show or delete it",
    Concealment.HIDDEN_SHEETS: "hidden sheets: show or delete them",
    Concealment.HIDDEN_ROWS: "hidden rows: show or delete them",
    Concealment.HIDDEN_COLUMNS: "hidden columns: show or delete them",
    Concealment.PIVOT_CACHE: "a pivot table, which carries a copy of the data it was made of: paste its values instead",
    Concealment.SPEAKER_NOTES: "speaker notes: delete them",
    Concealment.HIDDEN_SLIDES: "hidden slides: show or delete them",
    Concealment.AUTHORS: "the names of those who wrote it: remove them from its properties",
}
HELD = (
    Concealment.HIDDEN_TEXT,
    Concealment.HIDDEN_SHEETS,
    Concealment.HIDDEN_ROWS,
    Concealment.HIDDEN_COLUMNS,
    Concealment.PIVOT_CACHE,
)


class Options(RuleOptions):
    """The keys of `[rules.attachments]`. Where `action` is set it holds for every kind."""

    forbidden: tuple[str, ...] = tuple(PROGRAMS.split())
    """Endings of file names that wait for the Clerk, in archives too."""
    hold: tuple[Concealment, ...] = HELD
    """What a document does not show, and waits for the Clerk."""
    note: tuple[Concealment, ...] = (Concealment.AUTHORS,)
    """What a document does not show, and is only recorded."""
    largest: int = Field(default=20_000_000, ge=1)
    """The size in bytes of a whole message from which on its author is told that it may be refused."""


def check(view: View, options: Options) -> Found:
    """Look at the names of files, at the message's size, and at what documents conceal."""
    if not view.outside:
        return
    yield from _names(view, options)
    yield from _concealed(view, options)
    if len(view.message.content) > options.largest:
        size = len(view.message.content) // 1_000_000
        yield Finding("", "size", f"The message has {size} MB with its attachments, which many mail servers refuse.")


def _concealed(view: View, options: Options) -> Iterator[Finding]:
    """One finding for each kind, at the first document that has it."""
    first = {one.kind: one.part for one in reversed(view.content.concealed)}
    for kind, part in first.items():
        action = Action.HOLD if kind in options.hold else Action.NOTE if kind in options.note else None
        why = f"A document holds {WHY[kind]}, or send it as a PDF."
        yield Finding("", kind.replace(" ", "-"), why, part, action=options.action or action)


def _names(view: View, options: Options) -> Iterator[Finding]:
    action = options.action or Action.HOLD
    for text in view.content.texts:
        if text.kind is not TextKind.FILE_NAME:
            continue
        names = text.text.splitlines()
        if any(_ending(name) in options.forbidden for name in names):
            why = "An attachment is a program, or of another kind that may not be sent. Leave it out, or send a PDF."
            yield Finding("", "forbidden", why, text.part, action=action)
        elif any(map(_is_disguised, names)):
            why = "The name of an attachment hides what kind of file it is. Rename it, or leave it out."
            yield Finding("", "disguised", why, text.part, action=action)


def _ending(name: str) -> str:
    return name.rstrip(". \t").rpartition(".")[2].lower() if "." in name else ""


def _is_disguised(name: str) -> bool:
    """Whether a page that may run scripts is named like a document, or the letters are turned round."""
    endings = [suffix.strip(". ").lower() for suffix in PurePosixPath(name).suffixes[-2:]]
    return TURNED in name or (len(endings) == 2 and endings[0] in DOCUMENTS and endings[1] in PAGES)
