"""The rules, one a file. The file's name is the rule's name; `gateway/policy/rule.py` is the contract."""
