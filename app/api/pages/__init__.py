"""The pages for people: answers as HTML, and the forms that ask for them."""
