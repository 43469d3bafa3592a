from tests.builders import a, a_vm, ref
from tests.queries.general.pages import page, values
from xengui.model.classes import VM_appliance
from xengui.queries.general import Row


def test_the_page_of_a_vapp_tells_the_order_of_its_machines():
    shop = a(VM_appliance, name_label="shop", VMs=("balancer", "db"))
    found = page(shop, a_vm(name_label="balancer", order=2), a_vm(name_label="db", order=1, start_delay=60))

    assert list(values(found["Start order"]).items()) == [
        ("db", "Order 1, then 1 min of delay. Halted."),
        ("balancer", "Order 2. Halted."),
    ]


def test_machines_of_one_order_stand_by_name_and_each_leads_to_itself():
    shop = a(VM_appliance, name_label="shop", VMs=("web-10", "web-2"))

    rows = page(shop, a_vm(name_label="web-10"), a_vm(name_label="web-2", resident_on="granite"))["Start order"]

    assert list(rows) == ["web-2", "web-10"]
    assert rows["web-2"] == Row("web-2", "Order 0. Running.", ref=ref("web-2"))


def test_a_machine_that_is_gone_is_left_out():
    empty = page(a(VM_appliance, name_label="shop", name_description="Closed", VMs=("gone",)))

    assert values(empty["General"]) == {"Name": "shop", "Description": "Closed"}
    assert "Start order" not in empty
