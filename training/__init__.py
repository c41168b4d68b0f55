"""How Earshot Mini is made: data, training, evaluation. Not part of the product."""
