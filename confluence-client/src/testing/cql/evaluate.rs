//! Queries against records.

use std::cmp::Ordering;
use std::time::Duration;

use super::super::clock::Timestamp;
use super::super::representation;
use super::super::store::Store;
use super::super::store::content::{Content, Space, User};
use super::parser::{Expression, Operand, Operator, Parsed};

/// What a query can find.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Document<'a> {
    Content(&'a Content),
    Space(&'a Space),
    User(&'a User),
}

/// What a query is evaluated in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) store: &'a Store,
    pub(crate) account: &'a str,
    pub(crate) now: Timestamp,
}

/// Whether a record fits a query.
pub(crate) fn matches(context: Context<'_>, query: &Parsed, document: Document<'_>) -> bool {
    query.expression.as_ref().is_none_or(|expression| holds(context, expression, document))
}

/// Compares two records by the order that the query asks for.
pub(crate) fn order(context: Context<'_>, query: &Parsed, a: Document<'_>, b: Document<'_>) -> Ordering {
    let compare = |(field, descending): &(String, bool)| {
        let key = |document| sort_key(context, field, document);
        let ordering = key(a).cmp(&key(b));
        if *descending { ordering.reverse() } else { ordering }
    };
    query.order.iter().map(compare).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}

fn sort_key(context: Context<'_>, field: &str, document: Document<'_>) -> (i64, String) {
    match (field, document) {
        ("created" | "lastmodified", _) => (date(field, document).map_or(0, |at| at.0), String::new()),
        ("id", Document::Content(it)) => (i64::try_from(it.id).unwrap_or(0), String::new()),
        _ => (0, values(context, field, document).into_iter().next().unwrap_or_default().to_lowercase()),
    }
}

fn holds(context: Context<'_>, expression: &Expression, document: Document<'_>) -> bool {
    match expression {
        Expression::And(left, right) => holds(context, left, document) && holds(context, right, document),
        Expression::Or(left, right) => holds(context, left, document) || holds(context, right, document),
        Expression::Not(inner) => !holds(context, inner, document),
        Expression::Clause { field, operator, values } => {
            let any = |wanted: &Operand| clause(context, field, *operator, wanted, document);
            match operator {
                Operator::IsNot | Operator::ContainsNot => values.iter().all(any),
                _ => values.iter().any(any),
            }
        }
    }
}

fn clause(
    context: Context<'_>,
    field: &str,
    operator: Operator,
    wanted: &Operand,
    document: Document<'_>,
) -> bool {
    if matches!(field, "created" | "lastmodified") {
        return date(field, document)
            .zip(moment(context, wanted))
            .is_some_and(|(at, wanted)| compare(operator, local(context, at), wanted));
    }
    let wanted = text(context, wanted);
    let found = values(context, field, document);
    match operator {
        Operator::Is => found.iter().any(|value| value.eq_ignore_ascii_case(&wanted)),
        Operator::IsNot => !found.iter().any(|value| value.eq_ignore_ascii_case(&wanted)),
        Operator::Contains => found.iter().any(|value| contains(value, &wanted)),
        Operator::ContainsNot => !found.iter().any(|value| contains(value, &wanted)),
        _ => false,
    }
}

/// A date equals another one when it falls on the same day.
fn compare(operator: Operator, at: Timestamp, wanted: Timestamp) -> bool {
    match operator {
        Operator::Is => at.start_of_day() == wanted.start_of_day(),
        Operator::IsNot => at.start_of_day() != wanted.start_of_day(),
        Operator::Below => at < wanted,
        Operator::AtMost => at <= wanted,
        Operator::Above => at > wanted,
        Operator::AtLeast => at >= wanted,
        Operator::Contains | Operator::ContainsNot => false,
    }
}

fn text(context: Context<'_>, operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.clone(),
        Operand::Function(name, _) if name == "currentuser" => context.account.to_owned(),
        Operand::Function(..) => String::new(),
    }
}

/// What the clock of the account shows at this time.
fn local(context: Context<'_>, at: Timestamp) -> Timestamp {
    Timestamp(at.0 + context.store.zone)
}

/// A point in time, as the clock of the account shows it.
fn moment(context: Context<'_>, operand: &Operand) -> Option<Timestamp> {
    let now = local(context, context.now);
    match operand {
        Operand::Text(text) => Timestamp::parse(text).or_else(|| offset(now, text)),
        Operand::Function(name, arguments) => {
            let base = match name.as_str() {
                "now" => now,
                "startofday" => now.start_of_day(),
                "endofday" => now.start_of_day().after(Duration::from_secs(86_400)),
                "startofweek" => now.start_of_day().before(Duration::from_secs(6 * 86_400)),
                "startofmonth" => Timestamp::parse(&format!("{}01", now.rfc3339().get(..8)?))?,
                "startofyear" => Timestamp::parse(&format!("{}-01-01", now.rfc3339().get(..4)?))?,
                _ => return None,
            };
            arguments.first().map_or(Some(base), |by| offset(base, by))
        }
    }
}

/// `-4w`, `+1d`, `3h`: an offset with its unit.
fn offset(base: Timestamp, by: &str) -> Option<Timestamp> {
    let (sign, rest) = by.strip_prefix('-').map_or((1, by.trim_start_matches('+')), |rest| (-1, rest));
    let unit = rest.chars().last()?;
    let count: i64 = rest.strip_suffix(unit)?.parse().ok()?;
    let seconds = match unit {
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        'M' => 30 * 86_400,
        'y' => 365 * 86_400,
        _ => return None,
    };
    Some(Timestamp(base.0 + sign * count * seconds * 1000))
}

fn date(field: &str, document: Document<'_>) -> Option<Timestamp> {
    match (field, document) {
        ("created", Document::Content(it)) => Some(it.created),
        ("lastmodified", Document::Content(it)) => Some(it.latest().at),
        (_, Document::Space(it)) => Some(it.created),
        _ => None,
    }
}

fn values(context: Context<'_>, field: &str, document: Document<'_>) -> Vec<String> {
    match document {
        Document::Content(it) => of_content(context, field, it),
        Document::Space(it) => match field {
            "type" => vec!["space".to_owned()],
            "title" | "space.title" | "text" | "sitesearch" => vec![it.name.clone()],
            "space" | "space.key" => vec![it.key.clone()],
            "space.type" => vec![it.kind.to_owned()],
            "label" | "space.category" => it.labels.iter().map(|label| label.name.clone()).collect(),
            "creator" => vec![it.author.clone()],
            _ => Vec::new(),
        },
        Document::User(it) => match field {
            "type" => vec!["user".to_owned()],
            "user" | "user.accountid" => vec![it.account_id.clone(), it.username.clone()],
            "user.fullname" | "title" | "sitesearch" | "text" => vec![it.display_name.clone()],
            "user.userkey" => vec![it.user_key.clone()],
            "user.username" => vec![it.username.clone()],
            "user.email" => vec![it.email.clone()],
            _ => Vec::new(),
        },
    }
}

fn of_content(context: Context<'_>, field: &str, it: &Content) -> Vec<String> {
    let space = context.store.spaces.get(&it.space);
    let body = &it.latest().body.storage;
    match field {
        "id" | "content" => vec![it.id.to_string(), it.wire_id()],
        "type" => vec![it.custom_type.clone().unwrap_or_else(|| it.kind.name().to_owned())],
        "title" => vec![it.title().to_owned()],
        "text" => vec![format!("{} {}", it.title(), representation::text(body))],
        "sitesearch" => {
            let labels: Vec<&str> = it.labels.iter().map(|label| label.name.as_str()).collect();
            vec![format!("{} {} {}", it.title(), representation::text(body), labels.join(" "))]
        }
        "space" | "space.key" => space.map(|space| space.key.clone()).into_iter().collect(),
        "space.title" => space.map(|space| space.name.clone()).into_iter().collect(),
        "space.type" => space.map(|space| space.kind.to_owned()).into_iter().collect(),
        "label" => it.labels.iter().map(|label| label.name.clone()).collect(),
        "parent" | "container" => it.parent.map(|parent| parent.to_string()).into_iter().collect(),
        "ancestor" => context.store.ancestors(it).iter().map(|above| above.id.to_string()).collect(),
        "creator" => people(context, std::iter::once(&it.author)),
        "contributor" => people(context, it.revisions.iter().map(|revision| &revision.author)),
        "watcher" => people(context, it.watchers.iter()),
        "favourite" | "favorite" => people(context, it.likes.iter()),
        "macro" => attributes(body, "ac:name=\""),
        "mention" => attributes(body, "ri:account-id=\"")
            .into_iter()
            .chain(attributes(body, "ri:username=\""))
            .collect(),
        _ => match field.strip_prefix("content.property[").and_then(|rest| rest.split_once(']')) {
            Some((key, path)) => it
                .properties
                .iter()
                .filter(|property| property.key == key)
                .filter_map(|property| property.value.pointer(&path.replace('.', "/")).cloned())
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .collect(),
            None => Vec::new(),
        },
    }
}

/// Account ids with the user names that Data Center writes in their place.
fn people<'a>(context: Context<'_>, accounts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let names = accounts.flat_map(|account| {
        let user = context.store.user(account);
        [Some(account.clone()), user.map(|it| it.username.clone()), user.map(|it| it.user_key.clone())]
    });
    names.flatten().collect()
}

fn attributes(storage: &str, opening: &str) -> Vec<String> {
    let found = storage.split(opening).skip(1).filter_map(|rest| rest.split('"').next());
    found.map(str::to_owned).collect()
}

/// Every word occurs, in any order; a quoted phrase occurs as it is, `word*` at a beginning, `-word` not at all.
fn contains(text: &str, wanted: &str) -> bool {
    let text = text.to_lowercase();
    let wanted = wanted.to_lowercase();
    if let Some(phrase) = wanted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return text.contains(phrase);
    }
    let words: Vec<&str> =
        text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let occurs = |term: &str| match term.strip_suffix('*') {
        Some(start) => words.iter().any(|word| word.starts_with(start)),
        None => words.contains(&term),
    };
    let mut terms = wanted.split_whitespace().flat_map(|term| match term.strip_prefix(['-', '!']) {
        Some(absent) => vec![(absent, false)],
        None => term
            .split(|sign: char| !(sign.is_alphanumeric() || sign == '*'))
            .filter(|part| !part.is_empty())
            .map(|part| (part, true))
            .collect(),
    });
    terms.all(|(term, present)| occurs(term) == present)
}
