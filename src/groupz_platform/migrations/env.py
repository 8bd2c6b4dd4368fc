"""What alembic runs: the migrations, in one transaction, on the owner's connection.

`groupz_platform.db.schema` hands the connection in.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
