"""From what people write to a drug: text, lexicon, parsing, codes, resolution, corrections."""
