//! Data security policies, which may keep apps out of content.

use crate::declare::models;
use crate::ids::{SpaceId, SpaceKey};

use super::{Bodies, Links, SpaceIcon};

models! {
    /// Whether a policy keeps the calling app out of anything.
    pub struct DataPolicy {
        /// Whether some content is kept from it.
        any_content_blocked: bool = default,
    }

    /// A space with the policy that is in force there.
    pub struct DataPolicySpace {
        /// Its number.
        id: Option<SpaceId>,
        /// Its key.
        key: Option<SpaceKey>,
        /// Its name.
        name: Option<String>,
        /// What it is for.
        description: Option<Bodies>,
        /// The policy.
        data_policy: Option<DataPolicy>,
        /// Its icon.
        icon: Option<SpaceIcon>,
        /// URLs.
        links: Links as "_links" = default,
    }
}
