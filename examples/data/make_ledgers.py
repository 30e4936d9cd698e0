"""Writes an invented district's township ledgers, and the truth beside them.

    python examples/data/make_ledgers.py [folder] [--seed 430602] [--scale 1]

Needs Python 3.11 and openpyxl. The same seed gives the same cells. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from corpus.assign import make_rows
from corpus.check import problems, summary
from corpus.files import write_all
from corpus.layouts import make_sheets
from corpus.ledger import lay_out
from corpus.showcase import make_showcase
from corpus.sites import make_sites

FOLDER = Path(__file__).parent / "ledgers"
SEED = 430602


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where to write")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, another district")
    parser.add_argument("--scale", type=int, default=1, help="so many times as many sites")
    return parser.parse_args()


def main() -> int:
    """Makes the district, writes its ledgers, reads them back and prints what is in them."""
    options = arguments()
    rng = random.Random(options.seed)
    sites = make_sites(rng, make_showcase(rng), options.scale)
    sheets = make_sheets()
    make_rows(rng, sheets, sites)
    truth = write_all(options.folder, options.seed, [lay_out(sheet) for sheet in sheets])
    print(summary(truth))
    wrong = problems(options.folder)
    for problem in wrong:
        print("WRONG:", problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
