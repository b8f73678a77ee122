-- What a token costs read from a cache, written to it, and without one.
dictGet('price_row', 'uncached_input', p.contracted_id) AS full_price,
    dictGet('price_row', 'cache_read', p.contracted_id) AS read_price,
    dictGet('price_row', 'cache_write_5m', p.contracted_id) AS write_5m_price,
    dictGet('price_row', 'cache_write_1h', p.contracted_id) AS write_1h_price
