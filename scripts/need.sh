# What the other scripts need of the machine. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stop() {
    echo "error: $1" >&2
    exit 1
}

# Announces a step, and says how long the one before it took.
say() {
    if [ -n "${step:-}" ]; then
        printf '   %s: %d min %d s\n' "$step" $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60))
    fi
    step=$1 began=$SECONDS
    echo "── $1"
}

# Finds a Python 3.11 or later and names it in $python.
need_python() {
    local each
    for each in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$each
            return
        fi
    done
    stop "Python 3.11 or later is needed. Debian: apt install python3 python3-venv. Or name one: make PYTHON=/path/to/python3"
}

# Finds cargo 1.90 or later and what it needs to link.
need_cargo() {
    if ! command -v cargo >/dev/null && [ -f "$HOME/.cargo/env" ]; then
        # shellcheck disable=SC1091
        . "$HOME/.cargo/env"
    fi
    command -v cargo >/dev/null || stop "Rust is needed: see https://rustup.rs"
    local version minor
    version=$(cargo --version | cut -d ' ' -f 2)
    minor=$(echo "$version" | cut -d . -f 2)
    [ "${version%%.*}" -gt 1 ] || [ "$minor" -ge 90 ] ||
        stop "Rust 1.90 or later is needed, this is $version: rustup update stable"
    command -v cc >/dev/null ||
        stop "a C compiler is needed to build SQLite and to link. Debian: apt install build-essential"
}
