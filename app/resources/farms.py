"""Farms: where everything begins."""

from app.resources.fields import age, identifier, optional, text
from app.resources.level import Level, name_of
from app.resources.listing import Listing

FARMS = Level(
    name="farms",
    noun="farm",
    key="farmId",
    listing=Listing("ListFarms", "farms"),
    get="GetFarm",
    fields=(
        text("displayName", "NAME", 16, grows=True),
        identifier("farmId", "ID", rank=1),
        text("createdBy", "CREATED BY", 16, rank=2),
        age("createdAt"),
        optional(age("updatedAt", "UPDATED")),
        optional(text("updatedBy", "UPDATED BY", 16)),
    ),
    status=lambda _farm: None,
    label=name_of("displayName", "farmId"),
)
