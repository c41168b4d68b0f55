"""What Earshot says about itself: the user guide, and versions and licences."""
