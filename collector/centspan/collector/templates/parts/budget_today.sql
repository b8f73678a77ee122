-- A budget's zone, and the day there that the end of the range lies in.
if(timezone = '', 'UTC', toString(timezone)) AS zone,
    toDate(toString(least({end:DateTime('UTC')}, now('UTC')) - 1, zone)) AS today
