#!/usr/bin/env bash
# Sets up everything on a fresh machine and does the main job once: screens the shipped catalogue
# with the clinical policy and leaves a page, out/shortlist.html.
set -euo pipefail
cd "$(dirname "$0")"
. ./setup.sh
mkdir -p out
msm screen policies/clinical_assistant.msm --out out/shortlist.html || [ $? -eq 3 ]
echo "the page: $PWD/out/shortlist.html"
