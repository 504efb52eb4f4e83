"""Storage profiles of a farm: where files are, by the operating system."""

from app.resources.fields import identifier, text
from app.resources.level import Level, name_of
from app.resources.listing import Listing

STORAGE_PROFILES = Level(
    name="storage-profiles",
    noun="storage profile",
    key="storageProfileId",
    parent="farms",
    prefix="sp",
    within=("farmId",),
    listing=Listing("ListStorageProfiles", "storageProfiles"),
    get="GetStorageProfile",
    fields=(
        text("displayName", "NAME", 16, grows=True),
        text("osFamily", "SYSTEM", 10),
        identifier("storageProfileId", "ID", width=14, rank=1),
    ),
    status=lambda _profile: None,
    label=name_of("displayName", "storageProfileId"),
)
