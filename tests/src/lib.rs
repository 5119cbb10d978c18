//! What the tests, the demo and curious users share: an in-memory Confluence on loopback.
//!
//! Nothing here knows the published crates; [`sandbox`] speaks HTTP and JSON only, so that whatever it
//! says about them is said from outside. [`published`] answers by the published [`facts`] alone.

pub mod facts;
pub mod issuer;
pub mod published;
pub mod sandbox;

/// Gives a file these permissions, where files have such.
///
/// # Panics
/// The file is not there or is another user's.
pub fn set_mode(file: &std::path::Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = (file, mode);
}
