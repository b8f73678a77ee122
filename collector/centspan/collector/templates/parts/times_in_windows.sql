-- How many times the usual `windows` plan for the hour `h`.
arrayMax(arrayPushBack(arrayMap(w -> if(w.2 < h + 3600 AND w.3 > h, w.4, 1.), windows), 1.))
