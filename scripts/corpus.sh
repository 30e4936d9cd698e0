#!/usr/bin/env bash
# Writes the ledgers of the example district, unless they are newer than their generator.
. "$(dirname "$0")/need.sh"
truth=examples/data/ledgers/truth.jsonl
sources=(examples/data/make_ledgers.py examples/data/corpus/*.py)
if [ -f "$truth" ] && [ -z "$(find "${sources[@]}" -newer "$truth")" ]; then
    exit 0
fi
scripts/venv.sh
say "ledgers of the example district into examples/data/ledgers"
.venv/bin/python examples/data/make_ledgers.py >/dev/null
