from xengui.forms.label import LONGEST, Label


def test_a_label_is_kept_in_one_line_without_space_around_it():
    assert Label(pool="Stone", label="  Pro\tduction \n west ").text == "Pro duction west"


def test_a_label_is_short():
    assert Label(pool="Stone", label="x" * LONGEST).problems() == {}
    assert Label(pool="Stone", label="x" * (LONGEST + 1)).problems() == {"label": "A label has 24 letters at most."}


def test_none_is_a_label_too():
    assert Label(pool="Stone").problems() == {}


def test_an_automatic_color_is_shown_as_it_will_be():
    assert Label(pool="Stone", automatic="teal").shown_colour == "teal"
    assert Label(pool="Stone", colour="red", automatic="teal").shown_colour == "red"
