#!/usr/bin/env bash
# Makes .venv with the tools of python/requirements-dev.txt, if it is not there or they changed.
. "$(dirname "$0")/need.sh"

wanted=python/requirements-dev.txt
if cmp -s "$wanted" .venv/requirements; then
    exit 0
fi
need_python
say "Python tools into .venv"
if ! [ -x .venv/bin/python ]; then
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        stop "$python cannot make a virtual environment. Debian: apt install python3-venv"
    fi
fi
# The environment's own pip: that of Debian refuses to install.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
cp "$wanted" .venv/requirements
