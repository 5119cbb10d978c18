//! Models of the REST APIs: response and request bodies, one for all shapes that mean the same.
//!
//! Every property may be absent unless nothing makes sense without it; unknown properties are ignored, unknown words
//! kept.

mod attachment;
mod blog_post;
mod body;
mod classification;
mod comment;
mod custom_content;
mod data_policy;
#[cfg(feature = "dc")]
pub mod dc;
mod included;
mod label;
mod links;
mod page;
mod permission;
mod permission_transition;
mod permitted;
mod property;
mod redaction;
mod sort;
mod space;
mod task;
mod tree;
mod user;
// Data Center answers in the shapes of v1, with a few of its own.
#[cfg(any(feature = "v1", feature = "dc"))]
pub mod v1;
mod version;

pub use attachment::Attachment;
pub use blog_post::{BlogPost, BlogPostUpdate, NewBlogPost};
pub use body::{Bodies, Body, BodyFormat, NewBody};
pub use classification::{
    ClassificationColor, ClassificationLevel, ClassificationReset, ClassificationStatus,
    DefaultClassification, NewClassification,
};
pub use comment::{
    FooterComment, FooterCommentUpdate, InlineComment, InlineCommentProperties, InlineCommentUpdate,
    NewFooterComment, NewInlineComment, ResolutionStatus, TextSelection,
};
pub use custom_content::{CustomContent, CustomContentUpdate, NewCustomContent};
pub use data_policy::{DataPolicy, DataPolicySpace};
pub use included::{Included, IncludedLinks, IncludedMeta};
pub use label::{Label, LabelPrefix};
pub use links::Links;
pub use page::{NewPage, NewTitle, Page, PageDepth, PageSubtype, PageUpdate};
pub use permission::{
    NewPrincipal, NewRoleAssignment, NewSpaceRole, PermissionAssignment, PermissionHolder,
    PermissionHolderType, PermissionKey, PermissionOperation, PermissionTarget, Principal, PrincipalType,
    RoleAssignment, RoleMode, RoleTask, RoleType, SpacePermission, SpaceRole, SpaceRoleMode, SpaceRoleUpdate,
};
pub use permission_transition::{
    AccessRemoval, CombinationTransition, NamedPermission, PermissionCombination, PermissionCombinations,
    PrincipalTransition, RoleTransition, SelectedSpace, SpaceSelection, SpaceSelectionType,
    TransitionPrincipal, TransitionStatus, TransitionTask, TransitionTaskStatus,
};
pub use permitted::{Like, LikeCount, PermittedOperation, PermittedOperations};
pub use property::{
    AppProperty, ContentProperty, NewProperty, PropertyUpdate, SpaceProperty, SpacePropertyVersion,
};
pub use redaction::{NewRedaction, NewRedactions, RedactedPassages, RedactedText, Redaction, Redactions};
pub use sort::Sort;
pub use space::{NewSpace, Space, SpaceIcon, SpaceStatus, SpaceType};
pub use task::{Task, TaskStatus, TaskUpdate};
pub use tree::{
    Ancestor, Child, ContentIds, ContentType, ContentTypes, Descendant, NewSmartLink, NewTreeContent,
    NewWhiteboard, TreeContent,
};
pub use user::{
    AccountIds, AccountStatus, AccountType, AdminKey, EmailAccess, Emails, Icon, NewAdminKey, User,
};
pub use version::{HistoryEntry, NewVersion, Version, VersionDetails, VersionedContent};

crate::declare::open_enums! {
    /// Where content stands in its life.
    pub enum ContentStatus {
        /// It is what readers see.
        Current = "current",
        /// It was never published, or has unpublished changes.
        Draft = "draft",
        /// It was put aside; its title stays taken.
        Archived = "archived",
        /// An older version.
        Historical = "historical",
        /// It is in the trash and can be restored.
        Trashed = "trashed",
        /// It was purged.
        Deleted = "deleted",
        /// Any status, as a filter.
        Any = "any",
    }
}
