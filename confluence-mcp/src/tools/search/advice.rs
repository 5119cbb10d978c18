//! CQL as models write it: how it is told from words, and what to say where it finds nothing.

use std::borrow::Cow;

/// The fields of CQL, without what may follow behind a dot or a bracket.
const FIELDS: &[&str] = &[
    "ancestor",
    "container",
    "content",
    "contributor",
    "created",
    "creator",
    "favorite",
    "favourite",
    "id",
    "label",
    "lastmodified",
    "macro",
    "mention",
    "parent",
    "sitesearch",
    "space",
    "status",
    "text",
    "title",
    "type",
    "user",
    "watcher",
];

/// Whether a query is meant as CQL: it begins, perhaps behind `not` and parentheses, with a field and an operator. What has
/// a value between quotation marks behind the operator is meant as CQL even if we do not know the field, which an app may
/// have added: the service says what is wrong.
pub(super) fn is_cql(query: &str) -> bool {
    let query = query.to_lowercase();
    let start = query.trim_start_matches(['(', ' ']);
    let start = start.strip_prefix("not ").map_or(start, |rest| rest.trim_start_matches(['(', ' ']));
    let end = start.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(start.len());
    let (field, rest) = start.split_at(end);
    if !FIELDS.contains(&field) {
        let quoted = rest.trim_start().trim_start_matches(['=', '!', '~']);
        let compares = quoted.len() < rest.trim_start().len() && quoted.trim_start().starts_with('"');
        return start.starts_with("order by ") || (!field.is_empty() && compares);
    }
    let path = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '[' | ']');
    let operator = rest.trim_start_matches(path).trim_start();
    let among = operator.strip_prefix("not ").map_or(operator, str::trim_start).strip_prefix("in");
    operator.starts_with(['=', '~', '<', '>', '!'])
        || among.is_some_and(|list| list.trim_start().starts_with('('))
}

/// The query with the quotation marks that CQL knows, in place of those that word processors write.
pub(super) fn with_straight_quotes(query: &str) -> Cow<'_, str> {
    const CURLY: [char; 5] = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}'];

    if !query.contains(CURLY) {
        return Cow::Borrowed(query);
    }
    let mut straight = String::with_capacity(query.len());
    // Within plain marks they are part of a value.
    let (mut is_quoted, mut is_escaped) = (false, false);
    for sign in query.chars() {
        let ends = sign == '"' && !is_escaped;
        is_quoted ^= ends;
        is_escaped = sign == '\\' && !is_escaped;
        straight.push(if !is_quoted && CURLY.contains(&sign) { '"' } else { sign });
    }
    Cow::Owned(straight)
}

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
    format!("{hint}{HOW}")
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
    fn cql_is_told_from_words() {
        for query in [
            "type = page",
            "type=page and text ~ \"x\"",
            "title ~ \"a\" order by created",
            "(space = DOCS) and type = page",
            "NOT type = comment",
            "space in (A, B)",
            "label not in (\"x\")",
            "content.property[a-b].c > 3",
            "space.key = DOCS",
            "created >= now(\"-4w\")",
            "text !~ \"x\"",
            "order by lastmodified desc",
            "author = \"Grace\"",
            "appField ~ \"x\"",
        ] {
            assert!(is_cql(query), "{query}");
        }
        for words in [
            "release notes",
            "how to order by phone",
            "what is a = b in (maths)",
            "\"quoted = phrase\"",
            "in (parentheses)",
            "C++ <vector>",
            "meeting in (room 5)",
            "space travel",
            "type of content",
            "id",
            "größe",
            "",
            "a = b",
            "\"x\" = \"y\"",
        ] {
            assert!(!is_cql(words), "{words}");
        }
    }

    #[test]
    fn typographic_quotation_marks_are_straight_in_cql() {
        for (written, straight) in [
            ("title ~ \u{201c}Getting\u{201d}", "title ~ \"Getting\""),
            ("title ~ \u{201e}A\u{201c}", "title ~ \"A\""),
            ("title ~ \"a \u{201c}b\u{201d}\"", "title ~ \"a \u{201c}b\u{201d}\""),
            ("title ~ \"a\"", "title ~ \"a\""),
        ] {
            assert_eq!(with_straight_quotes(written), straight);
        }
    }

    #[test]
    fn a_refused_query_is_told_what_a_field_takes() {
        for (query, said) in [
            ("created > yesterday", "startOfDay()"),
            ("type = page and lastModified>=\"last week\"", "startOfDay()"),
            ("parent = \"Getting started\"", "the id of a page"),
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
