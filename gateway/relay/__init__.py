"""How mail leaves: routes, kept connections, a reply for each recipient."""
