"""What Alembic runs: the steps, on the connection that it is handed."""

from alembic import context

from audit_app.hub.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
