//! How entries are named in the table.

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::store::EntryKey;

/// The digest of what a row is for: an index of one size, however long the names are.
pub(super) type RowId = [u8; 32];

/// The row of an entry.
pub(super) fn of_entry(key: &EntryKey) -> Result<RowId> {
    id("entry", key)
}

/// The row by which the one login for an entry is claimed.
pub(super) fn of_login(key: &EntryKey) -> Result<RowId> {
    id("login", key)
}

fn id(purpose: &str, key: &EntryKey) -> Result<RowId> {
    let fields = [purpose, key.issuer(), key.client_id(), key.site(), key.oauth().as_str(), key.principal()];
    let text = serde_json::to_vec(&fields).map_err(|_| Error::store("the entry has no name"))?;
    Ok(Sha256::digest(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::properties::OAuthVersion;

    #[test]
    fn names_do_not_run_into_each_other() {
        let key = |client, site| EntryKey::new("issuer", client, site, OAuthVersion::V2, "");
        let ids = [
            of_entry(&key("a", "bc")).unwrap(),
            of_entry(&key("ab", "c")).unwrap(),
            of_login(&key("a", "bc")).unwrap(),
        ];
        assert!(ids[0] != ids[1] && ids[0] != ids[2]);
        assert_eq!(ids[0], of_entry(&key("a", "bc")).unwrap());
    }
}
