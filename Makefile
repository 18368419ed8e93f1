# Everything there is to run here; `make` alone lists it.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMAND := ./cmd/residency-assist
LINT    := go tool -modfile=.ci/tools/go.mod golangci-lint

# Nothing may be left out: a test that finds its Redis, browser or PDF reader
# missing fails, where under a plain `go test` it would be skipped.
FULL := RESIDENCY_ASSIST_TEST=full

# Whose tests play random lives: the same ones each time, but others in a soak.
RANDOM_LIVES := ./conversation ./conversation/renewal ./conversation/understand ./adapters/slack

.DEFAULT_GOAL := help

.PHONY: help
help: ## list what there is to run
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## try the bot in a browser: no account, no token, no server
	go run $(COMMAND) demo

.PHONY: test
test: needs vet lint ## run everything: vet, linters, all tests under the race detector
	@echo "== tests, each package from scratch and in a random order"
	$(FULL) go test -race -count=1 -shuffle=on -parallel 4 -timeout 20m ./...

.PHONY: soak
soak: needs ## run the slow matters at full length: kills, floods, real rate limits (up to an hour)
	@echo "== soak"
	$(FULL) SOAK=1 go test -count=1 -p 1 -timeout 60m -v -run '^TestSoak' ./...
	SOAK=1 go test -count=1 -p 1 -timeout 60m $(RANDOM_LIVES) -rapid.checks=3000
	$(FULL) SOAK=1 go test -count=1 -p 1 -timeout 60m -run '^TestContract' ./storage/sqlite ./storage/redis -rapid.checks=300

.PHONY: bench
bench: needs ## measure the whole, and write the README's table of figures anew (minutes; leave the machine alone)
	go run ./cmd/benchmark -update README.md

.PHONY: parts
parts: ## measure the parts: one operation at a time, with allocations
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: vet
vet: ## run go vet
	@echo "== vet"
	go vet ./...

.PHONY: lint
lint: ## run the linters (the first time builds them: two minutes or so)
	@echo "== lint"
	go mod tidy -diff
	$(LINT) run ./...

.PHONY: needs
needs: ## install what the tests need besides Go, where it is missing
	@echo "== needs: redis-server, Chromium, poppler"
	@.ci/needs

.PHONY: build
build: ## build the static binary, ./residency-assist
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o residency-assist $(COMMAND)

.PHONY: image
image: ## build the container image, residency-assist:VERSION
	docker build --build-arg VERSION=$(VERSION) -t residency-assist:$(VERSION) -t residency-assist:latest .

.PHONY: screenshots
screenshots: needs ## take the README's pictures again, into .github
	SCREENSHOTS=$(CURDIR)/.github go test -count=1 -v -run '^TestScreenshots$$' $(COMMAND)
