# What a person types. Every target sets up what it needs.
PORT ?= 8000
LAB_PORT ?= 5566
ZIP := developer-associate-notes.zip
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
INSTALL = $(PYTHON) requirements/install.py
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

.PHONY: help serve build check test lab facts facts-latest audit portable age samples offline publish links questions new-service rename describe cited shots bench lock clean
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: .venv/site ## Serve with live reload at http://127.0.0.1:8000/ (PORT=9000 for another port)
	@echo "Building the pages, then serving them at http://127.0.0.1:$(PORT)/ (stop with Ctrl+C)"
	@$(BIN)/python -m mkdocs serve --dev-addr 127.0.0.1:$(PORT)

build: .venv/site ## Write the site to site/, strictly
	@$(BIN)/python -m mkdocs build

check: .venv/test ## Build strictly, and check content, facts and code, in under a minute; SERVICE=ecs for one service
	@status=0; $(BIN)/python -m checks.content $(SERVICE:%=--service %) || status=1; \
	$(BIN)/python -m mkdocs build --quiet && $(BIN)/python -m publish site --listed || status=1; \
	$(BIN)/python -m checks.facts --wrong $(SERVICE:%=--service %) || status=1; \
	$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/mypy --no-error-summary || status=1; exit $$status

test: .venv/test ## Run every test; finds or installs a browser first
	@$(BIN)/python tests/browser.py
	@echo "Running the tests, about five minutes; each dot is one that passes ..."
	@$(BIN)/pytest

lab: .venv/test ## Start a local AWS for the labs, and go on where it was; RESET=1 begins empty, LAB_PORT=5577 takes another port
	@$(BIN)/python -m labs --port "$(LAB_PORT)" $(if $(RESET),--reset)

facts: .venv/test ## Hold each fact that has a probe against the locked packages
	@$(BIN)/python -m checks.facts

facts-latest: .venv/site ## The same against the newest releases; DRIFT=file.md keeps what drifted
	@$(PYTHON) -m venv --clear .venv/latest
	@echo "Installing the newest releases ..."
	@.venv/latest/bin/pip install --quiet --disable-pip-version-check -r requirements/site.in $$($(BIN)/python -m checks.facts --packages)
	@.venv/latest/bin/python -m checks.facts --latest $(if $(DRIFT),--drift "$(DRIFT)")

audit: ## Hold the locked packages against the known vulnerabilities; needs the network
	@test -x .venv/audit/bin/pip-audit || $(INSTALL) .venv/audit requirements/audit.txt
	@for list in requirements/*.txt; do .venv/audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement $$list || exit; done

portable: .venv/test .venv/zensical/stamp .venv/properdocs/stamp ## Build with Zensical and ProperDocs too; fail on a page, permalink, picture or search result that differs
	@browser=$$($(BIN)/python tests/browser.py) && CHROMIUM="$${browser#Browser: }" $(BIN)/python -m bench.portable

age: .venv/site ## List facts that were read too long ago; the weekly check fails on one
	@$(BIN)/python -m checks.stale

samples: .venv/test ## Count commands and samples, and say what checks each
	@$(BIN)/python -m checks.samples

offline: .venv/site ## Write site-offline/, to open from disk, and its ZIP
	@$(BIN)/python -m mkdocs build --config-file mkdocs.offline.yml
	@$(BIN)/python -m publish.zip site-offline site-offline.zip

publish: offline ## Write site/ with the ZIP in it, as it is published
	@OFFLINE=$(ZIP) $(BIN)/python -m mkdocs build
	@cp site-offline.zip site/$(ZIP)

links: build ## List new pages and permalinks as published, and what flashcards say (links/published.txt, links/cards.txt)
	@$(BIN)/python -m publish site --add

questions: .venv/site ## Record what practice questions rest on, and say what is wrong; AGAIN="id id" were read again, BLIND=sqs prints them without key
	@$(BIN)/python -m checks.questions $(if $(BLIND),--blind $(BLIND),--record $(AGAIN))

new-service: .venv/site ## Lay out a new service: make new-service NAME=step-functions LABEL="Step Functions" GROUP=compute
	@$(BIN)/python -m scaffold.new_service "$(NAME)" "$(LABEL)" "$(GROUP)"

rename: .venv/site ## Give a page another address: make rename FROM=ecs/roles TO=ecs/task-roles
	@$(BIN)/python -m scaffold.rename "$(FROM)" "$(TO)"

describe: .venv/test ## Say what botocore knows, for a probe: make describe AT="sqs CreateQueueRequest.QueueName"
	@$(BIN)/python -m checks.describe "$(AT)"

cited: .venv/site ## Ask whether every cited page still answers; needs the network, runs weekly
	@$(BIN)/python -m checks.cited

shots: .venv/test build ## Take the README's screenshot and the link preview anew
	@PYTHONPATH=. $(BIN)/python tests/shots.py site

bench: .venv/test ## Measure, beside the stock theme; RUNS=1 PARTS=weight,search for less
	@browser=$$($(BIN)/python tests/browser.py) && CHROMIUM="$${browser#Browser: }" $(BIN)/python -m bench \
		$(if $(RUNS),--runs $(RUNS)) $(if $(PARTS),--parts $(PARTS))

lock: .venv/site ## Resolve requirements/*.in anew, with hashes
	@$(BIN)/pip install --quiet uv
	@for name in audit test site zensical properdocs; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command 'make lock' --upgrade requirements/$$name.in -o requirements/$$name.txt \
		$$(test $$name = site -o $$name = properdocs && echo --constraint requirements/test.txt); done

clean: ## Remove what the other targets made
	@rm -rf .venv .cache .lab .portable bench/node_modules bench/results site site-offline site-offline.zip .pytest_cache .hypothesis

# One environment; each stamp says which list it holds.
.venv/site: requirements/site.txt
	@test -n "$(PYTHON)" || { echo "Error: no Python 3.11 or newer found; install one, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(INSTALL) .venv $<
	@touch $@

.venv/test: requirements/test.txt .venv/site
	@$(INSTALL) .venv $<
	@touch $@

.venv/zensical/stamp .venv/properdocs/stamp: .venv/%/stamp: requirements/%.txt .venv/site
	@$(INSTALL) .venv/$* $<
	@touch $@
