#!/usr/bin/env bash
# Builds the bindings into .venv.
. "$(dirname "$0")/need.sh"
need_cargo
scripts/venv.sh
.venv/bin/python scripts/leaflet.py

say "bindings into .venv (the first build takes a few minutes)"
log=$(mktemp)
if ! VIRTUAL_ENV=$PWD/.venv .venv/bin/maturin develop --profile bindings --locked \
    --manifest-path python/Cargo.toml >"$log" 2>&1; then
    cat "$log" >&2
    stop "the bindings do not build"
fi
rm -f "$log"
.venv/bin/python -c 'import panhuo; print("panhuo", panhuo.__version__, "is in .venv")'
