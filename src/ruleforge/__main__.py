"""`python -m ruleforge` is the command line."""

from ruleforge.cli.main import run

if __name__ == "__main__":
    run()
