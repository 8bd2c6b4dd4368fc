"""Names in addresses."""

from werkzeug.routing import BaseConverter


class SlugConverter(BaseConverter):
    """Small letters, digits and dashes; anything else is no page."""

    regex = "[a-z0-9-]{1,100}"
