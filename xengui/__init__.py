"""A desktop program for people who run XenServer and XCP-ng pools."""
