#!/usr/bin/env bash
# Runs a fuzz target for some seconds, from the example ledgers and the fixtures of the tests:
#   scripts/fuzz.sh files 300
# Needs `cargo install cargo-fuzz`; what it finds is in fuzz/artifacts.
. "$(dirname "$0")/need.sh"
need_cargo
target=${1:?which target: one of fuzz/fuzz_targets}
seconds=${2:-300}
command -v cargo-fuzz >/dev/null || stop "cargo install cargo-fuzz"
# libFuzzer is built on stable Rust; no sanitizer, because the code has no unsafe of its own.
export RUSTC_BOOTSTRAP=1
mkdir -p "fuzz/corpus/$target"
seeds=("fuzz/corpus/$target")
if [ "$target" = files ]; then
    seeds+=(crates/panhuo-ledger/tests/fixtures)
fi
exec cargo fuzz run -O -a --sanitizer none "$target" "${seeds[@]}" -- \
    -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20
