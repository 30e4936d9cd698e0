"""The command line: `python -m panhuo --help`."""

import sys

from panhuo._cli import main

if __name__ == "__main__":
    sys.exit(main())
