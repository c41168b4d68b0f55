"""Personal vocabularies: how an entry sounds, where a text may mean it, and what to put in the text's place."""
