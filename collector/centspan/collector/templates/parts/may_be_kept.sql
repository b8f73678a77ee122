-- Whether a cache of answers may answer a call.
has_tools = 0 AND (temperature IS NULL OR temperature <= {most_temperature:Float64})
