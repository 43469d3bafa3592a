"""Which calls of the XenAPI only read: all that a pool is asked while it is locked against changes.

The list is ours. The server's read-only role is another thing: it may cancel tasks and recover machines from a backup,
and it may not see some of what is harmless to see.
"""

from __future__ import annotations

from typing import Final

from xengui.model.calls import CALLS

_PREFIXES: Final = ("get_", "assert_")
"""What is called so asks or checks, in every class of the datamodel."""

_OTHERS: Final = frozenset(
    (
        # A session of our own, and what it is told about.
        "session.login_with_password",
        "session.slave_local_login_with_password",
        "session.logout",
        "session.local_logout",
        "event.from",
        "event.next",
        "event.register",
        "event.unregister",
        # What the server computes, waits for or looks up, and leaves as it is.
        "SR.query_data_source",
        "VDI.list_changed_blocks",
        "VDI.read_database_pool_uuid",
        "VM.compute_memory_overhead",
        "VM.maximise_memory",
        "VM.query_data_source",
        "VM.query_services",
        "VM.retrieve_wlb_recommendations",
        "VM.wait_memory_target_live",
        "host.compute_free_memory",
        "host.compute_memory_overhead",
        "host.dmesg",
        "host.has_extension",
        "host.list_methods",
        "host.query_data_source",
        "host.retrieve_wlb_evacuate_recommendations",
        "message.get",
        "pool.certificate_list",
        "pool.check_update_readiness",
        "pool.crl_list",
        "pool.ha_compute_hypothetical_max_host_failures_to_tolerate",
        "pool.ha_compute_max_host_failures_to_tolerate",
        "pool.ha_compute_vm_failover_plan",
        "pool.ha_failover_plan_exists",
        "pool.has_extension",
        "pool.retrieve_wlb_configuration",
        "pool.retrieve_wlb_recommendations",
    )
)


def reads(method: str) -> bool:
    """Whether a call changes nothing on the pool, whoever may make it.

    An `Async.` form never counts: it makes a task. Nor does a call that we do not know, such as one of a younger
    server, nor one that probes or prechecks: those attach storage and log in to targets for as long as they take.
    """
    return method in _OTHERS or (method in CALLS and method.partition(".")[2].startswith(_PREFIXES))
