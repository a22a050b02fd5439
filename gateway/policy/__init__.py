"""The council's policy: what a rule is, where rules come from, and how they make one decision."""
