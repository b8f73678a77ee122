-- The characters of a whole prompt: what apps mark lies within these sections.
arraySum(arrayMap((n, c) -> if(n IN ('system', 'tools', 'history', 'user'), c, 0), section_names, section_chars))
