# Everything is done by the small programs in scripts/; `make` lists what there is.
HOST = 127.0.0.1
PORT ?= 8000
export HOST PORT

.PHONY: help setup run start demo-reset test test-fast attack faults pictures lint format coverage bench lock vendor clean

help: ## list these targets
	@grep --extended-regexp '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand --tabs=14

setup: ## install what running and testing need (run and test do it themselves)
	@scripts/setup test

run: ## serve the demonstration and its worker on http://127.0.0.1:8000 (PORT=8001 for another port)
	@scripts/run

start: ## serve a school's own site and its worker, empty at first, with the settings in .env
	@scripts/start

demo-reset: ## make the demonstration database anew
	@scripts/setup run
	@scripts/demonstration-database --anew

test: ## run everything: SQLite, PostgreSQL, the browser, style, types, imports, migrations, deployment
	@scripts/test

test-fast: ## run the tests on SQLite only
	@scripts/test sqlite

attack: ## try every address with hostile text and foreign posts, and to work out what reports withhold: minutes
	@scripts/attack

faults: ## kill processes, stop a database, fill disks, send slowly, and see that nothing is lost: minutes
	@scripts/faults

pictures: ## draw the pages of a report anew, as the pictures that the tests compare with: look at them first
	@scripts/pictures

lint: ## check style, templates, types and imports
	@scripts/test style templates types imports

format: ## format the Python files and mend what ruff can
	@scripts/setup test
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

coverage: ## which lines the tests on SQLite never reach
	@scripts/setup test
	@.venv/bin/pytest --numprocesses 2 --ignore tests/browser --ignore tests/faults --cov --cov-report term-missing:skip-covered

bench: ## measure the speed with up to 1,000,000 incidents on PostgreSQL: minutes (BENCH=10000: the least of it)
	@scripts/bench

lock: ## resolve pyproject.toml's dependencies into the locked requirements files
	@scripts/lock

vendor: ## fetch the browser assets kept in static/vendor again
	@scripts/vendor

clean: ## remove what can be made again; the databases in var/ stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage var/static var/demonstration-static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
