"""Qt, and only here: the window, the tree, the tabs, the dialogs, and the look they share."""
