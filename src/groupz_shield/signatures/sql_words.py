"""The words of SQL that rules speak of, in the dialects of the common databases."""

from collections.abc import Iterator, Mapping
from typing import Final


def _each(kind: str, words: str) -> Iterator[tuple[str, str]]:
    return ((word, kind) for word in words.split())


_KEYWORDS = """
    union all distinct distinctrow select from where having group order by limit offset
    into outfile dumpfile infile values insert update delete set drop alter create
    truncate replace merge table database schema view index function procedure trigger
    user column role constraint exists if else elsif then end case when not between
    escape is in any some as on using join left right inner outer natural cross full
    exec execute immediate declare waitfor delay begin call shutdown grant revoke to
    top for binary collate load data handler open desc asc do dual except intersect
    minus with recursive analyse copy program attach detach pragma rename iif interval
    returning window over partition kill prepare lock only
"""
WORDS: Final[Mapping[str, str]] = {
    **{word: word for word in _KEYWORDS.split()},
    "analyze": "analyse",
    **dict(_each("and", "and or xor")),
    "like": "like",
    **dict(_each("=", "rlike regexp ilike glob similar sounds")),
    **dict(_each("+", "div mod")),
    **dict(_each("n", "true false null unknown")),
    **dict(_each("json", "json jsonb")),
    **dict(_each("isnull", "isnull notnull")),
    **dict(_each("type", "int integer bigint numeric varchar nvarchar text decimal")),
    **dict(
        _each(
            "leak",
            "current_user session_user system_user user_name sysdate utc_time utc_date "
            "current_database utc_timestamp localtimestamp current_timestamp",
        )
    ),
}
"""What a word becomes; every other word is `w`."""

CALLS: Final[Mapping[str, str]] = {
    **dict(
        _each(
            "delay",
            "sleep pg_sleep pg_sleep_for pg_sleep_until benchmark receive_message "
            "dbms_pipe.receive_message dbms_lock.sleep user_lock.sleep "
            "dbms_session.sleep",
        )
    ),
    **dict(
        _each(
            "leak",
            "load_file extractvalue updatexml xmltype pg_read_file pg_ls_dir sys_eval "
            "pg_read_binary_file lo_import lo_export sys_exec current_setting "
            "set_config utl_inaddr.get_host_address utl_inaddr.get_host_name "
            "utl_http.request httpuritype getmappingxpath opendatasource openquery "
            "dbms_utility.sqlid_to_sqlhash ctxsys.drithsx.sn dbms_xmlgen.getxml "
            "dbms_ldap.init database_to_xml query_to_xml table_to_xml openrowset "
            "db_name group_concat concat_ws json_keys make_set load_extension "
            "sqlite_compileoption_used sqlite_compileoption_get sqlite_source_id "
            "sqlite_version regexp_substring crypt_key randomblob aes_decrypt "
            "aes_encrypt find_in_set field_in_set string_agg wm_concat listagg xmlagg "
            "row_count last_insert_id inet_ntoa inet_aton unhex from_base64 to_base64 "
            "filetoblob filetoclob stragg name_const gtid_subset gtid_subtract "
            "linestring geometrycollection polygon multipoint multilinestring "
            "fn_dblog object_id has_dbaccess is_srvrolemember is_member suser_name "
            "suser_sname suser_id rawtohex hextoraw bitand charindex patindex "
            "unistr nchar "
            "pg_client_encoding pg_current_logfile quote_ident quote_literal "
            "uncompress uncompressed_length des_decrypt des_encrypt old_password",
        )
    ),
    **dict(
        _each(
            "who",
            "version user database schema current_user session_user "
            "system_user current_database current_schema connection_id",
        )
    ),
    **dict(
        _each(
            "fn",
            "concat char chr ascii substring substr mid left right ord hex elt ascii "
            "length char_length upper lower ucase lcase cast convert coalesce ifnull "
            "nullif isnull nvl iif if rand random floor count sum max min avg md5 sha1 "
            "sha2 crc32 now sysdate row least greatest bin oct reverse repeat replace "
            "rpad lpad ltrim rtrim trim space strcmp locate instr position decode "
            "encode field format compress exp pow power sqrt sin cos tan cot abs sign "
            "ceil ceiling round truncate mod pi log ln bit_and bit_or bit_xor "
            "count_big "
            "json_extract json_value json_query to_char to_number translate initcap "
            "chartoascii generate_series unnest array_agg array_to_string row_to_json "
            "json_object json_array curdate curtime sysutcdatetime getdate datediff "
            "dateadd date_add date_sub ascii_char ascii_val soundex stuff quotename "
            "str totuple tostring typeof unicode printf zeroblob instr julianday "
            "strftime total changes acos asin atan degrees radians password bit_length "
            "octet_length conv export_set insert interval quote substring_index "
            "sqlcode try_cast try_convert choose session_context utc_time utc_date "
            "extract",
        )
    ),
}
"""What a word becomes before a bracket; every other word that touches one is `f`."""

SYSTEM: Final = (
    "information_schema",
    "pg_catalog",
    "sysibm",
    "sysmaster",
    "performance_schema",
    "domain.domains",
    "mysql.",
    "msysobjects",
    "msysaccessobjects",
    "sysobjects",
    "syscolumns",
    "sysusers",
    "sysdatabases",
    "syslogins",
    "master.",
    "sys.",
    "sqlite_master",
    "sqlite_schema",
    "sqlite_temp_master",
    "pg_user",
    "pg_shadow",
    "pg_tables",
    "pg_class",
    "pg_database",
    "pg_authid",
    "all_users",
    "all_tables",
    "all_tab_columns",
    "user_tables",
    "user_tab_columns",
    "dba_users",
    "rdb$",
    "v$version",
    "all_objects",
)
"""How the names of a database's own tables begin: `sys`."""
