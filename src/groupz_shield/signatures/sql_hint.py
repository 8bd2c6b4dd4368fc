"""The hint: what a text holds at least if it is worth reading as SQL."""

from typing import Final

_WRITTEN = r"""
  ['"`][\s\\)]{0,20}(?:[-+*/%^|&=<>~!#(?]|,\s?\d|;(?:[^v]|$)|(?:x?or|and|union|where|having
    |not\s{1,9}(?:r?like|in|between)|group|order|limit|r?like|regexp|in|is|as|between
    |procedure|into|div|mod|glob|similar|sounds|except|intersect|isnull|notnull|null
    |collate|waitfor|declare|if|case|select|escape|for|returning)\b)

 |\bunion\b[^a-z]{0,40}(?:\w{1,12}[^a-z]{1,40})?(?:select|values)
 |\bselect\b[^a-z]{0,3}[^a-z\s]|\bselect\b[a-z_\s]{1,80}[^a-z_\s].{0,120}\b(?:from|where|case)\b
 |\bexcept\s{1,9}(?:select|values)\b
 |\b(?:insert\b.{1,20}\binto|delete\b.{1,20}\bfrom|update\b.{1,80}\bset
    |(?:drop|create|alter|truncate|rename)\b\W{1,20}(?:\w{1,12}\s)?(?:table|database|schema
      |view|function|procedure|index|trigger|user|column|role|login))\b
 |\b(?:into\s{1,9}(?:outfile|dumpfile)|load\s{1,9}(?:data|xml)|waitfor|declare\W{1,9}@
    |procedure\s{1,9}analy|order\W{1,9}by\W{1,9}\d|group\W{1,9}by|having\b
    |case\b\W{0,9}when|case\b.{1,40}\bwhen|execute\s{1,9}immediate)
 |[;)]\W{0,9}(?:select|drop|insert|update|delete|create|alter|exec|waitfor|begin|if|declare
    |call|shutdown|truncate|iif|grant|set|copy|merge|where|as|load)\b

 |\b(?:x?or|and|having|where)\b[^a-z]{0,9}\w{0,40}[^\w]{0,9}[=<>]
 |\b(?:x?or|and|having|where)\b\W{0,9}(?:not\W{1,9})?(?:\w{1,40}\W{1,3}){0,2}
    (?:(?:r?like|regexp|exists|select)\b|in\W{0,9}\(|between\W{1,9}\w{1,40}\W{1,9}and\b
    |is\W{1,9}(?:not\b|null|true|false|distinct|unknown|json|\d))
 |(?:&&|\|\|)[^a-z]{0,9}(?:\w{0,40}[^\w]{0,9}[=<>]|[a-z_]{1,40}\()
 |^\W{0,9}[\d.]{1,20}\W{0,9}(?:x?or|and|union|&&|\|\||;|--|\#|/\*)

 |[a-z_]{3}\(\s{0,3}[^a-z]|\bif\(\s{0,3}[\d'(]|\w\s{1,3}\([^)]{0,40}(?:select|\()|\(\s{0,9}select\b
 |[a-z_]\s{0,2}\($|\bselect\s{1,9}\w{1,40}\s{0,9}\(
 |\bas\s{1,9}["'`]\w{1,40}["'`]\s{1,9}from\b|^[\s\d]{1,12}=\s{0,9}\d|^-?\d[\d\s*+-]{0,20}/\*
 |/\*[^;,]|--\s{0,9}$|\#\s{0,9}$|::\s{0,3}[a-z]|:=|@@
"""
HINT: Final = "".join(_WRITTEN.split())
"""A pattern over bytes, as of a rule: silent in nearly all sentences and headers."""
