//! The SELECTs of a statement: which tables each of them reads, and by which names.

use std::cell::Cell;
use std::collections::HashMap;

use super::operands::is_keyword;
use super::token::{Kind, Token};
use super::{arguments, before, behind_words, is, next};
use crate::sql::table::Table;
use crate::sql::tables;

mod outputs;

/// How many names are looked for in one statement.
const MOST: usize = 2000;

/// As many tables as SQLite joins.
const TABLES: usize = 64;

/// What FROM names.
pub(super) struct Item {
    /// Where the name of its table stands, or the parenthesis of its rows.
    pub(super) at: usize,
    /// The name by which the statement calls it, in small letters; nothing where it has none.
    pub(super) called: Option<String>,
    /// Whether the statement gave it that name.
    pub(super) is_renamed: bool,
    of: Of,
}

enum Of {
    Table(&'static dyn Table),
    /// The SELECT in the parenthesis that opens here.
    Rows(usize),
    /// What `WITH` names so, or nothing that is known.
    Named(String),
    /// What a function makes.
    Call,
}

/// A SELECT.
pub(super) struct Scope {
    /// The parenthesis that it stands in.
    open: Option<usize>,
    /// The SELECT around it.
    parent: Option<usize>,
    /// Where its columns begin and end.
    columns: (usize, usize),
    pub(super) items: Vec<Item>,
}

/// Tokens that stand together: in a parenthesis, in a clause.
#[derive(Clone, Copy, Default)]
struct Group {
    parent: Option<usize>,
    /// Whether it chooses rows.
    is_condition: bool,
    /// Whether what it says of a column is more than that its rows have some value: it is negated, one of several ways, or an
    /// argument.
    is_involved: bool,
}

/// A statement `WITH name (columns) AS (...)`.
struct Named {
    open: usize,
    columns: Vec<String>,
}

/// The SELECTs of a statement.
pub(super) struct Scopes<'t, 'a> {
    tokens: &'t [Token<'a>],
    pub(super) all: Vec<Scope>,
    /// The tables that it reads, each once.
    read: Vec<&'static dyn Table>,
    named: HashMap<String, Named>,
    groups: Vec<Group>,
    /// Of each token the SELECT and the group that it is in.
    places: Vec<(Option<usize>, usize)>,
    /// How many names may still be looked for: what one stands for may name others, and each of those as many.
    left: Cell<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    Columns,
    From,
    On,
    Other,
}

/// A parenthesis that is open, or a CASE.
struct Frame {
    open: Option<usize>,
    is_case: bool,
    /// The SELECT that stands in it, and the one around it.
    scope: Option<usize>,
    outer: Option<usize>,
    clause: Clause,
    /// Whether its ON stands in it, and not around it.
    has_on: bool,
    /// Whether a table is expected.
    expects: bool,
    group: usize,
}

impl<'t, 'a> Scopes<'t, 'a> {
    pub(super) fn of(tokens: &'t [Token<'a>]) -> Self {
        let mut found = Self {
            tokens,
            all: Vec::new(),
            read: Vec::new(),
            named: HashMap::new(),
            groups: vec![Group::default()],
            places: vec![(None, 0); tokens.len()],
            left: Cell::new(MOST),
        };
        let mut frames = vec![Frame {
            open: None,
            is_case: false,
            scope: None,
            outer: None,
            clause: Clause::Other,
            has_on: false,
            expects: false,
            group: 0,
        }];
        for at in 0..tokens.len() {
            if !is(tokens, Some(at), |token| token.kind != Kind::Blank) {
                continue;
            }
            // What closes more than was opened is no statement, of which SQLite tells.
            if !found.step(&mut frames, at) {
                break;
            }
        }
        let end = tokens.len();
        frames.iter().for_each(|frame| found.close(frame.scope, end));
        found
    }

    fn word(&self, at: Option<usize>, words: &[&str]) -> bool {
        is(self.tokens, at, |token| words.iter().any(|word| token.is(word)))
    }

    fn sign(&self, at: Option<usize>, sign: &str) -> bool {
        is(self.tokens, at, |token| token.is_sign(sign))
    }

    fn group(&mut self, parent: Option<usize>, is_condition: bool, is_involved: bool) -> usize {
        self.groups.push(Group { parent, is_condition, is_involved });
        self.groups.len() - 1
    }

    /// The columns of a SELECT end here, unless they ended before.
    fn close(&mut self, scope: Option<usize>, at: usize) {
        if let Some(scope) = scope.and_then(|scope| self.all.get_mut(scope)) {
            scope.columns.1 = scope.columns.1.min(at);
        }
    }

    /// Whether the statement goes on behind this token.
    fn step(&mut self, frames: &mut Vec<Frame>, at: usize) -> bool {
        let Some(frame) = frames.last_mut() else { return false };
        if let Some(place) = self.places.get_mut(at) {
            *place = (frame.scope.or(frame.outer), frame.group);
        }
        if self.sign(Some(at), "(") {
            let inner = self.opened(frame, at);
            frames.push(inner);
        } else if self.word(Some(at), &["CASE"]) {
            let group = self.group(Some(frame.group), self.chooses(frame.group), true);
            let inner =
                Frame { open: None, is_case: true, outer: frame.scope.or(frame.outer), group, ..*frame };
            frames.push(Frame { scope: None, ..inner });
        } else if self.sign(Some(at), ")") || (frame.is_case && self.word(Some(at), &["END"])) {
            self.close(frame.scope, at);
            frames.pop();
        } else if frame.clause == Clause::From && frame.expects && self.names_table(at) {
            self.item(frame, at);
        } else {
            self.clause(frame, at);
        }
        !frames.is_empty()
    }

    fn chooses(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|group| group.is_condition)
    }

    fn names(&self, at: usize) -> bool {
        is(self.tokens, Some(at), |token| {
            token.kind == Kind::Name || (token.kind == Kind::Word && !is_keyword(token))
        })
    }

    /// SQLite takes a text for the name of a table as well.
    fn names_table(&self, at: usize) -> bool {
        self.names(at) || is(self.tokens, Some(at), |token| token.kind == Kind::Text)
    }

    /// What a parenthesis begins.
    fn opened(&mut self, frame: &mut Frame, at: usize) -> Frame {
        let (previous, behind) = (before(self.tokens, at), next(self.tokens, at + 1));
        let is_rows = self.word(behind, &["SELECT", "WITH", "VALUES"]);
        let is_table = frame.clause == Clause::From && frame.expects;
        if is_table && is_rows {
            let close = arguments(self.tokens, at).map_or(at, |(_, close)| close);
            let called = self.called(close);
            self.add(frame, Item { at, is_renamed: called.is_some(), called, of: Of::Rows(at) });
        }
        self.name(at, previous, is_rows);
        let is_call = !is_table && previous.is_some_and(|name| self.names(name));
        let is_involved = is_call || self.word(previous, &["NOT"]);
        let group = self.group(Some(frame.group), self.chooses(frame.group), is_involved);
        frame.expects = false;
        Frame {
            open: Some(at),
            is_case: false,
            scope: None,
            outer: frame.scope.or(frame.outer),
            // What stands in the parentheses of USING and of hints is no table.
            clause: if is_rows || (frame.clause == Clause::From && !is_table) {
                Clause::Other
            } else {
                frame.clause
            },
            has_on: false,
            expects: is_table && !is_rows,
            group,
        }
    }

    /// `WITH name (columns) AS (`.
    fn name(&mut self, open: usize, previous: Option<usize>, is_rows: bool) {
        let mut word = previous;
        while self.word(word, &["MATERIALIZED", "NOT"]) {
            word = word.and_then(|at| before(self.tokens, at));
        }
        if !is_rows || !self.word(word, &["AS"]) {
            return;
        }
        let mut name = word.and_then(|at| before(self.tokens, at));
        let mut columns = Vec::new();
        if self.sign(name, ")")
            && let Some(start) = name.and_then(|close| super::opening(self.tokens, close))
        {
            let listed = self.tokens.get(start..open).unwrap_or_default().iter();
            columns = listed.take_while(|token| !token.is_sign(")")).filter_map(Token::name).collect();
            name = before(self.tokens, start);
        }
        if let Some(name) = name.and_then(|at| self.tokens.get(at)?.name()) {
            self.named.entry(name.to_ascii_lowercase()).or_insert(Named { open, columns });
        }
    }

    /// A table in FROM.
    fn item(&mut self, frame: &mut Frame, at: usize) {
        frame.expects = false;
        // What stands before it is no name of ours.
        let mut last = at;
        while let Some(point) = next(self.tokens, last + 1).filter(|at| self.sign(Some(*at), ".")) {
            last = next(self.tokens, point + 1).unwrap_or(point);
        }
        let name = |token: &Token<'_>| token.name().or_else(|| token.text());
        let Some(name) = self.tokens.get(last).and_then(name) else { return };
        let open = next(self.tokens, last + 1).filter(|open| self.sign(Some(*open), "("));
        let end = open.and_then(|open| arguments(self.tokens, open)).map_or(last, |(_, close)| close);
        let of = match tables::find(&name) {
            _ if open.is_some() => Of::Call,
            _ if self.named.contains_key(&name.to_ascii_lowercase()) => Of::Named(name.to_ascii_lowercase()),
            Some(table) => Of::Table(table),
            None => Of::Named(name.to_ascii_lowercase()),
        };
        let given = self.called(end);
        let is_renamed = given.is_some();
        let called = given.or_else(|| Some(name.to_ascii_lowercase()));
        self.add(frame, Item { at: last, called, is_renamed, of });
    }

    fn add(&mut self, frame: &Frame, item: Item) {
        if let Some(scope) = frame.scope.or(frame.outer).and_then(|scope| self.all.get_mut(scope)) {
            if let Of::Table(table) = &item.of
                && !self.read.iter().any(|other| other.name() == table.name())
            {
                self.read.push(*table);
            }
            if scope.items.len() < TABLES {
                scope.items.push(item);
            }
        }
    }

    /// The name that follows a table, with AS or without.
    fn called(&self, end: usize) -> Option<String> {
        const NONE: &[&str] = &["LEFT", "RIGHT", "NATURAL", "WINDOW", "INDEXED", "MINUS", "FETCH"];
        let mut at = next(self.tokens, end + 1)?;
        if self.word(Some(at), &["AS"]) {
            at = next(self.tokens, at + 1)?;
        }
        let name = self.tokens.get(at).filter(|_| self.names(at) && !self.word(Some(at), NONE))?;
        Some(name.name()?.to_ascii_lowercase())
    }

    fn clause(&mut self, frame: &mut Frame, at: usize) {
        let in_tables = frame.clause == Clause::From || (frame.clause == Clause::On && frame.has_on);
        if self.word(Some(at), &["SELECT"]) {
            let columns = (behind_words(self.tokens, at).unwrap_or(at + 1), usize::MAX);
            self.all.push(Scope { open: frame.open, parent: frame.outer, columns, items: Vec::new() });
            frame.scope = Some(self.all.len() - 1);
            frame.clause = Clause::Columns;
            frame.group = self.group(None, false, false);
        } else if self.word(Some(at), &["UNION", "INTERSECT", "EXCEPT", "MINUS"]) && frame.scope.is_some() {
            self.close(frame.scope.take(), at);
            frame.clause = Clause::Other;
        } else if self.word(Some(at), &["FROM"])
            && frame.clause == Clause::Columns
            && frame.scope.is_some()
            && !self.word(before(self.tokens, at), &["DISTINCT"])
        {
            self.close(frame.scope, at);
            (frame.clause, frame.expects) = (Clause::From, true);
            frame.group = self.group(None, false, false);
        } else if in_tables && (self.word(Some(at), &["JOIN"]) || self.sign(Some(at), ",")) {
            (frame.clause, frame.expects, frame.has_on) = (Clause::From, true, false);
        } else if self.word(Some(at), &["ON"]) && frame.clause == Clause::From {
            (frame.clause, frame.expects, frame.has_on) = (Clause::On, false, true);
            frame.group = self.group(None, true, false);
        } else if self.word(Some(at), &["WHERE", "HAVING"]) {
            self.close(frame.scope, at);
            frame.clause = Clause::Other;
            frame.group = self.group(None, true, false);
        } else if self.word(Some(at), &["GROUP", "ORDER", "LIMIT", "OFFSET", "WINDOW"]) {
            self.close(frame.scope, at);
            frame.clause = Clause::Other;
            frame.group = self.group(None, false, false);
        } else if self.word(Some(at), &["OR"])
            && let Some(group) = self.groups.get_mut(frame.group)
        {
            group.is_involved = true;
        }
    }

    /// Whether a token is in a condition; and whether that says more of a column than which value it has.
    pub(super) fn condition(&self, at: usize) -> Option<bool> {
        let (_, group) = self.places.get(at)?;
        if !self.chooses(*group) {
            return None;
        }
        let up = std::iter::successors(Some(*group), |group| self.groups.get(*group)?.parent);
        Some(up.filter_map(|group| self.groups.get(group)).any(|group| group.is_involved))
    }
}
