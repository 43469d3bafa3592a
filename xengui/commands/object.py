"""What can be done with objects of most kinds: renaming, hiding, properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xengui.commands.command import Command
from xengui.forms.properties import Properties
from xengui.forms.rename import Rename
from xengui.model.classes import SR, VDI, VM, Host, Network, Pool, VM_appliance
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.operations import hiding, properties
from xengui.operations.recipe import Recipe
from xengui.queries.placement import real
from xengui.queries.visibility import FLAG

_NAMED = (VM, Host, Pool, SR, Network, VDI, VM_appliance)
_HIDEABLE = (VM, SR, Network, VDI)
"""Hosts and pools have no hiding flag."""


def _hidden(record: Any) -> bool:
    return bool(record.other_config.get(FLAG) == "true")


def _rename_refused(record: Any, pool: Snapshot) -> str | None:
    if isinstance(record, VM) and record.is_control_domain:
        return f"{record.name_label} is a control domain; it keeps its name."
    return None


def _rename_asks(going: Sequence[Any], refused: object, pools: Sequence[Snapshot]) -> Rename:
    (record,) = going
    others = pools[0].of(type(record)).values() if pools else ()
    taken = frozenset(str(other.name_label) for other in others if other.ref != record.ref)
    return Rename(ref=record.ref, before=record.name_label, name=record.name_label, taken=taken)


def _rename(record: Record, pool: Snapshot, form: Rename) -> Recipe:
    return properties.rename(record, form.name.strip())


def _hide_refused(record: Any, pool: Snapshot) -> str | None:
    return f"{record.name_label} is hidden already." if _hidden(record) else None


def _show_refused(record: Any, pool: Snapshot) -> str | None:
    return None if _hidden(record) else f"{record.name_label} is not hidden."


def _properties_asks(going: Sequence[Any], refused: object, pools: Sequence[Snapshot]) -> Properties:
    (vm,) = going
    notes = vm.other_config.get(properties.NOTES, "")
    tags = sorted({tag for pool in pools for other in pool.vms.values() for tag in other.tags})
    return Properties(
        ref=vm.ref,
        before=(vm.name_label, vm.name_description, vm.tags, notes),
        name=vm.name_label,
        description=vm.name_description,
        tags=vm.tags,
        notes=notes,
        known_tags=tuple(tags),
    )


def _change(vm: VM, pool: Snapshot, form: Properties) -> Recipe:
    changes: dict[str, Any] = form.changes()
    if "tags" in changes:
        changes["tags"] = form.tags_of(vm.tags)
    return properties.describe(vm, **changes)


COMMANDS = (
    Command(
        id="object.rename",
        text="Re&name…",
        icon="pencil-simple",
        shortcut="F2",
        applies_to=_NAMED,
        single=True,
        refuses=_rename_refused,
        asks=_rename_asks,
        recipe=_rename,
    ),
    Command(
        id="object.hide",
        text="&Hide",
        icon="eye-slash",
        applies_to=_HIDEABLE,
        refuses=_hide_refused,
        recipe=lambda record, pool, given: hiding.hide(record),
        done=lambda number: f"{number} objects are hidden.",
    ),
    Command(
        id="object.show",
        text="Sho&w again",
        icon="eye",
        applies_to=_HIDEABLE,
        refuses=_show_refused,
        recipe=lambda record, pool, given: hiding.show(record),
        done=lambda number: f"{number} objects are shown again.",
    ),
    Command(
        id="vm.properties",
        text="P&roperties…",
        icon="sliders-horizontal",
        shortcut="Alt+Return",
        applies_to=VM,
        accepts=lambda vm: real(vm) or vm.is_a_template,
        single=True,
        asks=_properties_asks,
        recipe=_change,
    ),
)
