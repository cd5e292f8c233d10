"""Every result of a test of the zoo carries the names of the entries it is about."""


def pytest_collection_modifyitems(items):
    """Write them where the XML of a run has them, of which the page is made (docs/zoo_page.py)."""
    for item in items:
        for mark in item.iter_markers("zoo"):
            side = "CONTROL" if mark.kwargs.get("control") else "FORMULA" if mark.kwargs.get("formula") else "FAULT"
            item.user_properties.append((side, mark.args[0]))
