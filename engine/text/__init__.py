"""What a word is, which script a letter belongs to, and how tokens become words with places."""
