//! What to say where CQL, as models write it, finds nothing or is refused.

use std::borrow::Cow;

use super::recognize::{is_cql, meant, with_straight_quotes};

/// What is wrong with a query that the service refused, as far as that can be told.
pub(super) fn why(query: &str) -> String {
    let query = with_straight_quotes(query);
    let words = no_condition(&query);
    let query = query.to_lowercase();
    let hint: Cow<'_, str> = if compared(&query, DAYS, is_day) {
        A_DAY.into()
    } else if compared(&query, IDS, is_id) {
        AN_ID.into()
    } else if without_quoted(&query).contains("space.id") {
        "A space is named by its key: `space = DOCS`. ".into()
    } else if without_quoted(&query).contains("user.") {
        "People are found by their names with confluence_search_user. ".into()
    } else if has_limit(&query) {
        "`limit` is an argument beside `query`, and no part of CQL. ".into()
    } else if begins_by_leaving_out(&query) {
        "Say what is searched for before what is left out: `space = DOCS and type != page`. ".into()
    } else if let Some(signs) = of_other_languages(&query) {
        signs.into()
    } else if let Some(words) = words {
        format!("`{words}` is no condition: words are searched for by `text ~ \"{words}\"`. ").into()
    } else {
        "".into()
    };
    let fields: String = meant(&without_quoted(&query))
        .into_iter()
        .map(|(field, meant)| format!("`{field}` is `{meant}` in CQL. "))
        .collect();
    let kinds = of_kinds(&query).map(|kinds| format!("{kinds}. ")).unwrap_or_default();
    format!("{fields}{kinds}{hint}{HOW}")
}

/// The fields that are compared with days, and with ids of pages.
const DAYS: &[&str] = &["created", "lastmodified"];
const IDS: &[&str] = &["parent", "ancestor", "id"];

/// What content is named by.
const AN_ID: &str =
    "`parent`, `ancestor` and `id` take the id of a page, which a search for `title = \"...\"` finds. ";

/// What a day is.
const A_DAY: &str = "A day is \"2026-01-31\", `now(\"-1d\")` or `startOfDay()`. ";

/// Whether one of these fields is compared with a value that is not right for it.
fn compared(query: &str, fields: &[&str], is_right: fn(&str) -> bool) -> bool {
    let bare = without_quoted(query);
    fields.iter().any(|field| {
        bare.match_indices(field).any(|(at, _)| {
            let of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-');
            let begins = query.get(..at).is_none_or(|before| !before.ends_with(of_name));
            let rest = query.get(at + field.len()..).unwrap_or_default().trim_start();
            let value = rest.trim_start_matches(['=', '<', '>', '!']);
            begins
                && value.len() < rest.len()
                && !is_right(value.trim_start().trim_start_matches(['"', '\'']))
        })
    })
}

/// Whether a value begins as a day does: the year first, or a function.
fn is_day(value: &str) -> bool {
    let year = value.bytes().take_while(u8::is_ascii_digit).count();
    let is_written = year == 4 && value.get(year..).is_some_and(|rest| rest.starts_with(['-', '/']));
    is_written || ["now", "startof", "endof"].iter().any(|name| value.starts_with(name) && is_call(value))
}

/// Whether a function is called, and nothing is added to it or taken off it: `now()-7d` is not understood.
fn is_call(value: &str) -> bool {
    value.split_once('(').and_then(|(name, rest)| Some((name, rest.split_once(')')?.1))).is_some_and(
        |(name, behind)| {
            name.trim_end().bytes().all(|letter| letter.is_ascii_alphabetic())
                && !behind.trim_start().starts_with(['-', '+'])
        },
    )
}

/// A query without what stands between quotation marks, double or single ones, byte for byte: `\"` ends nothing, and an
/// apostrophe begins nothing.
fn without_quoted(query: &str) -> String {
    let (mut within, mut is_escaped, mut before) = (None, false, ' ');
    let blank = |(at, letter): (usize, char)| {
        let begins = || match letter {
            '"' => true,
            '\'' => !before.is_alphanumeric() && query.get(at + 1..).is_some_and(|rest| rest.contains('\'')),
            _ => false,
        };
        match within {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if letter == '\\' => is_escaped = true,
            Some(quote) if letter == quote => within = None,
            None if begins() => within = Some(letter),
            _ => {}
        }
        before = letter;
        if within.is_some() { " ".repeat(letter.len_utf8()) } else { letter.to_string() }
    };
    query.char_indices().map(blank).collect()
}

/// What is written in another way where other languages have signs.
fn of_other_languages(query: &str) -> Option<&'static str> {
    let bare = without_quoted(query);
    // Fields to order by stand in a list.
    let conditions = bare.find("order by").and_then(|end| bare.get(..end)).unwrap_or(&bare);
    let is_within_list = |at: usize| {
        let before = bare.get(..at).unwrap_or_default();
        before.matches('(').count() > before.matches(')').count()
    };
    if bare.contains("==") {
        Some("In CQL `=` compares, and not `==`. ")
    } else if ["&&", "||", ";"].iter().any(|sign| bare.contains(sign))
        || conditions.match_indices(',').any(|(at, _)| !is_within_list(at))
    {
        Some("In CQL `and` and `or` stand between conditions. ")
    } else {
        None
    }
}

/// Words that stand among conditions, and are none.
fn no_condition(query: &str) -> Option<&str> {
    let bare = without_quoted(query).to_ascii_lowercase();
    let end = bare.find("order by").unwrap_or(bare.len());
    let mut start = 0;
    loop {
        let rest = bare.get(start..end)?;
        let next = [" and ", " or "].iter().filter_map(|word| Some((rest.find(word)?, word.len()))).min();
        let part = start..next.map_or(end, |(at, _)| start + at);
        let written = bare.get(part.clone())?.trim_start_matches(['(', ' ']);
        let has_operator = written.contains(['=', '~', '<', '>', '('])
            || [" in ", " is "].iter().any(|word| written.contains(word));
        let words = query.get(part)?.trim().trim_matches(['"', '\'', '(', ')']);
        if !has_operator && !words.is_empty() {
            return Some(words);
        }
        start += next.map(|(at, length)| at + length)?;
    }
}

fn is_id(value: &str) -> bool {
    // A function gives one too.
    value.starts_with(|sign: char| sign.is_ascii_digit()) || value.starts_with("current")
}

/// Whether a query ends as one of a database may: `limit 5`.
fn has_limit(query: &str) -> bool {
    query.rsplit_once(" limit ").is_some_and(|(_, rest)| rest.trim().parse::<u32>().is_ok())
}

fn begins_by_leaving_out(query: &str) -> bool {
    let query = query.trim_start_matches(['(', ' ']);
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let operator = query.trim_start_matches(is_word).trim_start();
    ["!=", "!~", "not in"].iter().any(|sign| operator.starts_with(sign)) || query.starts_with("not ")
}

/// What to try where a day, or the id of a page, is written in another way, which finds nothing.
pub(super) fn of_values(query: &str) -> Option<&'static str> {
    let query = query.to_lowercase();
    let hint = match is_cql(&query) {
        true if compared(&query, DAYS, is_day) => A_DAY,
        true if compared(&query, IDS, is_id) => AN_ID,
        _ => return None,
    };
    Some(hint.trim_end_matches(['.', ' ']))
}

/// The words for kinds of content that there are not, with the right ones.
pub(super) fn of_kinds(query: &str) -> Option<String> {
    const KINDS: [(&str, &str); 13] = [
        ("blog", "blogpost"),
        ("blogs", "blogpost"),
        ("blog_post", "blogpost"),
        ("blog-post", "blogpost"),
        ("blog post", "blogpost"),
        ("blogposts", "blogpost"),
        ("post", "blogpost"),
        ("pages", "page"),
        ("document", "page"),
        ("attachments", "attachment"),
        ("file", "attachment"),
        ("comments", "comment"),
        ("folders", "folder"),
    ];

    if !is_cql(query) {
        return None;
    }
    let mut told: Vec<String> = Vec::new();
    for kind in values_of("type", query) {
        let meant = KINDS.iter().find(|(word, _)| kind.eq_ignore_ascii_case(word));
        told.extend(meant.map(|(word, right)| format!("`type` has no `{word}`: it is `{right}`")));
    }
    (!told.is_empty()).then(|| told.join("; "))
}

/// How CQL is written, where a query was not understood.
const HOW: &str = "In CQL a value with spaces stands between quotation marks. Fields are type, space (by key), \
    title, text, label, creator, contributor, mention (people by id, `currentUser()` is this account), created, \
    lastmodified, ancestor, parent, id. Or give the words alone.";

/// What to try where people were named.
pub(super) fn of_people(query: &str) -> Option<&'static str> {
    const PEOPLE: [&str; 6] = ["creator", "contributor", "mention", "watcher", "favourite", "favorite"];

    let query = query.to_lowercase();
    let bare = without_quoted(&query);
    let is_somebody = |(at, field): (usize, &str)| {
        let rest = query.get(at + field.len()..).unwrap_or_default().trim_start();
        let list = rest.strip_prefix("not ").unwrap_or(rest).trim_start().strip_prefix("in");
        let who = list.unwrap_or(rest).trim_start_matches(['=', '!', '(', '"', '\'', ' ']);
        (list.is_some() || rest.starts_with(['=', '!'])) && !who.starts_with("currentuser")
    };
    let is_named = |field: &&str| bare.match_indices(*field).any(is_somebody);
    let named = is_cql(&query) && PEOPLE.iter().any(is_named);
    named.then_some(
        "people are named by id there, as `creator = \"id\"` (on Data Center by login name): confluence_search_user finds \
         ids, and `currentUser()` is this account",
    )
}

/// The keys of spaces that a query in CQL compares with.
pub(super) fn keys_in(query: &str) -> Vec<String> {
    match is_cql(query) {
        true => values_of("space", query),
        false => Vec::new(),
    }
}

/// The values that a field is compared with.
fn values_of(field: &str, query: &str) -> Vec<String> {
    let bare = without_quoted(query).to_ascii_lowercase();
    let mut keys = Vec::new();
    for (at, _) in bare.match_indices(field) {
        let before = query.get(..at).and_then(|text| text.chars().next_back());
        let rest = query.get(at + field.len()..).unwrap_or_default().trim_start();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '.') {
            continue;
        }
        let list = rest.get(..2).filter(|word| word.eq_ignore_ascii_case("in")).and_then(|_| rest.get(2..));
        if let Some(one) = rest.strip_prefix('=').or_else(|| rest.strip_prefix("!=")) {
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
    let value = match text.chars().next().filter(|sign| matches!(sign, '"' | '\'')) {
        Some(quote) => text.get(1..)?.split(quote).next()?,
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
        for (query, said) in [
            ("created >= \"01/11/2026\" and type = page", "A day is"),
            ("type = page limit 5", "an argument beside `query`"),
            ("type != page", "before what is left out"),
            ("type = blog", "it is `blogpost`"),
            ("type in (page, blog_post)", "it is `blogpost`"),
            ("type = attachments", "it is `attachment`"),
            ("space = DOCS and deploys", "`text ~ \"deploys\"`"),
            ("space = DOCS and (\"blue green\") order by created", "`text ~ \"blue green\"`"),
            ("lastmodified > now()-7d", "A day is"),
            ("lastmodified > \"now-7d\"", "A day is"),
            ("id = Guides", "the id of a page"),
            ("type == page", "not `==`"),
            ("type = page && space = DOCS", "stand between conditions"),
            ("type = page, space in (A, B)", "stand between conditions"),
            ("user.fullname ~ \"Ada\"", "confluence_search_user"),
            ("space.id = DOCS", "named by its key"),
        ] {
            assert!(why(query).contains(said), "{query}: {}", why(query));
        }
    }

    #[test]
    fn what_is_right_in_a_refused_query_is_told_of_nothing() {
        assert_eq!(of_kinds("type in (page, blogpost)"), None);
        for odd in [
            "created >= \"01/11/2026\"",
            "ancestor = \"Guides\"",
            "parent = Guides",
            "lastmodified > \"now-7d\"",
        ] {
            assert!(of_values(odd).is_some(), "{odd}");
        }
        for right in [
            "created >= \"2026/11/01\" and lastmodified > now(\"-1d\")",
            "ancestor = 65543 and parent = \"65544\" and id != currentContent()",
            "lastmodified >= startOfDay(\"-1d\") and title ~ \"x\"",
        ] {
            assert!(of_values(right).is_none(), "{right}");
        }
        assert!(of_people("creator = currentUser() and title ~ zzz").is_none());
        assert!(of_people("contributor in (currentUser())").is_none());
        assert!(of_people("creator not in ('ada')").is_some());
        assert!(of_people("title ~ \"mention of creator\"").is_none());
        assert!(of_people("creator = ada and mention = currentUser()").is_some());
        for query in [
            "created > now(\"-1d\") and title = x y",
            "parent = 7 and",
            "created >= \"2026-01-31\" and",
            "type = page order by created desc, title",
            "title = 'a && b, c' and",
            "title ~ \"a \\\"b && c\\\" d\" and",
            "title ~ \"id = x, user.name, tag = y\" and",
            "title ~ \"don't\" and type = page and",
        ] {
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
            ("space = 'DOCS'", vec!["DOCS"]),
            ("title ~ \"space = X\"", vec![]),
        ] {
            assert_eq!(keys_in(query), keys, "{query}");
        }
    }
}
