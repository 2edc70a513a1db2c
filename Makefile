# 网格 (Wangge). Two commands do everything: `make demo` and `make test`.
SHELL := /bin/bash
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench notebooks lock

help:
	@echo "make demo    从零装好并启动示例镇，最后一行是网址；Ctrl-C 停止 (set up, load a sample town, serve)"
	@echo "             PORT=8000  DEMO_DATA=文件夹（自己的 grids.* incidents.* households.*）  DATABASE_URL=已有数据库"
	@echo "make test    从零装好并运行全部检查和测试 (linters, import contracts, tests with coverage)"
	@echo "make bench   基准测试，每行与同类工具并列 (benchmarks beside their peers)"
	@echo "make notebooks  打开 JupyterLab，笔记本在 notebooks/，数据用本机已有的库 (notebooks on this machine's data)"
	@echo "make lint    只运行代码检查 (ruff, mypy, import-linter)"
	@echo "make lock    由 setup.cfg 重新生成 requirements.lock (pin the packages again)"

demo:
	@deploy/setup.sh demo && exec deploy/demo.sh

test:
	@deploy/setup.sh test && exec deploy/check.sh all

lint:
	@deploy/setup.sh test && exec deploy/check.sh lint

bench:
	@deploy/setup.sh test && exec $(BIN)/python -m tests.bench

notebooks:
	@deploy/setup.sh demo && exec $(BIN)/wangge db run -- $(BIN)/python -m jupyterlab --notebook-dir=notebooks --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(if $(filter 0,$(shell id -u)),--allow-root)

lock:
	@$(BIN)/pip install -q uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra fast --extra dask --extra notebook --extra peers --extra dev \
	  --no-header --no-emit-index-url --no-annotate --upgrade -o requirements.lock setup.cfg
