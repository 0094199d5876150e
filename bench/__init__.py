"""Benchmarks and measures against named baselines; run by `make bench` and `make accuracy`, never timed tests."""
