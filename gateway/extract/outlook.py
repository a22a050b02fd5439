"""What Outlook makes: messages, contacts and appointments saved as files (MS-OXMSG), and winmail.dat (MS-OXTNEF).

Every text of them is read, and what is attached. Messages within a saved message lie in the same file.
"""

from collections.abc import Iterator, Mapping

from compressed_rtf import decompress
from tnefparse import TNEF

from gateway.extract.archive import MAX_BYTES, within
from gateway.extract.extracted import Extracted, document, named, unreadable
from gateway.mime.file_names import with_words
from gateway.model.message import Attachment, Text, TextKind, Unreadable

PROPERTIES = "__properties_version1.0"
PROPERTY, ATTACHED = "__substg1.0_", "__attach_version1.0_"
CHARSETS = {"001F": "utf-16-le", "001E": "cp1252"}  # by the property's type (MS-OXCDATA section 2.11.1)
FILE, RTF, HTML = "37010102", "10090102", "10130102"  # property and type (MS-OXPROPS)
WITHIN = f"/{PROPERTY}3701000D"  # the folder of a message or an object that is attached
FILE_NAMES = ("3707", "3704", "3001")  # the long one, the short one, the one that is shown
LABELS = {"0C1A": "From", "0C1F": "From", "5D01": "From", "0E04": "To", "0E03": "Cc", "0E02": "Bcc", "0037": "Subject"}
OBJECT = "A saved message holds an object that the gateway cannot read."
PROPERTY_LISTS = (b"\x03\x90", b"\x05\x90")  # of a message, of an attachment
LEAST_PROPERTY = 4  # octets
CHANGED = "A document was changed or cut short on its way, so it cannot be read."
Folder = Mapping[str, bytes]


def read(attachment: Attachment, streams: Mapping[str, bytes]) -> Extracted:
    """What a saved message says, with all that is attached."""
    said: list[str] = []
    names: list[str] = []
    files: list[tuple[str, bytes]] = []
    reasons: list[Unreadable] = []
    for path, folder in _folders(streams).items():
        strings = dict(_strings(folder))
        if path.rpartition("/")[2].startswith(ATTACHED):
            names.append(next((strings[key] for key in FILE_NAMES if strings.get(key)), ""))
            files.append((names[-1], folder.get(PROPERTY + FILE, b"")))
        elif path.endswith(WITHIN) and PROPERTIES not in folder:
            reasons.append(Unreadable("document", OBJECT, named(attachment, "document")))
        else:
            said += _labelled(strings)
            files += _bodies(folder)
    found = document(attachment, "\n".join(said))
    shown = (Text(named(attachment, "file name"), TextKind.FILE_NAME, with_words(names)),) if any(names) else ()
    inner = tuple(within(attachment, number, name, data) for number, (name, data) in enumerate(files, 1) if data)
    return Extracted((*shown, *found.texts), inner, (*found.unreadable, *reasons))


def tnef(attachment: Attachment) -> Extracted:
    """The body of a winmail.dat, its properties, and its attachments. One that was changed is not read at all."""
    if not _is_whole(attachment.data):
        return unreadable(attachment, CHANGED)
    packed = TNEF(attachment.data, do_checksum=False)
    attached = [(str(one.long_filename() or one.name or ""), bytes(one.data)) for one in packed.attachments]
    bodies = [("body.txt", packed.body), ("body.html", packed.htmlbody), ("body.rtf", packed.rtfbody)]
    files = [(name, (data.encode() if isinstance(data, str) else data).rstrip(b"\0")) for name, data in bodies if data]
    said = "\n".join(dict.fromkeys(one.data for one in packed.mapiprops if isinstance(one.data, str)))
    if not (files or attached or said.strip()):
        return unreadable(attachment, "A document gave no text, so the gateway cannot tell what is in it.")
    names = with_words(name for name, _ in attached)
    shown = (Text(named(attachment, "file name"), TextKind.FILE_NAME, names),) if attached else ()
    texts = document(attachment, said).texts if said.strip() else ()
    inner = tuple(within(attachment, number, *file) for number, file in enumerate((*files, *attached), 1))
    return Extracted((*shown, *texts), inner)


def _is_whole(data: bytes) -> bool:
    """Whether each attribute of a winmail.dat is as its checksum says, and has as many properties as it counts.

    MS-OXTNEF sections 2.1.3.1 and 2.1.3.4. A reader that believes a wrong count reads on for hours.
    """
    place, end = 6, len(data.rstrip(b"\0\r\n "))
    while place < end:
        size = int.from_bytes(data[place + 5 : place + 9], "little")
        first, last = place + 9, place + 9 + size
        if int.from_bytes(data[last : last + 2], "little") != sum(data[first:last]) & 0xFFFF or last + 2 > len(data):
            return False
        number = int.from_bytes(data[first : first + 4], "little")
        if data[place + 1 : place + 3] in PROPERTY_LISTS and number * LEAST_PROPERTY > size:
            return False
        place = last + 2
    return True


def _folders(streams: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in streams.items():
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, {})[name] = data
    return folders


def _strings(folder: Folder) -> Iterator[tuple[str, str]]:
    """The texts among the properties, by number."""
    for name, data in folder.items():
        number, kind = name[-8:-4], name[-4:]
        if name.startswith(PROPERTY) and kind in CHARSETS:
            yield number, data.decode(CHARSETS[kind], "replace").rstrip("\0")


def _labelled(strings: Mapping[str, str]) -> Iterator[str]:
    """Author, recipients and subject first, as in a message; then all else that is said, each thing once."""
    for number, label in LABELS.items():
        if strings.get(number):
            yield f"{label}: {strings[number]}"
    yield from dict.fromkeys(said for number, said in strings.items() if number not in LABELS and said.strip())


def _bodies(folder: Folder) -> Iterator[tuple[str, bytes]]:
    """The bodies that are no plain text, as files."""
    if html := folder.get(PROPERTY + HTML):
        yield "body.html", html
    if rtf := folder.get(PROPERTY + RTF):
        yield "body.rtf", unpacked_rtf(rtf)


def unpacked_rtf(packed: bytes) -> bytes:
    """The text of a packed body (MS-OXRTFCP). Raises ValueError where it is none, or would be too long."""
    if int.from_bytes(packed[4:8], "little") > MAX_BYTES:
        raise ValueError("a body that is too long")
    return bytes(decompress(packed))
