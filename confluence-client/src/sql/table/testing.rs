//! Tables in memory, for the tests of the engine.

use std::time::Duration;

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, stream};

use super::{Definition, Reach, Table, needs};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::value::Value;

/// A row: a tree of numbers, each ten the children of one.
#[derive(Clone, Debug)]
pub(in crate::sql) struct Number {
    pub(in crate::sql) id: u64,
    name: String,
}

fn number(id: u64) -> Number {
    Number { id, name: format!("Number {id}") }
}

const ALL: u64 = 500;

pub(in crate::sql) static NUMBERS: Definition<Number> = Definition {
    name: "Numbers",
    aliases: &["Figures"],
    doc: "Numbers below 500.",
    columns: columns! { Number;
        Id: Text, "Its id.", |it| it.id.to_string(), .equal(Reach::One, "getNumber", "getNumber").together(100);
        Parent: Integer, "A tenth of it.", |it| it.id / 10, .equal(Reach::Few, "getChildren", "getChildren");
        Name: Text, "Its name.", |it| it.name.as_str(), .any_case();
        Even: Boolean, "Whether it is even.", |it| it.id % 2 == 0;
        Body: Text, "Much text.", |_| "body", .needs(needs::BODY);
        Since: Timestamp, "When.", |_| "2026-04-01 10:00:00";
        Called: Text, "Its name.", |it| it.name.as_str(), .alias("Name").any_case();
        Hidden: Text, "Not in a star.", |_| "hidden", .named();
        Mood: Text, "What is given.", |_| "", .filter().equal(Reach::Many, "mood", "mood");
        Only: Text, "What is given once.", |_| "", .filter_of_one().equal(Reach::Many, "only", "only");
    },
    source: scan,
    rows: 500.0,
    walk: 0.01,
    ordered: |_, _| false,
    only: None,
};

/// Notes each scan.
fn scan(context: Context, scan: Scan) -> BoxStream<'static, Result<Vec<Number>>> {
    let told: Vec<String> = scan
        .filters
        .iter()
        .map(|filter| {
            let values: Vec<String> = filter.values.iter().map(Value::to_string).collect();
            format!("{}={}", filter.column, values.join("|"))
        })
        .collect();
    let body = if scan.needs(needs::BODY) { "+body" } else { "" };
    context.notes.add(format!("scan[{}]{body}", told.join(",")));
    if scan.one("Mood").as_deref() == Some("sad") {
        return stream::iter([Err(Error::new(ErrorKind::Forbidden, "getNumbers").with_message("no"))])
            .boxed();
    }
    if scan.one("Mood").as_deref() == Some("slow") {
        let chunks = stream::unfold(0, |at| async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok(vec![number(at)]), at + 1))
        });
        return chunks.boxed();
    }
    let among = |column: &str, id: u64| scan.equal(column).is_none_or(|keys| keys.contains(&id.to_string()));
    let ids: Vec<u64> = (0..ALL).filter(|id| among("Id", *id) && among("Parent", id / 10)).collect();
    let chunks: Vec<_> = ids.chunks(100).map(|ids| Ok(ids.iter().copied().map(number).collect())).collect();
    stream::iter(chunks).boxed()
}

/// The tables of the tests.
pub(in crate::sql) static TABLES: &[&dyn Table] = &[&NUMBERS, &OTHERS];

/// A table with a column by the other name of one of the first.
static OTHERS: Definition<Number> = Definition {
    name: "Others",
    aliases: &[],
    doc: "Three numbers.",
    columns: columns! { Number;
        Called: Text, "A name.", |it| it.name.as_str();
        NextId: Text, "The id of the next number.", |it| (it.id + 1).to_string();
    },
    source: |_, _| stream::iter([Ok([7, 9, 10].map(number).into())]).boxed(),
    rows: 3.0,
    walk: 0.01,
    ordered: |_, _| false,
    only: None,
};
