from __future__ import annotations

from xengui.forms.about import About, Part

IT = About(version="1.2", runs_on=(("Python", "3.13.1"), ("Linux", "6.1")), parts=(Part("httpx", "0.28", "BSD"),))


def test_the_report_has_every_version_on_a_line_of_its_own():
    assert IT.report == "xengui 1.2\nPython 3.13.1\nLinux 6.1\nhttpx 0.28"


def test_there_is_nothing_that_could_be_wrong():
    assert IT.problems() == {}
