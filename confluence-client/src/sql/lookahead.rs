//! Look-ups of a join, some at a time. SQLite asks an inner table for one key after the other; the rows of the outer
//! table that are there already tell the keys that come next.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::cache::{Picked, key};
use super::chunk::Chunk;
use super::run::Run;
use super::scan::{Operator, Scan};
use super::table::{Push, Table};
use super::value::Value;
use crate::error::Result;

/// How many look-ups run at a time where each is a request: as many as the lists of `Wiki` begin at a time.
const AT_A_TIME: usize = 6;

/// The most look-ups that are made ahead where each is a request.
const MOST_ALONE: usize = 24;

/// How far a cursor looks ahead: further each time, so that a query that ends soon has asked for little in vain.
#[derive(Debug)]
pub(super) struct Lookahead {
    far: usize,
}

impl Default for Lookahead {
    fn default() -> Self {
        Self { far: 4 }
    }
}

impl Lookahead {
    /// Reads what is asked for and what will be, if it can be told, into what the query has read already.
    pub(super) fn prepare(
        &mut self,
        run: &Run,
        table: &'static dyn Table,
        scan: &Scan,
    ) -> rusqlite::Result<()> {
        let Some((column, push)) = looked_up(table, scan) else { return Ok(()) };
        let most = if push.together > 1 { push.together } else { MOST_ALONE };
        let Some(keys) = upcoming(run, scan, column, self.far.min(most)) else { return Ok(()) };
        self.far = self.far.saturating_mul(4).min(250);
        let wanted: Vec<Value> = keys
            .into_iter()
            .filter(|value| !is_known(run, table, &scan.with_equal(column, vec![value.clone()])))
            .collect();
        if wanted.len() < 2 {
            return Ok(());
        }
        match push.together > 1 {
            true => together(run, table, scan, column, &wanted),
            false => each(run, table, scan, column, wanted),
        }
    }
}

/// The column of the one condition that varies, and how it is answered.
fn looked_up(table: &'static dyn Table, scan: &Scan) -> Option<(&'static str, Push)> {
    if scan.order.is_some() || scan.limit.is_some() {
        return None;
    }
    let single =
        |filter: &&super::scan::Filter| filter.operator == Operator::Equal && filter.values.len() == 1;
    let of = |filter: &super::scan::Filter| {
        let about = table.columns().find(|about| about.name == filter.column)?;
        Some((about.name, about.equal?))
    };
    scan.filters.iter().filter(single).filter_map(of).min_by_key(|(_, push)| push.reach)
}

/// This key and those of the next rows of the outer table.
fn upcoming(run: &Run, scan: &Scan, column: &str, far: usize) -> Option<Vec<Value>> {
    let (standing, read) = run.last_read()?;
    let at = usize::try_from(standing.at.load(Ordering::Relaxed)).ok()?;
    let chunk = standing.chunk.lock().ok()?.clone()?;
    let asked = scan.one(column)?;
    if chunk.cell(at, read).to_value().to_key()? != asked {
        return None;
    }
    let mut keys: Vec<Value> = Vec::new();
    for row in at..chunk.len() {
        let value = chunk.cell(row, read).to_value();
        if value != Value::Null && !keys.contains(&value) {
            keys.push(value);
        }
        if keys.len() >= far {
            break;
        }
    }
    Some(keys)
}

fn is_known(run: &Run, table: &dyn Table, scan: &Scan) -> bool {
    run.cache.lock().is_ok_and(|cache| cache.get(&key(table.name(), scan)).is_some())
}

fn keep(run: &Run, table: &dyn Table, scan: &Scan, chunks: Vec<Arc<dyn Chunk>>) {
    if let Ok(mut cache) = run.cache.lock() {
        cache.put(key(table.name(), scan), chunks);
    }
}

/// One scan for all keys, whose rows are sorted out by key.
fn together(
    run: &Run,
    table: &'static dyn Table,
    scan: &Scan,
    column: &'static str,
    wanted: &[Value],
) -> rusqlite::Result<()> {
    let Some(place) = table.place(column) else { return Ok(()) };
    let any_case = table.column(place).is_some_and(|about| about.any_case);
    let fold = |key: String| if any_case { key.to_ascii_lowercase() } else { key };
    let all = table.scan(run.context.clone(), scan.with_equal(column, wanted.to_vec()));
    let Some(chunks) = quietly(run, all.try_collect::<Vec<_>>())? else { return Ok(()) };
    let mut found: HashMap<String, Vec<Arc<dyn Chunk>>> = HashMap::new();
    for chunk in chunks {
        let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
        for row in 0..chunk.len() {
            if let Some(key) = chunk.cell(row, place).to_value().to_key() {
                rows.entry(fold(key)).or_default().push(row);
            }
        }
        for (key, rows) in rows {
            found.entry(key).or_default().push(Arc::new(Picked { of: Arc::clone(&chunk), rows }));
        }
    }
    for value in wanted {
        let chunks = value.to_key().and_then(|key| found.remove(&fold(key))).unwrap_or_default();
        keep(run, table, &scan.with_equal(column, vec![value.clone()]), chunks);
    }
    Ok(())
}

/// A scan for each key, some at a time.
fn each(
    run: &Run,
    table: &'static dyn Table,
    scan: &Scan,
    column: &'static str,
    wanted: Vec<Value>,
) -> rusqlite::Result<()> {
    let scans: Vec<Scan> = wanted.into_iter().map(|value| scan.with_equal(column, vec![value])).collect();
    let context = run.context.clone();
    let reading = stream::iter(scans)
        .map(move |scan| {
            let rows = table.scan(context.clone(), scan.clone());
            async move { rows.try_collect::<Vec<_>>().await.map(|chunks| (scan, chunks)) }
        })
        .buffered(AT_A_TIME);
    let Some(read) = quietly(run, reading.try_collect::<Vec<_>>())? else { return Ok(()) };
    for (scan, chunks) in read {
        keep(run, table, &scan, chunks);
    }
    Ok(())
}

/// What fails ahead is not told: the look-up itself fails again if it has to be made.
fn quietly<T>(run: &Run, work: impl Future<Output = Result<T>>) -> rusqlite::Result<Option<T>> {
    run.wait(async { Ok(work.await.ok()) })
}
