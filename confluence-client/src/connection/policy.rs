//! The properties that take rights away.

use confluence_oauth::{ConnectionString, Value};

use crate::error::Result;
use crate::wiki::Policy;

/// Takes what may be done out of the string. Each restriction is honoured or refused, and never ignored.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<Policy> {
    let mut policy = Policy::new();
    if let Some(value) = string.take("ReadOnly") {
        policy = policy.read_only(value.boolean()?);
    }
    if let Some(value) = string.take("Spaces") {
        policy = policy.spaces(keys(&value)?);
    }
    for name in ["WriteSpaces", "BlockedSpaces"] {
        if let Some(value) = string.take(name) {
            keys(&value)?;
            return Err(value.error("cannot be honoured by this build").into());
        }
    }
    Ok(policy)
}

/// The keys of spaces: letters, digits, and `~` before a person's.
fn keys(value: &Value) -> Result<Vec<String>> {
    let keys = value.list()?;
    if keys.is_empty() {
        // Without a space in it, the policy would allow them all.
        return Err(value.error("must be the keys of spaces, such as DOCS,OPS").into());
    }
    let of_key = |letter: char| letter.is_alphanumeric() || matches!(letter, '~' | '_' | '-' | '.');
    match keys.iter().all(|key| key.chars().all(of_key)) {
        true => Ok(keys),
        false => {
            Err(value.error("holds something that is no key of a space; keys are divided by commas").into())
        }
    }
}
