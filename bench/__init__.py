"""Measures the portal at 100,000 practices: `make bench`. Nothing here is needed to run the portal."""
