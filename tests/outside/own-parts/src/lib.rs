//! Parts of one's own in place of ours: an operation that nobody declared, a store of tokens, a credential that changes.

mod endpoint;
mod rotating;
mod store;

pub use endpoint::{Status, StatusOf};
pub use rotating::Rotating;
pub use store::Vault;
