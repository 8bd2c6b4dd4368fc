"""Requests of many visitors, each of them different, as browsers send them.

Nothing but the standard library is needed: others are measured with these as well.
"""

from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

FORM_TYPE = "application/x-www-form-urlencoded"
SIZES = range(800, 1501)

_FIRST = "Noor Daan Fatima Sjoerd Anneke O'Brien Joost José Wietske Emma Oliver Zoë"
_LAST = """van 't Hof|de Vries|Bakker-Smit|Öztürk|O'Connor|van den Berg|Jansen|Müller
|Fitzgerald|d'Hondt|el Amrani|Thompson|in 't Veld|Nguyen|Brontë|ter Haar"""
_SCHOOLS = """Basisschool De Linde|OBS 't Kofschip|St. Mary's Primary School|R.K. School
|Lyceum & Gymnasium Oost|"De Regenboog"|School no. 7 (Noord)|Kindercentrum Hand in Hand
|Green Lane Academy|VSO Het Plein / locatie 2"""
_PLACES = "'s-Hertogenbosch|Den Haag|Leiden|Haarlem|Ghent|York|Sint-Niklaas|Zwolle"
_SENTENCES = """Twee leerlingen eten vegetarisch; de bus komt om kwart over negen.
|Kan er een rolstoel mee, en is er een lift (of een helling)?
|We'd like to select a date from the list later: 3 or 4 March would be best.
|Graag vóór 12:00 uur terug -- de kinderen moeten om 14.30 uur weer op school zijn.
|Please don't order lunch for group 7 & 8; they'll bring their own sandwiches.
|Onze juf zei: "neem warme kleren mee", maar hoe koud is het binnen eigenlijk?
|Is there a discount for more than 30 pupils, where two adults come along free?
|Het thema is de Gouden Eeuw; we zouden graag iets over schepen & handel horen.
|One child can't have nuts, another no milk. Can the café's kitchen deal with that?
|Vorig jaar kregen we 's morgens een rondleiding van Anja, zij was geweldig!
|Drop me a line at the office, or call after four; my extension is #204.
|De factuur mag naar de administratie, t.a.v. mw. J. van 't Hof (nummer 2027/114).
|Do we need to update our numbers if one or two of them fall ill that day?
|Groep 5a en 5b komen samen, dus 24 + 26 = 50 leerlingen, en 4 begeleiders.
|Between the tour and the workshop we would need 20 minutes for a break.
|Wij willen ook <3 voor de boerderij: de kinderen hebben het er nog altijd over.
|Wij komen met de trein van tien over acht en lopen vanaf het station naar jullie toe.
|De klas is druk maar lief, en twee kinderen hebben een eigen begeleider bij zich.
|Some of our children are afraid of the dark, so please leave a light on in the cellar.
|Kunnen de jassen en tassen ergens veilig hangen terwijl wij binnen zijn?
|The head teacher would like to come along as well, if there is a place left for her.
|We hebben op school al over het onderwerp gelezen en zijn heel benieuwd naar de rest.
|Is het mogelijk om onze eigen boterhammen ergens rustig op te eten, ook als het regent?
|Mijn nummer is mobiel, dus bel gerust wanneer er onderweg iets verandert.
|We are a small village school and it is our first visit to a museum in years.
|Een van de leerlingen spreekt nog weinig Nederlands, maar verstaat Engels heel goed.
|Could the guide speak slowly, because half of the class learned English this year?
|Wij vieren die dag ook de verjaardag van juf Marleen, dus er wordt vast gezongen.
|Liefst in de ochtend, want 's middags is de gymzaal van ons.
|Het bestuur betaalt: stuur de rekening dus niet naar mij, maar naar kantoor.
|Thank you very much for the quick answer last week, that was a great help!
|Eén leerling zit in een rolstoel van 65 cm breed; past die door de deuren?
|Geen noten a.u.b., en ook geen pinda's: dat is bij ons op school een vaste regel.
|Our coach can't turn in a narrow street. Where can it stop and wait for us?
|Wij nemen zelf potloden, papier & lijm mee; scharen hebben we helaas niet.
|They have been looking forward to it since Christmas, and so have I.
|De groep wordt begeleid door vier ouders (twee vaders, twee moeders).
|Wat kost het als er op het laatste moment 2 of 3 kinderen ziek zijn?
|If the weather's bad we'd rather stay inside and do the workshop twice.
|Zouden we na afloop nog even in de tuin mogen spelen?"""
_AGENTS = """Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0
|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)\
 Chrome/{0}.0.{1}.0 Safari/537.36
|Mozilla/5.0 (iPhone; CPU iPhone OS 18_{2} like Mac OS X) AppleWebKit/605.1.15\
 (KHTML, like Gecko) Version/18.{2} Mobile/15E148 Safari/604.1
|Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)\
 Chrome/{0}.0.{1}.0 Safari/537.36 Edg/{0}.0.{1}.0"""
_LANGUAGES = (
    "nl,en;q=0.7|nl-NL,nl;q=0.9,en-US;q=0.8,en;q=0.7|en-GB,en;q=0.5|fr,nl;q=0.3"
)
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True)
class Visit:
    """What a WSGI environ holds of a request, and its body."""

    environ: dict[str, str]
    body: bytes = b""


def readings(count: int) -> list[Visit]:
    """Return requests for a page, with a query."""
    chance = Random(1)
    return [
        Visit({**_browser(chance), "QUERY_STRING": _query(chance)})
        for _ in range(count)
    ]


def bookings(count: int) -> list[Visit]:
    """Return forms that are sent to `/book`, of 800 to 1500 bytes."""
    chance = Random(2)
    return [_booking(chance) for _ in range(count)]


def _booking(chance: Random) -> Visit:
    body = urlencode(_form(chance)).encode()
    environ = {
        **_browser(chance),
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/book",
        "CONTENT_TYPE": FORM_TYPE,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ORIGIN": "https://bookings.example",
        "HTTP_CACHE_CONTROL": "max-age=0",
    }
    return Visit(environ, body)


def _form(chance: Random) -> dict[str, str]:
    """Return what somebody filled in; the remarks make it as long as it has to be."""
    first, last = chance.choice(_FIRST.split()), _one(chance, _LAST)
    form = {
        "csrf_token": f"{_token(chance, 54)}.{_token(chance, 6)}.{_token(chance, 27)}",
        "name": f"{first} {last}",
        "organisation": _one(chance, _SCHOOLS),
        "email": f"{first.lower().replace(chr(39), '')}@school.example",
        "telephone": f"(0{chance.randrange(10, 99)})-{chance.randrange(10**7)}",
        "street": f"{_one(chance, _LAST)}straat {chance.randrange(300)}-{last[0]}",
        "postcode": f"{chance.randrange(1000, 9999)} AB",
        "place": _one(chance, _PLACES),
        "pupils": str(chance.randrange(8, 60)),
        "date": f"2027-0{chance.randrange(1, 10)}-{chance.randrange(10, 29)}",
        "language": chance.choice(["nl", "en"]),
        "agreed": "y",
        "remarks": "",
    }
    wanted = chance.choice(SIZES[100:-300])
    sentences = _parts(_SENTENCES)
    chance.shuffle(sentences)
    while len(urlencode(form)) < wanted and sentences:
        form["remarks"] += ("\r\n" if form["remarks"] else "") + sentences.pop()
    return form


def _browser(chance: Random) -> dict[str, str]:
    version, build = chance.randrange(115, 150), chance.randrange(1000, 9999)
    return {
        "HTTP_USER_AGENT": _one(chance, _AGENTS).format(
            version, build, chance.randrange(7)
        ),
        "HTTP_ACCEPT_LANGUAGE": _one(chance, _LANGUAGES),
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd",
        "HTTP_COOKIE": f"language=nl; session=.{_token(chance, 120)}."
        f"{_token(chance, 6)}.{_token(chance, 27)}",
        "HTTP_REFERER": f"https://bookings.example/activities?{_query(chance)}",
        "HTTP_UPGRADE_INSECURE_REQUESTS": "1",
        "HTTP_SEC_FETCH_DEST": "document",
        "HTTP_SEC_FETCH_USER": "?1",
        "HTTP_PRIORITY": "u=0, i",
    }


def _query(chance: Random) -> str:
    month, party = chance.randrange(10, 13), chance.randrange(8, 60)
    return f"month=2027-{month}&party={party}&language=nl"


def _token(chance: Random, length: int) -> str:
    return "".join(chance.choices(_BASE64, k=length))


def _one(chance: Random, written: str) -> str:
    return chance.choice(_parts(written))


def _parts(written: str) -> list[str]:
    return [part.strip() for part in written.split("|")]
