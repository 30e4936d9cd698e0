"""Puts Leaflet, which draws the maps, into the package: one pinned release, checked by its hash.

Nothing that others wrote is kept in the repository, so a build fetches it: with npm where there is
one, else straight from the npm registry (`npm_config_registry` names another than the public one).
"""

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

VERSION = "1.9.4"
# As the registry states it: npm view leaflet@1.9.4 dist.integrity
INTEGRITY = (
    "nxS1ynzJOmOlHp+iL3FyWqK89GtNL8U8rvlMOsQdTTssxZwCXh8N2NB3GDQOL+YR3XnWyZAxwQixURb+FA74PA=="
)
FILES = {
    "package/dist/leaflet.js": "leaflet.js",
    "package/dist/leaflet.css": "leaflet.css",
    "package/LICENSE": "LICENSE-leaflet.txt",
}
INTO = Path(__file__).parent.parent / "python" / "panhuo" / "page" / "leaflet"
PUBLIC = "https://registry.npmjs.org"
TIMEOUT = 60


def registry() -> str:
    """Where packages come from."""
    return os.environ.get("npm_config_registry", PUBLIC).rstrip("/")  # noqa: SIM112 - npm's name


def with_npm(npm: str) -> bytes:
    """The tarball, through npm and whatever it is configured to use."""
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"leaflet@{VERSION}", "--pack-destination", folder]
        subprocess.run(command, check=True, capture_output=True, timeout=5 * TIMEOUT)
        return (Path(folder) / f"leaflet-{VERSION}.tgz").read_bytes()


def without_npm() -> bytes:
    """The tarball, straight from the registry."""
    address = f"{registry()}/leaflet/-/leaflet-{VERSION}.tgz"
    with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310
        return answer.read()


def tarball() -> bytes:
    """The tarball by npm, or without it where npm is missing or fails."""
    npm = shutil.which("npm")
    if npm:
        try:
            return with_npm(npm)
        except (OSError, subprocess.SubprocessError):
            pass
    return without_npm()


def main() -> None:
    """Fetches what is not there yet, and stops with what to do where that fails."""
    mark = INTO / f"{VERSION}.sha512"
    if mark.exists() and mark.read_text(encoding="utf-8") == INTEGRITY:
        return
    try:
        packed = tarball()
    except (OSError, urllib.error.URLError) as error:
        sys.exit(
            f"error: Leaflet {VERSION}, which draws the maps, cannot be fetched from "
            f"{registry()}: {error}\nSet npm_config_registry to a registry of npm packages that "
            "this machine reaches."
        )
    found = base64.b64encode(hashlib.sha512(packed).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"error: what came as Leaflet {VERSION} has the hash {found}, not {INTEGRITY}")
    INTO.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for name, target in FILES.items():
            member = archive.extractfile(name)
            if member is None:
                sys.exit(f"error: Leaflet {VERSION} has no {name}")
            (INTO / target).write_bytes(member.read())
    mark.write_text(INTEGRITY, encoding="utf-8")


if __name__ == "__main__":
    main()
