"""The map as a Jupyter widget: the same page in a frame, and the chosen site as a trait."""

from typing import Any

from panhuo._frames import need
from panhuo._page import read


def widget_of(page: str, height: int) -> Any:  # noqa: ANN401 - of a class that is optional
    """A widget that shows the page.

    Raises:
        ImportError: If anywidget is not installed.
    """
    base, traitlets = need("anywidget").AnyWidget, need("traitlets")
    traits = {
        "__doc__": "A page in a frame.",
        "__module__": __name__,
        "_esm": read("widget.js"),
        "page": traitlets.Unicode().tag(sync=True),
        "height": traitlets.Int().tag(sync=True),
        "selected": traitlets.Unicode("").tag(sync=True),
    }
    return type("MapWidget", (base,), traits)(page=page, height=height)
