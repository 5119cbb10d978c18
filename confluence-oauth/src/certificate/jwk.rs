//! JSON Web Keys: RFC 7517 and RFC 7518, section 6.3.

use base64::prelude::*;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Found, Result, damaged, no_private_key, not_rsa_but, rsa};

#[derive(Deserialize)]
struct Set {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    n: Zeroizing<String>,
    #[serde(default)]
    e: Zeroizing<String>,
    #[serde(default)]
    d: Zeroizing<String>,
    #[serde(default)]
    p: Zeroizing<String>,
    #[serde(default)]
    q: Zeroizing<String>,
    #[serde(default)]
    dp: Zeroizing<String>,
    #[serde(default)]
    dq: Zeroizing<String>,
    #[serde(default)]
    qi: Zeroizing<String>,
}

/// A key, or the keys of a set.
pub(super) fn read(content: &[u8]) -> Result<Vec<Found>> {
    let set = serde_json::from_slice::<Set>(content).map(|set| set.keys);
    let keys = set.or_else(|_| serde_json::from_slice(content).map(|key| vec![key]));
    // The parser's message may quote what it found, and that may be the key.
    let keys = keys.map_err(|_| damaged("it is JSON, but no JSON Web Key"))?;
    keys.into_iter().map(found).collect()
}

fn found(key: Key) -> Result<Found> {
    if key.kty != "RSA" {
        return Err(not_rsa_but(key.kty.as_bytes()));
    }
    if key.d.is_empty() {
        return Err(no_private_key("the JSON Web Key"));
    }
    let parts = [&key.n, &key.e, &key.d, &key.p, &key.q, &key.dp, &key.dq, &key.qi];
    let mut numbers = Vec::new();
    for part in parts {
        let number = BASE64_URL_SAFE_NO_PAD.decode(part.as_bytes()).ok().filter(|number| !number.is_empty());
        let why = "a number of the JSON Web Key is missing or damaged; all of n, e, d, p, q, dp, dq and qi are needed";
        numbers.push(Zeroizing::new(number.ok_or_else(|| damaged(why))?));
    }
    let slices: Vec<&[u8]> = numbers.iter().map(|number| number.as_slice()).collect();
    let slices = slices.try_into().map_err(|_| damaged("a number of the JSON Web Key is missing"))?;
    Ok(Found::named(key.kid.into_iter().collect(), rsa::private_key(slices)?))
}
