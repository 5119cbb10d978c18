//! Sessions for clients of the protocol before 2026-07-28: whose they are, how many there may be, and when they end.
//!
//! rmcp's manager keeps the sessions themselves. What it leaves open is here: a session belongs to the caller who began
//! it, nobody has more than a few, and one that is not used any more ends.

mod caller_sessions;
mod options;
mod registry;

pub(super) use caller_sessions::CallerSessions;
pub use options::McpSessionOptions;
pub(super) use registry::Sessions;
