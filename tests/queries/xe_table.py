"""What xe's own command table says of the commands we write: required arguments, optional ones.

Facts of xapi-project/xen-api, ocaml/xapi-cli-server/cli_frontend.ml. "~" stands for a selector: `uuid=` picks the
object though the table does not name it. A name that ends in ":" takes keys.
"""

from __future__ import annotations

_TABLE = """
appliance-create name-label | name-description
appliance-destroy uuid |
appliance-shutdown uuid | force
appliance-start uuid | paused
bond-create network-uuid pif-uuids | mac mode properties:
bond-destroy uuid |
bond-set-mode uuid mode |
host-apply-edition edition | host-uuid license-server-address license-server-port
host-call-plugin host-uuid plugin fn | args:
host-compute-free-memory ~ |
host-disable ~ | auto-enable
host-dmesg ~ |
host-enable ~ |
host-evacuate ~ | network-uuid batch-size
host-get-server-certificate ~ |
host-get-vms-which-prevent-evacuation uuid |
host-power-on ~ |
host-reboot ~ |
host-set-hostname-live host-uuid host-name |
host-shutdown ~ |
host-syslog-reconfigure host-uuid |
message-destroy | uuid uuids
network-create name-label | name-description MTU bridge managed
network-destroy uuid |
pbd-create host-uuid sr-uuid | device-config:
pbd-destroy uuid |
pbd-plug uuid |
pbd-unplug uuid |
pif-forget uuid |
pif-introduce host-uuid device | mac managed
pif-plug uuid |
pif-reconfigure-ip uuid mode | IP netmask gateway DNS
pif-reconfigure-ipv6 uuid mode | IPv6 gateway DNS
pif-scan host-uuid |
pif-unplug uuid |
pool-designate-new-master host-uuid |
pool-eject host-uuid |
pool-ha-disable |
pool-ha-enable | heartbeat-sr-uuids ha-config:
pool-join master-address master-username master-password | force
pool-management-reconfigure network-uuid |
pool-recover-slaves |
pool-sync-database |
pool-vlan-create pif-uuid vlan network-uuid |
secret-create value |
secret-destroy uuid |
snapshot-revert | uuid snapshot-uuid
sr-create name-label type | host-uuid device-config: shared physical-size content-type sm-config:
sr-destroy uuid |
sr-forget uuid |
sr-introduce name-label type uuid | shared content-type
sr-probe type | host-uuid device-config: sm-config:
sr-probe-ext type | host-uuid device-config: sm-config:
sr-scan uuid |
sr-update uuid |
task-cancel uuid |
tunnel-destroy uuid |
vbd-create vm-uuid device | vdi-uuid bootable type mode unpluggable
vbd-destroy uuid |
vbd-eject uuid |
vbd-insert uuid vdi-uuid |
vbd-plug uuid |
vbd-unplug uuid | timeout force
vdi-clone uuid | driver-params- new-name-label new-name-description
vdi-copy uuid | sr-uuid base-vdi-uuid into-vdi-uuid
vdi-create sr-uuid name-label virtual-size | sm-config: sharable tags: type
vdi-data-destroy uuid |
vdi-destroy uuid |
vdi-disable-cbt uuid |
vdi-enable-cbt uuid |
vdi-forget uuid |
vdi-pool-migrate uuid sr-uuid |
vdi-resize uuid disk-size | online
vdi-snapshot uuid | driver-params-
vdi-update uuid |
vif-create device network-uuid vm-uuid | mac
vif-destroy uuid |
vif-move uuid network-uuid |
vif-plug uuid |
vif-unplug uuid | force
vlan-create pif-uuid vlan network-uuid |
vlan-destroy uuid |
vm-checkpoint ~ new-name-label | new-name-description
vm-clone ~ new-name-label | new-name-description
vm-compute-memory-overhead ~ |
vm-copy ~ new-name-label | new-name-description sr-uuid
vm-copy-bios-strings ~ host-uuid |
vm-destroy uuid |
vm-memory-dynamic-range-set ~ min max |
vm-memory-limits-set ~ static-min static-max dynamic-min dynamic-max |
vm-memory-set ~ memory |
vm-memory-shadow-multiplier-set ~ multiplier |
vm-memory-static-range-set ~ min max |
vm-migrate ~ | live host host-uuid remote-master remote-username remote-password remote-network force copy compress
vm-pause ~ |
vm-reboot ~ | force
vm-reset-powerstate ~ | force
vm-resume ~ | force on
vm-shutdown ~ | force
vm-snapshot ~ new-name-label | new-name-description ignore-vdi-uuids
vm-start ~ | force on paused
vm-suspend ~ |
vm-unpause ~ |
vm-vcpu-hotplug ~ new-vcpus |
"""

XE: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
for _line in _TABLE.strip().splitlines():
    _left, _, _right = _line.partition("|")
    _command, *_required = _left.replace("~", "uuid").split()
    XE[_command] = frozenset(_required), frozenset(_right.split())
