-- Functions of an insert: an OTLP value as the text that values.py gives, and attributes as a map.
x -> multiIf(
    isNaN(x), 'json: unsupported value: NaN',
    isInfinite(x), if(x > 0, 'json: unsupported value: +Inf', 'json: unsupported value: -Inf'),
    abs(x) < 1e21, toString(x),
    replaceOne(toString(x), 'e', 'e+')) AS doubleText,
  x -> multiIf(
    x.value = 'string_value', toJSONString(x.string_value),
    x.value = 'int_value', toString(x.int_value),
    x.value = 'bool_value', toString(x.bool_value),
    x.value = 'double_value', doubleText(x.double_value),
    'null') AS jsonText,
  x -> if(
    arrayExists(y -> y.value = 'double_value' AND NOT isFinite(y.double_value), x.values), '',
    concat('[', arrayStringConcat(arrayMap(y -> jsonText(y), x.values), ','), ']')) AS arrayText,
  x -> multiIf(
    x.value = 'string_value', x.string_value,
    x.value = 'int_value', toString(x.int_value),
    x.value = 'bool_value', toString(x.bool_value),
    x.value = 'double_value', doubleText(x.double_value),
    x.value = 'array_value', arrayText(x.array_value),
    '') AS text,
  p -> mapFromArrays(
    arrayMap(q -> toLowCardinality(q.key), p), arrayMap(q -> text(q.value), p)) AS textMap,
  i -> if(replaceAll(i, '\0', '') = '', '', lower(hex(i))) AS hexId
