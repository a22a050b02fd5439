"""The steps from each version of the tables to the next, and the settings of alembic, which takes them."""
