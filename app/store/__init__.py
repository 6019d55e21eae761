"""The only SQL. A row is a fact and the data set that states it."""
