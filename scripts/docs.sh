#!/usr/bin/env bash
# Builds the documentation site into out/site: docs/ and the reference, which is made of the package.
. "$(dirname "$0")/need.sh"
scripts/venv.sh
.venv/bin/python -c 'import panhuo' 2>/dev/null || scripts/python.sh

rm -rf out/docs out/site
mkdir -p out
cp -r docs out/docs
# The notebooks are links to files of the repository there, and downloads here.
mkdir out/docs/assets/notebooks
cp examples/district.ipynb examples/notebooks/*.ipynb out/docs/assets/notebooks
sed -i -E 's#\.\./\.\./examples/(notebooks/)?([a-z0-9_]+\.ipynb)#../assets/notebooks/\2#g' out/docs/*/index.md
.venv/bin/python scripts/reference.py out/docs
# The theme prints a notice on the future of MkDocs, which the pinned versions do not meet. Not --quiet:
# that would hide warnings from --strict too.
log=$(mktemp)
if ! NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build --strict >"$log" 2>&1; then
    cat "$log" >&2
    stop "the documentation has warnings"
fi
rm -f "$log"
.venv/bin/python scripts/links.py out/site README.md README.zh.md ARCHITECTURE.md CONTRIBUTING.md
