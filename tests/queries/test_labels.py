import pytest

from tests.builders import a_connection, a_host, pool_with
from xengui.queries.labels import COLOURS, PoolLabel, locked_words, pool_label, titled


def test_a_pool_is_told_from_others_by_its_name_its_label_and_its_color():
    connection = a_connection(pool_with(a_host()), colour="red", label="Production", locked=True)

    assert pool_label(connection) == PoolLabel("Stone", "Production", "red", locked=True)


@pytest.mark.parametrize(
    ("label", "text", "spoken"),
    [
        (PoolLabel("Stone"), "Stone", "Stone"),
        (PoolLabel("Stone", "Production", "red"), "Stone (Production)", "Stone, Production"),
        (PoolLabel("Stone", locked=True), "Stone", "Stone, locked against changes"),
        (
            PoolLabel("Stone", "Production", locked=True),
            "Stone (Production)",
            "Stone, Production, locked against changes",
        ),
    ],
)
def test_a_label_is_read_and_spoken(label: PoolLabel, text: str, spoken: str):
    assert (label.text, label.spoken) == (text, spoken)


def test_a_lock_says_what_is_in_the_way_and_what_to_do_and_an_open_one_says_nothing():
    assert locked_words(a_connection(pool_with(a_host()), locked=True)) == (
        "Stone is locked against changes. Unlock it first."
    )
    assert locked_words(a_connection(name="Attic", locked=True)).startswith("Attic is locked")
    assert locked_words(a_connection(pool_with(a_host()))) == ""


def test_the_title_of_a_window_names_object_and_pool_once():
    connection = a_connection(pool_with(a_host()), label="Production")

    assert titled("web-01", connection) == "web-01 – Stone (Production)"
    assert titled("Stone", connection, itself=True) == "Stone (Production)"
    assert titled("Stone", a_connection(pool_with(a_host())), itself=True) == "Stone"


def test_there_are_nine_colors_to_choose_from():
    assert len(set(COLOURS)) == 9
