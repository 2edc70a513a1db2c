"""Ways over the town's own roads: a network out of drawn lines, places tied to it, travel times between them."""

from gis_app.domain.routes.network import Network, network
from gis_app.domain.routes.speeds import MODES
from gis_app.domain.routes.travel import Travel, travel

__all__ = ["MODES", "Network", "Travel", "network", "travel"]
