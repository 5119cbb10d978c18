//! What to say where CQL, as models write it, finds nothing or is refused.

use super::recognize::{is_cql, meant};

/// What is wrong with a query that the service refused, as far as that can be told.
pub(super) fn why(query: &str) -> String {
    let query = query.to_lowercase();
    let compared = |fields: &[&str], is_right: fn(&str) -> bool| {
        fields.iter().any(|field| {
            query.match_indices(field).any(|(at, _)| {
                let begins = query.get(..at).is_none_or(|before| !before.ends_with(char::is_alphanumeric));
                let rest = query.get(at + field.len()..).unwrap_or_default().trim_start();
                let value = rest.trim_start_matches(['=', '<', '>', '!']);
                begins && value.len() < rest.len() && !is_right(value.trim_start().trim_start_matches('"'))
            })
        })
    };
    let is_day = |value: &str| {
        value.starts_with(|sign: char| sign.is_ascii_digit())
            || value.split('(').next().is_some_and(|name| {
                name.starts_with("now") || name.starts_with("startof") || name.starts_with("endof")
            })
    };
    let is_id = |value: &str| value.starts_with(|sign: char| sign.is_ascii_digit());
    let hint = if compared(&["created", "lastmodified"], is_day) {
        "A day is \"2026-01-31\", `now(\"-1d\")` or `startOfDay()`. "
    } else if compared(&["parent", "ancestor"], is_id) {
        "`parent` and `ancestor` take the id of a page, which `title = \"...\"` finds. "
    } else {
        ""
    };
    let fields: String =
        meant(&query).into_iter().map(|(field, meant)| format!("`{field}` is `{meant}` in CQL. ")).collect();
    format!("{fields}{hint}{HOW}")
}

/// How CQL is written, where a query was not understood.
const HOW: &str = "In CQL a value with spaces stands between quotation marks. Fields are type, space (by key), \
    title, text, label, creator, contributor, mention (people by id, `currentUser()` is this account), created, \
    lastmodified, ancestor, parent, id. Or give the words alone.";

/// What to try where people were named.
pub(super) fn of_people(query: &str) -> Option<&'static str> {
    const PEOPLE: [&str; 6] = ["creator", "contributor", "mention", "watcher", "favourite", "favorite"];

    let query = query.to_lowercase();
    let named = is_cql(&query) && PEOPLE.iter().any(|field| query.contains(field));
    named.then_some(
        "people are named by id there (on Data Center by login name): confluence_search_user finds ids, and \
         `currentUser()` is this account",
    )
}

/// The keys of spaces that a query in CQL compares with.
pub(super) fn keys_in(query: &str) -> Vec<String> {
    if !is_cql(query) {
        return Vec::new();
    }
    let lower = query.to_ascii_lowercase();
    let mut keys = Vec::new();
    for (at, _) in lower.match_indices("space") {
        let before = query.get(..at).and_then(|text| text.chars().next_back());
        let rest = query.get(at + "space".len()..).unwrap_or_default().trim_start();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '.') {
            continue;
        }
        let list = rest.get(..2).filter(|word| word.eq_ignore_ascii_case("in")).and_then(|_| rest.get(2..));
        if let Some(one) = rest.strip_prefix('=') {
            keys.extend(value(one));
        } else if let Some(list) = list.and_then(|list| list.trim_start().strip_prefix('(')) {
            keys.extend(list.split(')').next().unwrap_or_default().split(',').filter_map(value));
        }
    }
    keys
}

/// The value at the beginning of a text, without its quotation marks.
fn value(text: &str) -> Option<String> {
    let text = text.trim();
    let value = match text.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => text.split([' ', ')', '(']).next()?,
    };
    (!value.is_empty() && !value.contains("currentSpace")).then(|| value.to_owned())
}

/// Whether a query compares with a day of the calendar, such as `created > "2026-01-31"`.
pub(super) fn names_a_day(query: &str) -> bool {
    let query = query.to_ascii_lowercase();
    let compares = ["created", "lastmodified"].iter().any(|field| query.contains(field));
    let is_day = |part: &str| {
        let digits: Vec<&str> = part.split(['-', '/']).take(3).collect();
        matches!(digits.as_slice(), [year, _, _] if year.len() == 4 && digits.iter().all(|part| {
            !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit())
        }))
    };
    compares && query.split(['"', '\'', ' ']).any(is_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_query_is_told_what_a_field_takes() {
        for (query, said) in [
            ("created > yesterday", "startOfDay()"),
            ("type = page and lastModified>=\"last week\"", "startOfDay()"),
            ("parent = \"Getting started\"", "the id of a page"),
            ("updated > now(\"-7d\")", "`updated` is `lastmodified` in CQL"),
            ("space = A and createdBy = currentUser()", "`createdby` is `creator` in CQL"),
            ("type = page ORDER BY modified DESC", "`modified` is `lastmodified` in CQL"),
        ] {
            assert!(why(query).contains(said), "{query}: {}", why(query));
        }
        for query in
            ["created > now(\"-1d\") and title = x y", "parent = 7 and x", "created >= \"2026-01-31\" and"]
        {
            assert_eq!(why(query), HOW, "{query}");
        }
    }

    #[test]
    fn keys_of_spaces_are_found_in_a_query() {
        for (query, keys) in [
            ("space = DOCS and type = page", vec!["DOCS"]),
            ("type = page and space = \"Team space\"", vec!["Team space"]),
            ("space in (DOCS, \"TEAM\")", vec!["DOCS", "TEAM"]),
            ("space travel", vec![]),
            ("space.type = global", vec![]),
        ] {
            assert_eq!(keys_in(query), keys, "{query}");
        }
    }
}
