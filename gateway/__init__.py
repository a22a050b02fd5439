"""Lychgate: a mail gateway that keeps a small council's email policy."""

__version__ = "0.1.0"
