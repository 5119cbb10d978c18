//! Spaces of Cloud v2.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{AccountId, PageId, SpaceId, SpaceKey};
use crate::wire::timestamp::Timestamp;

use super::{
    Bodies, Included, Label, Links, NewBody, NewRoleAssignment, PermissionAssignment, PermittedOperation,
    SpaceProperty,
};

open_enums! {
    /// Kinds of spaces.
    pub enum SpaceType {
        /// For everyone.
        Global = "global",
        /// For a team that works together.
        Collaboration = "collaboration",
        /// For answers to questions.
        KnowledgeBase = "knowledge_base",
        /// One person's own.
        Personal = "personal",
        /// The service's.
        System = "system",
        /// For newcomers.
        Onboarding = "onboarding",
        /// A sample that came with another product.
        XflowSample = "xflow_sample_space",
    }

    /// Whether a space is in use.
    pub enum SpaceStatus {
        /// It is.
        Current = "current",
        /// It was put aside.
        Archived = "archived",
    }
}

models! {
    /// A space.
    pub struct Space {
        /// Its number.
        id: SpaceId,
        /// Its key.
        key: Option<SpaceKey>,
        /// Its name.
        name: String = default,
        /// What kind of space it is.
        kind: Option<SpaceType> as "type",
        /// Whether it is in use.
        status: Option<SpaceStatus>,
        /// Who created it.
        author_id: Option<AccountId>,
        /// Who owns it.
        space_owner_id: Option<AccountId>,
        /// The key that its URLs use, where it is an alias.
        current_active_alias: Option<String>,
        /// When it was created.
        created_at: Option<Timestamp>,
        /// Its home page.
        homepage_id: Option<PageId>,
        /// What it is for.
        description: Option<Bodies>,
        /// Its icon, if it was asked for.
        icon: Option<SpaceIcon>,
        /// Its labels, if they were asked for.
        labels: Option<Box<Included<Label>>>,
        /// Its properties, if they were asked for.
        properties: Option<Box<Included<SpaceProperty>>>,
        /// What the caller may do with it, if that was asked for.
        operations: Option<Box<Included<PermittedOperation>>>,
        /// Who may do what in it, if that was asked for.
        permissions: Option<Box<Included<PermissionAssignment>>>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// A space's icon.
    pub struct SpaceIcon {
        /// Its URL for people, relative to the site's base.
        path: Option<String>,
        /// Its URL for programs.
        api_download_link: Option<String>,
    }
}

bodies! {
    /// A space to create.
    pub struct NewSpace(
        /// Its name.
        name: String,
    ) {
        /// Its key; without one the service makes one of the name.
        key: SpaceKey,
        /// The key in its URLs, where that is another one.
        alias: String,
        /// What it is for.
        description: NewBody,
        /// Who gets which role in it; only on sites with roles.
        role_assignments: Vec<NewRoleAssignment>,
        /// The number of the space whose access it takes over; only on sites with roles.
        copy_space_access_configuration: u64,
        /// Whether only its creator may see it.
        create_private_space: bool,
        /// The blueprint it starts from.
        template_key: String,
    }
}
