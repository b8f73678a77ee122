"""Calls out of the store, one by one or in groups, as files that other tools read.

`grouped.py` and `single.py` write the question, `focus.py` names columns as FOCUS does, `write.py`
writes the answers, part by part of the time (`slices.py`): amounts keep every digit, and memory does
not grow with the file.
"""
