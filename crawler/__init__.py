"""Goes out: politely, on a budget, the most promising link first; archives what it gets."""
