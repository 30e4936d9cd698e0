#!/usr/bin/env bash
# Builds the wheel, installs it into an empty environment and tries it. With `sdist` also the source
# distribution, from which a wheel is built in the same way: it must hold every crate that it needs.
. "$(dirname "$0")/need.sh"
need_cargo
scripts/venv.sh
.venv/bin/python scripts/leaflet.py
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
root=$PWD
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Runs maturin, which is heard only if it fails.
maturin() {
    if ! .venv/bin/maturin "$@" --out "$out" >"$out/log" 2>&1; then
        cat "$out/log" >&2
        stop "maturin $1 fails"
    fi
}

# Installs the wheel into an empty environment, without a network, and tries it there.
try() {
    .venv/bin/python -m venv "$out/venv"
    "$out/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index "$out"/*.whl
    (cd "$out" && venv/bin/python -X utf8 "$root/scripts/smoke.py")
    say "$(basename "$out"/*.whl) installs and works in an empty environment"
    rm -rf "$out/venv" "$out"/*.whl
}

maturin build --locked --profile bindings --manifest-path python/Cargo.toml
try

if [ "${1:-}" = sdist ]; then
    maturin sdist --manifest-path python/Cargo.toml
    tar -xzf "$out"/*.tar.gz -C "$out"
    # Its lock file loses the examples and benches, which it does not hold.
    maturin build --offline --profile bindings --manifest-path "$out"/panhuo-*/python/Cargo.toml
    try
    say "$(basename "$out"/*.tar.gz) holds every crate that it needs"
fi
