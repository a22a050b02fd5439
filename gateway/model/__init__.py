"""The words of Lychgate as frozen data. Standard library only, no I/O, no clock."""
