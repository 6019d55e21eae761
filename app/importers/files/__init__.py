"""Files of any size and shape, read with care: archives, text, JSON, XML, downloads."""
