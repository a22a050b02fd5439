"""Reading and writing internet messages. Pure, and never raises on bad mail."""
