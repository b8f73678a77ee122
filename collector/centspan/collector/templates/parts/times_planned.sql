-- How many times the usual is planned for the hour `hour` of `scopes`, a map of its dimensions.
arrayMax(arrayPushBack(arrayMap(
      w -> if(w.2 < hour + 3600 AND w.3 > hour AND arrayAll((k, v) -> scopes[k] = v, mapKeys(w.1), mapValues(w.1)), w.4, 1.),
      planned), 1.))
