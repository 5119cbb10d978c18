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
    if let Some(value) = string.take("WriteSpaces") {
        policy = policy.write_spaces(keys(&value)?);
    }
    if let Some(value) = string.take("BlockedSpaces") {
        policy = policy.blocked_spaces(keys(&value)?);
    }
    Ok(policy)
}

/// What is allowed to be changed and cannot be seen, a line for each property that is in its way.
pub(super) fn out_of_reach(policy: &Policy) -> Vec<String> {
    let written = policy.write_spaces.iter().flatten();
    let hidden: Vec<&str> = written.filter(|key| !policy.allows(key)).map(|key| key.as_str()).collect();
    match hidden.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "WriteSpaces names {}, which Spaces or BlockedSpaces leaves out: nothing there is seen or changed",
            hidden.join(", ")
        )],
    }
}

/// The keys of spaces: letters, digits, and `~` before a person's.
fn keys(value: &Value) -> Result<Vec<String>> {
    let keys = value.list()?;
    if keys.is_empty() {
        // Without a space in it, the policy would allow them all.
        return Err(value.error("must be the keys of spaces, such as DOCS,OPS").into());
    }
    // Each word of a name would count as a key that no space has, and restrict nothing.
    let is_of_name = |word: &str| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
    let is_name = |part: &str| part.trim().contains(' ') && part.split_whitespace().any(is_of_name);
    if value.text()?.split([',', ';', '\n']).any(is_name) {
        return Err(value
            .error("holds words, and takes keys as they stand in URLs, such as DOCS,OPS, with commas between")
            .into());
    }
    let of_key = |letter: char| letter.is_alphanumeric() || matches!(letter, '~' | '_' | '-' | '.');
    match keys.iter().all(|key| key.chars().all(of_key)) {
        true => Ok(keys),
        false => Err(value
            .error("holds something that is not the key of a space; keys are separated by commas")
            .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SpaceKey;

    fn read(text: &str) -> Result<Policy> {
        take_from(&mut crate::connection::parse(text)?)
    }

    #[test]
    fn every_restriction_reaches_the_policy() {
        let policy = read("Spaces='DOCS, \"OPS\"';WriteSpaces=OPS;BlockedSpaces=HR").unwrap();
        let of = |key: &str| {
            let key = SpaceKey::from(key);
            (policy.allows(&key), policy.allows_write(&key))
        };
        assert_eq!((of("DOCS"), of("ops"), of("HR")), ((true, false), (true, true), (false, false)));
        assert!(read("Read-Only=yes").unwrap().read_only);
    }

    #[test]
    fn a_space_that_may_be_changed_and_not_be_seen_is_told() {
        let told = |text: &str| out_of_reach(&read(text).unwrap()).join("\n");
        assert!(told("Spaces=DOCS;WriteSpaces='DOCS,TEAM'").starts_with("WriteSpaces names TEAM, "));
        assert!(told("BlockedSpaces=TEAM;WriteSpaces=TEAM").starts_with("WriteSpaces names TEAM, "));
        assert_eq!(told("Spaces='DOCS,OPS';WriteSpaces=ops"), "");
    }

    #[test]
    fn what_is_no_restriction_is_refused() {
        for text in [
            "Spaces=','",
            "WriteSpaces=' '",
            "BlockedSpaces=HR%LEGAL",
            "BlockedSpaces=Product documentation",
            "Spaces=DOCS,Team space",
            "ReadOnly=maybe",
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.property(), text.split('=').next(), "{error}");
        }
    }
}
