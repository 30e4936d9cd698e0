"""Writes the attributes of the table into the stub of the package, after the table changed."""

from pathlib import Path

import panhuo

STUB = Path(__file__).parent.parent / "python" / "panhuo" / "__init__.pyi"
MARK = "# The attributes of the table, in its order: written by scripts/stub.py.\n"


def main() -> None:
    """Replaces everything below the mark."""
    above = STUB.read_text(encoding="utf-8").split(MARK)[0]
    lines = (f"{name}: Attribute\n" for name in panhuo.attributes())
    STUB.write_text(above + MARK + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
