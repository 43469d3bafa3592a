"""Licenses, in words; a free edition is never nagged."""

from __future__ import annotations

from datetime import datetime

from xengui.model.classes import Host
from xengui.model.dates import moment

_FREE = frozenset({"", "free", "xcp-ng", "express", "basic"})
_NEVER = 2098  # servers write a date in 2099 or later for "does not expire"


def free(host: Host) -> bool:
    return host.edition.lower() in _FREE


def expiry(host: Host) -> datetime | None:
    """When a license ends; None if it never does."""
    ends = moment(host.license_params.get("expiry", ""))
    return None if ends is None or ends.year > _NEVER else ends


def expired(host: Host, now: datetime) -> bool:
    ends = expiry(host)
    return not free(host) and ends is not None and ends < now


def edition(host: Host) -> str:
    """What people call the edition: the marketing name where the server gives one."""
    return host.license_params.get("sku_marketing_name", "") or host.edition
