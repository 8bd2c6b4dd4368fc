"""What honest people and their browsers send passes, however odd it looks."""

import pytest

from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.fields import head_values
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Place, Value

INSPECTOR = inspector_of(Signatures())

FIELDS = (
    Place.QUERY,
    Place.FORM,
    Place.JSON,
    Place.MULTIPART,
    Place.XML,
    Place.TEXT,
)

DUTCH = r"""
's-Hertogenbosch
's Ochtends om 9:00 uur; 's middags eten we zelf.
Wij komen uit 's-Gravenhage, met de bus (of de trein).
Groep 7/8 van de O.B.S. 't Palet -- 27 leerlingen + 3 begeleiders
Allergieën: noten, melk; 2x vegetarisch & 1x halal.
Volwassenen:0 kinderen:27
Aantal begeleiders:0, rolstoelen:1
Kunt u bevestigen of dit klopt? Alvast bedankt!!! :-)
Graag een factuur t.a.v. de heer/mevrouw D'Angelo-van 't Hof
Bedrag: € 12,50 p.p. (27 x 12,50 = 337,50)
Korting van 10% of 15%? En <5 personen of >30 personen?
Prijs is <$5 of > €10 per kind
Wie rijdt? Jan (1 t/m 5), Piet (6 t/m 10); return om 16:00 uur.
Vertrek: 8.15u... Terug: 15.30u...
Beste ${naam}, uw bedrag is ${bedrag}
Beste {{naam}}, op {{ datum }} verwachten wij u
Beste #{naam}, zie [[bijlage]] en {% onderwerp %}
We eten om 12 uur of later, en 1 kind is allergisch.
De groep (zie bijlage *) (of niet) is (bijna) compleet
Let op: (2) (3) * en (a of b)
Wij willen graag naar de tentoonstelling "Water & Vuur" -- of toch "Licht"?
Tel: 06-12345678 / 030-1234567; bel na 16:00
Onze website is https://www.school.example/groepen?jaar=2026&groep=7
Zie ook http://www.school.example/~juf/index.php
Stuur de bevestiging naar jan.o'brien@school.example en juf+groep8@school.example
Locatie: gymzaal
We parkeren bij P+R; de bus is 3,40 m hoog en 12 m lang.
De sleutel ligt bij de conciërge (kamer 1.04/1.05).
Als het regent, dan ... tja, of niet/wel. En/of...
1+1=3, zei de juf; 7*7=49 riep de klas!
Kosten = aantal * prijs - korting
ZIP:1234AB, postbus:12
Groep A|B|C, kies 1 of 2
Op 5/5, 6/6 en 7/7; niet op 4/5.
"Een mooie dag", zei hij; 'zo is het'
"""
ENGLISH = r"""
show tables and chairs
7 and none is in (5)
1 in 5 is between 3 and 9
merge into one, replace into two
exec committee, execute the plan
select email from the list
Please select a date from the list, or drop me a line; 1 or 2 people will come.
Union members, select your seats where there is room.
We return (by train) on Friday; thanks.
"Bread" && butter || 'jam'?
I wrote 'return'; return the book, please
Could you return 1 copy; the other is lost.
The settings are in /etc/ or /home/ somewhere, so cat /etc in a sentence is fine.
We changed php.ini, .htaccess and web.config on the old site.
Our printer is at http://192.0.2.7/ and the test site at http://localhost:8080/ today
Does it run on localhost?
metadata
localhost
the metadata of the latest 169 pictures
file: the yellow one, ftp: none, feed:yes, expect:20 people
Score:0 against us, time:0 left
See ../ for the rest, and so on.../or not
What..?..? Really??
a > b, b < c, c <= d, <3, </3, :-> and <->
{name}, [name], (name), ${name}, #{name}, {{name}}, <name>, %name%
${file} and ${system} are names of variables
The array x['a']['b'] and the field data["User"]["name"]
Jan has 3 * 4 = 12 and 2^10 = 1024; (a=1) and (b=2)
Why is 5 != 6 and !(a or b)?
"CLIP ON" -EARRING* -SWEATER
rock & roll, R&B; Q&A | FAQ
C:\Users\me\Pictures\trip.jpg
Send it to mail@example.org (mail=me@example.org)
https://shop.example/list?page=2&uid=5&mail=a&cn=b&sort=-price
https://www.example.org/a/b.php?file=report.pdf&lang=nl#top
https://example.org/@somebody/posts
see //example.org or // a remark
Dear #1, your seat is [A][12]; cost $5-$10 {each}
The price: $10 (was $12); {% off %}
50% off! 100%! %d days left
We need: entity <!-- comment --> and doctype
We count (all of it), and name (the first) is Anna
@{jan} and @jan, me@(the school)
LaTeX: ${\cal O}(n)$ and $\{a\}$, \begin{tabular}{@{}ll@{}}
Wiki: [[File:Photo.jpg|thumb]] and {{Citation needed}}
I use sqlmap and nikto at work to test our own sites.
Our document; cookies are eaten at three
Include the xml; system and public are words
Set the table (for 7), foreach child one plate
What is this? this.is a typo
On return, true friends wait; false ones do not.
I'd like 2 tickets; that's 2 * 15 = 30 euros, isn't it?
Chapter 1 .......... 5
It costs ~$5/person @ 10am {approx.}
if (it rains) then {we stay} else {we go}
"""
SENTENCES = [*DUTCH.strip().split("\n"), *ENGLISH.strip().split("\n")]
LINES = [
    "Date: 5 May\r\nLocation: Zutphen\r\nHost: Anna\r\nCookie: one each",
    "Beste,\r\n\r\nGroep: 8\r\nAantal: 27\r\nAankomst: 9:00\r\n\r\nGroet,\r\nJuf Ans",
    "To: you\nCc: me\nSubject: our visit\n\nSee you there!",
    "- one\n- two\n-- three\n--\nJan de Vries\nhttps://www.school.example/",
    "Wensen:\n* lunch (27x)\n* rolstoel (1x)\n* (evt.) garderobe",
    "a\n\n< html is what we teach >",
]
OTHERS = [
    (Place.PATH, "/"),
    (Place.PATH, "/bezoek/2026-11-23/groep-8"),
    (Place.PATH, "/.well-known/security.txt"),
    (Place.PATH, "/.well-known/acme-challenge/a-b_c"),
    (Place.PATH, "/static/app.3f2a1b.min.js"),
    (Place.PATH, "/files/report%20(1).pdf"),
    (Place.PATH, "/wp-adventures"),
    (Place.PATH, "/sessions/1"),
    (Place.PATH, "/a//b/"),
    (Place.PATH, "/autodiscover/autodiscover.xml"),
    (Place.PATH, "/presentation.key"),
    (Place.PATH, "/search/example.com"),
    (Place.PATH, "/remote/visits"),
    (Place.PATH, "/shell-collection"),
    (Place.PATH, "/info"),
    (Place.PATH, "/favicon.ico"),
    (Place.PATH, "/robots.txt"),
    (Place.REFERER, "http://localhost:8080/book?uid=5&mail=a"),
    (Place.REFERER, "https://www.google.com/search?q=groep+8&sn=1&cn=2&ou=3"),
    (Place.REFERER, "https://192.0.2.7/book"),
    (Place.REFERER, "android-app://com.google.android.gm/"),
    (Place.REFERER, "https://school.example/a/../b"),
    (
        Place.USER_AGENT,
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like"
            " Gecko) Chrome/130.0.0.0 Safari/537.36"
        ),
    ),
    (
        Place.USER_AGENT,
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1"
            " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
        ),
    ),
    (
        Place.USER_AGENT,
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    ),
    (Place.USER_AGENT, "python-httpx/0.27.0"),
    (Place.USER_AGENT, "python-requests/2.32.3"),
    (Place.USER_AGENT, "curl/8.9.1"),
    (Place.USER_AGENT, "Uptime-Kuma/1.23"),
    (Place.HEADER, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
    (Place.HEADER, 'W/"67ab43", "54ed21"'),
    (Place.HEADER, "bytes=0-1023, 2048-4095"),
    (Place.HEADER, '"Chromium";v="130", "Not?A_Brand";v="99"'),
    (Place.HEADER, "nl-NL,nl;q=0.9,en-US;q=0.8,en;q=0.7"),
    (Place.HEADER, "Basic dXNlcjpwYXNzd29yZA=="),
    (Place.HEADER, "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"),
    (Place.COOKIE, "GA1.2.1234567890.1700000000"),
    (Place.COOKIE, '{"a":{"b":[1,2]},"c":"d"}'),
    (Place.COOKIE, "eyJhIjoiYiJ9.ZRx0Ag.c2lnbmF0dXJlLW9mLWl0"),
    (Place.COOKIE, "a=b&c=d&uid=5"),
    (Place.NAME, "session_id"),
    (Place.NAME, "csrf_token"),
    (Place.NAME, "created_at__gte"),
    (Place.NAME, "items[0][name]"),
    (Place.NAME, "address.street"),
    (Place.NAME, "form-0-name"),
    (Place.NAME, "$schema"),
    (Place.NAME, "$search"),
    (Place.NAME, "$filter"),
    (Place.NAME, "utm_source"),
    (Place.FILE_NAME, "Foto's klas (groep 8) - deel 1.jpg"),
    (Place.FILE_NAME, "verslag v1.2.docx"),
    (Place.FILE_NAME, "C:\\fakepath\\trip.png"),
    (Place.FILE_NAME, "album/trip.png"),
    (Place.FILE_NAME, "php.pdf"),
]


@pytest.mark.parametrize("place", FIELDS)
@pytest.mark.parametrize("texts", [SENTENCES, LINES])
def test_what_people_write_passes_in_every_field(
    place: Place, texts: list[str]
) -> None:
    refused = {
        finding.value.text: finding.rule
        for text in texts
        for finding in INSPECTOR.inspect([Value(place, "remarks", text)])
    }
    assert refused == {}


def test_it_passes_as_one_long_text_too() -> None:
    text = "\r\n".join(SENTENCES)

    assert INSPECTOR.inspect([Value(Place.FORM, "remarks", text)]) == []


@pytest.mark.parametrize(("place", "text"), OTHERS)
def test_what_programs_send_passes(place: Place, text: str) -> None:
    assert INSPECTOR.inspect([Value(place, "", text)]) == []


def test_a_cookie_may_be_called_as_its_platform_calls_it() -> None:
    cookies = "PHPSESSID=0a1b2c; JSESSIONID=1A2B.n1; _session_id=a"

    assert INSPECTOR.inspect(head_values({"HTTP_COOKIE": cookies})) == []
    assert INSPECTOR.inspect(head_values({"QUERY_STRING": "PHPSESSID=0a1b2c"}))
