"""Write the exports of all agencies, each in its own way."""

from __future__ import annotations

from matcher.synth.county import County
from matcher.synth.dirt import Dirt
from matcher.synth.exports.clerk import Clerk
from matcher.synth.exports.families import family_deliveries
from matcher.synth.exports.health import health_deliveries
from matcher.synth.exports.homes import home_deliveries
from matcher.synth.exports.insured import insured_deliveries
from matcher.synth.exports.labour import labour_deliveries
from matcher.synth.exports.medical import medical_deliveries
from matcher.synth.exports.payments import payment_deliveries
from matcher.synth.exports.police import police_deliveries
from matcher.synth.exports.property import property_deliveries
from matcher.synth.exports.registers import register_deliveries
from matcher.synth.exports.rosters import roster_deliveries
from matcher.synth.exports.schools import school_deliveries
from matcher.synth.exports.villages import village_deliveries
from matcher.synth.sheets import Delivery


def deliveries_of(county: County) -> list[Delivery]:
    """Give every file that the county's agencies deliver, in a fixed order."""
    clerk = Clerk(county, Dirt(county.generator))
    return [
        *register_deliveries(clerk),
        *roster_deliveries(clerk),
        *payment_deliveries(clerk),
        *health_deliveries(clerk),
        *labour_deliveries(clerk),
        *police_deliveries(clerk),
        *village_deliveries(clerk),
        *family_deliveries(clerk),
        *medical_deliveries(clerk),
        *insured_deliveries(clerk),
        *school_deliveries(clerk),
        *home_deliveries(clerk),
        *property_deliveries(clerk),
    ]
