"""The review desk: people settle in a browser what the machine is unsure of; `app` serves it, on this machine only."""
