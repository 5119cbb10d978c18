//! Conditions of SQL as a query of the search: the part of a request that is the same for all content.

use jiff::ToSpan as _;

use crate::cql::{self, Condition, Cql};
use crate::error::Result;
use crate::sql::scan::{Operator, Scan};
use crate::sql::statement_error::fault;
use crate::sql::table::needs;
use crate::sql::time::Zone;
use crate::sql::words;
use crate::wiki::rows::Wanted;

/// How many rows a request of the search gives: with bodies the service gives no more than fifty.
const ROWS: u32 = 200;
const BODIES: u32 = 50;

/// Columns whose values the search knows, and its field for each.
const FIELDS: &[(&str, cql::Keyword)] = &[
    ("Id", cql::ID),
    ("SpaceKey", cql::SPACE),
    ("ParentId", cql::PARENT),
    ("AncestorId", cql::ANCESTOR),
    ("ContainerId", cql::CONTAINER),
    ("CreatedByAccountId", cql::CREATOR),
    ("Contributor", cql::CONTRIBUTOR),
    ("Label", cql::LABEL),
    ("LabelName", cql::LABEL),
    ("Macro", cql::MACRO),
    ("MacroName", cql::MACRO),
    ("Mention", cql::MENTION),
];

/// Columns that are points in time.
const TIMES: &[(&str, cql::Date)] =
    &[("CreatedDate", cql::CREATED), ("LastUpdatedDatetime", cql::LAST_MODIFIED)];

/// What the columns that are used need.
pub(super) fn wanted(scan: &Scan) -> Wanted {
    Wanted {
        storage: scan.needs(needs::BODY),
        adf: scan.needs(needs::ADF),
        names: scan.needs(needs::NAMES),
        space: scan.needs(needs::SPACE),
        space_kind: scan.needs(needs::SPACE_KIND),
        previous: scan.needs(needs::PREVIOUS),
        owner: scan.needs(needs::OWNER),
        labels: false,
    }
}

/// How many rows to ask for at a time.
pub(super) fn rows(scan: &Scan) -> u32 {
    scan.page(if scan.needs(needs::BODY | needs::ADF) { BODIES } else { ROWS })
}

/// The query that finds content of these types for a scan. What it cannot say is left to the engine.
pub(super) fn query(scan: &Scan, kinds: &[&str]) -> Result<Cql> {
    let kind = match kinds {
        [only] => cql::TYPE.is(*only),
        several => cql::TYPE.is_one_of(several.iter().copied()),
    };
    let mut looked_for = ["Title", "Text"].iter().filter_map(|column| scan.compared(column, Operator::Match));
    if let Some(said) = looked_for.find_map(|wanted| words::refusal(&wanted)) {
        return Err(fault(said));
    }
    let mut condition = kind;
    for part in keywords(scan).chain(times(scan)).chain(texts(scan)) {
        condition = condition.and(part);
    }
    let order = scan.order.and_then(|(column, descending)| {
        let (_, field) = TIMES.iter().find(|(name, _)| *name == column)?;
        Some(if descending { field.descending() } else { field.ascending() })
    });
    match scan.one("CQL") {
        // The order of the statement is kept by the engine, and the query's own has no effect on a table.
        Some(given) => Cql::raw(given).narrowed(condition.into_cql().as_str()),
        None => Ok(condition.ordered(order)),
    }
}

fn keywords(scan: &Scan) -> impl Iterator<Item = Condition> {
    FIELDS.iter().flat_map(move |(column, field)| {
        scan.equals(column).map(move |mut values| {
            if column.starts_with("Label") {
                // Labels are kept in lower case.
                values.iter_mut().for_each(|label| *label = label.to_lowercase());
            }
            match values.as_slice() {
                [only] => field.is(only.as_str()),
                several => field.is_one_of(several.iter().map(String::as_str)),
            }
        })
    })
}

/// The service takes a day in the zone of the account, and a scan has points in time in UTC: a day more at either end, and the engine looks
/// at the time itself.
fn times(scan: &Scan) -> impl Iterator<Item = Condition> {
    TIMES.iter().flat_map(move |(column, field)| {
        let bound = |operators: [Operator; 2], days: i64| {
            let given = operators.into_iter().find_map(|operator| scan.compared(column, operator))?;
            let day = Zone::new(None).read(&given)?.date().checked_add(days.days()).ok()?;
            Some(day.to_string())
        };
        let from = bound([Operator::AtLeast, Operator::Greater], -1).map(|day| field.since(day.as_str()));
        let to = bound([Operator::AtMost, Operator::Less], 2).map(|day| field.before(day.as_str()));
        [from, to].into_iter().flatten()
    })
}

fn holding(field: cql::Text, wanted: &str) -> Condition {
    match words::expression(wanted) {
        Some(expression) => field.matches(&expression),
        None => field.contains(wanted),
    }
}

fn texts(scan: &Scan) -> impl Iterator<Item = Condition> {
    let exact = scan
        .equals("Title")
        .filter_map(|titles| titles.iter().map(|title| cql::TITLE.is(title)).reduce(Condition::or));
    let title = scan.compared("Title", Operator::Match).map(|words| holding(cql::TITLE, &words));
    let text = scan.compared("Text", Operator::Match).map(|words| holding(cql::TEXT, &words));
    exact.chain([title, text].into_iter().flatten())
}

/// Whether a search can be asked for words: some text leaves none.
pub(super) fn is_empty_search(scan: &Scan) -> bool {
    ["Title", "Text"].iter().any(|column| {
        let words = scan.compared(column, Operator::Match);
        words.is_some_and(|words| !words.chars().any(char::is_alphanumeric))
    })
}

/// The day that a condition names, which clocks of the zone show.
pub(super) fn day(scan: &Scan, column: &str, zone: &Zone) -> Result<Option<jiff::civil::DateTime>> {
    let Some(text) = scan.one(column) else { return Ok(None) };
    let wrong = || fault(format!("{column} = '{text}' names no day: write it as '2026-01-31'"));
    zone.read(&text).ok_or_else(wrong).map(Some)
}
