#!/usr/bin/env bash
# The demonstration: a sample town (or DEMO_DATA) where there is nothing yet, then the web service in the foreground, which
# brings the schema up to date by itself. Run through `wangge db run`, which stops the database when the service ends.
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
wangge=.venv/bin/wangge

load_own() { # exit 3 of an import: some rows were refused and reported, the others are in
  local layer file rc
  for layer in grids incidents households; do
    for file in "$DEMO_DATA/$layer".*; do
      [ -e "$file" ] || continue
      rc=0
      $wangge import $layer "$file" || rc=$?
      [ $rc -eq 0 ] || [ $rc -eq 3 ] || return $rc
    done
  done
}

if [ "${1:-}" != inside ]; then
  exec $wangge db run -- "${BASH_SOURCE[0]}" inside
fi
if $wangge db status --json | grep -q '"empty": true'; then
  step "建表 (schema)" $wangge db migrate
  if [ -n "${DEMO_DATA:-}" ]; then
    step "导入 $DEMO_DATA (own data)" load_own
  else
    step "生成示例镇 (sample town)" $wangge sample town
  fi
  $wangge db checkpoint
elif [ -n "${DEMO_DATA:-}" ]; then
  echo "   数据库里已有数据，没有再次导入 $DEMO_DATA；要从头来请另设 WANGGE_HOME。"
fi
exec $wangge serve
