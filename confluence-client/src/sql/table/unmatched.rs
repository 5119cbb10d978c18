//! Values that no row can have. Such a condition is answered without a request, and a note tells it: no rows alone would look
//! like an answer.

use super::about::{About, Domain};
use crate::ids::SpaceKey;
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::{Operator, Scan};
use crate::sql::value::Value;
use crate::wiki::{Locator, check_label};

/// The scan without values that no row can have; nothing where a condition is left without a value.
pub(super) fn possible<'a>(
    context: &Context,
    columns: impl Iterator<Item = &'a About> + Clone,
    mut scan: Scan,
) -> Option<Scan> {
    for filter in scan.filters.iter_mut().filter(|filter| filter.operator == Operator::Equal) {
        let Some(about) = columns.clone().find(|about| about.name == filter.column) else { continue };
        filter.values.retain(|value| is_possible(context, about, value));
        if filter.values.is_empty() {
            return None;
        }
    }
    Some(scan)
}

/// Whether some row may have one of these values; of each that none can have is told.
pub(in crate::sql) fn fits(context: &Context, about: &About, values: &[Value]) -> bool {
    values.iter().filter(|value| is_possible(context, about, value)).count() > 0
}

fn is_possible(context: &Context, about: &About, value: &Value) -> bool {
    let column = about.name;
    match about.domain {
        Domain::ContentIds => is_possible_id(context, column, value),
        // There may be rows of other words that the table leaves out, of which its source tells.
        Domain::Words(words) => is_word(context, column, words, value) || about.usual.is_some(),
        Domain::Labels => is_label(context, column, value),
        Domain::Open if column == "SpaceKey" || column == "Key" => {
            is_key(context, column, value) && is_within_policy(context, value)
        }
        Domain::Open => {
            tell_of_a_person(context, column, value);
            true
        }
    }
}

/// Whether content can have this id: a number, or `att` and a number for a file.
pub(in crate::sql) fn is_content_id(id: &str) -> bool {
    let number = id.strip_prefix("att").unwrap_or(id);
    let digits =
        !number.is_empty() && number.len() < 20 && number.bytes().all(|digit| digit.is_ascii_digit());
    digits && !number.starts_with('0')
}

fn is_possible_id(context: &Context, column: &'static str, value: &Value) -> bool {
    let Some(id) = value.to_key() else { return true };
    if is_content_id(&id) {
        return true;
    }
    let given = short(&id);
    let named = match Locator::parse(&id, context.wiki.site()) {
        Ok(Locator::Id(id)) if is_content_id(id.as_str()) => format!(": of that URL it is '{id}'"),
        _ => ", such as '65538'".to_owned(),
    };
    context.notes.add_once(column, format!("{column} = '{given}' fits no row: an id is a number{named}"));
    false
}

fn is_word(context: &Context, column: &'static str, words: &[&str], value: &Value) -> bool {
    let Some(given) = value.to_key() else { return true };
    if words.iter().any(|word| word.eq_ignore_ascii_case(&given)) {
        return true;
    }
    let given = short(&given);
    let said = format!("{column} = '{given}' fits no row: {column} is {}", listed(words));
    context.notes.add_once(column, said);
    false
}

fn is_label(context: &Context, column: &'static str, value: &Value) -> bool {
    let Some(given) = value.to_key() else { return true };
    let Err(why) = check_label(&given.to_lowercase()) else { return true };
    context.notes.add_once(column, format!("{column} = '{}' fits no row: {why}", short(&given)));
    false
}

/// Whether a space may have this key, which the name of one is not.
fn is_key(context: &Context, column: &'static str, value: &Value) -> bool {
    let Some(given) = value.to_key().filter(|given| given.trim().contains(char::is_whitespace)) else {
        return true;
    };
    let said = format!(
        "{column} takes a key and not a name: SELECT Key FROM Spaces WHERE Name = '{}'",
        short(&given).replace('\'', "''")
    );
    context.notes.add_once(column, said);
    false
}

/// What the policy leaves out cannot be told from what is not there.
fn is_within_policy(context: &Context, value: &Value) -> bool {
    let Some(key) = value.to_key() else { return true };
    let allowed = context.wiki.policy().allows(&SpaceKey::from(key.as_str()));
    if !allowed {
        context.notes.add(no_space(short(&key)));
    }
    allowed
}

/// What is said of a space that has no rows, since it is not there or may not be seen.
pub(in crate::sql) fn no_space(key: impl std::fmt::Display) -> String {
    format!("there is no space {key} that can be seen here")
}

/// Where a person is named by what can be no id.
fn tell_of_a_person(context: &Context, column: &'static str, value: &Value) {
    if !(column.ends_with("AccountId") || ["Contributor", "Mention", "AssignedTo"].contains(&column)) {
        return;
    }
    let Some(given) = value.to_key() else { return };
    let name = short(&given);
    let cloud = context.wiki.site().deployment() == Deployment::Cloud;
    let lower = given.trim().to_ascii_lowercase();
    let said = if ["currentuser()", "current_user", "current_user()", "me"].contains(&lower.as_str()) {
        format!("{column} takes an id and not '{name}': write {column} = CURRENT_USER, without quotes")
    // User keys of old Data Centers may be addresses.
    } else if given.contains('@') && cloud {
        format!("{column} takes the id of a person and not an address: SELECT AccountId, Email FROM Users")
    } else if given.trim().contains(' ') {
        format!(
            "{column} takes the id of a person and not a name: SELECT AccountId FROM Users WHERE DisplayName = '{name}'"
        )
    } else {
        return;
    };
    context.notes.add_once(column, said);
}

/// As much of a value as a note quotes.
fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

/// `a, b or c`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => format!("{only} in every row"),
        [some @ .., last] => format!("{} or {last}", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_numbers() {
        for id in ["65538", "att7"] {
            assert!(is_content_id(id), "{id}");
        }
        for none in ["", "abc", "att", "065538", "1.5", "-1", "12345678901234567890", "65538 "] {
            assert!(!is_content_id(none), "{none}");
        }
    }

    #[test]
    fn words_are_listed() {
        assert_eq!(listed(&["page"]), "page in every row");
        assert_eq!(listed(&["current", "archived", "trashed"]), "current, archived or trashed");
    }
}
