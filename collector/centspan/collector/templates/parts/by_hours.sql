-- For `cut`: days within which a budget's period begins are read by hours.
if(has(split_days, toDate(hour)), hour, toDateTime(0, 'UTC'))
