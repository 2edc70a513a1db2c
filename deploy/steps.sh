# Sourced by the scripts beside it: every step says its name and its time; a step whose inputs did not change is skipped.
set -euo pipefail
unset PYTHONDONTWRITEBYTECODE # compiled once, every start is seconds faster
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds() { local now=${EPOCHREALTIME/[.,]/}; echo $(((now - $1) / 100000)) | sed 's/.$/.&/; s/^\./0./'; }

step() { # NAME COMMAND...: what runs here runs without `set -e`, so its parts are joined by &&
  local name=$1 from=${EPOCHREALTIME/[.,]/} rc=0
  shift
  printf -- '-- %s\n' "$name"
  "$@" || rc=$?
  if [ $rc -ne 0 ]; then printf -- '   没有完成：%s（%s 秒）\n' "$name" "$(seconds "$from")" >&2; return $rc; fi
  printf -- '   %s 秒\n' "$(seconds "$from")"
}

fingerprint() { cat -- "$@" | sha256sum | cut -c1-16; }

step_once() { # STAMP FINGERPRINT NAME COMMAND...: only where the stamp says otherwise
  local stamp=$1 print=$2 name=$3
  shift 3
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$print" ]; then return 0; fi
  step "$name" "$@"
  mkdir -p "$(dirname "$stamp")"
  echo "$print" >"$stamp"
}

quietly() { # COMMAND...: its output is shown only where it fails
  local log=var/setup.log
  "$@" >"$log" 2>&1 || { local rc=$?; tail -n 20 "$log" >&2; return $rc; }
}

refuse() { printf '%s\n' "$*" >&2; exit 1; }
