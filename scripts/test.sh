#!/usr/bin/env bash
# Everything that is checked before a change lands. The last lines are pytest's.
. "$(dirname "$0")/need.sh"
need_cargo
# Nothing is compiled twice here: the state of incremental compilation would be 1.5 GB on the disk.
export CARGO_INCREMENTAL=0
scripts/gdal.sh
scripts/chromium.sh
scripts/python.sh
scripts/corpus.sh

say "format and lints of Rust"
cargo fmt --all --check
cargo clippy --quiet --locked --workspace --all-targets -- -D warnings

say "documentation of Rust"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --workspace --no-deps

say "tests of Rust"
# The same cases every run; look for new ones with another seed: PROPTEST_RNG_SEED=7 make test
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-430602}
# The bindings cannot be linked into test programs; python/tests is their test.
cargo test --quiet --locked --workspace --exclude panhuo-python
say "what was read against the truth: precision and recall for each kind of mess"
cargo test --quiet --locked --package panhuo-ledger --test truth -- --nocapture

# The benches, each once: they must not rot.
cargo test --quiet --locked --package panhuo-benches --benches

say "fuzz targets still build"
# Checked against the same versions as everything else; the library of the fuzzer itself is not built.
cp Cargo.lock fuzz/Cargo.lock
CUSTOM_LIBFUZZER_PATH=/dev/null CARGO_TARGET_DIR=target \
    cargo check --quiet --manifest-path fuzz/Cargo.toml

say "lints and types of Python"
ruff=(.venv/bin/ruff --config python/pyproject.toml)
"${ruff[@]}" check --quiet python scripts examples benches
"${ruff[@]}" format --quiet --check python scripts examples benches
(cd python && ../.venv/bin/python -m mypy.stubtest --mypy-config-file pyproject.toml \
    --allowlist stubtest-allowlist.txt panhuo)
(cd python && ../.venv/bin/python -m mypy panhuo)

say "the wheel in an empty environment"
scripts/package.sh

say "notebooks"
.venv/bin/python scripts/notebooks.py

say "documentation site"
scripts/docs.sh

say "tests of Python"
cd python
exec ../.venv/bin/python -m pytest --hypothesis-seed="$PROPTEST_RNG_SEED"
