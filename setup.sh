# Sourced by the other scripts: makes .venv, installs what pyproject.toml says, and enters it.
PYTHON="${PYTHON:-python3}"
"$PYTHON" - <<'CHECK' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"msm_rules needs Python 3.11 or later, and this is {sys.version.split()[0]}; set PYTHON=…")
CHECK
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
. .venv/bin/activate
if [ ! -e .venv/installed ] || [ pyproject.toml -nt .venv/installed ]; then
  echo "installing into .venv …" >&2
  python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
  touch .venv/installed
fi
