//! What tells the rows of a change from any others: to be compared with what somebody agreed to.

use sha2::{Digest as _, Sha256};

use super::rows::Deed;

/// The digest of what is done, in whatever order the service answers its rows.
pub(super) fn digest<'d>(deeds: impl Iterator<Item = &'d Deed>) -> String {
    let mut each: Vec<[u8; 32]> = deeds.map(of_one).collect();
    each.sort_unstable();
    let all = Sha256::digest(each.concat());
    all.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_one(deed: &Deed) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in deed.parts() {
        // What is not there is none of the texts that might be, and no two parts read like one.
        digest.update([u8::from(part.is_some())]);
        let part = part.unwrap_or_default();
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}
