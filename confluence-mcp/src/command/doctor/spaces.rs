//! The spaces that a connection is bound to, looked for by their keys: a misspelt one shows nothing and fails nothing.

use confluence_client::{ErrorKind, Policy, Wiki};
use confluence_oauth::Outcome;

use super::Check;

/// How many keys are looked for, a request each: a doctor is waited for.
const MOST: usize = 20;

/// What `Spaces`, `WriteSpaces` and `BlockedSpaces` name and this account does not see.
pub(super) async fn bounds(wiki: &Wiki, policy: &Policy) -> Option<Check> {
    let listed = [("Spaces", &policy.spaces), ("WriteSpaces", &policy.write_spaces)];
    let blocked = policy.blocked_spaces.iter().map(|key| ("BlockedSpaces", key));
    let named: Vec<_> = listed
        .into_iter()
        .flat_map(|(property, keys)| keys.iter().flatten().map(move |key| (property, key)))
        .chain(blocked)
        .collect();
    if named.is_empty() {
        return None;
    }
    // What is blocked cannot be looked for under the policy that blocks it.
    let unbound = Wiki::new(wiki.client().clone());
    let mut notes = Vec::new();
    for (property, key) in named.iter().take(MOST) {
        let blocks = *property == "BlockedSpaces";
        let seen = if blocks { &unbound } else { wiki }.space((*key).clone()).await;
        match seen.as_ref().map_err(confluence_client::Error::kind) {
            Err(ErrorKind::NotFound) if blocks => notes.push(format!(
                "{property} names {key}, and this account sees no space of that key: if it is the name of a space, nothing \
                 is blocked by it; give the key, as it stands in addresses"
            )),
            Err(ErrorKind::NotFound) => {
                notes.push(format!("{property} names {key}, and this account sees no space of that key"));
            }
            Err(ErrorKind::Policy) => {
                notes.push(format!("{property} names {key}, which another property excludes"));
            }
            _ => {}
        }
    }
    if named.len() > MOST {
        notes.push(format!("only the first {MOST} of {} were looked for", named.len()));
    }
    let (outcome, found) = match notes.len() {
        0 => (Outcome::Ok, format!("all {} that the connection is bound to are seen", named.len())),
        _ => (Outcome::Warning, "not all that the connection is bound to are seen".to_owned()),
    };
    Some(Check { check: "spaces", outcome, found, notes })
}
