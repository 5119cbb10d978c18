//! What a table is: columns, where their values come from, and which conditions the service answers.

mod about;
mod costs;
pub(super) mod needs;
mod other_names;
pub(super) mod unmatched;

use std::sync::Arc;

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::chunk::{Chunk, Chunks};
pub use super::column_type::ColumnType;
use super::run::Context;
use super::scan::Scan;
use super::value::Cell;
use crate::error::Result;
use crate::site::Deployment;

pub(super) use about::{About, Domain, Push, Reach, Shown};
pub(super) use other_names::OtherNames;
use unmatched::possible;

/// Stands before the name of a table that is asked for rows of every kind, and not only of the usual one.
pub(super) const EVERY: char = '\u{1}';

/// A column of rows of some kind.
pub(super) struct Column<R: 'static> {
    pub(super) about: About,
    get: for<'r> fn(&'r R) -> Cell<'r>,
}

impl<R> Column<R> {
    pub(super) const fn new(
        name: &'static str,
        kind: ColumnType,
        doc: &'static str,
        get: for<'r> fn(&'r R) -> Cell<'r>,
    ) -> Self {
        let about = About {
            name,
            kind,
            doc,
            shown: Shown::Always,
            any_case: false,
            key: false,
            needs: 0,
            equal: None,
            range: None,
            like: None,
            matching: None,
            order: None,
            leading: false,
            usual: None,
            only: None,
            domain: Domain::Open,
        };
        Self { about, get }
    }

    /// It is fetched only where it is used.
    pub(super) const fn needs(mut self, what: u32) -> Self {
        self.about.needs = what;
        self
    }

    /// `SELECT *` leaves it out.
    pub(super) const fn named(mut self) -> Self {
        self.about.shown = Shown::Named;
        self
    }

    /// It is another name.
    pub(super) const fn alias(mut self, of: &'static str) -> Self {
        self.about.shown = Shown::Alias(of);
        self
    }

    /// Rows have this value of it, unless a condition asks for something else.
    pub(super) const fn usual(mut self, value: &'static str) -> Self {
        self.about.usual = Some(value);
        self
    }

    /// Rows have a value of it only where a condition asks for one.
    pub(super) const fn leading(mut self) -> Self {
        self.about.leading = true;
        self
    }

    /// It is a condition alone.
    pub(super) const fn filter(mut self) -> Self {
        self.about.shown = Shown::Filter;
        self
    }

    /// It is a condition alone, of one value.
    pub(super) const fn filter_of_one(mut self) -> Self {
        self.about.shown = Shown::FilterOfOne;
        self
    }

    /// Case does not count.
    pub(super) const fn any_case(mut self) -> Self {
        self.about.any_case = true;
        self
    }

    /// It is part of what tells a row from all others.
    pub(super) const fn key(mut self) -> Self {
        self.about.key = true;
        self
    }

    /// Only this deployment has it.
    pub(super) const fn only(mut self, deployment: Deployment) -> Self {
        self.about.only = Some(deployment);
        self
    }

    /// It is one of these words, and case does not count.
    pub(super) const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.about.domain = Domain::Words(words);
        self.any_case()
    }

    /// It is an id of content.
    pub(super) const fn content_id(mut self) -> Self {
        self.about.domain = Domain::ContentIds;
        self
    }

    /// It is a label.
    pub(super) const fn label(mut self) -> Self {
        self.about.domain = Domain::Labels;
        self
    }

    /// `=` and `IN` are answered by the service.
    pub(super) const fn equal(
        mut self,
        reach: Reach,
        cloud: &'static str,
        data_center: &'static str,
    ) -> Self {
        self.about.equal = Some(Push { reach, cloud, data_center, together: 1 });
        self
    }

    /// One request takes so many values.
    pub(super) const fn together(mut self, many: usize) -> Self {
        if let Some(mut push) = self.about.equal {
            push.together = many;
            self.about.equal = Some(push);
        }
        self
    }

    /// `<`, `<=`, `>`, `>=` and `BETWEEN` are answered by the service.
    pub(super) const fn range(mut self, cloud: &'static str, data_center: &'static str) -> Self {
        self.about.range = Some(Push { reach: Reach::Many, cloud, data_center, together: 1 });
        self
    }

    /// `LIKE` is answered by the service.
    pub(super) const fn like(mut self, reach: Reach, cloud: &'static str, data_center: &'static str) -> Self {
        self.about.like = Some(Push { reach, cloud, data_center, together: 1 });
        self
    }

    /// `CONTAINS` is answered by the service.
    pub(super) const fn matching(mut self, cloud: &'static str, data_center: &'static str) -> Self {
        self.about.matching = Some(Push { reach: Reach::Few, cloud, data_center, together: 1 });
        self
    }

    /// `ORDER BY` is answered by the service.
    pub(super) const fn order(mut self, cloud: &'static str, data_center: &'static str) -> Self {
        self.about.order = Some(Push { reach: Reach::Many, cloud, data_center, together: 1 });
        self
    }
}

/// Declares the columns of rows: name, type, what it is, where it comes from, and what the service answers.
macro_rules! columns {
    ($Row:ty; $($name:ident: $kind:ident, $doc:expr, |$it:pat_param| $get:expr
        $(, $(.$method:ident($($argument:expr),* $(,)?))+)?;)*) => {
        &[$(
            $crate::sql::table::Column::<$Row>::new(
                stringify!($name),
                $crate::sql::table::ColumnType::$kind,
                $doc,
                |$it| $crate::sql::value::Cell::from($get),
            )$($(.$method($($argument),*))+)?
        ),*]
    };
}
pub(super) use columns;

struct Rows<R: 'static> {
    columns: &'static [Column<R>],
    rows: Vec<R>,
}

impl<R: Send + Sync> Chunk for Rows<R> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match (self.rows.get(row), self.columns.get(column)) {
            (Some(row), Some(column)) => (column.get)(row),
            _ => Cell::Null,
        }
    }
}

/// How the rows of a table are had.
pub(super) type Source<R> = fn(Context, Scan) -> BoxStream<'static, Result<Vec<R>>>;

/// A table of rows of some kind.
pub(super) struct Definition<R: 'static> {
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) doc: &'static str,
    pub(super) columns: &'static [Column<R>],
    pub(super) source: Source<R>,
    /// How many rows it has without a condition, more or less.
    pub(super) rows: f64,
    /// How many requests a row costs where no condition leads to it.
    pub(super) walk: f64,
    /// Which orders the service keeps, for these conditions.
    pub(super) ordered: fn(&Scan, Deployment) -> bool,
    pub(super) only: Option<Deployment>,
}

/// A table, whatever its rows are.
pub(super) trait Table: Sync {
    fn name(&self) -> &'static str;
    fn aliases(&self) -> &'static [&'static str];
    fn doc(&self) -> &'static str;
    fn only(&self) -> Option<Deployment>;
    fn width(&self) -> usize;
    fn column(&self, at: usize) -> Option<&About>;
    fn rows(&self) -> f64;
    fn walk(&self) -> f64;
    fn ordered(&self, scan: &Scan, deployment: Deployment) -> bool;
    fn scan(&self, context: Context, scan: Scan) -> Chunks;
}

impl<R: Send + Sync + 'static> Table for Definition<R> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    fn doc(&self) -> &'static str {
        self.doc
    }

    fn only(&self) -> Option<Deployment> {
        self.only
    }

    fn width(&self) -> usize {
        self.columns.len()
    }

    fn column(&self, at: usize) -> Option<&About> {
        self.columns.get(at).map(|column| &column.about)
    }

    fn rows(&self) -> f64 {
        self.rows
    }

    fn walk(&self) -> f64 {
        self.walk
    }

    fn ordered(&self, scan: &Scan, deployment: Deployment) -> bool {
        (self.ordered)(scan, deployment)
    }

    fn scan(&self, context: Context, scan: Scan) -> Chunks {
        let columns = self.columns;
        let about = columns.iter().map(|column| &column.about);
        let Some(scan) = possible(&context, about, scan) else { return stream::empty().boxed() };
        let (table, deployment) = (self.name, context.wiki.site().deployment());
        let told = move |error| {
            costs::with_advice(error, table, columns.iter().map(|column| &column.about), deployment)
        };
        let rows = (self.source)(context, scan).map_err(told);
        rows.map_ok(move |rows| Arc::new(Rows { columns, rows }) as Arc<dyn Chunk>).boxed()
    }
}

impl dyn Table + '_ {
    /// Its name, and its other names.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name()).chain(self.aliases().iter().copied())
    }

    /// All columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &About> {
        (0..self.width()).filter_map(|at| self.column(at))
    }

    /// The column at a place, or the one that it is another name of: what the service answers of one it answers of both.
    pub(super) fn real(&self, at: usize) -> Option<&About> {
        let about = self.column(at)?;
        match about.shown {
            Shown::Alias(of) => self.column(self.place(of)?),
            _ => Some(about),
        }
    }

    /// The place of a column.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.columns().position(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The statement by which SQLite learns of the columns.
    pub(super) fn declaration(&self, other: &OtherNames) -> String {
        let columns: Vec<String> = self.columns().map(|column| column.declaration(other)).collect();
        format!("CREATE TABLE x({})", columns.join(", "))
    }
}

#[cfg(test)]
pub(super) mod testing;
