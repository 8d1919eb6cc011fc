#!/usr/bin/env bash
# Sets up everything on a fresh machine (a virtual environment in .venv) and runs all tests.
set -euo pipefail
cd "$(dirname "$0")"
. ./setup.sh
python -m pytest "$@"
