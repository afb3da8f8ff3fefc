"""The local service (`webcare-lint serve`); needs `pip install webcare-lint[server]`."""

from webcare_lint.frontends.server.run import serve
from webcare_lint.frontends.server.settings import Limits, Settings

__all__ = ["Limits", "Settings", "serve"]
