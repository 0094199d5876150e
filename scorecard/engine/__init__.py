"""A composite index from any indicator table: the steps of the OECD/JRC handbook, each of them data.

`method` says what is done, `structure` what hangs under what, and `build.Engine` does it in order: screening,
filling, outliers, direction and scale, means up the tree, ranks. Arrays go in and come out with one row a unit
and one column a code; a row or column is never lost on the way. `tables` does the same for CSV files.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008). Conventions where the handbook leaves a
choice follow COINr 1.1.14 (skewness and kurtosis, ties, order of treatment), so that results can be compared.
"""
