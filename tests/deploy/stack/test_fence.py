"""What SQL from the network may not do, and that ordinary SQL is left alone."""

import time

import pytest
import urllib3

ORDINARY = r"""
SELECT 1
SELECT 'file(1); drop table x' AS text, 1 -- file('x')
SELECT $$url('x')$$ FORMAT JSON
(SELECT 1) UNION ALL (SELECT 2)
WITH a AS (SELECT 1 AS x) SELECT x FROM a SETTINGS max_threads = 1 FORMAT JSONCompact
FROM numbers(3) SELECT number
SELECT count() FROM system.tables
SHOW TABLES
SHOW CREATE TABLE otel_traces
DESCRIBE TABLE spend
EXPLAIN SELECT 1
EXISTS TABLE nothing
SELECT arrayJoin(files), 'file', count() FROM (SELECT [1] AS files) GROUP BY files
SELECT arrayMap(x -> upper(x), ['a']), arrayMap(upper, ['a']), mapKeys(map('a', 1))
SELECT * APPLY toString APPLY(upper) FROM (SELECT 'a' AS filed)
SELECT name FROM system.tables WHERE database = 'centspan' SETTINGS max_threads = 1
SELECT name FROM system.settings WHERE name = 'filter' AND type = 'String'
SELECT 1 SETTINGS optimize_read_in_order, max_threads = 1, use_query_cache
SET optimize_read_in_order
SELECT 1 AS log_comment WHERE log_comment = 1
SELECT * FROM generate_series(1, 3)
SELECT dictHas('centspan.price_row', toUInt64(1))
SYSTEM RELOAD DICTIONARY centspan.price_row
SELECT match('a', 'x'), 'a' LIKE '%(b' AND 'a' NOT ILIKE {p:String}, replaceRegexpAll('a', 'b', toString(number)) FROM numbers(1) WHERE toString(number) LIKE '0' OR match(toString(number), '1')
SHOW TABLES LIKE '%'
SELECT arrayReduce('quantileExactInclusive(0.5)', [1, 2]), arrayReduce('sum', [1]), arrayReduceInRanges('quantiles(0.5, 0.9)', [(1, 1)], [1])
SELECT finalizeAggregation(sumState(number)), CAST('1', 'UInt8'), '1'::Nullable(UInt8), 'a' LIKE '%AggregateFunction%' FROM numbers(2)
SELECT arrayReduce('sumState', [1]) AS state, CAST(map('a', '1') AS Map(String, UInt8)) AS Statement
CREATE TEMPORARY TABLE job_state (a UInt8) ENGINE = Memory
SELECT 1 FORMAT Null
SELECT 1 FORMAT `JSON` SETTINGS max_threads = 1
SELECT domain('http://x/y'), path('http://x/y')
SELECT version(), timezone(), displayName(), revision(), currentUser()
SELECT 1;
""".strip().splitlines()

FORBIDDEN = r"""
SELECT file('/etc/hostname')
SELECT "file"('/etc/hostname')
SELECT `FILE`('/etc/hostname')
SELECT /* x */ file /* y */ ('/etc/hostname')
SELECT arrayMap(x -> file(x), ['/etc/hostname'])
SELECT (SELECT file('/etc/hostname'))
SELECT 1 ORDER BY file('/etc/hostname')
SELECT * FROM numbers(length(file('/etc/hostname')))
WITH f AS (SELECT file('/etc/hostname') AS a) SELECT a FROM f
EXPLAIN AST SELECT file('/etc/hostname')
DESCRIBE file('/etc/hostname')
SELECT * FROM file('/etc/hostname', 'LineAsString')
SELECT * FROM view(SELECT file('/etc/hostname'))
SELECT * FROM loop(file('/etc/hostname', 'LineAsString'))
SELECT * FROM default.`/etc/hostname`
SELECT * FROM url('http://127.0.0.1:9/', 'CSV', 'a Int32')
SELECT * FROM s3('http://127.0.0.1:9/b/k', 'CSV', 'a Int32')
SELECT * FROM remote('127.0.0.1:9', 'system.one')
SELECT * FROM cluster('default', 'system.one')
SELECT * FROM executable('id', 'TSV', 'a String')
SELECT * FROM python(os)
SELECT * FROM Python('os')
SELECT * FROM sqlite('/tmp/x.db', 't')
SELECT * FROM mysql('127.0.0.1:9', 'a', 'b', 'c', 'd')
SELECT * FROM postgresql('127.0.0.1:9', 'a', 'b', 'c', 'd')
SELECT * FROM eval('select 1')
SELECT * FROM filesystem('/')
SELECT * FROM icebergLocal('/etc')
SELECT aiGenerate('x')
SELECT arrayMap(file, ['/etc/hostname'])
SELECT arrayMap(`file`, ['/etc/hostname'])
SELECT arrayMap(file AS f, ['/etc/hostname'])
SELECT arrayMap()(file, ['/etc/hostname'])
SELECT arrayMap()((file AS x), ['/etc/hostname'])
WITH file AS f SELECT arrayMap(f, ['/etc/hostname']) SETTINGS enable_analyzer = 0
SELECT file FROM (SELECT 1 AS file)
SELECT multiMatchAny('a', ['b'])
SELECT polygonsUnionCartesian([[[(0., 0.), (1., 1.), (1., 0.)]]], [[[(0., 0.), (1., 1.), (1., 0.)]]])
SELECT arrayMap(polygonAreaCartesian, [[[(0., 0.)]]])
SELECT match('a', toString(number)) FROM numbers(3)
SELECT 'a' LIKE concat('%', toString(number)) FROM numbers(3)
SELECT 'a' NOT ILIKE 'x' || toString(number) FROM numbers(3)
SELECT materialize('a') REGEXP toString(number) FROM numbers(3)
SELECT replaceRegexpAll('a', concat('x', toString(number)), '') FROM numbers(3)
SELECT arrayMap(like, ['a'], ['b'])
SELECT arrayMap()(match, ['a'], ['b'])
SELECT arrayMap(x -> match('a', x), ['a'])
WITH (SELECT '%a%') AS p SELECT 'a' LIKE p
SELECT match('a', ['x'][1])
SELECT extract('a', repeat('(a|b)?c', 1000000))
SELECT splitByRegexp(repeat('a?', 1000000), 'a')
SELECT countMatches('a', concat('a', 'b'))
SELECT match('a', 'x'[1])
SELECT length(h3kRing(599119489002373119, 1000))
SELECT arrayLevenshteinDistance(range(100000), range(100000))
SELECT multiFuzzyMatchAny('a', 10, ['abc'])
SELECT arrayMap((file), ['/etc/hostname'])
SELECT arrayMap(((file AS f)), ['/etc/hostname'])
SELECT arrayMap((file) AS f, ['/etc/hostname'])
SELECT arrayMap("file" f, ['/etc/hostname'])
SELECT * APPLY((file)) FROM (SELECT '/etc/hostname' AS a)
SELECT mapFilter(file, map('/etc/hostname', 1))
SELECT * APPLY file FROM (SELECT '/etc/hostname' AS a)
SELECT * APPLY(toString) APPLY(file) FROM (SELECT '/etc/hostname' AS a)
SELECT COLUMNS('a') APPLY (x -> file(x)) FROM (SELECT '/etc/hostname' AS a)
SELECT * FROM values()
SELECT * FROM values(1, 2)
SELECT b FROM values(('a UInt8, b String ALIAS file(\'/etc/hostname\')'), 1)
SELECT b FROM values(['b String ALIAS file(\'/etc/hostname\')'][1], 1)
SELECT b FROM values('a UInt8, b String ALIAS file(\'/etc/hostname\')', 1)
SELECT b FROM values(concat('a UInt8, b String ALIAS fi', 'le(\'/etc/hostname\')'), 1)
SELECT b FROM values((SELECT 'a UInt8, b String ALIAS file(1)'), 1)
SELECT * FROM format(JSONEachRow, 'a UInt8, b String DEFAULT file(\'/etc/hostname\')', '{"a": 1}')
SELECT * FROM format(Values, 'b String', '(file(\'/etc/hostname\'))')
SELECT * FROM generateRandom('a UInt8, b String ALIAS file(\'/etc/hostname\')') LIMIT 1
SELECT * FROM null('b String DEFAULT file(\'/etc/hostname\')')
SELECT 1 SETTINGS additional_result_filter = 'throwIf(1, file(\'/etc/hostname\'))'
SELECT * FROM victim SETTINGS additional_table_filters = {'victim': 'throwIf(1, file(\'/etc/hostname\'))'}
SELECT 1 SETTINGS filter = 'file(\'/etc/hostname\') != \'\''
SELECT 1 SETTINGS `select` = 'file(\'/etc/hostname\')'
SELECT 1 SETTINGS schema_inference_hints = 'b String DEFAULT file(1)'
SELECT 1 SETTINGS parallel_replicas_custom_key = 'file(1)'
SELECT 1 SETTINGS log_comment = 'not to be found'
SELECT 1 SETTINGS max_untracked_memory = 99000000000
SELECT (SELECT 1 SETTINGS `order` = 'file(1)')
SET additional_result_filter = 'file(1)'
SET input_format_values_interpret_expressions
SET input_format_values_deduce_templates_of_expressions
SET implicit_select
SET allow_hyperscan
SELECT 1 SETTINGS max_threads = 1, allow_introspection_functions
INSERT INTO victim SETTINGS input_format_values_interpret_expressions VALUES (1 + 1)
INSERT INTO victim SETTINGS max_threads, input_format_values_interpret_expressions VALUES (1 + 1)
INSERT INTO victim VALUES (1 + 1)
INSERT INTO victim FORMAT `Null; DROP TABLE victim`
INSERT INTO victim SELECT 1 FORMAT `Null; DROP TABLE victim`
INSERT INTO victim SELECT 1 FORMAT `Null; SET\u200b ROLE ALL`
INSERT INTO victim SELECT 1 FORMAT `Null; SELECT 1 INTO\u200b OUTFILE '/tmp/centspan-fence'`
INSERT INTO victim SELECT 1 FORMAT `Null; INSERT INTO victim SELECT length(file\u200b('/etc/hostname'))`
INSERT INTO victim SELECT 1 FORMAT `Null // '\n INTO OUTFILE '/tmp/centspan-fence' --'`
INSERT INTO victim WITH x -> x AS FORMAT SELECT `not` FORMAT `\u200b(length(file\u200b('/etc/hostname')))`
INSERT INTO victim SELECT 1 FORMAT `Null, "fi\\x6ce"`
INSERT INTO victim SELECT 1 FORMAT `Null ''`
INSERT INTO victim SELECT a FROM victim FORMAT `Null settings additional_table_filters = {'victim': 'throwIf(1, file(\\'/etc/hostname\\'))'}`
INSERT INTO victim SELECT a FROM victim FORMAT `Null settings max_memory_usage = 1`
INSERT INTO victim FORMAT `TSV SETTINGS max_threads = 1 select * apply sleep from (select 3 as x)`
INSERT INTO victim FORMAT `TSV SETTINGS max_threads = 1 select toString('a' like toString(number)) from numbers(3)`
SELECT structureToProtobufSchema('a UInt8 DEFAULT CAST(file(\'/etc/hostname\') AS UInt8)')
SELECT structureToCapnProtoSchema('a UInt8 DEFAULT CAST(file(\'/etc/hostname\') AS UInt8)')
SELECT arrayMap(structureToProtobufSchema, ['a UInt8'])
SELECT arrayReduce('groupConcat(file(\'/etc/hostname\'))', ['a', 'b'])
SELECT arrayReduce(concat('groupConcat(fi', 'le(\'/etc/hostname\'))'), ['a', 'b'])
SELECT arrayReduce('quantile((SELECT 0.5))', [1])
SELECT arrayReduce({p:String}, [1])
SELECT arrayReduceInRanges('groupConcat(file(\'/etc/hostname\'))', [(1, 2)], ['a', 'b'])
SELECT initializeAggregation('groupConcat(file(\'/etc/hostname\'))', 'a')
SELECT arrayMap(initializeAggregation, ['sum'], [1])
SELECT finalizeAggregation(CAST(unhex('01ff'), 'AggregateFunction(approx_top_k(1, 10), String)'))
SELECT finalizeAggregation(CAST(unhex('01ff'), concat('Aggregate', 'Function(approx_top_k(1, 10), String)')))
SELECT finalizeAggregation(accurateCastOrNull(unhex('01ff'), {p:String}))
SELECT arrayMap(CAST, [unhex('01ff')], ['String'])
SELECT finalizeAggregation({p:AggregateFunction(approx_top_k(1, 10), String)})
CREATE TABLE u (a AggregateFunction(max, String)) ENGINE = Memory
CREATE TABLE u (a Array(aggregateFunction(max, String))) ENGINE = Memory
CREATE TABLE u ENGINE = Memory AS SELECT maxState(toString(a)) AS s FROM victim
CREATE TABLE u ENGINE = Memory AS SELECT `maxStateIf`(toString(a), 1) AS s FROM victim
CREATE MATERIALIZED VIEW u ENGINE = Memory AS SELECT initializeAggregation('maxState', 'a') AS s FROM victim
ALTER TABLE victim ADD COLUMN s AggregateFunction(max, String)
INSERT INTO victim SETTINGS input_format_native_decode_types_in_binary_format = 1 FORMAT Native
SELECT editDistance(repeat('a', 60000), repeat('b', 60000))
SELECT damerauLevenshteinDistance('a', 'b')
SELECT length(formatQuerySingleLine('SELECT 1'))
SELECT positionCaseInsensitiveUTF8('a', toString(number)) FROM numbers(1)
SELECT 1 SETTINGS max_parser_backtracks = 1000000000
SELECT length(URLHierarchy('http://a/b'))
EXPLAIN AST INSERT INTO victim SELECT 1 FORMAT `Null; INSERT INTO victim SELECT 1; SELECT 1 FORMAT CSV`
INSERT INTO victim VALUES (length(file('/etc/hostname')))
INSERT INTO victim VALUES ((SELECT length(file('/etc/hostname'))))
INSERT INTO victim FORMAT Values (length(`fil\x65`('/etc/hostname')))
INSERT INTO victim VALUES (1), (length(/* */ file /* */ ('/etc/hostname')))
INSERT INTO victim SETTINGS input_format_values_interpret_expressions = 1 VALUES (1)
CREATE MATERIALIZED VIEW u REFRESH EVERY 1 SECOND ENGINE = Memory AS SELECT 1 AS a
SELECT 1 INTO OUTFILE '/tmp/centspan-fence' TRUNCATE FORMAT CSV
INSERT INTO victim FROM INFILE '/etc/hostname' FORMAT LineAsString
INSERT INTO FUNCTION file('/tmp/centspan-fence', 'CSV', 'a Int32') SELECT 1
INSERT INTO TABLE FUNCTION url('http://127.0.0.1:9', 'CSV', 'a Int32') VALUES (1)
INSERT INTO victim SELECT length(file('/etc/hostname'))
INSERT INTO system.one VALUES (1)
SET ROLE admin
SET ROLE ALL
SET DEFAULT ROLE admin TO default
SET profile = 'default'
SET readonly = 0
SYSTEM SHUTDOWN
SYSTEM RELOAD CONFIG
SYSTEM DROP MARK CACHE
KILL QUERY WHERE 1
SELECT 1; DROP TABLE victim
SELECT 1; ; DROP TABLE victim
SELECT '; DROP TABLE victim'; DROP TABLE victim
SELECT $$;$$; DROP TABLE victim
SELECT $a$ $b$ $a$; DROP TABLE victim
SELECT 1 -- ;\n; DROP TABLE victim
SELECT 1 /* /* */ */; DROP TABLE victim
SELECT ‘'’; DROP TABLE victim --'
SELECT `a\`b`, 1; DROP TABLE victim
EXPLAIN AST SELECT 1; DROP TABLE victim
INSERT INTO victim SELECT 1; DROP TABLE victim
SELECT 1 PARALLEL WITH DROP TABLE victim
ATTACH TABLE zz (a Int32) ENGINE = File(CSV, '/etc/hostname')
DETACH TABLE victim
BACKUP DATABASE centspan TO File('/tmp/centspan-fence')
RESTORE DATABASE centspan FROM File('/tmp/centspan-fence')
CREATE FUNCTION ff AS (a) -> a + 1
CREATE USER x
GRANT ALL ON *.* TO default
EXECUTE AS default SELECT 1
BEGIN TRANSACTION
CREATE TABLE u (a String) ENGINE = File(LineAsString, '/etc/hostname')
CREATE TABLE u (a Int32) ENGINE = URL('http://127.0.0.1:9/', 'CSV')
CREATE TABLE u (a String) ENGINE = Executable('id', 'TSV')
CREATE TABLE u AS file('/etc/hostname', 'LineAsString')
CREATE TABLE u ENGINE = File(LineAsString, '/tmp/centspan-fence') AS SELECT 'x' AS a
CREATE TABLE u (a Int8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = local, path = '/tmp/centspan-fence/')
CREATE TABLE u (a Int8) ENGINE = EmbeddedRocksDB(0, '/tmp/centspan-fence') PRIMARY KEY a
CREATE TABLE u (a String DEFAULT file('/etc/hostname')) ENGINE = Memory
CREATE TEMPORARY TABLE u (a String) ENGINE = File(CSV, '/etc/hostname')
CREATE TABLE system.u (a Int8) ENGINE = Memory
CREATE VIEW u AS SELECT file('/etc/hostname')
CREATE MATERIALIZED VIEW u ENGINE = Memory AS SELECT * FROM file('/etc/hostname', 'LineAsString')
CREATE VIEW u AS SELECT arrayMap({f:Identifier}, ['/etc/hostname'])
CREATE VIEW u AS SELECT {f:Identifier} FROM system.one
CREATE VIEW u AS SELECT match('a', {p:String})
ALTER TABLE victim MODIFY QUERY SELECT {f:Identifier}
CREATE TABLE u AS merge('system', 'users')
CREATE TABLE u AS view(SELECT 1)
CREATE TABLE u AS values('a UInt8', 1)
CREATE VIEW u DEFINER = default SQL SECURITY DEFINER AS SELECT 1
CREATE DATABASE u ENGINE = Filesystem('/')
DROP DATABASE centspan
RENAME DATABASE centspan TO u
ALTER TABLE victim ADD COLUMN z String DEFAULT file('/etc/hostname')
ALTER TABLE victim UPDATE a = length(file('/etc/hostname')) WHERE 1
ALTER TABLE victim FREEZE
CREATE DICTIONARY u (a String) PRIMARY KEY a SOURCE(FILE(path '/etc/hostname' format 'LineAsString')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)
CREATE DICTIONARY u (a String EXPRESSION 'file(\'/etc/hostname\')') PRIMARY KEY a SOURCE(CLICKHOUSE(table 'one' db 'system')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)
CREATE OR REPLACE DICTIONARY centspan.price_row (a String) PRIMARY KEY a SOURCE(CLICKHOUSE(query concat('s', 'elect file(1) as a'))) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)
DROP DICTIONARY centspan.price_row
CREATE TABLE u (a String) ENGINE = Buffer('default', '/etc/hostname', 1, 1, 1, 1, 1, 1, 1)
CREATE TABLE u ENGINE = Alias('system', 'users')
CREATE TABLE u (a String) ENGINE = Merge('default', '.*')
ALTER TABLE victim DELETE WHERE a = (SELECT count() FROM system.users)
ALTER TABLE victim DELETE WHERE toString(a) NOT IN (SELECT name FROM system.users)
ALTER TABLE victim UPDATE a = 1 WHERE 1 SETTINGS mutations_execute_subqueries_on_initiator = 0
ALTER TABLE victim DELETE WHERE 1 SETTINGS validate_mutation_query = 0
ALTER TABLE victim UNFREEZE WITH NAME '../centspan-fence'
SELECT * FROM system.users
SELECT * FROM system.jemalloc_profile_text
SELECT * FROM system.jemalloc_sampled_allocations
SELECT 1 SETTINGS profile = 'default'
SELECT 1 SETTINGS max_memory_usage = 99000000000
SELECT 1 SETTINGS max_execution_time = 0
SELECT 1 SETTINGS format_schema = '/etc/hostname'
SELECT 1 SETTINGS allow_introspection_functions = 1
""".strip().splitlines()

SETTINGS = [
    {"profile": "default"},
    {"dialect": "prql"},
    {"max_memory_usage": "99999999999"},
    {"implicit_select": "1"},
    {"format_schema": "/etc/hostname"},
    {"filter": "file('/etc/hostname') != ''"},
    {"additional_result_filter": "file('/etc/hostname') != ''"},
    {"max_untracked_memory": "99999999999"},
    {"x' = 1; --": "1"},
    {"default_format": "CSV INTO OUTFILE"},
    {"param_x": "1", "no_such_setting": "1"},
    {"allow_settings_after_format_in_insert": "1"},
]


@pytest.fixture
def victim(client):
    """A table that hostile statements try to drop."""
    client.command("CREATE TABLE IF NOT EXISTS victim (a Int32) ENGINE = MergeTree ORDER BY a")
    yield
    assert client.command("EXISTS TABLE victim") == 1
    client.command("DROP TABLE victim")


@pytest.mark.parametrize("sql", ORDINARY)
def test_ordinary_sql_runs(up, sql):
    """SQL that reads the store runs, also where it looks like what is forbidden."""
    answer = up.sql(sql, database="centspan", param_p="x")
    assert answer.status == 200, answer.data


def test_forbidden_sql_is_refused(up, victim):
    """No statement reads or writes files, reaches out, leaves its role or hides a second one."""
    answers = {sql: up.sql(_written(sql), database="centspan") for sql in FORBIDDEN}
    assert {sql: answer.data for sql, answer in answers.items() if answer.status == 200} == {}
    codes = {answer.headers["X-ClickHouse-Exception-Code"] for answer in answers.values()}
    assert codes <= {"497", "62", "452", "164", "60", "48", "36", "446"}


def _written(sql: str) -> str:
    """With what a line cannot hold: its end, and a space of no width, which the engine's lexer takes for a space."""
    return sql.replace(r"\n", "\n").replace(r"\u200b", "\u200b")


@pytest.mark.parametrize("parameters", SETTINGS, ids=lambda parameters: next(iter(parameters)))
def test_forbidden_settings_are_refused(up, parameters):
    """No URL parameter changes role, limits, parser or files."""
    assert up.sql("SELECT 1", **parameters).status in (400, 403, 404)


def test_get_only_reads(up, victim):
    """GET runs SELECT and nothing that writes."""
    assert up.sql("", "GET", query="SELECT 1").data == b"1\n"
    for sql in ("INSERT INTO victim VALUES (1)", "DROP TABLE victim", "SET max_threads = 1"):
        refused = up.sql("", "GET", query=sql, database="centspan")
        assert refused.headers["X-ClickHouse-Exception-Code"] == "164"


def test_a_name_that_comes_beside_the_statement_is_no_function(up):
    """A parameter cannot bring the name of a function that reads files."""
    for first in ("{f:Identifier}", "({f:Identifier})", "({f:Identifier} AS g)"):
        for function in ("arrayMap", "arrayMap()"):
            sql = f"SELECT {function}({first}, ['/etc/hostname'])"
            for name in ("file", "`file`"):
                answer = up.sql(sql, param_f=name)
                assert answer.headers["X-ClickHouse-Exception-Code"] == "497", answer.data


UNCLEAR = [
    "SELECT {a:String /*'*/} AS x, file('/etc/hostname') AS y, '' AS z",
    "SELECT {a:String -- '\n} AS x, file('/etc/hostname') AS y, '' AS z",
    "SELECT {a:String # '\n} AS x, file('/etc/hostname') AS y, '' AS z",
    "SELECT {a:Enum8($$'$$ = 1)} AS x, file('/etc/hostname') AS y, '' AS z",
    "SELECT {a:Enum8(‘'’ = 1)} AS x, file('/etc/hostname') AS y, '' AS z",
    "SELECT {a:Tuple(`'` UInt8)} AS x, file('/etc/hostname') AS y, '' AS z",
    "CREATE VIEW u (x String DEFAULT {a:String /*'*/}) DEFINER = default SQL SECURITY DEFINER AS SELECT '' AS x",
]


@pytest.mark.parametrize("sql", UNCLEAR)
def test_a_parameters_type_hides_nothing(up, sql):
    """The engine leaves a parameter's type as it was written: what would hide the rest of the statement is refused."""
    assert up.sql(sql, param_a="x").headers["X-ClickHouse-Exception-Code"] == "497"


def test_a_pattern_that_comes_beside_the_statement_is_bounded(up):
    """A parameter may be a pattern, of 1,000 characters and no more."""
    asked = (
        "SELECT extract('xay', {p:String}), splitByRegexp({p:String}, 'xay'), 'a' LIKE {p:String}"
    )
    assert up.sql(asked, param_p="a").data == b"a\t['x','y']\t1\n"
    assert up.sql(asked, param_p="a" * 1001).headers["X-ClickHouse-Exception-Code"] == "497"


@pytest.mark.parametrize(
    ("asked", "most"),
    [("'x' LIKE '{}'", 1000), ("match('x', '{}')", 1000), ("'x' ILIKE '{}'", 100)],
)
def test_a_pattern_is_bounded(up, asked, most):
    """A pattern has 1,000 characters at most, and 100 where letters of both cases are alike: more takes seconds a row."""
    assert up.sql(f"SELECT {asked.format('a' * most)}").status == 200
    refused = up.sql(f"SELECT {asked.format('a' * (most + 1))}")
    assert refused.headers["X-ClickHouse-Exception-Code"] == "497"


def test_names_that_double_are_bounded(up):
    """Columns that are made of one another fifteen times are told, before their names take gigabytes."""
    chain = ", ".join(f"a{n} * a{n} AS a{n + 1}" for n in range(15))
    answer = up.sql(f"WITH number + number AS a0, {chain} SELECT a15 FROM numbers(1)")
    assert (answer.status, b"too big" in answer.data) == (400, True), answer.data


def test_parameters_of_every_ordinary_type_are_taken(up):
    """Names, numbers, texts and times travel as parameters."""
    sql = (
        "SELECT {a:Array(Tuple(String, Nullable(UInt8)))}, {t:DateTime64(3, 'UTC')}, {m:Map(String, UInt8)}, "
        "{d:Decimal(38, 12)}, {e:Enum8('a' = 1, 'b' = 2)}, {s : LowCardinality(String)} FROM {db:Identifier}.{table:Identifier}"
    )
    answer = up.sql(
        sql,
        param_a="[('x', 1)]",
        param_t="2026-11-23 00:00:00",
        param_m="{'a': 1}",
        param_d="0.5",
        param_e="b",
        param_s="it's",
        param_db="system",
        param_table="one",
    )
    assert answer.data == b"[('x',1)]\t2026-11-23 00:00:00.000\t{'a':1}\t0.5\tb\tit\\'s\n"


def test_values_are_values(up, table):
    """VALUES hold plain values of any type; an expression is refused with a word of what to do, and no row is stored."""
    sql = f"INSERT INTO {table} (number, text, at) VALUES "
    plain = ", ".join(f"({number}, 'it''s (', '2026-11-22 00:00:00')" for number in range(40_000))
    assert up.sql(sql + plain + ", (1, '`', 1.5);", database="centspan").status == 200
    for row in (
        "(1 + 1, '', 0)",
        "(1, upper('a'), 0)",
        "(1, (SELECT 'a'), 0)",
        "(1, file('x'), 0)",
    ):
        asked = up.sql(sql + "(1, '', 0), " + row, database="centspan")
        assert (asked.status, b"INSERT INTO \xe2\x80\xa6 SELECT" in asked.data) == (400, True)
    assert up.sql(f"SELECT count() FROM {table}", database="centspan").data == b"40001\n"


def test_what_a_column_of_any_type_takes_is_no_code(up, client):
    """Quotes that the reader of a Dynamic column does not know hide no expression."""
    client.command("CREATE OR REPLACE TABLE loose (d Dynamic, s String) ENGINE = Memory")
    for mark in ("`", '"', "$$", "‘"):
        sql = f"INSERT INTO loose VALUES ([{mark}], file('/etc/hostname')), ([{mark}], 'x')"
        assert up.sql(sql, database="centspan").status == 400
    assert client.query("SELECT count() FROM loose").result_rows == [(0,)]
    client.command("DROP TABLE loose")


@pytest.mark.parametrize(
    "name", ["Parquet", "ORC", "Arrow", "ArrowStream", "Avro", "Protobuf", "Npy"]
)
def test_rows_come_in_formats_that_the_engine_itself_reads(up, table, name):
    """Formats that other libraries read for the engine, past its limits, are refused by name."""
    refused = up.sql(b"x", query=f"INSERT INTO {table} FORMAT {name}", database="centspan")
    assert (refused.status, refused.headers["X-ClickHouse-Exception-Code"]) == (404, "73")
    assert b"Native" in refused.data


def test_orc_is_no_answer(up):
    """A library that holds half a megabyte for each column, uncounted, writes no answers, however it is asked for."""
    for sql, options in (
        ("SELECT 1 FORMAT ORC", {}),
        ("SELECT 1 FORMAT `orc`", {}),
        ("SELECT 1", {"default_format": "ORC"}),
    ):
        answer = up.sql(sql, **options)
        assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (404, "73")
        assert b"Parquet" in answer.data


@pytest.mark.parametrize("opened", ["/* ", "$a$ ", "'\\\\", '"\\\\', "`\\\\"])
def test_what_is_opened_and_never_closed_takes_no_time(up, opened):
    """A megabyte of comments or quotes that never end is read once, also where it may be an INSERT with rows."""
    began = time.monotonic()
    assert up.sql("INSERT " + opened * (1_000_000 // len(opened))).status in (400, 413)
    assert up.sql(opened * 200_000, query="INSERT ").status in (400, 413)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "many", ["mapa(),", "mapa,", "mapa(", "match(", "FORMAT,", "APPLY ((", "x LIKE "]
)
def test_judging_takes_no_longer_for_what_is_nested(up, many):
    """A quarter of a megabyte of names and brackets is judged in one pass, so that others need not wait."""
    began = time.monotonic()
    up.sql("SELECT " + many * (250_000 // len(many)) + "1", max_execution_time="5")
    assert time.monotonic() - began < 15


def test_a_statement_that_is_kept_is_kept_as_it_was_judged(up):
    """What the engine would read anew as something else, once a restart reads it, is not made."""
    refused = up.sql("CREATE VIEW u AS SELECT 1 AS `not`, `not` AS b", database="centspan")
    assert refused.headers["X-ClickHouse-Exception-Code"] == "62"


def test_a_table_sent_with_a_query_computes_nothing(up):
    """Rows of VALUES that come as a form's file read no files."""
    body, kind = urllib3.encode_multipart_formdata({"x": ("x", "(file('/etc/hostname'))")})
    asked = up.sql(
        body,
        headers={"Content-Type": kind},
        query="SELECT * FROM x",
        x_structure="b String",
        x_format="Values",
    )
    assert asked.headers["X-ClickHouse-Exception-Code"] == "344"


def test_a_long_query_is_stopped(up):
    """A query is stopped at its time limit with ClickHouse's code 159."""
    answer = up.sql(
        "SELECT sum(sipHash64(number)) FROM numbers(100000000000)", max_execution_time="1"
    )
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (408, "159")


def test_a_greedy_query_is_stopped(up):
    """A query beyond its memory is stopped with code 241 and the server goes on."""
    answer = up.sql("SELECT groupArray(number) FROM numbers(1000000000)")
    assert answer.headers["X-ClickHouse-Exception-Code"] == "241"
    assert up.sql("SELECT 1").data == b"1\n"
