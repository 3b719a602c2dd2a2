# Tocsin — Makefile: every command that a person or CI runs
# SPDX-License-Identifier: Apache-2.0

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run build test quick web lint format tidy documents golden rehearse simulate fuzz bench \
  sanitize coverage bill install package package-test clean program

PREFIX ?= /usr/local
DESTDIR ?=
TARGET ?= framer
SECONDS_ := $(if $(filter command line environment,$(origin SECONDS)),$(SECONDS),60)
TOCSIN := .build/debug/tocsin
# What is installed and packaged.
PROGRAM ?= .build/release/tocsin
# What reads bytes from outside, and what several threads share.
SANITIZED := '^(TocsinHL7Tests|TocsinServerTests|TocsinGatewayTests|StoreContractTests)\.'
SWIFT_FILES := Sources Tests Benchmarks Package.swift

help: ## Print this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: ## Start the demonstration hospital, from nothing: installs, builds, pages
	@Scripts/install-packages build
	@swift build --product tocsin
	@exec $(TOCSIN) demo

build: ## Build the release program at .build/release/tocsin
	@Scripts/install-packages build
	swift build -c release --product tocsin

test: ## Install what the tests need and run all of them; ends with "N passed, N failed"
	@Scripts/test

quick: ## Test what changed since the last commit, or one suite: make quick SUITE=TocsinCoreTests
	@$(MAKE) --no-print-directory lint
	@Scripts/quick $(SUITE)

web: ## Test the web client's modules with node's own runner; builds nothing
	@node --import ./Tests/WebTests/setup.mjs --test --test-reporter=tap Tests/WebTests/*.test.mjs

lint: ## Check formatting and the syntax of scripts; builds nothing
	swift format lint --strict --parallel -r $(wildcard $(SWIFT_FILES))
	@for file in Scripts/* .ci/run; do if head -n 1 $$file | grep -q bash; then bash -n $$file; fi; done
	@for file in Deployment/debian/{postinst,prerm,postrm}; do sh -n $$file; done

format: ## Rewrite the Swift files in the house format
	swift format --in-place --parallel -r $(wildcard $(SWIFT_FILES))

tidy: ## Run the tidy tests alone: arrows, limits, words, banned calls, links
	swift test --filter '^TidyTests\.'

documents: program ## Check Escalations/ and Integrations/ as an import would
	$(TOCSIN) check Escalations Integrations

golden: ## Rewrite the golden files; review the diff before committing it
	TOCSIN_GOLDEN=1 swift test
	@git status --short

rehearse: ## Play a policy forward on paper: make rehearse POLICY=NAME
	@$(if $(POLICY),,echo 'usage: make rehearse POLICY=NAME' >&2; exit 64)
	@$(MAKE) --no-print-directory program
	@$(TOCSIN) rehearse $(POLICY)

simulate: program ## The gateway in virtual time: make simulate SEEDS=1000, or replay SEED=7
	@$(TOCSIN) simulate $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),200))

fuzz: ## Fuzz a parser: make fuzz TARGET=framer SECONDS=60
	@Scripts/fuzz $(TARGET) $(SECONDS_)

sanitize: ## Test under AddressSanitizer, then ThreadSanitizer, in build folders of their own
	@Scripts/install-packages test
	swift test --sanitize=address --scratch-path .build-asan --filter $(SANITIZED)
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.supp \
	  swift test --sanitize=thread --scratch-path .build-tsan --filter $(SANITIZED)

bench: ## Measure, in release, and print the table of Documentation/performance.md; ARGS=--quick
	@Scripts/install-packages build
	swift build -c release --product tocsin
	swift build -c release --package-path Benchmarks
	$(if $(filter console streams client,$(ARGS)),,Benchmarks/.build/release/tocsin-bench $(ARGS))
	@$(if $(filter-out --quick console streams client,$(ARGS)),,Scripts/install-packages test \
	  && Scripts/install-python-packages)
	@$(if $(filter-out --quick console,$(ARGS)),,PYTHONDONTWRITEBYTECODE=1 \
	  .venv/bin/python Benchmarks/console.py $(filter --quick,$(ARGS)))
	@$(if $(filter-out --quick streams,$(ARGS)),,PYTHONDONTWRITEBYTECODE=1 \
	  .venv/bin/python Benchmarks/streams.py $(filter --quick,$(ARGS)))
	@$(if $(filter-out --quick client,$(ARGS)),,PYTHONDONTWRITEBYTECODE=1 \
	  .venv/bin/python Benchmarks/client.py $(filter --quick,$(ARGS)))

coverage: ## Line coverage of each target, in a build folder of its own
	swift test --enable-code-coverage --scratch-path .build-coverage
	@Scripts/coverage "$$(swift test --show-codecov-path --scratch-path .build-coverage)"

bill: program ## Rewrite Documentation/bill-of-materials.json; review the difference
	@Scripts/bill-of-materials
	@git diff --stat Documentation/bill-of-materials.json

install: ## Install the release program and its files: make install PREFIX=/usr/local
	@test -x $(PROGRAM) || { echo 'run make build first' >&2; exit 1; }
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/tocsin
	install -d $(DESTDIR)$(PREFIX)/share/tocsin
	cp -R Sources/TocsinServer/Web Escalations Integrations Verifier $(DESTDIR)$(PREFIX)/share/tocsin/
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/lib/sysusers.d
	sed 's#/usr/local#$(PREFIX)#g' Deployment/systemd/tocsin.service \
	  > $(DESTDIR)$(PREFIX)/lib/systemd/system/tocsin.service
	chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/tocsin.service
	install -m 644 Deployment/systemd/tocsin.sysusers \
	  $(DESTDIR)$(PREFIX)/lib/sysusers.d/tocsin.conf
	install -D -m 644 Deployment/README.md $(DESTDIR)$(PREFIX)/share/doc/tocsin/README.md

package: ## Make the Debian package, of the release program or of PROGRAM=
	@PROGRAM=$(PROGRAM) Scripts/package

package-test: program ## Install, upgrade and remove it in a clean Debian; as root, with a network
	@Scripts/package-test

clean: ## Remove everything that was built, the Python environment included
	rm -rf .build .build-* Benchmarks/.build .venv

program:
	@Scripts/install-packages build
	@swift build --product tocsin
