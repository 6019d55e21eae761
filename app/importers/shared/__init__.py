"""What several data sets need: ingredients, brands, products, effects, indications, labels."""
