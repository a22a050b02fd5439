"""Build the gateway from a config: `parts.py` makes them, `gateway.py` joins them and knows their order."""
