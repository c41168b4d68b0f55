"""What a trained model can do, measured through the product's own classes."""
