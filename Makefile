PYTHON ?= python3
.PHONY: run demo test test-next check e2e words faults bench screenshots lock

run:          ## a working site with its reminder worker on http://127.0.0.1:8000 (PORT changes it)
	@$(PYTHON) dev.py run
demo:         ## a believable job search in an account of its own; prints the sign-in
	@$(PYTHON) dev.py demo
test:         ## every test: SQLite, PostgreSQL, browser. ARGS="-k decline" runs some
	@$(PYTHON) dev.py test $(ARGS)
check:        ## lint, format, types, arrows between the rooms, templates, migrations, production settings
	@$(PYTHON) dev.py check
e2e:          ## the browser tests alone, every page in light and dark at 390, 768 and 1280 pixels
	@$(PYTHON) dev.py e2e
words:        ## every message that is offered, each read by the tone review
	@$(PYTHON) dev.py words
faults:       ## 100 kills, a mail server that breaks in every way, moved clocks: the full figures of docs/reliability.md
	@$(PYTHON) dev.py faults $(ARGS)
bench:        ## figures as ratios; judges nothing
	@$(PYTHON) dev.py bench
screenshots:  ## every page as a picture, light, dark and phone width, into docs/pictures
	@$(PYTHON) dev.py screenshots
test-next:    ## the unit tests on the newest Django that we support (needs uv and Python 3.12 or newer)
	uv venv -q --clear --python 3.13 var/next
	uv pip install -q --python var/next/bin/python -r pyproject.toml --extra dev
	var/next/bin/python -m pytest -q -n auto -o filterwarnings=default -m "not e2e and not bench" $(ARGS)
lock:         ## write requirements*.txt anew from pyproject.toml (needs uv)
	echo 'Django<5.3' > var/constraints.txt
	uv pip compile pyproject.toml -c var/constraints.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.txt
	uv pip compile pyproject.toml -c var/constraints.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q --extra dev -o requirements-dev.txt
