from dataclasses import replace

from xengui.forms.trust import Trust
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate

NEW = Trust(address=Address("granite"), shown=Certificate(b"", "1a" * 32))


def test_an_unknown_certificate_may_be_trusted_at_once():
    assert not NEW.changed
    assert NEW.problems() == {}


def test_a_changed_certificate_wants_to_be_compared_first():
    changed = replace(NEW, known="2b" * 32)

    assert changed.changed
    assert list(changed.problems()) == ["compared"]
    assert replace(changed, compared=True).problems() == {}
