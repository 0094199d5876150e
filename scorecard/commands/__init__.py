"""Commands that need neither the crawler nor the rules; `cli.py` takes them in."""
