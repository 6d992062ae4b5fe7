"""A program made flat: the steps of one session in order, and the rules that change them."""
