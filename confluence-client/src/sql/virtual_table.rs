//! A table as SQLite sees it. The only file of the engine with unsafe code: SQLite holds these types by address, and
//! rusqlite asks for their layout to be promised.
#![expect(
    unsafe_code,
    reason = "rusqlite's traits for virtual tables are unsafe to implement; see each SAFETY"
)]

mod columns;
mod offers;
mod reading;
mod values;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{CStr, CString, c_int};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use futures_util::StreamExt as _;
use rusqlite::vtab::{
    Context, Filters, IndexInfo, Module, VTab, VTabConnection, VTabCursor, sqlite3_vtab, sqlite3_vtab_cursor,
};
use rusqlite::{Connection, Result};

use super::cache;
use super::chunk::Chunk;
use super::lookahead::Lookahead;
use super::pushdown::{Plan, plan};
use super::run::{Run, Standing};
use super::scan::{Operator, Scan};
use super::statement_error::fault;
use super::table::unmatched::fits;
use super::table::{EVERY, OtherNames, Table};
use super::value::Cell;
use crate::error::{Error, ErrorKind};
use crate::site::Deployment;
use columns::{identity, valueless};
use offers::{add_unusual, asked};
use reading::{Source, remember};
pub(super) use values::value;
use values::{every, in_utc, single};

/// A table and the query that it is read for.
#[derive(Clone)]
pub(super) struct Aux {
    table: &'static dyn Table,
    run: Arc<Run>,
    other: OtherNames,
    /// Whether it gives rows of every kind, and not only of the usual one.
    every: bool,
}

/// As many rows as every list gives in one page.
const ONE_PAGE: u64 = 50;

const MODULE: &Module<'static, Virtual> = &Module::eponymous_only_module();

/// Makes a table known to a connection, by its name and its other names.
pub(super) fn register(
    connection: &Connection,
    table: &'static dyn Table,
    run: &Arc<Run>,
    other: &OtherNames,
) -> Result<()> {
    let usual = Aux { table, run: Arc::clone(run), other: other.clone(), every: false };
    for name in table.names() {
        connection.create_module(name, MODULE, Some(usual.clone()))?;
    }
    if table.columns().any(|column| column.usual.is_some()) {
        let name = format!("{EVERY}{}", table.name());
        connection.create_module(name.as_str(), MODULE, Some(Aux { every: true, ..usual }))?;
    }
    Ok(())
}

#[repr(C)]
struct Virtual {
    base: sqlite3_vtab,
    table: &'static dyn Table,
    run: Arc<Run>,
    every: bool,
    plans: Arc<Mutex<Vec<Arc<Plan>>>>,
}

// SAFETY: the first field is `sqlite3_vtab`, and the layout is that of C.
unsafe impl VTab<'static> for Virtual {
    type Aux = Aux;
    type Cursor = Cursor;

    fn connect(
        _: &mut VTabConnection,
        aux: Option<&Aux>,
        _: &[u8],
        _: &[u8],
        _: &[u8],
        _: &[&[u8]],
    ) -> Result<(Cow<'static, CStr>, Self)> {
        let Some(Aux { table, run, other, every }) = aux else {
            return Err(rusqlite::Error::ModuleError("a table without a source".to_owned()));
        };
        let declaration = CString::new(table.declaration(other))
            .map_err(|error| rusqlite::Error::ModuleError(error.to_string()))?;
        let base = sqlite3_vtab::default();
        let made = Self { base, table: *table, run: Arc::clone(run), every: *every, plans: Arc::default() };
        Ok((Cow::Owned(declaration), made))
    }

    fn best_index(&self, info: &mut IndexInfo) -> Result<bool> {
        let mut asked = asked(info)?;
        if self.every {
            add_unusual(&mut asked, self.table);
        }
        // What leads to the rows has to be given: in this order of the tables it is not known yet.
        if asked
            .conditions
            .iter()
            .any(|it| !it.usable && it.operator == Operator::Equal && self.is_led_by(it.column))
        {
            return Ok(false);
        }
        let deployment = self.run.context.wiki.site().deployment();
        let plan = plan(self.table, &asked, deployment);
        for (place, chosen) in plan.chosen.iter().enumerate() {
            if chosen.many {
                info.set_in_constraint(chosen.at, true)?;
            }
            let given = self.is_condition(chosen.column);
            let mut usage = info.constraint_usage(chosen.at);
            usage.set_argv_index(c_int::try_from(place + 1).unwrap_or(c_int::MAX));
            // What is a condition alone has no value that could be looked at again.
            usage.set_omit(given);
        }
        info.set_order_by_consumed(plan.order.is_some());
        info.set_estimated_cost(plan.cost);
        #[expect(clippy::cast_possible_truncation, reason = "an estimate far below the range")]
        info.set_estimated_rows(plan.rows as i64);
        info.set_idx_str(&plan.in_words(self.table, &asked, deployment == Deployment::Cloud));
        let mut plans = self.plans.lock().map_err(|_| poisoned())?;
        info.set_idx_num(c_int::try_from(plans.len()).unwrap_or(c_int::MAX));
        plans.push(Arc::new(plan));
        Ok(true)
    }

    fn open(&'static mut self) -> Result<Cursor> {
        let (number, standing) = self.run.enter();
        Ok(Cursor {
            base: sqlite3_vtab_cursor::default(),
            table: self.table,
            run: Arc::clone(&self.run),
            plans: Arc::clone(&self.plans),
            number,
            standing,
            scan: Scan::default(),
            rows: None,
            chunk: None,
            at: 0,
            row: 0,
            identity: identity(self.table),
            seen: RefCell::default(),
            lookahead: Lookahead::default(),
        })
    }
}

impl Virtual {
    /// Whether rows are others where a column is given a value.
    fn is_led_by(&self, column: usize) -> bool {
        self.is_condition(column) || self.table.real(column).is_some_and(|column| column.leading)
    }

    /// Whether a column is there only to be given a value.
    fn is_condition(&self, column: usize) -> bool {
        self.table.column(column).is_some_and(|column| column.shown.is_condition())
    }
}

fn poisoned() -> rusqlite::Error {
    rusqlite::Error::ModuleError("the query broke off".to_owned())
}

#[repr(C)]
struct Cursor {
    base: sqlite3_vtab_cursor,
    table: &'static dyn Table,
    run: Arc<Run>,
    plans: Arc<Mutex<Vec<Arc<Plan>>>>,
    number: u64,
    standing: Arc<Standing>,
    scan: Scan,
    rows: Option<Source>,
    chunk: Option<Arc<dyn Chunk>>,
    at: usize,
    row: u64,
    /// The columns that tell a row from all others.
    identity: Vec<usize>,
    /// Rows that were asked for their number, with how many were alike.
    seen: RefCell<HashMap<u64, (u64, u64)>>,
    lookahead: Lookahead,
}

impl Drop for Cursor {
    fn drop(&mut self) {
        self.run.leave(self.number);
    }
}

impl Cursor {
    /// Fails for a table that the deployment lacks, and tells of columns that it lacks.
    fn check_deployment(&self, plan: &Plan) -> Result<()> {
        let here = self.run.context.wiki.site().deployment();
        let lacks = |only: Option<Deployment>| only.is_some_and(|only| only != here);
        let other = match here {
            Deployment::Cloud => "Data Center",
            Deployment::DataCenter => "Cloud",
        };
        if lacks(self.table.only()) {
            let said = format!("the table {} is there on {other} alone", self.table.name());
            return Err(self.run.failed(Error::new(ErrorKind::Unsupported, "sql").with_message(said)));
        }
        let missing: Vec<&str> = plan
            .used_columns(self.table)
            .filter(|column| lacks(column.only))
            .map(|column| column.name)
            .collect();
        if !missing.is_empty() {
            let (table, columns) = (self.table.name(), missing.join(", "));
            self.run.context.notes.add(format!("{table} has no {columns} here: only {other} has it"));
        }
        Ok(())
    }

    /// The rows of the scan, from the beginning.
    fn begin(&mut self) -> Result<()> {
        let key = cache::key(self.table.name(), &self.scan);
        let known = |run: &Run| run.cache.lock().ok().and_then(|cache| cache.get(&key));
        if known(&self.run).is_none() {
            self.lookahead.prepare(&self.run, self.number, self.table, &self.scan)?;
        }
        self.rows = Some(match known(&self.run) {
            Some(chunks) => Source::Read(chunks, 0),
            None => {
                let room = self.run.cache.lock().map(|cache| cache.room()).unwrap_or_default();
                let context = match self.scan.limit {
                    // The first page is as much as is wanted: the next one is asked for only if rows were left out.
                    Some(limit) if limit <= ONE_PAGE => self.run.context.without_reading_ahead(),
                    _ => self.run.context.clone(),
                };
                let rows = self.table.scan(context, self.scan.clone());
                Source::Asked(rows, (room > 0).then(|| (key, Vec::new(), room)))
            }
        });
        Ok(())
    }

    /// Goes on to the next rows that came together.
    fn advance(&mut self) -> Result<()> {
        self.at = 0;
        loop {
            let next = match &mut self.rows {
                None => None,
                Some(Source::Read(chunks, at)) => {
                    *at += 1;
                    chunks.get(*at - 1).cloned()
                }
                Some(Source::Asked(rows, kept)) => {
                    let next = self.run.wait(async { rows.next().await.transpose() })?;
                    remember(&self.run, kept, next.as_ref());
                    next
                }
            };
            let empty = next.as_ref().is_some_and(|chunk| chunk.len() == 0);
            if empty {
                continue;
            }
            if next.is_none() {
                self.rows = None;
            }
            self.standing.at.store(0, Ordering::Relaxed);
            if let Ok(mut standing) = self.standing.chunk.lock() {
                standing.clone_from(&next);
            }
            self.chunk = next;
            return Ok(());
        }
    }
}

// SAFETY: the first field is `sqlite3_vtab_cursor`, and the layout is that of C.
unsafe impl VTabCursor for Cursor {
    fn filter(&mut self, number: c_int, _: Option<&str>, arguments: &Filters<'_>) -> Result<()> {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let plan = self.plans.lock().map_err(|_| poisoned())?.get(at).cloned().ok_or_else(poisoned)?;
        let mut values = Vec::with_capacity(plan.chosen.len());
        for (place, chosen) in plan.chosen.iter().enumerate() {
            let given = if chosen.many { every(arguments, place)? } else { vec![single(arguments, place)] };
            values.push(in_utc(&self.run.zone, self.table.column(chosen.column), given));
        }
        self.rows = None;
        self.chunk = None;
        self.seen.borrow_mut().clear();
        self.check_deployment(&plan)?;
        if let Some(left) = plan.left_out(self.table) {
            self.run.context.notes.add(left);
        }
        for (chosen, given) in plan.chosen.iter().zip(&values).filter(|(chosen, _)| !chosen.pushed) {
            let about = self.table.real(chosen.column);
            if about.is_some_and(|about| !fits(&self.run.context, about, given)) {
                return Ok(());
            }
        }
        if let Some(scan) = plan.scan(self.table, values) {
            if let Some(column) = plan.ambiguous(self.table, &scan) {
                return Err(self
                    .run
                    .failed(fault(format!("{column} takes one value, and was given several"))));
            }
            self.scan = scan;
            self.begin()?;
            self.advance()?;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<()> {
        self.at += 1;
        self.row += 1;
        self.standing.at.store(self.at as u64, Ordering::Relaxed);
        match &self.chunk {
            Some(chunk) if self.at >= chunk.len() => self.advance(),
            _ => Ok(()),
        }
    }

    fn eof(&self) -> bool {
        self.chunk.is_none()
    }

    fn column(&self, context: &mut Context, column: c_int) -> Result<()> {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        self.run.note_read(self.number, column);
        self.standing.read.fetch_or(1 << column.min(63), Ordering::Relaxed);
        let about = self.table.column(column);
        if let Some(about) = about.filter(|about| about.shown.is_condition()) {
            let given = self.scan.given(about.name).ok_or_else(|| self.run.failed(valueless(about.name)))?;
            return context.set_result(given);
        }
        match self.chunk.as_ref().map_or(Cell::Null, |chunk| chunk.cell(self.at, column)) {
            Cell::Null => context.set_result(rusqlite::types::Null),
            Cell::Integer(number) => context.set_result(number),
            Cell::Text(text) => context.set_result(text.as_ref()),
            Cell::Time(time) => context.set_result(self.run.zone.written(&time).as_ref()),
        }
    }

    /// The same number for the same row in every scan: where a condition is an OR, SQLite scans for each part of it, and
    /// knows by these numbers what it has seen.
    fn rowid(&self) -> Result<i64> {
        let Some(chunk) = &self.chunk else { return Ok(0) };
        let mut identity = DefaultHasher::new();
        for column in &self.identity {
            match chunk.cell(self.at, *column) {
                Cell::Null => 0.hash(&mut identity),
                Cell::Integer(number) => number.hash(&mut identity),
                Cell::Text(text) => text.hash(&mut identity),
                Cell::Time(time) => time.hash(&mut identity),
            }
        }
        let row = identity.finish();
        let mut seen = self.seen.borrow_mut();
        let (last, count) = seen.entry(row).or_insert((self.row, 0));
        // Rows that are alike in everything are told apart by their order.
        if *last != self.row {
            *last = self.row;
            *count += 1;
        }
        (row, *count).hash(&mut identity);
        Ok(identity.finish().cast_signed())
    }
}
