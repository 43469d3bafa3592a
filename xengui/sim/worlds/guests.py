"""The operating systems in the machines, and what their guest tools tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TOOLS_FEATURES = {
    "feature-balloon": "1",
    "feature-poweroff": "1",
    "feature-reboot": "1",
    "feature-shutdown": "1",
    "feature-suspend": "1",
    "feature-vcpu-hotplug": "1",
    "has-vendor-device": "0",
    "platform-feature-multiprocessor-suspend": "1",
    "platform-feature-xs_reset_watches": "1",
}
WINDOWS_FEATURES = {
    **TOOLS_FEATURES,
    "feature-static-ip-setting": "1",
    "feature-ts": "1",
    "feature-ts2": "1",
    "data-ts": "1",
    "feature-vcpu-hotplug": "0",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """An operating system as `VM_guest_metrics` would describe it."""

    template: str
    """The default template it was installed from."""

    name: str
    distro: str = ""
    major: str
    minor: str
    uname: str = ""
    tools: tuple[int, int, int, int] = (8, 4, 0, 12)
    domain_type: str = "hvm"

    @property
    def windows(self) -> bool:
        return not self.uname

    @property
    def os_version(self) -> dict[str, str]:
        told = {
            "name": self.name,
            "distro": self.distro,
            "major": self.major,
            "minor": self.minor,
            "uname": self.uname,
        }
        return {key: text for key, text in told.items() if text}

    @property
    def drivers_version(self) -> dict[str, str]:
        return dict(zip(("major", "minor", "micro", "build"), map(str, self.tools), strict=True))

    @property
    def features(self) -> Mapping[str, str]:
        return WINDOWS_FEATURES if self.windows else TOOLS_FEATURES


DEBIAN_12 = Guest(
    template="Debian Bookworm 12",
    name="Debian GNU/Linux 12 (bookworm)",
    distro="debian",
    major="12",
    minor="7",
    uname="6.1.0-25-amd64",
)
UBUNTU_24 = Guest(
    template="Ubuntu Noble 24.04",
    name="Ubuntu 24.04.1 LTS",
    distro="ubuntu",
    major="24",
    minor="04",
    uname="6.8.0-45-generic",
)
ROCKY_9 = Guest(
    template="Rocky Linux 9",
    name="Rocky Linux 9.4 (Blue Onyx)",
    distro="rocky",
    major="9",
    minor="4",
    uname="5.14.0-427.el9.x86_64",
)
RHEL_9 = Guest(
    template="Red Hat Enterprise Linux 9",
    name="Red Hat Enterprise Linux 9.4 (Plow)",
    distro="rhel",
    major="9",
    minor="4",
    uname="5.14.0-427.el9.x86_64",
)
SUSE_15 = Guest(
    template="SUSE Linux Enterprise 15 (64-bit)",
    name="SUSE Linux Enterprise Server 15 SP6",
    distro="sles",
    major="15",
    minor="6",
    uname="6.4.0-150600.21-default",
)
CENTOS_5 = Guest(
    template="Other install media",
    name="CentOS release 5.11 (Final)",
    distro="centos",
    major="5",
    minor="11",
    uname="2.6.18-398.el5xen",
    tools=(6, 2, 0, 70446),
    domain_type="pv",
)
WINDOWS_11 = Guest(
    template="Windows 11",
    name="Microsoft Windows 11 Pro|C:\\Windows|\\Device\\Harddisk0\\Partition3",
    distro="windows",
    major="10",
    minor="0",
    tools=(9, 4, 1, 133),
)
WINDOWS_2019 = Guest(
    template="Windows Server 2019 (64-bit)",
    name="Microsoft Windows Server 2019 Standard|C:\\Windows|\\Device\\Harddisk0\\Partition2",
    distro="windows",
    major="10",
    minor="0",
    tools=(9, 3, 3, 125),
)
WINDOWS_2022 = Guest(
    template="Windows Server 2022 (64-bit)",
    name="Microsoft Windows Server 2022 Standard|C:\\Windows|\\Device\\Harddisk0\\Partition4",
    distro="windows",
    major="10",
    minor="0",
    tools=(9, 4, 1, 133),
)
