#!/usr/bin/env bash
# The main job on the example district; writes into out/.
. "$(dirname "$0")/need.sh"
scripts/python.sh
scripts/corpus.sh
.venv/bin/python examples/demo.py
