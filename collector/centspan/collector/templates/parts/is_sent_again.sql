-- Whether a call would not have been made.
if(choice = 1, soon AND after_well, attempt > {attempts:UInt32})
