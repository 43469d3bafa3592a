"""What the XenAPI's error codes mean, sentence by sentence.

A sentence names the parameters it needs: `{0:vm}` is the name behind a reference (or "the virtual machine" where
nothing is behind it), `{0:bytes}` a size, `{1:seconds}` a span of time, `{1:operation}` what goes on, `{2:power}` a
power state, `{0:class}` a class in plain words, `{0}` the server's text as it is. Where a code comes with fewer
parameters on some servers, its sentences stand one after the other and the first that can be filled is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Say(NamedTuple):
    """The sentence, and the next step where there is one."""

    text: str
    advice: str = ""


_LOG = "The server's log, /var/log/xensource.log, tells more."
_TOOLS = "Install the guest tools, or force it."
_PICK = "Pick another server."
_WAIT = "Wait until that is done, or cancel it in the task list."
_LICENSE = "It needs another edition of the server software or another license."
_DEVICE = "Shut it down instead, or take the device away from it first."
_DOMAIN = "Check the domain's name, the user and the server's DNS settings."

WORDS: Mapping[str, Say | tuple[Say, ...]] = {
    # Logging in, sessions, the API itself
    "SESSION_AUTHENTICATION_FAILED": Say("Wrong user name or password.", "Nothing has been saved."),
    "SESSION_AUTHORIZATION_FAILED": Say(
        "This user has no role in the pool.", "An administrator of the pool has to give it one."
    ),
    "SESSION_INVALID": Say("The server has ended the session; nothing was done.", "xengui logs in anew: try again."),
    "SESSION_NOT_REGISTERED": Say("The server does not report changes to this session.", "Connect again."),
    "EVENTS_LOST": Say("The server has forgotten some changes.", "The pool is read anew."),
    "EVENT_FROM_TOKEN_PARSE_FAILURE": Say(
        "The server does not know our place among its changes.", "The pool is read anew."
    ),
    "EVENT_SUBSCRIPTION_PARSE_FAILURE": Say("The server does not report changes of {0}."),
    "HOST_IS_SLAVE": (
        Say("This server is a member of a pool; its coordinator is {0}.", "xengui turns to {0}: try again."),
        Say("This server is a member of a pool.", "Connect to the pool's coordinator instead."),
    ),
    "HOST_STILL_BOOTING": Say("The server is still starting up.", "Try again in a minute."),
    "HOST_HAS_NO_MANAGEMENT_IP": Say("The server has no management address.", "Give it one on its own console first."),
    "HOST_UNKNOWN_TO_MASTER": Say(
        "The coordinator does not know this server: it has been removed from the pool.",
        "Let it join again, or reset its pool membership on its console.",
    ),
    "HOST_MASTER_CANNOT_TALK_BACK": Say(
        "The coordinator cannot reach the server at {0}.", "Check the network and the firewall between them."
    ),
    "HOST_ITS_OWN_SLAVE": Say("The server takes itself for its own member.", "Repair the pool on its console."),
    "NOT_IN_EMERGENCY_MODE": Say("The server is not in emergency mode, and this is only for servers that are."),
    "RBAC_PERMISSION_DENIED": Say(
        "Your role does not allow {0}.",
        "Log in as a user whose role does, or ask an administrator of the pool.",
    ),
    "PERMISSION_DENIED": Say("The server does not allow this to you.", "Log in as another user."),
    "USER_IS_NOT_LOCAL_SUPERUSER": Say("Only the server's own superuser may do this.", "Log in as root."),
    "CHANGE_PASSWORD_REJECTED": Say("The new password was refused: {0}"),
    "HANDLE_INVALID": (
        Say("The {0:class} is gone.", "Somebody deleted it in the meantime."),
        Say("The object is gone.", "Somebody deleted it in the meantime."),
    ),
    "UUID_INVALID": (Say("There is no {0:class} with the UUID {1}."), Say("There is no object with this UUID.")),
    "MAP_DUPLICATE_KEY": Say("The key {3} is set already in {1}."),
    "FIELD_TYPE_ERROR": Say("{0} was given a value of the wrong type."),
    "VALUE_NOT_SUPPORTED": (
        Say("{0} cannot be {1}: {2}."),
        Say("{0} cannot be {1}."),
        Say("The server does not support this value."),
    ),
    "INVALID_VALUE": (Say("{1} is no valid value for {0}."), Say("The server takes this value for invalid.")),
    "INVALID_DEVICE": Say("There is no device {0}."),
    "MESSAGE_METHOD_UNKNOWN": Say("This server does not know {0}.", "It is older or younger than the call."),
    "MESSAGE_PARAMETER_COUNT_MISMATCH": Say("This server's {0} takes {1} parameters, not {2}."),
    "MESSAGE_REMOVED": Say("This server no longer offers the call."),
    "MESSAGE_DEPRECATED": Say("This server no longer offers the call."),
    "NOT_IMPLEMENTED": (Say("The server has no {0}."), Say("The server cannot do this.")),
    "TOO_MANY_PENDING_TASKS": Say("The server has too much to do at the moment.", "Try again later."),
    "TASK_CANCELLED": Say("It was canceled."),
    "INTERNAL_ERROR": (
        Say("The server ran into an error of its own: {0}", _LOG),
        Say("The server ran into an error.", _LOG),
    ),
    "OPERATION_NOT_ALLOWED": (Say("The server does not allow this: {0}"), Say("The server does not allow this.")),
    "OPERATION_BLOCKED": (
        Say(
            "An administrator has blocked this on {0:any}: {1}",
            "Lift the block in its properties if it is no longer wanted.",
        ),
        Say("An administrator has blocked this on {0:any}.", "Lift the block if it is no longer wanted."),
    ),
    "OTHER_OPERATION_IN_PROGRESS": (
        Say("{1:any} is busy with something else: {2:operation}.", _WAIT),
        Say("{1:any} is busy with something else.", _WAIT),
        Say("The object is busy with something else.", _WAIT),
    ),
    "OPERATION_PARTIALLY_FAILED": Say("It did not work for {1:rest}.", "The other virtual machines are done."),
    "NOT_SUPPORTED_DURING_UPGRADE": Say("The pool is in the middle of an upgrade.", "Finish the upgrade first."),
    "WLB_NOT_INITIALIZED": Say(
        "Workload balancing is not set up for this pool.", "Connect the pool to a balancing server."
    ),
    "XENAPI_MISSING_PLUGIN": Say("The server lacks the plug-in {0}."),
    "XENAPI_PLUGIN_FAILURE": (
        Say("A plug-in of the server failed ({0}): {2}", _LOG),
        Say("A plug-in of the server failed: {0}", _LOG),
    ),
    "LICENCE_RESTRICTION": (
        Say("The license of the pool does not include this: {0}.", _LICENSE),
        Say("The license of the pool does not include this.", _LICENSE),
    ),
    "FEATURE_RESTRICTED": (
        Say("The license of the pool does not include this: {0}.", _LICENSE),
        Say("The license of the pool does not include this.", _LICENSE),
    ),
    "NOT_ALLOWED_ON_OEM_EDITION": Say("This edition of the server does not allow {0}.", _LICENSE),
    "LICENSE_CHECKOUT_ERROR": (
        Say("The license server gave no license: {1}", "Check its address and its licenses."),
        Say("The license server gave no license: {0}", "Check its address and its licenses."),
        Say("The license server gave no license.", "Check its address and its licenses."),
    ),
    "LICENSE_PROCESSING_ERROR": Say("The license could not be read.", "Check the license file or the license server."),
    "LICENSE_EXPIRED": Say("The license has expired.", "Assign a valid one."),
    "LICENSE_HOST_POOL_MISMATCH": Say("The server and the pool have different licenses.", "Give both the same."),
    # Where a machine may run
    "HOST_NOT_ENOUGH_FREE_MEMORY": (
        Say(
            "The server has {1:bytes} of memory free and {0:bytes} are needed.",
            "Free memory on it, give the virtual machine less, or pick another server.",
        ),
        Say("The server does not have enough free memory.", "Free memory on it, or pick another server."),
    ),
    "HOST_NOT_ENOUGH_PCPUS": (
        Say(
            "The server has {1} CPUs and {0} are needed.",
            "Give the virtual machine fewer vCPUs, or pick another server.",
        ),
        Say("The server has fewer CPUs than the virtual machine has vCPUs.", "Take some away, or pick another server."),
    ),
    "NO_HOSTS_AVAILABLE": (
        Say("No server of the pool can run {0:vm} at the moment.", "Its menu tells for each server why not."),
        Say("No server of the pool can run it at the moment.", "Its menu tells for each server why not."),
    ),
    "VM_REQUIRES_SR": Say(
        "{0:vm} needs {1:sr}, which the server cannot reach.", "Repair the storage, or pick a server that has it."
    ),
    "VM_REQUIRES_NETWORK": Say(
        "{0:vm} needs {1:network}, which the server is not on.", "Pick a server that is, or change its network."
    ),
    "VM_REQUIRES_GPU": Say("{0:vm} needs a graphics card of {1:any}, and the server has none.", _PICK),
    "VM_REQUIRES_VGPU": Say("{0:vm} needs a virtual GPU that no card of the server has room for.", _PICK),
    "VM_REQUIRES_IOMMU": Say(
        "{0:host} has I/O virtualization (IOMMU, VT-d) off.", "Turn it on in the BIOS, or pick another server."
    ),
    "VM_HVM_REQUIRED": Say(
        "{0:vm} needs hardware virtualization, and the server offers none.",
        "Turn it on in the BIOS, or pick another server.",
    ),
    "VM_INCOMPATIBLE_WITH_THIS_HOST": (
        Say("{0:vm} cannot run on {1:host}: {2}", _PICK),
        Say(
            "{0:vm} uses CPU features that {1:host} does not have.",
            "Pick a server with the same CPUs, or shut it down first.",
        ),
    ),
    "VM_HOST_INCOMPATIBLE_VERSION": Say(
        "{1:vm} cannot run on {0:host}, which has an older version.", "Pick a server that is upgraded already."
    ),
    "VM_HOST_INCOMPATIBLE_VERSION_MIGRATE": Say(
        "{1:vm} cannot move to {0:host}, which has an older version.", "Pick a server that is upgraded already."
    ),
    "VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION": Say(
        "The server is too old for the virtual hardware of this machine.", "Upgrade the server, or pick another."
    ),
    "HOST_CANNOT_ATTACH_NETWORK": Say(
        "{0:host} cannot bring up {1:network}.", "Check its NICs and bonds, or pick another server."
    ),
    "HOST_OFFLINE": Say("{0:host} does not respond.", "Check its power and its network."),
    "HOST_NOT_LIVE": (
        Say("{0:host} does not respond.", "Check its power and its network."),
        Say("The server does not respond.", "Check its power and its network."),
    ),
    "CANNOT_CONTACT_HOST": Say("The coordinator gets no answer from {0:host}.", "Check its power and its network."),
    "HOST_DISABLED": Say("{0:host} is in maintenance mode.", "End its maintenance, or pick another server."),
    "HOST_DISABLED_UNTIL_REBOOT": Say(
        "{0:host} is disabled until it is rebooted.", "Reboot it, or pick another server."
    ),
    "HOST_DISABLED_INDEFINITELY": Say(
        "{0:host} is disabled until an administrator enables it.", "Enable it, or pick another server."
    ),
    "HOST_NOT_DISABLED": Say("The server is in use.", "Put it into maintenance mode first."),
    "HOST_IN_USE": Say("{0:host} is in use by {2:any}.", "Wait until that is done, or end it."),
    "HOST_IS_LIVE": Say("{0:host} is running already."),
    "HOST_POWER_ON_MODE_DISABLED": Say(
        "The pool does not know how to power on this server.", "Set up remote power in its properties."
    ),
    "HOST_HAS_RESIDENT_VMS": Say("Virtual machines still run on {0:host}.", "Shut them down or move them first."),
    "HOST_EVACUATE_IN_PROGRESS": Say("{0:host} is being evacuated already.", _WAIT),
    "HOST_EVACUATE_VM_NOT_HA_PROTECTED": Say("{0:vm} is not protected by high availability and cannot be evacuated."),
    "HOSTS_NOT_HOMOGENEOUS": (
        Say("The hardware of the servers differs too much: {0}"),
        Say("The hardware of the servers differs too much."),
    ),
    "HOSTS_NOT_COMPATIBLE": Say("The hardware of the servers differs too much."),
    "HOST_NAME_INVALID": Say("This is no valid name for a server.", "Use letters, digits and hyphens."),
    "CLUSTERED_SR_DEGRADED": Say(
        "Clustered storage would lose too many servers.", "Bring the other members back first."
    ),
    # States and abilities of machines
    "VM_BAD_POWER_STATE": Say("{0:vm} is {2:power}, and for this it has to be {1:power}."),
    "VM_MISSING_PV_DRIVERS": Say("{0:vm} has no guest tools.", _TOOLS),
    "VM_OLD_PV_DRIVERS": Say("The guest tools of {0:vm} are too old.", "Update them, or force it."),
    "VM_LACKS_FEATURE": Say("The guest of {0:vm} does not offer this.", _TOOLS),
    "VM_LACKS_FEATURE_SHUTDOWN": Say("The guest of {0:vm} cannot be asked to shut down.", _TOOLS),
    "VM_LACKS_FEATURE_SUSPEND": Say("The guest of {0:vm} cannot be suspended.", "Install the guest tools."),
    "VM_LACKS_FEATURE_VCPU_HOTPLUG": Say("The guest of {0:vm} cannot take vCPUs while it runs.", "Shut it down first."),
    "VM_LACKS_FEATURE_STATIC_IP_SETTING": Say(
        "The guest of {0:vm} does not let its address be set from here.", "Set it inside the guest."
    ),
    "VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT": Say(
        "The guest of {0:vm} did not react to the request.", "Look at its console, or force it off."
    ),
    "VM_FAILED_SHUTDOWN_ACKNOWLEDGEMENT": Say(
        "The guest of {0:vm} did not react to the request.", "Look at its console, or force it off."
    ),
    "VM_SHUTDOWN_TIMEOUT": (
        Say("{0:vm} did not shut down within {1:seconds}.", "Look at its console, or force it off."),
        Say("{0:vm} did not shut down in time.", "Look at its console, or force it off."),
    ),
    "VM_HALTED": Say("{0:vm} stopped in the middle of it.", "Its console or its log may say why."),
    "VM_REBOOTED": Say("{0:vm} rebooted in the middle of it.", "Try again."),
    "VM_CRASHED": Say("{0:vm} crashed in the middle of it.", "Start it and look at its own log."),
    "DOMAIN_EXISTS": Say(
        "Remains of {0:vm} still hold its memory on the server.", "Reset its power state, or restart the toolstack."
    ),
    "VM_MIGRATE_FAILED": Say("{0:vm} could not move from {1:host} to {2:host}: {3}", "It stays where it was."),
    "VM_HAS_PCI_ATTACHED": Say(
        "{0:vm} has a device of its server passed through and cannot leave it or sleep.", _DEVICE
    ),
    "VM_HAS_VGPU": Say("{0:vm} has a virtual GPU that cannot be moved or suspended.", _DEVICE),
    "VM_HAS_SRIOV_VIF": Say(
        "{0:vm} has a network interface straight on the card (SR-IOV) and cannot leave its server or sleep.", _DEVICE
    ),
    "VM_HAS_VUSBS": Say("{0:vm} has a USB device passed through and cannot leave its server or sleep.", _DEVICE),
    "VM_IS_PROTECTED": Say("{0:vm} is protected by high availability.", "Change its restart priority first."),
    "VM_IS_TEMPLATE": Say("{0:vm} is a template, which cannot do this.", "Make a virtual machine from it first."),
    "VM_IS_SNAPSHOT": Say("{0:vm} is a snapshot, which cannot do this.", "Make a virtual machine from it first."),
    "VM_IS_IMMOBILE": Say("{0:vm} is set to stay on its server.", "Shut it down to change that."),
    "VM_IS_USING_NESTED_VIRT": Say("{0:vm} runs virtual machines of its own.", "Shut it down first."),
    "VM_NON_SUSPENDABLE": (Say("{0:vm} cannot be suspended now: {1}"), Say("{0:vm} cannot be suspended now.")),
    "VM_IS_PART_OF_AN_APPLIANCE": Say("{0:vm} belongs to a vApp.", "Take it out of the vApp first."),
    "VM_ASSIGNED_TO_PROTECTION_POLICY": Say("{0:vm} has a protection policy.", "Take the policy away first."),
    "VM_ASSIGNED_TO_SNAPSHOT_SCHEDULE": Say("{0:vm} has a snapshot schedule.", "Take it out of the schedule first."),
    "VM_CANNOT_DELETE_DEFAULT_TEMPLATE": Say(
        "{0:vm} came with the server and cannot be deleted.", "Hide it in the View menu."
    ),
    "VM_TOO_MANY_VCPUS": Say("{0:vm} has more vCPUs than can be started.", "Give it fewer."),
    "VM_NO_VCPUS": Say("{0:vm} has no vCPUs.", "Give it at least one."),
    "VM_MEMORY_SIZE_TOO_LOW": Say("{0:vm} has too little memory to start.", "Give it more."),
    "MEMORY_CONSTRAINT_VIOLATION": (
        Say(
            "The memory settings do not fit together: {0}.",
            "Static limits enclose the dynamic ones, and minimum comes below maximum.",
        ),
        Say(
            "The memory settings do not fit together.",
            "Static limits enclose the dynamic ones, and minimum comes below maximum.",
        ),
    ),
    "VM_NO_SUSPEND_SR": Say(
        "There is no storage with room for the memory of {0:vm}.", "Set a suspend storage, or make room on it."
    ),
    "VM_NO_CRASHDUMP_SR": Say(
        "There is no storage for a crash dump of {0:vm}.", "Set a crash dump storage for the pool."
    ),
    "VM_HAS_NO_SUSPEND_VDI": Say("The saved memory of {1:vm} is gone.", "Force it off and start it anew."),
    "SUSPEND_IMAGE_NOT_ACCESSIBLE": Say(
        "The saved memory of the machine is on storage that the server cannot reach.",
        "Repair the storage, or pick another server.",
    ),
    "VM_REVERT_FAILED": (
        Say("{1:vm} could not be taken back to {0:vm}."),
        Say("The virtual machine could not be reverted."),
    ),
    "VM_CHECKPOINT_SUSPEND_FAILED": Say(
        "The memory of {0:vm} could not be saved.", "Take a snapshot of the disks only."
    ),
    "VM_CHECKPOINT_RESUME_FAILED": Say(
        "{0:vm} did not come back after its memory was saved.", "Look at its console; the snapshot may still be good."
    ),
    "VM_SNAPSHOT_WITH_QUIESCE_FAILED": (
        Say("The guest of {0:vm} could not quiesce its disks: {1}", "Take an ordinary snapshot."),
        Say("The guest of {0:vm} could not quiesce its disks.", "Take an ordinary snapshot."),
    ),
    "VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED": Say(
        "The guest of {0:vm} cannot quiesce its disks.", "Take an ordinary snapshot."
    ),
    "VM_SNAPSHOT_WITH_QUIESCE_TIMEOUT": Say(
        "The guest of {0:vm} took too long to quiesce its disks.", "Try again, or take an ordinary snapshot."
    ),
    "VM_SNAPSHOT_WITH_QUIESCE_PLUGIN_DEOS_NOT_RESPOND": Say(
        "The guest of {0:vm} does not answer when asked to quiesce its disks.", "Take an ordinary snapshot."
    ),
    "VM_BIOS_STRINGS_ALREADY_SET": Say("The BIOS strings of the machine are set already and stay as they are."),
    "VM_HAS_TOO_MANY_SNAPSHOTS": Say("{0:vm} has too many snapshots.", "Delete some of them first."),
    "PROVISION_ONLY_ALLOWED_ON_TEMPLATE": Say("Only a template can be made into a virtual machine."),
    "REVERT_ONLY_ALLOWED_ON_SNAPSHOT": Say("Only a snapshot can be reverted to."),
    "BOOTLOADER_FAILED": Say("The boot loader of {0:vm} failed: {1}", "Check that its disk holds an operating system."),
    "UNKNOWN_BOOTLOADER": Say("The server does not know the boot loader of this machine.", "Change its boot options."),
    "VTPM_MAX_AMOUNT_REACHED": Say("The machine has a virtual TPM already."),
    "CANNOT_RESET_CONTROL_DOMAIN": Say("The control domain cannot be reset."),
    "DUPLICATE_VM": Say("{0:vm} exists in that pool already."),
    "TOO_MANY_STORAGE_MIGRATES": (
        Say("The server moves {0} disks already, which is its limit.", "Try again when one is done."),
        Say("The server moves as many disks as it can.", "Try again when one is done."),
    ),
    "MIRROR_FAILED": Say(
        "{0:vdi} could not be mirrored to the other storage.", "The machine stays where it was. Try again."
    ),
    # Disks and drives
    "VDI_IN_USE": (
        Say("{0:vdi} is in use.", "Detach it, or wait until that is done."),
        Say("The disk is in use.", "Detach it, or wait until that is done."),
    ),
    "VDI_NOT_AVAILABLE": Say("{0:vdi} cannot be reached.", "Repair its storage, then rescan it."),
    "VDI_MISSING": (
        Say("{1:vdi} is no longer on {0:sr}.", "Rescan the storage; the disk may have to be forgotten."),
        Say("The disk is no longer on its storage.", "Rescan the storage; the disk may have to be forgotten."),
    ),
    "VDI_READONLY": Say("{0:vdi} is read-only."),
    "VDI_NOT_MANAGED": Say("{0:vdi} is not kept by the pool."),
    "VDI_NOT_IN_MAP": Say("No storage has been chosen for {0:vdi}.", "Choose one in the destination."),
    "VIF_NOT_IN_MAP": Say("No network has been chosen for {0:vif}.", "Choose one in the destination."),
    "VDI_NEEDS_VM_FOR_MIGRATE": Say("{0:vdi} can only move together with its running machine."),
    "VDI_COPY_FAILED": (Say("The disk could not be copied: {0}"), Say("The disk could not be copied.", _LOG)),
    "VDI_INCOMPATIBLE_TYPE": (
        Say("{0:vdi} is of the type {1}, which cannot be used here."),
        Say("This type of disk cannot be used here."),
    ),
    "VDI_IS_A_PHYSICAL_DEVICE": Say("This is a physical device, not a virtual disk."),
    "VDI_IS_SHARABLE": Say("{0:vdi} is shared between machines and cannot do this."),
    "VDI_HAS_RRDS": Say("{0:vdi} holds the pool's performance data."),
    "VDI_IS_ENCRYPTED": Say("{0:vdi} is encrypted, which rules this out."),
    "VDI_CBT_ENABLED": Say("Changed block tracking is on for {0:vdi}.", "Turn it off first."),
    "VDI_NO_CBT_METADATA": Say("{0:vdi} has no record of changed blocks."),
    "VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION": Say("A disk that is reset at every boot rules this out."),
    "VDI_NOT_SPARSE": Say("{0:vdi} is not thin, and its file is too long."),
    "VDI_TOO_SMALL": (
        Say("{0:vdi} is too small: {1:bytes} are needed.", "Make it larger first."),
        Say("The disk is too small.", "Make it larger first."),
    ),
    "VDI_TOO_LARGE": (
        Say("{0:vdi} is too large: {1:bytes} is the limit here."),
        Say("The disk is too large for this."),
    ),
    "VBD_IS_EMPTY": Say("{0:vbd} is empty."),
    "VBD_NOT_EMPTY": Say("{0:vbd} holds a disc.", "Eject it first."),
    "VBD_NOT_REMOVABLE_MEDIA": Say("{0:vbd} is no drive with a disc to eject."),
    "VBD_TRAY_LOCKED": Say("The guest has locked the tray of {0:vbd}.", "Eject the disc inside the guest."),
    "VBD_NOT_UNPLUGGABLE": Say("{0:vbd} cannot be detached while the machine runs.", "Shut it down first."),
    "VBD_MISSING": Say("The machine has no such drive."),
    "VBD_CDS_MUST_BE_READONLY": Say("A DVD drive can only be attached read-only."),
    "DISK_VBD_MUST_BE_READWRITE_FOR_HVM": Say("A disk of this kind of machine cannot be attached read-only."),
    "ILLEGAL_VBD_DEVICE": Say("{1} is no position for a disk.", "Choose another position."),
    "DEVICE_ALREADY_ATTACHED": Say("The position {0} is taken already.", "Choose another position."),
    "DEVICE_ALREADY_EXISTS": Say("The position {0} is taken already.", "Choose another position."),
    "DEVICE_ALREADY_DETACHED": Say("The device is detached already."),
    "DEVICE_DETACH_REJECTED": (
        Say("The guest will not let go of {1:any}: {2}", "Unmount it inside the guest first."),
        Say("The guest will not let go of the device.", "Unmount it inside the guest first."),
    ),
    "DEVICE_ATTACH_TIMEOUT": Say("The guest did not take {1:any} in time.", "Check its guest tools, or restart it."),
    "DEVICE_DETACH_TIMEOUT": Say(
        "The guest did not let go of {1:any} in time.", "Unmount it inside the guest, or shut the guest down."
    ),
    # Storage
    "SR_FULL": (
        Say("The storage has room for {1:bytes} and {0:bytes} are needed.", "Make room, or choose other storage."),
        Say("The storage is full.", "Make room, or choose other storage."),
    ),
    "SR_HAS_PBD": Say("{0:sr} is still attached to a server.", "Detach it first."),
    "SR_HAS_NO_PBDS": Say("{0:sr} is attached to no server.", "Repair it first."),
    "SR_HAS_MULTIPLE_PBDS": Say("The storage is attached to more than one server."),
    "SR_NOT_ATTACHED": Say("The storage is not attached.", "Repair it first."),
    "SR_NOT_EMPTY": Say("The storage still holds disks.", "Delete or move them first."),
    "SR_DEVICE_IN_USE": Say("The device is in use by other storage already."),
    "SR_OPERATION_NOT_SUPPORTED": (Say("{0:sr} cannot do this."), Say("This kind of storage cannot do this.")),
    "PVS_SITE_CONTAINS_RUNNING_PROXIES": Say("PVS proxies of the site are running.", "Stop their machines first."),
    "PVS_SITE_CONTAINS_SERVERS": Say("The PVS site still has servers.", "Take them out first."),
    "SR_UUID_EXISTS": Say("The pool knows storage with the UUID {0} already."),
    "SR_NOT_SHARABLE": Say("{0:sr} cannot be shared between servers."),
    "SR_REQUIRES_UPGRADE": Say("{0:sr} has to be upgraded first."),
    "SR_UNKNOWN_DRIVER": Say("The server has no driver for storage of the type {0}."),
    "SR_INDESTRUCTIBLE": Say("{0:sr} is protected against being destroyed."),
    "SR_IS_CACHE_SR": Say("{0:host} keeps its read cache on this storage.", "Turn off the cache first."),
    "SR_DOES_NOT_SUPPORT_MIGRATION": Say("Disks cannot move to or from {0:sr}."),
    "SR_SUSPEND_SPACE_INSUFFICIENT": Say("{0:sr} has no room for the memory of the machine.", "Make room on it."),
    "SR_SOURCE_SPACE_INSUFFICIENT": Say("{0:sr} has no room for the snapshot that a move needs.", "Make room on it."),
    "PBD_EXISTS": Say("{1:host} is connected to {0:sr} already."),
    "DEFAULT_SR_NOT_FOUND": Say("The pool's default storage is gone.", "Set another one."),
    # Networks
    "PIF_IS_PHYSICAL": Say("{0:pif} is a real network card and cannot be removed."),
    "PIF_IS_MANAGEMENT_INTERFACE": Say(
        "{0:pif} carries the server's management.", "Move the management to another NIC first."
    ),
    "PIF_ALREADY_BONDED": Say("{0:pif} is part of a bond already."),
    "PIF_HAS_NO_NETWORK_CONFIGURATION": Say("{0:pif} has no IP address.", "Give it one first."),
    "PIF_VLAN_EXISTS": Say("This VLAN exists on the NIC already.", "Use its network, or choose another tag."),
    "PIF_VLAN_STILL_EXISTS": Say("VLANs still use the NIC.", "Remove them first."),
    "PIF_TUNNEL_STILL_EXISTS": Say("A tunnel still uses the NIC.", "Remove it first."),
    "PIF_CANNOT_BOND_CROSS_HOST": Say("NICs of different servers cannot form a bond."),
    "PIF_BOND_NEEDS_MORE_MEMBERS": Say("A bond needs at least two NICs."),
    "PIF_BOND_MORE_THAN_ONE_IP": Say("More than one of the NICs has an IP address.", "Leave it to one of them."),
    "PIF_ALLOWS_UNPLUG": Say(
        "{0:pif} may be unplugged, which rules this out.", "Keep it plugged in its properties first."
    ),
    "PIF_HAS_FCOE_SR_IN_USE": (
        Say("{0:pif} carries {1:sr} over FCoE.", "Detach that storage first."),
        Say("The NIC carries storage over FCoE.", "Detach that storage first."),
    ),
    "PIF_HAS_NO_V6_NETWORK_CONFIGURATION": Say("{0:pif} has no IPv6 address.", "Give it one first."),
    "PIF_INCOMPATIBLE_PRIMARY_ADDRESS_TYPE": Say(
        "{0:pif} has no address of the kind that management uses.", "Give it one, or change the kind."
    ),
    "PIF_NOT_ATTACHED_TO_HOST": Say("{0:pif} does not belong to {1:host}.", "Choose a NIC of that server."),
    "PIF_NOT_PRESENT": Say("{0:host} has no NIC on {1:network}.", "Give it one, or choose another server."),
    "IS_TUNNEL_ACCESS_PIF": Say("{0:pif} is the end of a tunnel.", "Use the NIC that carries the tunnel."),
    "TRANSPORT_PIF_NOT_CONFIGURED": Say("{0:pif} has no IP address to carry a tunnel.", "Give it one first."),
    "OPENVSWITCH_NOT_ACTIVE": Say("The server does not use Open vSwitch, which this needs.", "Switch it over first."),
    "NETWORK_INCOMPATIBLE_PURPOSES": (
        Say("A network cannot serve {0} and {1} at once.", "Take the other purpose away first."),
        Say("The purposes of the network rule each other out.", "Take the other purpose away first."),
    ),
    "NETWORK_SRIOV_INSUFFICIENT_CAPACITY": Say(
        "The cards behind {0:network} have no more virtual functions.", "Free one, or use another network."
    ),
    "PIF_DOES_NOT_ALLOW_UNPLUG": Say("{0:pif} is needed by the server and cannot be unplugged."),
    "REQUIRED_PIF_IS_UNPLUGGED": Say("{0:pif} is needed and unplugged.", "Bring it up first."),
    "INTERFACE_HAS_NO_IP": Say("{0:pif} has no IP address.", "Give it one first."),
    "INCOMPATIBLE_PIF_PROPERTIES": Say("The NICs differ in their properties and cannot form a bond."),
    "CANNOT_PLUG_BOND_SLAVE": Say("{0:pif} is part of a bond and cannot be used by itself."),
    "VLAN_TAG_INVALID": Say("{0} is no VLAN tag.", "Choose one from 0 to 4094."),
    "VLAN_IN_USE": Say("VLAN {1} is in use on {0} already.", "Choose another tag."),
    "NETWORK_CONTAINS_PIF": Say("NICs still belong to the network.", "Remove them from it first."),
    "NETWORK_CONTAINS_VIF": Say("Virtual machines still use the network.", "Move their network interfaces first."),
    "NETWORK_ALREADY_CONNECTED": Say("{0:host} is on this network already."),
    "CANNOT_DESTROY_SYSTEM_NETWORK": Say("The server needs {0:network} for itself."),
    "BRIDGE_NAME_EXISTS": Say("The name of the bridge is taken already."),
    "VIF_IN_USE": Say("Virtual machines use the network at the moment."),
    "MAC_INVALID": Say("{0} is no MAC address.", "Write six pairs of hexadecimal digits."),
    "MAC_STILL_EXISTS": Say("The MAC address {0} is in use on the server."),
    "MAC_DOES_NOT_EXIST": Say("The server has no NIC with the MAC address {0}."),
    "INVALID_IP_ADDRESS_SPECIFIED": Say("{0} is no valid address."),
    # High availability
    "HA_IS_ENABLED": Say("High availability is on.", "Turn it off first."),
    "HA_NOT_ENABLED": Say("High availability is off.", "Turn it on first."),
    "HA_NOT_INSTALLED": Say("{0:host} has no high availability software."),
    "HA_NO_PLAN": Say(
        "There is no plan that restarts every protected machine after a failure.",
        "Protect fewer, or tolerate fewer failures.",
    ),
    "HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN": Say(
        "The pool could no longer restart every protected machine after a failure.",
        "Lower the number of failures to tolerate, or protect fewer machines.",
    ),
    "HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED": Say(
        "{0:sr} is not shared, so a machine on it cannot be restarted elsewhere.", "Move its disks to shared storage."
    ),
    "HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED": Say(
        "{0:network} is not on every server, so a machine on it cannot be restarted elsewhere."
    ),
    "HA_HOST_CANNOT_SEE_PEERS": Say("{0:host} does not see all the other servers.", "Check the management network."),
    "HA_HOST_CANNOT_ACCESS_STATEFILE": Say("A server cannot reach the heartbeat storage.", "Repair that storage."),
    "HA_TOO_FEW_HOSTS": Say("The pool has too few servers for high availability."),
    "HA_LOST_STATEFILE": Say("The heartbeat storage is lost.", "Repair that storage."),
    "HA_ENABLE_IN_PROGRESS": Say("High availability is being turned on.", _WAIT),
    "HA_DISABLE_IN_PROGRESS": Say("High availability is being turned off.", _WAIT),
    "HA_CANNOT_CHANGE_BOND_STATUS_OF_MGMT_IFACE": Say(
        "While high availability is on, the management NIC cannot be bonded.", "Turn it off first."
    ),
    "CLUSTERING_DISABLED": Say("Clustering is off on this server.", "Turn it on first."),
    "CLUSTERING_ENABLED": Say("Clustering is on.", "Turn it off first."),
    "CLUSTER_DOES_NOT_HAVE_ONE_NODE": (
        Say("The cluster has {0} servers, and for this it must have one.", "Take the others out first."),
        Say("The cluster has more than one server.", "Take the others out first."),
    ),
    "CLUSTER_FORCE_DESTROY_FAILED": Say("The cluster could not be taken apart.", _LOG),
    "CLUSTER_HOST_IS_LAST": Say("This is the last server of the cluster.", "Destroy the cluster instead."),
    "CLUSTER_STACK_IN_USE": Say("The cluster stack {0} is in use.", "Turn off what uses it first."),
    "INVALID_CLUSTER_STACK": Say("The server does not know the cluster stack {0}."),
    "NO_CLUSTER_HOSTS_REACHABLE": Say("No other server of the cluster answers.", "Check the cluster's network."),
    "CANNOT_CREATE_STATE_FILE": Say(
        "No shared storage can hold the heartbeat.", "Attach shared storage to every server."
    ),
    # Joining a pool
    "JOINING_HOST_CANNOT_CONTAIN_SHARED_SRS": Say("The joining server has shared storage.", "Detach it first."),
    "JOINING_HOST_CANNOT_HAVE_RUNNING_VMS": Say("Virtual machines run on the joining server.", "Shut them down first."),
    "JOINING_HOST_CANNOT_HAVE_RUNNING_OR_SUSPENDED_VMS": Say(
        "The joining server has running or suspended virtual machines.", "Shut them down first."
    ),
    "JOINING_HOST_CANNOT_HAVE_VMS_WITH_CURRENT_OPERATIONS": Say(
        "The joining server is busy with virtual machines.", _WAIT
    ),
    "JOINING_HOST_CANNOT_BE_MASTER_OF_OTHER_HOSTS": Say(
        "The joining server is the coordinator of a pool.", "Take its members out first."
    ),
    "JOINING_HOST_CONNECTION_FAILED": Say(
        "The joining server cannot reach the pool's coordinator.", "Check the address and the firewall."
    ),
    "JOINING_HOST_SERVICE_FAILED": Say(
        "The pool's coordinator did not answer the joining server.", "Check its toolstack."
    ),
    "POOL_JOINING_EXTERNAL_AUTH_MISMATCH": Say(
        "The server and the pool are in different domains.", "Let it join the pool's domain first."
    ),
    "POOL_JOINING_HOST_HAS_BONDS": Say("The joining server has bonds.", "Remove them first."),
    "POOL_JOINING_HOST_HAS_NETWORK_SRIOVS": Say("The joining server has SR-IOV networks.", "Remove them first."),
    "POOL_JOINING_HOST_HAS_NON_MANAGEMENT_VLANS": Say(
        "The joining server has VLANs.", "Remove all but the management's first."
    ),
    "POOL_JOINING_HOST_HAS_TUNNELS": Say("The joining server has tunnels.", "Remove them first."),
    "POOL_JOINING_HOST_MANAGEMENT_VLAN_DOES_NOT_MATCH": Say(
        "Server and pool have their management on different VLANs: {1} and {0}."
    ),
    "POOL_JOINING_HOST_MUST_HAVE_SAME_API_VERSION": Say(
        "Server and pool run different versions.", "Bring both to the same version first."
    ),
    "POOL_JOINING_HOST_MUST_HAVE_SAME_DB_SCHEMA": Say(
        "Server and pool run different versions.", "Bring both to the same version first."
    ),
    "POOL_JOINING_HOST_MUST_HAVE_SAME_PRODUCT_VERSION": Say(
        "Server and pool run different versions.", "Bring both to the same version first."
    ),
    "POOL_JOINING_HOST_MUST_HAVE_PHYSICAL_MANAGEMENT_NIC": Say(
        "The joining server's management is not on a plain NIC.", "Move it to one first."
    ),
    "POOL_JOINING_HOST_TLS_VERIFICATION_MISMATCH": Say(
        "Certificate verification is on in one of the two and off in the other.", "Set both alike."
    ),
    # Importing, updating, domains
    "CLIENT_ERROR": Say("The transfer broke off on this side.", "Try again."),
    "IMPORT_ERROR": (Say("The file could not be imported: {0}"), Say("The file could not be imported.")),
    "IMPORT_ERROR_PREMATURE_EOF": Say("The file ends too early.", "Copy or export it again."),
    "IMPORT_ERROR_SOME_CHECKSUMS_FAILED": Say("The file is damaged.", "Copy or export it again."),
    "IMPORT_ERROR_CANNOT_HANDLE_CHUNKED": Say("The server does not take the file in pieces."),
    "IMPORT_ERROR_FAILED_TO_FIND_OBJECT": Say("The file speaks of {0}, which is not in it or in the pool."),
    "IMPORT_ERROR_ATTACHED_DISKS_NOT_FOUND": Say("The disks that the file speaks of are not in the pool."),
    "IMPORT_ERROR_UNEXPECTED_FILE": Say("The file holds {1} where {0} should be.", "Copy or export it again."),
    "IMPORT_INCOMPATIBLE_VERSION": Say("The file comes from a version that this server cannot read."),
    "OUT_OF_SPACE": Say("{0} has no room left.", "Make room on the server's own disk."),
    "INVALID_UPDATE": Say("This is no valid update: {1}"),
    "UPDATE_ALREADY_APPLIED": Say("{0:any} is applied already."),
    "UPDATE_ALREADY_EXISTS": Say("The pool has this update already."),
    "UPDATE_IS_APPLIED": Say("The update is applied and cannot be removed."),
    "UPDATE_PRECHECK_FAILED_UNKNOWN_ERROR": Say("The checks before the update failed: {1}", _LOG),
    "UPDATE_PRECHECK_FAILED_OUT_OF_SPACE": Say("The server has no room for the update.", "Make room on its own disk."),
    "UPDATE_PRECHECK_FAILED_PREREQUISITE_MISSING": Say("An update that this one needs is missing: {1}"),
    "UPDATE_PRECHECK_FAILED_CONFLICT_PRESENT": Say("An update that rules this one out is applied: {1}"),
    "UPDATE_PRECHECK_FAILED_WRONG_SERVER_VERSION": Say("The update is for another version of the server."),
    "UPDATE_APPLY_FAILED": Say("The update could not be applied: {0}", _LOG),
    "UPDATE_POOL_APPLY_FAILED": Say("The update could not be applied to {0:host}.", _LOG),
    "PATCH_ALREADY_APPLIED": Say("{0:any} is applied already."),
    "PATCH_ALREADY_EXISTS": Say("The pool has this update already."),
    "PATCH_IS_APPLIED": Say("The update is applied and cannot be removed."),
    "PATCH_APPLY_FAILED": Say("The update could not be applied: {0}", _LOG),
    "PATCH_PRECHECK_FAILED_UNKNOWN_ERROR": Say("The checks before the update failed: {1}", _LOG),
    "PATCH_PRECHECK_FAILED_PREREQUISITE_MISSING": Say("An update that this one needs is missing: {1}"),
    "PATCH_PRECHECK_FAILED_WRONG_SERVER_VERSION": Say("The update is for version {2}, the server has {1}."),
    "PATCH_PRECHECK_FAILED_OUT_OF_SPACE": Say("The server has no room for the update.", "Make room on its own disk."),
    "PATCH_PRECHECK_FAILED_VM_RUNNING": Say(
        "Virtual machines run on the server.", "Put it into maintenance mode first."
    ),
    "PATCH_PRECHECK_FAILED_ISO_MOUNTED": Say("Discs are in drives that the update needs free.", "Eject them first."),
    "AUTH_ALREADY_ENABLED": (
        Say("The server is in the domain {1} already."),
        Say("The server is in a domain already."),
    ),
    "POOL_AUTH_ALREADY_ENABLED": Say("{0:host} is in a domain already.", "Let it leave that domain first."),
    "AUTH_ENABLE_FAILED": Say("The server could not join the domain: {0}", _DOMAIN),
    "AUTH_ENABLE_FAILED_DOMAIN_LOOKUP_FAILED": Say("The domain was not found.", _DOMAIN),
    "AUTH_ENABLE_FAILED_WRONG_CREDENTIALS": Say("The domain refused the user name or password."),
    "AUTH_ENABLE_FAILED_PERMISSION_DENIED": Say("The domain does not allow this user to add servers."),
    "AUTH_ENABLE_FAILED_UNAVAILABLE": Say("No domain controller answers.", _DOMAIN),
    "AUTH_ENABLE_FAILED_INVALID_OU": Say("The domain has no such organizational unit."),
    "AUTH_ENABLE_FAILED_INVALID_ACCOUNT": Say(
        "The domain does not accept the server's account.", "Check the server's name: 15 letters at most."
    ),
    "AUTH_DISABLE_FAILED": Say("The server could not leave the domain: {0}", _DOMAIN),
    "AUTH_DISABLE_FAILED_WRONG_CREDENTIALS": Say("The domain refused the user name or password."),
    "AUTH_DISABLE_FAILED_PERMISSION_DENIED": Say("The domain does not allow this user to remove servers."),
}

# What numbers of `SR_BACKEND_FAILURE_<n>` mean. The driver's own text follows where it says more.
BACKEND: Mapping[int, Say] = {
    37: Say("The storage could not be locked: something else is using it.", "Try again when that is done."),
    44: Say("The storage has too little room.", "Make room, or choose other storage."),
    46: Say("The disk cannot be reached.", "Repair the storage, then rescan it."),
    47: Say("The storage cannot be reached.", "Check the network and the storage server, then repair it."),
    52: Say("A logical volume could not be activated.", "Repair the storage."),
    53: Say("A logical volume could not be deactivated.", "Something may still use the disk."),
    68: Say("The iSCSI target refused the login: wrong CHAP user or password.", "Correct the CHAP settings."),
    72: Say("The NFS server does not offer this version of NFS.", "Choose another version."),
    73: Say("The NFS share could not be mounted.", "Check the server, the path and its list of allowed clients."),
    74: Say("The NFS share could not be unmounted.", "Something may still use it."),
    85: Say("The iSCSI session could not be ended.", "Something may still use the storage."),
    88: Say("No storage could be made on the NFS share.", "Check that the server may write there."),
    96: Say("The iSCSI target has to be chosen.", "Choose one of those that were found."),
    107: Say("The LUN has to be chosen.", "Choose one of those that were found."),
    140: Say("The name of the storage server is not known.", "Check its spelling and the server's DNS settings."),
    141: Say("The storage server does not answer.", "Check its address and the network."),
    181: Say("The storage's own records could not be read or written.", "Repair the storage."),
    202: Say("The storage driver failed."),
    222: Say("The directory to mount on is missing."),
    225: Say("The location is not written as the driver expects.", "Write it as server:/path."),
    454: Say("SMB storage is not licensed.", _LICENSE),
}
