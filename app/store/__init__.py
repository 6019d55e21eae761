"""The only SQL. Rows are the facts and the data set that told them."""
