(
  -- What a span says, under the names that this view reads: the best spelling of a name comes first.
  SELECT * EXCEPT (seen, entries),
    mapApply((place, value) -> ([@keys][place], value), mapSort(CAST(
      arrayFilter(told -> told.1 > 0 AND told.2 != '', arrayFlatten(arrayMap(
        told -> [told@again],
        arrayConcat(CAST(seen, 'Array(Tuple(UInt16, String))'), arrayMap(
          entry -> (toUInt16(@inside), trim(BOTH '"' FROM if(entry.2 = 'null', '', entry.2))),
          arrayConcat(entries, arrayFlatten(arrayMap(entry -> arrayMap(
            within -> (concat(entry.1, '#', within.1), within.2), JSONExtractKeysAndValuesRaw(entry.2)), entries)))))))),
      'Map(UInt16, String)'))) AS a
  FROM (
    SELECT *, arrayFlatten(arrayMap(place -> arrayMap(
        entry -> (concat([@documents][place], '#', entry.1), entry.2), JSONExtractKeysAndValuesRaw(seen[place])),
      arrayFilter(place -> place <= @last_document, mapKeys(seen)))) AS entries
    FROM (
      SELECT @columns, mapFilter((place, value) -> place > 0 AND length(value) BETWEEN 1 AND @longest, mapFromArrays(
        arrayMap(name -> toUInt16(@outside), mapKeys(SpanAttributes)), mapValues(SpanAttributes))) AS seen
      FROM {traces}
    )
  )
)
