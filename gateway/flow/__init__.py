"""The verbs: the only place where the parts meet. Each module reads like its story."""
