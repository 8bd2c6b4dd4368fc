"""The audit log: every change that staff make, with who, what, before and after."""
