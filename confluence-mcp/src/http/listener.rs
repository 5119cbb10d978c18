//! The listener: accepts connections, bounds what each may take, and shuts down gracefully.

mod accept;
mod descriptors;
mod head_timeout;
mod write_timeout;

pub(super) use accept::serve;
