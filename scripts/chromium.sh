#!/usr/bin/env bash
# Tries to get Chromium, in which the map and the report are tested; without it those tests skip.
. "$(dirname "$0")/need.sh"
there() {
    command -v chromium >/dev/null && command -v chromedriver >/dev/null
}
if there; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Chromium, to open what is written"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update &&
        apt-get install --yes --no-install-recommends chromium chromium-driver fonts-wqy-microhei; } \
        >/dev/null 2>&1 || true
fi
there || say "no Chromium: tests of the pages skip (apt install chromium chromium-driver)"
