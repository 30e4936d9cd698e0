"""Runs every notebook below examples/ from its first cell to its last; fails where a cell does."""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Runs them in the root of the repository, as one does who opens them from there."""
    # Kernels of this environment only, whatever a user has installed.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
    for path in sorted((ROOT / "examples").rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        folder = {"metadata": {"path": str(ROOT)}}
        options = {"kernel_name": "python3", "timeout": 300, "resources": folder}
        # The kernel warns that it talks over a port of this machine.
        options["extra_arguments"] = ["--log-level=ERROR"]
        NotebookClient(notebook, **options).execute()
        for cell in notebook.cells:
            drawn = any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
            if cell.cell_type == "code" and ".plot_" in cell.source and not drawn:
                sys.exit(f"{path}: no picture where there should be one: {cell.source}")
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(notebook.cells)} cells ran\n")


if __name__ == "__main__":
    main()
