-- Sums from the first day on, of `amounts` by `ages` in days: sums[i + 1] is that of the first i days, one without being 0.
arrayPushFront(arrayCumSum(arrayMap(i -> amounts[indexOf(ages, history - i)], range(toUInt32(history)))), 0.) AS sums
