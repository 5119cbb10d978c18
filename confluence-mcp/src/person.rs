//! A person as callers name them: by id, as `me`, or by name.

use confluence_client::wiki::{Person, Wiki};
use confluence_client::{Deployment, Quoted};

use crate::advice::Failure;

/// How many people are looked at for a name: more of them make it no clearer who is meant.
const MAX_CANDIDATES: u32 = 10;

/// Who has a name.
pub(crate) enum Called {
    /// One person.
    One(Person),
    /// Nobody.
    Nobody,
    /// Several people, or others whose names are alike.
    Several(Vec<Person>),
}

/// Looks for the one person of this name.
pub(crate) async fn called(wiki: &Wiki, name: &str) -> Result<Called, Failure> {
    let candidates = wiki.search_people(name).limit(MAX_CANDIDATES).slice().await?.items;
    let of_name =
        |person: &&Person| person.name.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name));
    let mut exact = candidates.iter().filter(of_name);
    Ok(match (exact.next(), exact.next(), candidates.as_slice()) {
        (Some(only), None, _) | (None, None, [only]) => Called::One(only.clone()),
        (None, _, []) => Called::Nobody,
        _ => Called::Several(candidates),
    })
}

/// The id of the person who is meant.
///
/// # Errors
/// Nobody has the name, or several people may be meant, who are listed.
pub(crate) async fn id_of(wiki: &Wiki, named: &str) -> Result<String, Failure> {
    let named = named.trim().trim_start_matches('@');
    if named.eq_ignore_ascii_case("me") || named.eq_ignore_ascii_case("currentUser()") {
        return Ok(wiki.current_user().await?.id);
    }
    let deployment = wiki.site().deployment();
    if is_id(named, deployment) {
        return Ok(named.to_owned());
    }
    match called(wiki, named).await? {
        Called::One(person) => Ok(person.id),
        // The keys of people who came with an old site are their login names.
        Called::Nobody if deployment != Deployment::Cloud && is_known(wiki, named).await? => {
            Ok(named.to_owned())
        }
        Called::Nobody if named.contains('@') => Err(by_mail(wiki, named).await),
        Called::Nobody => Err(Failure::new(
            format!("no user is named {}", Quoted(named)),
            "Give the id of the user; confluence_search_user finds users by parts of their names.",
        )
        .missing()),
        Called::Several(people) => Err(Failure::new(
            format!("several users match {}: {}", Quoted(named), listed(&people)),
            "Give the id of the one who is meant.",
        )),
    }
}

/// Says of an e-mail address that nobody is found by it, and who has a name that is like it.
async fn by_mail(wiki: &Wiki, named: &str) -> Failure {
    let name = named.split('@').next().unwrap_or_default().replace(['.', '_', '-', '+'], " ");
    let alike = match name.trim() {
        "" => Vec::new(),
        name => match wiki.search_people(name).limit(MAX_CANDIDATES).slice().await {
            Ok(found) => found.items,
            Err(_) => Vec::new(),
        },
    };
    let next = match alike.as_slice() {
        [] => {
            "Give the name or the id: confluence_search_user finds people by the beginnings of their names."
                .to_owned()
        }
        alike => format!("Give the id of who is meant. Of a name like it there are {}.", listed(alike)),
    };
    let said =
        format!("nobody is found by the e-mail address {}, which Confluence does not search", Quoted(named));
    Failure::new(said, next).missing()
}

/// Whether somebody has this key or login name.
async fn is_known(wiki: &Wiki, named: &str) -> Result<bool, Failure> {
    let may_be = !named.contains(char::is_whitespace);
    Ok(may_be && wiki.people([named]).await?.iter().any(|person| person.name.is_some()))
}

/// Account ids of Cloud and user keys of Data Center are long, without spaces, and have digits in them.
fn is_id(text: &str, deployment: Deployment) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_'));
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let shortest = if deployment == Deployment::Cloud { 20 } else { 32 };
    plain && digits && (text.len() >= shortest || text.contains(':'))
}

fn listed(people: &[Person]) -> String {
    let one = |person: &Person| format!("{} ({})", person.name.as_deref().unwrap_or_default(), person.id);
    people.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_names() {
        for (id, deployment) in [
            ("5b10ac8d82e05b22cc7d4ef5", Deployment::Cloud),
            ("712020:7ec9a8f1-0d51-4c1f-9d8a-0a5d52b3c9aa", Deployment::Cloud),
            ("8a7f8082ada00000ada0ada00000ada0", Deployment::DataCenter),
        ] {
            assert!(is_id(id, deployment), "{id}");
        }
        for name in ["Ada Lovelace", "ada", "ada@example.com", "O'Brien 2"] {
            assert!(!is_id(name, Deployment::Cloud) && !is_id(name, Deployment::DataCenter), "{name}");
        }
    }
}
