//! Data security policies, which may keep apps out of content. Experimental.

use crate::declare::endpoints;
use crate::ids::{SpaceId, SpaceKey};
use crate::models::{DataPolicy, DataPolicySpace, Sort};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Checks whether a policy keeps the calling app out of anything on the site.
    fn metadata() -> DataPolicy = GetDataPolicyMetadata: GET "/data-policies/metadata"
        needs granular ["read:configuration:confluence"]

    /// Lists spaces with the policy that is in force there.
    fn spaces() -> Paged<DataPolicySpace> = GetDataPolicySpaces: GET "/data-policies/spaces" paged Cursor
        needs granular ["read:space:confluence"]
    {
        /// Only these spaces, at most 250.
        ids: Vec<SpaceId>,
        /// Only spaces of these keys, at most 250.
        keys: Vec<SpaceKey>,
        /// The order: by id, key or name.
        sort: Sort ["id", "-id", "key", "-key", "name", "-name"],
    }
}
