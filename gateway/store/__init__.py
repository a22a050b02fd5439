"""The record and the queue: SQLAlchemy Core, one code for SQLite and PostgreSQL."""
