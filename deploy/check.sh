#!/usr/bin/env bash
# Linters and import contracts, then (check.sh all) the tests with coverage: pytest's closing line comes last.
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
failed=0
step "ruff" .venv/bin/ruff check gis_app tests deploy || failed=1
step "mypy" .venv/bin/mypy --config-file setup.cfg || failed=1
step "import-linter" .venv/bin/lint-imports --config setup.cfg --no-timing || failed=1
if [ "${1:-}" = all ]; then
  .venv/bin/pytest --cov --cov-config=setup.cfg --durations=15 || failed=1
fi
exit $failed
