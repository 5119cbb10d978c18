//! Look-ups of a join, some at a time. SQLite asks an inner table for one key after the other; the rows of the outer
//! table that are there already tell the keys that come next.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::cache::{Picked, key};
use super::chunk::Chunk;
use super::run::{Run, Standing};
use super::scan::{Operator, Scan};
use super::table::{Push, Table};
use super::value::{Cell, Value};
use crate::error::Result;

/// How many look-ups run at a time where each is a request: as many as the lists of `Wiki` begin at a time.
const AT_A_TIME: usize = 6;

/// The most look-ups that are made ahead where each is a request.
const MOST_ALONE: usize = 24;

/// A row in the chunk that it came in.
type Found = (Arc<dyn Chunk>, usize);

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
        cursor: u64,
        table: &'static dyn Table,
        scan: &Scan,
    ) -> rusqlite::Result<()> {
        let Some((column, push, places)) = varying(run, cursor, table, scan) else { return Ok(()) };
        let most = if push.together > 1 { push.together } else { MOST_ALONE };
        let keys = places.keys(self.far.min(most));
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

/// The column whose condition varies with the rows of an outer table, how it is answered, and where its next keys are.
/// The column that the engine read last comes first. A condition with a constant is found in no outer row, or in one whose
/// next rows have the same.
fn varying(
    run: &Run,
    cursor: u64,
    table: &'static dyn Table,
    scan: &Scan,
) -> Option<(&'static str, Push, Upcoming)> {
    let single =
        |filter: &&super::scan::Filter| filter.operator == Operator::Equal && filter.values.len() == 1;
    let of = |filter: &super::scan::Filter| {
        let about = table.columns().find(|about| about.name == filter.column)?;
        Some((about.name, about.equal?))
    };
    let mut conditions: Vec<(&'static str, Push)> =
        scan.filters.iter().filter(single).filter_map(of).collect();
    conditions.sort_by_key(|(_, push)| push.reach);
    if conditions.is_empty() {
        return None;
    }
    let last = run.last_read().into_iter().collect::<Vec<_>>();
    [last, run.read_by_others(cursor)].into_iter().find_map(|places| {
        conditions.iter().find_map(|(column, push)| {
            let asked = scan.one(column)?;
            let mut found =
                places.iter().filter_map(|(standing, read)| Upcoming::of(standing, *read, &asked));
            found.find(|places| places.keys(2).len() > 1).map(|places| (*column, *push, places))
        })
    })
}

/// A column of the rows that an outer table has read already, from the one on where it stands.
struct Upcoming {
    chunk: Arc<dyn Chunk>,
    at: usize,
    read: usize,
}

impl Upcoming {
    /// Nothing where the row has another value than is asked for.
    fn of(standing: &Standing, read: usize, asked: &str) -> Option<Self> {
        let at = usize::try_from(standing.at.load(Ordering::Relaxed)).ok()?;
        let chunk = standing.chunk.lock().ok()?.clone()?;
        (chunk.cell(at, read).to_value().to_key()? == asked).then_some(Self { chunk, at, read })
    }

    /// This key and those of the next rows.
    fn keys(&self, far: usize) -> Vec<Value> {
        let mut keys: Vec<Value> = Vec::new();
        for row in self.at..self.chunk.len() {
            let value = self.chunk.cell(row, self.read).to_value();
            if value != Value::Null && !keys.contains(&value) {
                keys.push(value);
            }
            if keys.len() >= far {
                break;
            }
        }
        keys
    }
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
    // The order and the limit are those of each key, and not of all of them.
    let all = Scan { order: None, limit: None, ..scan.with_equal(column, wanted.to_vec()) };
    let all = table.scan(run.context.clone(), all);
    let Some(chunks) = quietly(run, all.try_collect::<Vec<_>>())? else { return Ok(()) };
    let mut found: HashMap<String, Vec<Found>> = HashMap::new();
    for chunk in chunks {
        for row in 0..chunk.len() {
            if let Some(key) = chunk.cell(row, place).to_value().to_key() {
                found.entry(fold(key)).or_default().push((Arc::clone(&chunk), row));
            }
        }
    }
    let order = scan.order.and_then(|(column, descending)| Some((table.place(column)?, descending)));
    for value in wanted {
        let mut rows = value.to_key().and_then(|key| found.remove(&fold(key))).unwrap_or_default();
        if let Some((column, descending)) = order {
            sort(&mut rows, column, descending);
        }
        keep(run, table, &scan.with_equal(column, vec![value.clone()]), picked(rows));
    }
    Ok(())
}

/// The order that the service would have kept for the rows of one key: the engine does not sort them once more.
fn sort(rows: &mut [Found], column: usize, descending: bool) {
    rows.sort_by_cached_key(|(chunk, row)| match chunk.cell(*row, column) {
        Cell::Time(time) => time.as_str().parse::<jiff::Timestamp>().ok(),
        _ => None,
    });
    if descending {
        rows.reverse();
    }
}

/// Rows that lie one after the other in a chunk, together.
fn picked(rows: Vec<Found>) -> Vec<Arc<dyn Chunk>> {
    let mut parts: Vec<Picked> = Vec::new();
    for (chunk, row) in rows {
        match parts.last_mut().filter(|part| Arc::ptr_eq(&part.of, &chunk)) {
            Some(part) => part.rows.push(row),
            None => parts.push(Picked { of: chunk, rows: vec![row] }),
        }
    }
    parts.into_iter().map(|part| Arc::new(part) as Arc<dyn Chunk>).collect()
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
