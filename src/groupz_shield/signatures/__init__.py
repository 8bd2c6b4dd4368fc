"""Attack signatures: decode, match all rules at once, understand, then add up.

A value of a request passes through every way of decoding that an attacker may count
on (`decoding`). At each stage all rules are matched in one pass (`matching`), and what
looks like SQL, HTML or a shell's command is read as that (`reading`), so that rules
speak of its structure. What was found adds up (`inspector`).
"""
