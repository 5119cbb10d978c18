//! Groups by name: Cloud knows them by ids that nobody can judge, and Data Center by name alone.

use confluence_client::wiki::{Group, Wiki};
use confluence_client::{Deployment, Quoted};
use futures_util::{StreamExt as _, TryStreamExt as _};

use crate::advice::Failure;

/// How many groups are looked through for an id, and named where several may be meant.
const MAX_LOOKED_AT: usize = 1_000;
const MAX_NAMED: usize = 8;
/// How many the service is asked for at a time.
const SLICE: u32 = 200;

/// The group that is meant by a name, whatever its case, or by an id.
///
/// # Errors
/// There is none; then those with a part of the name are named.
pub(crate) async fn named(wiki: &Wiki, named: &str) -> Result<Group, Failure> {
    let named = named.trim();
    // There a name is all that there is, and who sets restrictions is told whether it is one.
    if wiki.site().deployment() != Deployment::Cloud {
        return Ok(Group::new(named, named));
    }
    // The service says of an id alone whether there is one.
    if is_id(named) {
        return Ok(Group::new(named, named));
    }
    let found = wiki.groups(Some(named)).limit(SLICE).slice().await?.items;
    let exact = found.iter().find(|group| group.name == named);
    if let Some(group) = exact.or_else(|| found.iter().find(|group| group.name.eq_ignore_ascii_case(named))) {
        return Ok(group.clone());
    }
    let near: Vec<String> =
        found.iter().take(MAX_NAMED).map(|group| Quoted(&group.name).to_string()).collect();
    let near = match near.is_empty() {
        true => String::new(),
        false => format!("; groups with this text in their names: {}", near.join(", ")),
    };
    Err(Failure::new(
        format!("there is no group {} that this account may see{near}", Quoted(named)),
        "Give the name or the id of a group.",
    ))
}

/// Gives the groups that are known by their ids alone their names, where the account may see them: nobody can judge an id.
pub(crate) async fn name_all(wiki: &Wiki, groups: &mut [&mut Group]) {
    let mut nameless: Vec<&mut Group> =
        groups.iter_mut().map(|group| &mut **group).filter(|group| is_id(&group.name)).collect();
    let mut known = wiki.groups(None).limit(SLICE).stream().take(MAX_LOOKED_AT);
    while !nameless.is_empty()
        && let Ok(Some(found)) = known.try_next().await
    {
        nameless.retain_mut(|group| {
            let is_it = group.id == found.id;
            if is_it {
                group.name.clone_from(&found.name);
            }
            !is_it
        });
    }
}

/// Ids of groups of Cloud are UUIDs.
fn is_id(text: &str) -> bool {
    let is_hex = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.len() == 36 && text.split('-').count() == 5 && text.split('-').all(|part| is_hex(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_names() {
        assert!(is_id("2c1f3a4e-5b6d-4e7f-8a9b-0c1d2e3f4a5b"));
        for name in ["confluence-users", "a-b-c-d-e", "site admins of the far north-east side--"] {
            assert!(!is_id(name), "{name}");
        }
    }
}
