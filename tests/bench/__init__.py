"""Benchmarks: what is compared with what stands in `bench_*.py`, one subject a file."""
