"""How right the rule `personal-data` is, on labelled mail: `make bench-accuracy`."""
