"""Look into a ledger's tables, and change them, behind the program's back."""

from sqlalchemy import NullPool, create_engine, text


def query(url, statement):
    """Rows of a query, as tuples."""
    with _connected(url) as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def change(url, statement):
    """Change rows; give how many."""
    with _connected(url) as connection:
        return connection.execute(text(statement)).rowcount


def row_count(url, table):
    """How many rows a table has."""
    return query(url, f"SELECT count(*) FROM {table}")[0][0]


def _connected(url):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    return engine.begin()
