# crmsim needs Go, make and git. Everything else is pinned in go.mod.
GO      ?= go
REPORTS ?= reports
# What ./... leaves out: the go tool passes over folders of the name testdata.
PROGRAMS := ./testdata/clients/...

.PHONY: run test mutate lint recipes documents lint-openapi strangers bench bench-large cover
run: ## serve all vendors on 127.0.0.1:8080
	$(GO) run ./simulator/cmd/crmsim $(ARGS)

test: ## everything that CI runs, contracts included
	$(GO) test -race -shuffle=on ./... $(PROGRAMS)
	$(GO) test ./contracts/mutate ./contracts/cmd/crmcheck ./contracts/suites

mutate: ## what the contracts would not catch if the simulator misbehaved
	$(GO) run ./contracts/cmd/crmcheck mutate $(ARGS)

lint: ## formatting, vet, staticcheck, tidiness; the rules for the OpenAPI documents are Go tests
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "not gofmt-clean:"; echo "$$files"; exit 1; fi
	$(GO) vet ./... $(PROGRAMS)
	$(GO) tool staticcheck ./... $(PROGRAMS)
	$(GO) mod tidy -diff
	$(GO) test ./openapi -run 'TestRules|TestQuestions'

recipes: ## tests with crmsim in other languages, where their interpreters are there
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && $(GO) build -o "$$dir/crmsim" ./simulator/cmd/crmsim && PATH="$$dir:$$PATH" testdata/recipes/run.sh

documents: ## compile the OpenAPI documents after a change of openapi/*.yaml
	$(GO) generate ./openapi

lint-openapi: ## what Redocly and Spectral recommend; needs npx and the network
	REDOCLY_TELEMETRY=off npx --yes @redocly/cli@2.77.0 lint --config openapi/.redocly.yml openapi/*.yaml
	npx --yes @stoplight/spectral-cli@6.16.3 lint --ruleset openapi/.spectral.yml --fail-severity=warn openapi/*.yaml

strangers: ## other people's generators, linters and validators over the documents and crmsim's answers; needs node, npm and the network
	@# -mod=mod: its go.sum follows that of the module above, which it replaces by the working tree.
	cd testdata/strangers && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && $(GO) run -mod=mod . $(ARGS)

bench: ## ratios to a bare handler and to plain loops, cost per record, time to the first answer; under five minutes
	$(GO) test ./openapi ./simulator/bench -run '^$$' -bench . -benchtime=$(or $(BENCHTIME),1s)

bench-large: ## the same rows where the number of records matters, with 1e6 customers
	$(GO) test ./simulator/bench -run '^$$' -bench 'Pages|AdvQuery|Worlds|Memory' -benchtime=$(or $(BENCHTIME),1s) -timeout 30m -args -customers=1000000

cover: ## coverage of the Go code by all tests
	@mkdir -p $(REPORTS)
	$(GO) test -coverpkg=./... -coverprofile=$(REPORTS)/cover.out ./...
	$(GO) tool cover -func=$(REPORTS)/cover.out | tail -1
