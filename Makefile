.PHONY: help python corpus demo docs test clean
help: ## What can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/'
python: ## Build the Python bindings into .venv
	@scripts/python.sh
corpus: ## Write the ledgers of the example district
	@scripts/corpus.sh
demo: ## The main job on the example district: ledgers, inventory, three investors
	@scripts/demo.sh
docs: ## The documentation site, in out/site
	@scripts/docs.sh
test: ## Everything that is checked before a change lands, Rust and Python
	@scripts/test.sh
clean: ## Remove what was built and generated
	@scripts/clean.sh
