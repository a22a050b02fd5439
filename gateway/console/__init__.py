"""The front door for people: what the Clerk, the deputies and the authors see in a browser."""
