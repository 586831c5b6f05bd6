"""Copy the front-end libraries out of node_modules into static/vendor/ with licences and hashes.

Developers only: `npm ci && python tools/vendor_static.py` after changing package.json or tools/icons.txt.
Everything it writes is committed, so that running Tanggap needs neither node nor a network.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
SPRITE = ROOT / "static" / "icons.svg"
AXE = ROOT / "tests" / "vendor"

INTER = "@fontsource-variable/inter/files"
JAKARTA = "@fontsource-variable/plus-jakarta-sans/files"
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    f"{INTER}/inter-latin-wght-normal.woff2": "fonts/inter-latin.woff2",
    f"{INTER}/inter-latin-wght-italic.woff2": "fonts/inter-latin-italic.woff2",
    f"{INTER}/inter-latin-ext-wght-normal.woff2": "fonts/inter-latin-ext.woff2",
    f"{JAKARTA}/plus-jakarta-sans-latin-wght-normal.woff2": "fonts/plus-jakarta-sans-latin.woff2",
    f"{JAKARTA}/plus-jakarta-sans-latin-ext-wght-normal.woff2": "fonts/plus-jakarta-sans-latin-ext.woff2",
}
LICENCES = {
    "bootstrap/LICENSE": "bootstrap.LICENSE.txt",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "@fontsource-variable/inter/LICENSE": "inter.OFL.txt",
    "@fontsource-variable/plus-jakarta-sans/LICENSE": "plus-jakarta-sans.OFL.txt",
    "@tabler/icons/LICENSE": "tabler-icons.LICENSE.txt",
}
# The web subsets of Inter end before the arrows and the comparison signs that our pages print.
SYMBOLS = "←→↔⇒≈≠≤≥∞✓✗●○◐½¼¾⅓⅔"
SOURCE_MAP = re.compile(rb"\s*(//|/\*)# sourceMappingURL=\S+(\s*\*/)?\s*$")


def copy_libraries() -> None:
    """Copy libraries, fonts and licences; drop source-map comments, since the maps are not shipped."""
    for source, target in (FILES | {k: f"licences/{v}" for k, v in LICENCES.items()}).items():
        destination = VENDOR / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        content = (MODULES / source).read_bytes()
        if destination.suffix in {".js", ".css"}:
            content = SOURCE_MAP.sub(b"\n", content)
        destination.write_bytes(content)


def cut_symbols() -> None:
    """Cut the symbols out of the full Inter, at the optical size of running text."""
    font = TTFont(MODULES / "inter-ui" / "variable" / "InterVariable.woff2", recalcTimestamp=False)
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    cutter = subset.Subsetter(options)
    cutter.populate(text=SYMBOLS)
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"opsz": 14})
    font.flavor = "woff2"
    font.save(VENDOR / "fonts" / "inter-symbols.woff2")


def build_sprite() -> None:
    """Write one SVG with a <symbol> for each icon named in tools/icons.txt."""
    listed = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").splitlines()
    names = sorted({line.strip() for line in listed if line.strip() and not line.startswith("#")})
    symbols = []
    for name in names:
        path = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
        if not path.exists():
            sys.exit(f"tools/icons.txt: Tabler has no outline icon called {name!r}.")
        drawing = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.S)
        if drawing is None:
            sys.exit(f"{path}: not an SVG drawing.")
        body = re.sub(r">\s+<", "><", drawing.group(1).strip()).replace(" />", "/>")
        body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none"/>', "")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    head = "<!-- Tabler Icons, MIT licence: static/vendor/licences/tabler-icons.LICENSE.txt -->"
    sheet = f'<svg xmlns="http://www.w3.org/2000/svg">{head}\n' + "\n".join(symbols) + "\n</svg>\n"
    SPRITE.write_text(sheet, encoding="utf-8")


def copy_axe() -> None:
    """Copy axe-core for the browser tests, so that they need no node either."""
    AXE.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MODULES / "axe-core" / "axe.min.js", AXE / "axe.min.js")
    shutil.copyfile(MODULES / "axe-core" / "LICENSE", AXE / "axe-core.LICENSE.txt")


def write_hashes() -> None:
    """List the SHA-256 of every vendored file, as `sha256sum --check` reads it (from static/vendor/)."""
    files = sorted(p for p in VENDOR.rglob("*") if p.is_file() and p.name != "HASHES.txt")
    sums = {p.relative_to(VENDOR).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    lines = [f"{digest}  {name}" for name, digest in sums.items()]
    (VENDOR / "HASHES.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Rebuild static/vendor/, static/icons.svg and tests/vendor/ from node_modules."""
    if not MODULES.is_dir():
        sys.exit("node_modules is missing: run `npm ci` first.")
    shutil.rmtree(VENDOR, ignore_errors=True)
    copy_libraries()
    cut_symbols()
    build_sprite()
    copy_axe()
    write_hashes()


if __name__ == "__main__":
    main()
