"""Every result of a test of the zoo carries the names of the entries it is about."""


def pytest_collection_modifyitems(items):
    """Write them where junit's XML has them, of which the page is made."""
    for item in items:
        for mark in item.iter_markers("zoo"):
            item.user_properties.append(("control" if mark.kwargs.get("control") else "fault", mark.args[0]))
