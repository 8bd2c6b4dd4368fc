"""What people are called, and what they type, that machines like to take for code."""
# ruff: noqa: RUF001 - these signs stand in names


def lines_of(text: str) -> list[str]:
    return text.strip().split("\n")


PEOPLE = lines_of(r"""
Juf Ans 't Hooft
Meester Bas van 's-Gravesande
Ivo van 't Hof-de la Cour
Jan-Willem 't Mannetje
P.J. (Pieter) van den Heuvel
drs. M. van der Wal-Ŷpma
Sjoerd Ẅiersma
Fenna Ålders
Dhr./Mw. Jansen-op 't Root
I. d'Hondt (juf groep 1/2)
A. & B. de Groot
Mw. E. von und zu Liechtenstein
Désirée Çelik
Özgür Şahin
Zoë d'Ancona
Maëlle L'Hermite
Aimée D'Angelo
François-Xavier de l'Étoile
Jean-Baptiste "JB" O'Connor
Guðrún Þórsdóttir
Sinéad O'Brien-Ní Dhomhnaill
Seán Óg Ó hAilpín
Máire Mhac an tSaoi
Caoimhín Ó Raghallaigh
Ġorġ Cassar Għaxaq
Żaren Ħaż-Żebbuġ
Ġużeppi D'Amato-Buħaġiar
Michał Wójcik-Źdźbło
Łucja Święcicka
Břetislav Žďár
Ľubomíra Kráľová
Tőzsér Ákos ifj.
Dr. Kovács Ödönné
Ștefan Țurcanu
Ioana-Maria d'Albon
Šarūnas Jasikevičius
Jānis Bērziņš
Õie Jõgi
Päivi Äyräväinen
Bjørn Åse-Sørensen
Señorita Muñoz i Güell
Joan Miró i d'Oliva
Conceição d'Orey
Élodie Saint-Just-sur-L'Eau
Giovanni dell'Acqua
Nicolò Dall'Ò
Ettore De' Medici
Anna Dall'Olio, de' Rossi
Γιώργος Παπαδόπουλος
Ελένη Ξενάκη
Μαρία-Ελένη Χατζή
Иван Георгиев
Мария Ц. Щърбанова
Ана-Мария Петрова
Dženana Đorđević
Krešimir Ćosić
Gašper Žerjav
Jürgen Großmann
Freiherr von Müller-Weiß
Select, Anna
Union, Jack
Drop, P.
Mr. Null
Jennifer Null
Ms. Or
And, Erik
Ann Or
Like, Bob
Table, Bobby
Al Tered
Grant Fork
Ping Li
Kat Where
Cat Stevens
Wget, Bo
Root, Ada
Ls de Vries
Jan "Script" Alertsma
O’Neill
D’Arcy O‘Shea
`t Lam
Van ´t Veer
""")
"""Names of people from all over the European Union."""

GROUPS = lines_of(r"""
Select & Drop B.V.
Union of Or's
School "De Ark" (groep 7/8)
C# club
Table 9 -- north
<3 Zorg
100% Natuur
a > b
O.B.S. 't Palet; locatie Noord
P.C.B.S. De Regenboog (groep 8a/8b)
Basisschool 'De Wissel' - groep 5 + 6
De 3-Sprong / De 4-Sprong
Jenaplanschool 't Vlot, 's-Hertogenbosch
SBO "De Vlinder" & "De Rups"
Stichting OR/AND
Or & Or
'Order by' Catering
Union Jack Select XI
Select * Hotels
Drop-in & Drop-out
Delete Crew
Insert Coin; Arcade
Update Media (from 1999)
Having Fun!
Where? Travel
Group by Bus
Like & Share
Exec(utive) Coaching
Cast & Crew
Case: closed
Waitfor B.V.
Sleep(over) Club
Char(ity) 1
Script & Co <script-co>
On/Off = Onload
Style=Life
Alert! (EHBO)
Document. Archief
Cookie Monster's
$mart Kids
${naam van de school}
{{ Design }}
#1 Dad's
@Home Zorg
C++ & .NET meetup
.NET / node.js / PHP-groep
/dev/null hackers
~/ Thuis
../ Puntje puntje
etc/etc Theater
AT&T; R&D
T&T, Q&A | FAQ
M/V/X
1+1=3 Reclame
2=1 Kinderopvang
7 & 8
0-4 jaar
24/7 Zorg
8 OR 9
1 and 2 = groep 1/2
Klas 3B--4C
Klas '26/'27
-- geen --
n.v.t.
N/A
;-)
:-> & <-:
<Onbekend>
"Aanhalingstekens"
'enkele'
(haakjes)
[vierkant]
{accolades}
50% + 1
50%-ers
100%25 Natuur
Café %7 Sterren
Kunst\Werk
C:\Groep 8
Verein „Die Brücke" e.V.
«L'Étoile» — école n° 7
Σύλλογος «Η Ελπίδα»
ДГ „Слънчице“ № 12
Scoil Naomh Íosaf, Béal Átha na Sluaighe
Skola tal-Gvern, Ħ'Attard
Szkoła Podstawowa nr 7 im. św. Jana "Pawła" II
Základní škola, Brno, Křídlovická 30b; p.o.
Grund- & Mittelschule "a. d. Würm"
I.E.S. "Mare Nostrum" (2º A/B)
Escola d'Art i Superior; 1r ESO
https://www.school.example/groepen?jaar=2026&groep=7
www.school.example/~juf/index.php
juf@school.example
169 leerlingen; 254 ouders
Benchmark (Adviesgroep)
Eval(uatie)bureau
""")
"""Names of schools, clubs and companies, and what people put in their stead."""

TAKEN_FOR_CODE = lines_of(r"""
Union Select Sports
Drop Table Tennis
""")
"""Names that are refused all the same: who chose them meant them to be."""

TELEPHONES = lines_of(r"""
06 12345678
06-12345678
06-12 34 56 78
(06) 12345678
(034)-1163406
020 - 624 11 11
020/6241111
(020) 624 11 11
+31 6 12345678
+31 (0)6 12345678
+31(0)20-6241111
+31-(0)20-624.11.11
0031 6 12345678
0031-(0)6-12345678
06.12.34.56.78
+32 470 12 34 56
+49 (0)30 / 123 45-67
+44 20 7946 0000 ext. 12
06 12345678 / 020 6241111
06-12345678 of 06-87654321
06 12345678 (na 16:00 uur)
tel. 06-12345678; bel niet vóór 9:00!
""")
"""Telephone numbers, as the Dutch and their neighbours write them."""

ADDRESSES = lines_of(r"""
sam@regenboog.example
juf.ans+groep8@regenboog.example
o'brien@school.example
d'angelo-van.'t.hof@school.example
a&b@school.example
info/verhuur@school.example
"juf ans"@school.example
50%@school.example
select@union.example
drop_table@school.example
x--y@school.example
{naam}@school.example
#1@school.example
müller@schüler.example
root@localhost
Juf Ans <ans@school.example>
""")
"""E-mail addresses, right and wrong."""

SEARCHES = lines_of(r"""
museum "de sluis" -utrecht
"CLIP ON" -EARRING* -SWEATER
schilderij OR tekening
boot AND (kinderen OR ouders)
groep 8 + bus
's middags
wat kost het?
select a date
24 kinderen; 3 begeleiders
3-12-2026
03/12/2026 -- 04/12/2026
< 50 personen
>= 20
* en ?
""")
"""What people type where they look for something."""

EVERYTHING = [*PEOPLE, *GROUPS, *TELEPHONES, *ADDRESSES, *SEARCHES]
