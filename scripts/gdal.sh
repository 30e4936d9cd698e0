#!/usr/bin/env bash
# Tries to get GDAL's ogrinfo, with which one test reads the GeoPackage; without it that test skips.
. "$(dirname "$0")/need.sh"
if command -v ogrinfo >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "GDAL, to read what is written"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install --yes --no-install-recommends gdal-bin; } \
        >/dev/null 2>&1 || true
fi
command -v ogrinfo >/dev/null || say "no ogrinfo: the test that needs it skips (apt install gdal-bin)"
