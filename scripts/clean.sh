#!/usr/bin/env bash
# Removes what was built and generated.
. "$(dirname "$0")/need.sh"
rm -rf target .venv out examples/data/ledgers .hypothesis .pytest_cache .ruff_cache .mypy_cache
rm -f python/panhuo/_native*.so
rm -rf python/panhuo/page/leaflet
find python examples -name __pycache__ -type d -prune -exec rm -rf {} +
