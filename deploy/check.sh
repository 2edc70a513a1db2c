#!/usr/bin/env bash
# Linters and import contracts, then (check.sh all) the tests with coverage: pytest's closing line comes last.
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
failed=0
# Ruff reads no setup.cfg. Left out: habits of ours that it would forbid (x != x for NaN, "a b c".split(), re.S, class-level tables).
ruff() { .venv/bin/ruff check --isolated --line-length 120 --target-version py311 --ignore PLR0124,SIM905,FURB167,RUF009,RUF012 "$@"; }
step "ruff" ruff gis_app tests deploy || failed=1
step "mypy" .venv/bin/mypy --config-file setup.cfg || failed=1
step "import-linter" .venv/bin/lint-imports --config setup.cfg --no-logo || failed=1
if [ "${1:-}" = all ]; then
  # a file's tests stay together: they share what they set up; in order: the browser of the last ones keeps an event loop
  .venv/bin/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --cov --cov-config=setup.cfg --durations=15 || failed=1
fi
exit $failed
