"""Ways over the town's own roads: a network out of drawn lines, places tied to it, travel times between them."""
