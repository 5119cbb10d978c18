//! Which tables a name of a column leads to, through SELECTs in FROM and in WITH.

use std::collections::BTreeSet;

use super::{Item, Of, Scope, Scopes};
use crate::sql::dialect::token::{Kind, Token};
use crate::sql::dialect::{arguments, before, next};

/// How many SELECTs within one another are looked through.
const DEEPEST: usize = 8;

/// The name of a column, with that of its table before it or without.
struct Named {
    table: Option<String>,
    column: String,
}

impl Scopes<'_, '_> {
    /// The places of the tables in FROM whose column the name at this place is, if that is one of which rows usually have one
    /// value.
    pub(in crate::sql::dialect) fn unusual(&self, at: usize) -> Vec<usize> {
        let scope = self.places.get(at).and_then(|(scope, _)| *scope);
        match (scope, self.name_at(at)) {
            (Some(scope), Some(name)) => self.within(scope, &name, 0),
            _ => Vec::new(),
        }
    }

    fn name_at(&self, at: usize) -> Option<Named> {
        let column = self.tokens.get(at)?.name()?;
        let point = before(self.tokens, at).filter(|point| self.sign(Some(*point), "."));
        let table = point.and_then(|point| self.tokens.get(before(self.tokens, point)?)?.name());
        Some(Named { table: table.map(|table| table.to_ascii_lowercase()), column })
    }

    /// The tables behind a name in a SELECT, or in one around it.
    fn within(&self, scope: usize, name: &Named, depth: usize) -> Vec<usize> {
        if !self.may_look() {
            return Vec::new();
        }
        let around = std::iter::successors(Some(scope), |scope| self.all.get(*scope)?.parent);
        for scope in around.filter_map(|scope| self.all.get(scope)) {
            let fits = |item: &&Item| name.table.is_none() || item.called == name.table;
            let mut found =
                scope.items.iter().filter(fits).filter_map(|it| self.behind(it, &name.column, depth));
            if let Some(found) = found.next() {
                return found;
            }
        }
        Vec::new()
    }

    /// Whether another step may be taken, which is counted: names lead to as many SELECTs as there are ways to them.
    fn may_look(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// The tables behind a column of what FROM names; nothing where it has none of this name.
    fn behind(&self, item: &Item, column: &str, depth: usize) -> Option<Vec<usize>> {
        match &item.of {
            Of::Table(table) => Some(match table.real(table.place(column)?)?.usual {
                Some(_) => vec![item.at],
                None => Vec::new(),
            }),
            Of::Rows(open) => self.rows(*open, column, None, depth),
            Of::Named(name) => {
                let named = self.named.get(name)?;
                let place = named.columns.iter().position(|it| it.eq_ignore_ascii_case(column));
                if !named.columns.is_empty() && place.is_none() {
                    return None;
                }
                self.rows(named.open, column, place, depth)
            }
            Of::Call => None,
        }
    }

    /// The tables behind a column of the SELECTs in a parenthesis, by its name or its place.
    fn rows(&self, open: usize, column: &str, place: Option<usize>, depth: usize) -> Option<Vec<usize>> {
        if !self.may_look() {
            return None;
        }
        let parts = self.all.iter().enumerate().filter(|(_, scope)| scope.open == Some(open));
        let mut place = place;
        let mut all: Option<BTreeSet<usize>> = None;
        for (index, scope) in parts.filter(|_| depth < DEEPEST) {
            // The first SELECT gives the columns their names.
            let named = place.or_else(|| self.place_named(scope, column));
            let found = match named {
                Some(place) => self.at_place(index, scope, place, depth + 1),
                None => self.starred(scope, column, depth + 1),
            };
            place = place.or(named);
            if let Some(found) = found {
                all.get_or_insert_default().extend(found);
            }
        }
        Some(all?.into_iter().collect())
    }

    /// The columns of a SELECT, each from its first to its last token.
    fn columns(&self, scope: &Scope) -> Vec<(usize, usize)> {
        let (mut from, end) = (scope.columns.0, scope.columns.1.min(self.tokens.len()));
        let (mut at, mut found) = (from, Vec::new());
        while at < end {
            if self.sign(Some(at), ",") {
                found.push((from, at));
                from = at + 1;
            } else if self.sign(Some(at), "(") {
                at = arguments(self.tokens, at).map_or(end, |(_, close)| close);
            }
            at += 1;
        }
        found.push((from, end));
        found
    }

    /// The place of the column that has this name; nothing where a star may be before it.
    fn place_named(&self, scope: &Scope, column: &str) -> Option<usize> {
        let columns = self.columns(scope);
        let last = |(from, to): &(usize, usize)| before(self.tokens, *to).filter(|at| at >= from);
        let named = |span: &(usize, usize)| {
            let name = last(span).and_then(|at| self.tokens.get(at)?.name());
            name.is_some_and(|name| name.eq_ignore_ascii_case(column))
        };
        columns.iter().position(named)
    }

    /// The tables of all names in a column.
    fn at_place(&self, index: usize, scope: &Scope, place: usize, depth: usize) -> Option<Vec<usize>> {
        let (from, to) = *self.columns(scope).get(place)?;
        let is_name = |at: &usize| {
            let kind = self.tokens.get(*at).map(|token| token.kind);
            let behind = next(self.tokens, at + 1);
            matches!(kind, Some(Kind::Word | Kind::Name))
                && !self.sign(behind, ".")
                && !self.sign(behind, "(")
                && !self.word(before(self.tokens, *at), &["AS"])
        };
        let names = (from..to).filter(is_name).filter_map(|at| self.name_at(at));
        Some(names.flat_map(|name| self.within(index, &name, depth)).collect())
    }

    /// The tables behind a column that a star stands for.
    fn starred(&self, scope: &Scope, column: &str, depth: usize) -> Option<Vec<usize>> {
        let star = |(from, to): (usize, usize)| {
            let last = before(self.tokens, to).filter(|at| *at >= from && self.sign(Some(*at), "*"))?;
            let point = before(self.tokens, last).filter(|at| *at >= from && self.sign(Some(*at), "."));
            let table = point.and_then(|point| self.tokens.get(before(self.tokens, point)?)?.name());
            Some(table.map(|table| table.to_ascii_lowercase()))
        };
        self.columns(scope).into_iter().filter_map(star).find_map(|table| {
            let fits = |item: &&Item| table.is_none() || item.called == table;
            scope.items.iter().filter(fits).find_map(|item| self.behind(item, column, depth))
        })
    }

    /// A name that two tables of one FROM have.
    pub(in crate::sql::dialect) fn named_twice(&self) -> Option<&str> {
        let mut scopes = self.all.iter();
        scopes.find_map(|scope| {
            let mut seen = std::collections::HashSet::new();
            let mut names = scope.items.iter().filter_map(|item| item.called.as_deref());
            names.find(|name| !seen.insert(*name))
        })
    }

    /// Whether the statement reads a table that has a column of this name.
    pub(in crate::sql::dialect) fn has_column(&self, name: &str) -> bool {
        self.read.iter().any(|table| table.place(name).is_some())
    }

    /// The name of the table at this place of a FROM, and whether it stands for itself there.
    pub(in crate::sql::dialect) fn table_at(&self, at: usize) -> Option<(&'static str, bool)> {
        let mut items = self.all.iter().flat_map(|scope| &scope.items);
        let item = items.find(|item| item.at == at)?;
        match &item.of {
            Of::Table(table) => Some((table.name(), !item.is_renamed)),
            _ => None,
        }
    }
}

impl Scopes<'_, '_> {
    /// The places of all names that stand in conditions.
    pub(in crate::sql::dialect) fn compared(&self) -> impl Iterator<Item = usize> {
        (0..self.tokens.len()).filter(|at| {
            let is_name = |token: &Token<'_>| matches!(token.kind, Kind::Word | Kind::Name);
            self.tokens.get(*at).is_some_and(is_name) && self.condition(*at).is_some()
        })
    }
}
