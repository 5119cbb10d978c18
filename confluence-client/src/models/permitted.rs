//! What the caller may do, and who likes what.

use crate::declare::models;
use crate::ids::AccountId;

models! {
    /// Something that the caller may do.
    pub struct PermittedOperation {
        /// What, such as `update`.
        operation: Option<String>,
        /// With what, such as `page`.
        target_type: Option<String>,
    }

    /// All that the caller may do with a piece of content or a space.
    pub struct PermittedOperations {
        /// Each operation.
        operations: Vec<PermittedOperation> = default,
    }

    /// A person who likes a piece of content.
    pub struct Like {
        /// Who.
        account_id: Option<AccountId>,
    }

    /// How many people like a piece of content.
    pub struct LikeCount {
        /// How many.
        count: u64 = default,
    }
}
