//! How CQL, as models write it, is told from words.

use std::borrow::Cow;

use crate::guesses::is_number;

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

/// Fields that there are not, and those that are meant: an operator behind one is no prose.
const MEANT: &[(&str, &str)] = &[
    ("updated", "lastmodified"),
    ("modified", "lastmodified"),
    ("lastupdated", "lastmodified"),
    ("last_modified", "lastmodified"),
    ("last_updated", "lastmodified"),
    ("modifieddate", "lastmodified"),
    ("createddate", "created"),
    ("created_at", "created"),
    ("author", "creator"),
    ("createdby", "creator"),
    ("created_by", "creator"),
    ("modifiedby", "contributor"),
    ("updatedby", "contributor"),
    ("lastmodifiedby", "contributor"),
    ("labels", "label"),
    ("tag", "label"),
    ("tags", "label"),
    ("spacekey", "space"),
    ("space_key", "space"),
    ("spaceid", "space"),
    ("pageid", "id"),
    ("page_id", "id"),
    ("parentid", "parent"),
    ("parent_id", "parent"),
    ("contenttype", "type"),
];

/// How the functions of CQL begin.
const FUNCTIONS: [&str; 8] =
    ["currentuser", "currentspace", "now", "startof", "endof", "recentlyviewed", "favourite", "favorite"];

/// What is left of a query behind a comparison, if it begins with one.
fn compared(rest: &str) -> Option<&str> {
    let value = rest.trim_start_matches(['=', '!', '~', '<', '>']);
    (value.len() < rest.len()).then(|| value.trim_start())
}

/// Whether an operator that is no word of prose in this place stands here: a comparison, `in (`, `is not empty`.
fn has_operator(rest: &str) -> bool {
    let rest = rest.trim_start();
    let after_not = rest.strip_prefix("not ").map_or(rest, str::trim_start);
    let list = after_not.strip_prefix("in").is_some_and(|list| list.trim_start().starts_with('('));
    let emptiness = rest.strip_prefix("is ").map(str::trim_start).map(|rest| {
        let word = rest.strip_prefix("not ").map_or(rest, str::trim_start);
        word.starts_with("empty") || word.starts_with("null")
    });
    compared(rest).is_some() || list || emptiness == Some(true)
}

/// The word with which a text begins, and what follows it and what may belong to it.
fn field(text: &str) -> (&str, &str) {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let end = text.find(|letter: char| !is_word(letter)).unwrap_or(text.len());
    let (field, rest) = text.split_at(end);
    let path = |letter: char| is_word(letter) || matches!(letter, '.' | '-' | '[' | ']');
    (field, if rest.starts_with(['.', '[']) { rest.trim_start_matches(path) } else { rest })
}

fn is_known(field: &str) -> bool {
    FIELDS.contains(&field) || MEANT.iter().any(|(other, _)| *other == field)
}

/// Without what may stand in front of a condition.
fn condition(text: &str) -> &str {
    let start = text.trim_start_matches(['(', ' ']);
    start.strip_prefix("not ").map_or(start, |rest| rest.trim_start_matches(['(', ' ']))
}

/// Whether a query is meant as CQL: it begins, perhaps behind `not` and parentheses, with a field and an operator. A field
/// that we do not know may be one of an app, or a slip: then what follows the comparison has to be no prose. What is wrong
/// the service says.
pub(super) fn is_cql(query: &str) -> bool {
    let query = query.to_lowercase();
    let start = condition(&query);
    if start.starts_with("order by ") {
        return true;
    }
    let (field, rest) = field(start);
    match is_known(field) {
        true => has_operator(rest),
        false => !field.is_empty() && compared(rest.trim_start()).is_some_and(is_no_prose),
    }
}

/// Whether a value, with what follows it, would be said nowhere else: it is quoted, a function of CQL or the id of content,
/// or conditions or an order go on behind it.
fn is_no_prose(value: &str) -> bool {
    if value.starts_with(['"', '\'']) {
        return true;
    }
    if value.contains('(') && FUNCTIONS.iter().any(|name| value.starts_with(name)) {
        return true;
    }
    let end = value.find([' ', ')']).unwrap_or(value.len());
    let (one, behind) = value.split_at(end);
    let is_id = one.len() >= 5 && one.bytes().all(|digit| digit.is_ascii_digit());
    let behind = behind.trim_start_matches([' ', ')']);
    let next = ["and ", "or "].iter().find_map(|word| behind.strip_prefix(word)).map(condition);
    let goes_on = next.map(field).is_some_and(|(field, rest)| is_known(field) && has_operator(rest));
    !one.is_empty() && ((is_id && behind.is_empty()) || goes_on || behind.starts_with("order by "))
}

/// Whether something stands in words that would be an operator in CQL, or is one elsewhere.
pub(super) fn looks_like_cql(words: &str) -> bool {
    const SIGNS: [&str; 8] = [" = ", " ~ ", "!=", "!~", ">=", "<=", " in (", " order by "];
    const ELSEWHERE: [&str; 6] = ["contains", "between", "like", "equals", "includes", "matches"];

    let words = words.to_lowercase();
    let (field, rest) = field(condition(&words));
    let of_field = is_known(field) && ELSEWHERE.iter().any(|word| rest.trim_start().starts_with(word));
    // `space in DOCS`, where a list lacks its parentheses.
    let one = rest.trim_start().strip_prefix("in ").map(str::trim_start);
    let behind = one.map(|one| one.split_once(' ').map_or("", |(_, behind)| behind.trim_start()));
    let is_list =
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with("and ") || rest.starts_with("or "));
    let of_field = of_field || (is_known(field) && is_list);
    // `space:DOCS`, as search boxes have it.
    let is_key =
        |word: &str| word.split_once(':').is_some_and(|(key, value)| is_known(key) && !value.is_empty());
    of_field || words.split_whitespace().any(is_key) || SIGNS.iter().any(|sign| words.contains(sign))
}

/// The query with quotation marks around values that CQL takes only so, and that are written as ids are: those of accounts,
/// and the keys of people's own spaces.
pub(super) fn with_quoted_ids(query: &str) -> Cow<'_, str> {
    let mut quoted: Option<String> = None;
    let (mut done, mut at, mut is_within, mut before) = (0, 0, false, ' ');
    while let Some(sign) = query.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = query.get(at..).unwrap_or_default();
        if sign == '"' {
            is_within = !is_within;
        } else if is_within && sign == '\\' {
            // What is escaped ends nothing.
            at += sign.len_utf8();
            at += query.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            continue;
        } else if !is_within && matches!(before, '=' | '(' | ',') && !sign.is_whitespace() {
            let end = rest.find([' ', ',', ')', '"']).unwrap_or(rest.len());
            let value = rest.get(..end).unwrap_or_default();
            if is_id_to_quote(value) {
                let text = quoted.get_or_insert_default();
                text.push_str(query.get(done..at).unwrap_or_default());
                text.push_str(&format!("\"{value}\""));
                at += end;
                done = at;
                before = '"';
                continue;
            }
        }
        if !sign.is_whitespace() {
            before = sign;
        }
        at += sign.len_utf8();
    }
    match quoted {
        Some(text) => Cow::Owned(text + query.get(done..).unwrap_or_default()),
        None => Cow::Borrowed(query),
    }
}

/// Whether a value is the id of an account, `712020:7ec9...` or 20 digits of base 16 and more, or a key such as `~ada`.
fn is_id_to_quote(value: &str) -> bool {
    const SHORTEST: usize = 20;

    let is_hex = |text: &str| text.bytes().all(|sign| sign.is_ascii_hexdigit() || sign == b'-');
    let of_account = |id: &str| id.len() >= SHORTEST && is_hex(id);
    let key = value.strip_prefix('~').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    key || match value.split_once(':') {
        Some((before, id)) => is_number(before) && of_account(id),
        None => of_account(value),
    }
}

/// The fields of a query, in small letters, that there are not, each with the one that is meant.
pub(super) fn meant(query: &str) -> Vec<(&'static str, &'static str)> {
    let is_named = |name: &str| {
        query.match_indices(name).any(|(at, _)| {
            let (before, rest) = query.split_at(at);
            let rest = rest.strip_prefix(name).unwrap_or_default();
            let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '"' | '.');
            let is_whole = !before.ends_with(is_word) && !rest.starts_with(is_word);
            is_whole && (has_operator(rest) || before.trim_end().ends_with("order by"))
        })
    };
    MEANT.iter().filter(|(name, _)| is_named(name)).copied().collect()
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
            "modified >= \"2026-11-01\" and space = DOCS",
            "labels = howto and space = DOCS",
            "author = currentUser()",
            "updated > now(\"-7d\")",
            "spacekey = DOCS and type = page",
            "createdBy = 5b10ac8d82e05b22cc7d4ef5",
            "tag in (howto)",
            "page = 65543",
            "label is not empty",
            "containr = 65543",
            "updated >= -7d ORDER BY updated DESC",
            "owner = startOfDay()",
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
            "what is = in bash?",
            "python >= 3",
            "y = f(x)",
            "a = b and c = d",
            "the queue is empty",
            "tag the release",
            "author guidelines",
            "updated prices",
            "port = 8080",
        ] {
            assert!(!is_cql(words), "{words}");
        }
    }

    #[test]
    fn what_looks_like_conditions_is_told_from_prose() {
        for query in [
            "title contains \"Getting\"",
            "created between \"a\" and \"b\"",
            "space:DOCS getting",
            "space in DOCS",
            "label in howto and type = page",
        ] {
            assert!(!is_cql(query) && looks_like_cql(query), "{query}");
        }
        for words in
            ["what a page contains", "note: later", "http://x", "between us", "space: the final frontier"]
        {
            assert!(!looks_like_cql(words), "{words}");
        }
    }

    #[test]
    fn ids_that_cql_takes_only_in_quotation_marks_get_them() {
        for (written, meant) in [
            (
                "creator = 712020:7ec9f2a1-0000-4000-8000-000000000001",
                "creator = \"712020:7ec9f2a1-0000-4000-8000-000000000001\"",
            ),
            (
                "creator=60e5f31f0d0fa70069d28b74 and type = page",
                "creator=\"60e5f31f0d0fa70069d28b74\" and type = page",
            ),
            (
                "creator in (60e5f31f0d0fa70069d28b74, currentUser())",
                "creator in (\"60e5f31f0d0fa70069d28b74\", currentUser())",
            ),
            ("space = ~ada", "space = \"~ada\""),
        ] {
            assert_eq!(with_quoted_ids(written), meant);
        }
        for same in [
            "title ~ ada",
            "title ~ada",
            "creator = \"60e5f31f0d0fa70069d28b74\"",
            "title = \"= ~ada \\\" = ~ada\"",
            "id = 65543",
            "label = howto",
            "größe = ü and text ~ \"x\"",
        ] {
            assert_eq!(with_quoted_ids(same), same);
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
}
