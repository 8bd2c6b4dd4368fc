"""What can be wrong with how a database was set up or is used."""

from groupz_platform.roles import Role


class DatabaseSetupError(Exception):
    """The database, or this process's access to it, is not as it should be."""


class DatabaseUrlError(DatabaseSetupError):
    """A database URL is missing or names nothing that can be used."""


class RoleNotGivenError(DatabaseSetupError):
    """This process was not given the role that it asks for."""

    def __init__(self, role: Role) -> None:
        super().__init__(f"this process was not given the database role {role}")
        self.role = role


class NestedTransactionError(DatabaseSetupError):
    """A thread asked to write within a transaction in which it writes already."""

    def __init__(self) -> None:
        super().__init__(
            "this thread is in a writing transaction already: pass its session on"
        )


class SchemaError(DatabaseSetupError):
    """The tables are not those that this version works with."""


class MissingSchemaError(SchemaError):
    """There are no tables yet, or no database at all."""

    def __init__(self) -> None:
        super().__init__("The database has no tables yet: run `groupz db upgrade`.")


class NewerSchemaError(SchemaError):
    """The tables were made by a later release."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"The database is at version {found}, and this release knows {wanted}:"
            " it was made by a later release, which is the one to run."
        )
        self.found = found
        self.wanted = wanted


class OutdatedSchemaError(SchemaError):
    """The tables are those of another version."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"The database is at version {found}, and this release needs {wanted}:"
            " run `groupz db upgrade`."
        )
        self.found = found
        self.wanted = wanted
