//! PKCS#12: RFC 7292.

use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy};

use super::{Found, der, no_private_key, password_needed};
use crate::error::Result;
use crate::secret::Secret;

pub(super) fn read(content: &[u8], password: Option<&Secret>) -> Result<Vec<Found>> {
    let given = password.is_some();
    let text = password.map_or("", Secret::expose);
    let store = KeyStore::from_pkcs12(content, text, Pkcs12ImportPolicy::Relaxed)
        .map_err(|_| password_needed(given))?;
    let mut found = Vec::new();
    for (alias, entry) in store.entries() {
        if let KeyStoreEntry::PrivateKeyChain(chain) = entry {
            let subject = chain.certs().first().map(|certificate| certificate.subject().to_owned());
            let names = subject.into_iter().chain([alias.clone()]).collect();
            found.push(Found { names, pkcs1: der::pkcs8(chain.key().as_der())? });
        }
    }
    if found.is_empty() { Err(no_private_key("the PKCS#12 store")) } else { Ok(found) }
}
