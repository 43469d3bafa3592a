import pytest

from xengui.queries.natural import natural


def in_order(*names: str) -> bool:
    keys = [natural(name) for name in names]
    return keys == sorted(keys) and len(set(keys)) == len(keys)


def test_numbers_are_compared_by_their_length_first():
    assert in_order("disk 2", "disk 10", "disk 100")


def test_leading_zeros_make_a_number_larger():
    assert in_order("web-1", "web-2", "web-01", "web-001")


def test_case_makes_no_difference():
    assert natural("WEB-01") == natural("web-01")


@pytest.mark.parametrize(
    "names", [("_web", "1web", "web"), (" a", "0"), ("a-b", "a1", "ab"), ("(a)", "9"), ("a b", "a1", "aa")]
)
def test_symbols_come_before_digits_and_digits_before_letters(names):
    assert in_order(*names)


def test_an_accented_letter_comes_right_after_its_base_letter():
    assert in_order("cafe", "café", "caff")
    assert in_order("o", "ø", "p")


def test_comparison_goes_letter_by_letter_so_that_an_early_accent_decides():
    assert in_order("ez", "éa", "f")


def test_a_name_comes_before_its_own_continuation():
    assert in_order("web", "web 2", "web-2")


def test_composed_and_decomposed_letters_are_the_same():
    assert natural("caf\u00e9") == natural("cafe\u0301")


def test_an_empty_name_comes_first():
    assert in_order("", " ", "a")


def test_other_scripts_sort_after_latin_letters():
    assert in_order("zebra", "яблоко")
    assert in_order("вм 2", "вм 10")


def test_a_name_of_more_digits_than_there_are_characters_has_a_key():
    assert len(natural("9" * 1_200_000)) < 2_000
