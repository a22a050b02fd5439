"""What somebody types into a search box: `from:smith to:*@gmail.com rule:personal-data plot 14`."""

from dataclasses import replace

from gateway.store.pages import Search

LONGEST = 200  # characters
MOST_TERMS = 10


def sought(text: str, search: Search) -> Search:
    """The search, narrowed by each word. A word with a name before it is sought there, any other in the subject."""
    for term in text[:LONGEST].split()[:MOST_TERMS]:
        name, _, value = term.partition(":")
        match name.lower() if value else "":
            case "from":
                search = replace(search, from_=(*search.from_, value))
            case "to":
                search = replace(search, to=(*search.to, value))
            case "rule":
                search = replace(search, rules=(*search.rules, value))
            case _:
                search = replace(search, words=(*search.words, term))
    return search
