"""The database: engine, tables, one file per aggregate, migrations; functions return domain objects, never rows."""
