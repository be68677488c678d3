"""LibreOffice without a window: it opens the CSV files of a ledger, and saves them."""

import subprocess
from pathlib import Path
from shutil import which

PROGRAM = which("soffice")
LANGUAGES = {"en-US": (1033, ","), "de-DE": (1031, ";")}
"""Languages with their number in the filter's options, and the separator that is usual there."""

_QUOTE, _UTF8 = ord('"'), 76
_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{language}</value></prop>
</item></oor:items>
"""


def save(folder: Path, profile: Path, *, language: str, detects: str) -> None:
    """Open every CSV file of a folder and save it in its place, cells as they are shown.

    `detects` is the box "Detect special numbers": true or false. The profile is made if need be.
    """
    assert PROGRAM is not None
    number, comma = LANGUAGES[language]
    settings, out = profile / "user/registrymodifications.xcu", folder / "saved"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS.format(language=language), encoding="utf-8")
    common = f"{_QUOTE},{_UTF8},1,,{number},false"
    writes = f"{ord(comma)},{common},true,false,false,false,0"
    files = sorted(folder.glob("*.csv"))
    subprocess.run(  # noqa: S603 - the program that was found
        [
            PROGRAM,
            "--headless",
            f"-env:UserInstallation={profile.as_uri()}",
            f"--infilter=CSV:{ord(',')},{common},{detects}",
            "--convert-to",
            f"csv:Text - txt - csv (StarCalc):{writes}",
            "--outdir",
            str(out),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
    )
    for file in files:
        (out / file.name).replace(file)
    out.rmdir()
