-- A task's calls in order, each with what an input and an output token of its model cost together, and whether the next one
-- went to another model that is dearer.
arraySort(groupArray((started_at, cityHash64(model), dictGet('price_row', 'uncached_input', contracted_id)
      + dictGet('price_row', 'output', contracted_id)))) AS steps,
    arrayExists(i -> steps[i].2 != steps[i - 1].2 AND steps[i].3 > steps[i - 1].3, range(2, length(steps) + 1)) AS escalated
