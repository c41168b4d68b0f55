"""The specification of Earshot, one flat file a subject."""
