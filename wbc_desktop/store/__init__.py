"""The database: engine, tables, one file per aggregate, migrations; returns domain objects, never rows."""
