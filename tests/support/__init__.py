"""Tools that tests share: virtual sound devices and the like."""
