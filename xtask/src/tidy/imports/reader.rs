//! What the text of one module names: its children, its imports, the paths and macros that it uses.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// Words that declare a name.
const DECLARE: [&str; 9] = ["const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union"];

/// A path of names in the text, and its line.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
}

/// A module that is declared.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) name: String,
    /// Its text, where it is not in a file of its own.
    pub(super) inline: Option<TokenStream>,
}

/// What the text of one module names. Its tests are left out.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) children: Vec<Child>,
    /// Names that `use` brings in, and what they stand for.
    pub(super) imported: BTreeMap<String, Vec<String>>,
    /// What `use path::*` brings in.
    pub(super) globs: Vec<Vec<String>>,
    /// Names that are declared here.
    pub(super) declared: BTreeSet<String>,
    /// Every path that is imported or used.
    pub(super) named: Vec<Named>,
    /// Macros that are used, by their last name.
    pub(super) invoked: Vec<(String, usize)>,
    /// Macros that are declared by example, and what their expansions name.
    pub(super) macros: BTreeMap<String, Read>,
}

/// Reads the text of a module.
pub(super) fn read(tokens: TokenStream) -> Read {
    let mut read = Read::default();
    read.walk(tokens);
    read
}

impl Read {
    fn walk(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            rest = self.step(rest);
        }
    }

    /// Takes what stands first, and returns what follows.
    fn step<'a>(&mut self, tokens: &'a [TokenTree]) -> &'a [TokenTree] {
        match tokens {
            [TokenTree::Punct(mark), TokenTree::Group(attribute), rest @ ..] if mark.as_char() == '#' => {
                if is_test(attribute) {
                    return after_item(rest);
                }
                rest
            }
            // `#![..]`: of the whole module.
            [TokenTree::Punct(mark), TokenTree::Punct(not), TokenTree::Group(attribute), rest @ ..]
                if mark.as_char() == '#' && not.as_char() == '!' =>
            {
                if is_test(attribute) {
                    &[]
                } else {
                    rest
                }
            }
            [TokenTree::Ident(word), rest @ ..] if word == "use" => self.import(rest),
            [TokenTree::Ident(word), TokenTree::Ident(name), rest @ ..] if word == "mod" => {
                self.child(&plain(name), rest)
            }
            [
                TokenTree::Ident(word),
                TokenTree::Punct(_),
                TokenTree::Ident(name),
                TokenTree::Group(arms),
                rest @ ..,
            ] if word == "macro_rules" => {
                self.macros.insert(plain(name), expansions(arms.stream()));
                rest
            }
            [TokenTree::Ident(word), TokenTree::Ident(name), ..] if DECLARE.iter().any(|it| word == it) => {
                self.declared.insert(plain(name));
                &tokens[2..]
            }
            [TokenTree::Ident(_), ..] => self.path(tokens),
            // `::name`: a crate, whatever else has that name.
            [TokenTree::Punct(one), TokenTree::Punct(two), TokenTree::Ident(_), ..]
                if is_separator(one, two) =>
            {
                skip_path(&tokens[2..])
            }
            [TokenTree::Group(group), rest @ ..] => {
                self.walk(group.stream());
                rest
            }
            [_, rest @ ..] => rest,
            [] => &[],
        }
    }

    /// `mod name;` or `mod name { .. }`.
    fn child<'a>(&mut self, name: &str, rest: &'a [TokenTree]) -> &'a [TokenTree] {
        let inline = match rest.first() {
            Some(TokenTree::Group(text)) => Some(text.stream()),
            _ => None,
        };
        self.declared.insert(name.to_owned());
        self.children.push(Child { name: name.to_owned(), inline });
        rest.get(1..).unwrap_or_default()
    }

    /// A name, or several with `::` between them, or the use of a macro.
    fn path<'a>(&mut self, mut tokens: &'a [TokenTree]) -> &'a [TokenTree] {
        let line = tokens.first().map_or(0, |token| token.span().start().line);
        let mut path = Vec::new();
        while let [TokenTree::Ident(name), rest @ ..] = tokens {
            path.push(plain(name));
            tokens = rest;
            match rest {
                [TokenTree::Punct(one), TokenTree::Punct(two), after @ ..] if is_separator(one, two) => {
                    tokens = after;
                }
                _ => break,
            }
        }
        if let [TokenTree::Punct(mark), TokenTree::Group(_), ..] = tokens
            && mark.as_char() == '!'
            && let Some(name) = path.last()
        {
            self.invoked.push((name.clone(), line));
        }
        if path.len() > 1 {
            self.named.push(Named { path, line });
        }
        tokens
    }

    /// The tree of a `use`, up to its semicolon.
    fn import<'a>(&mut self, tokens: &'a [TokenTree]) -> &'a [TokenTree] {
        let end = tokens.iter().position(|token| is_mark(token, ';')).unwrap_or(tokens.len());
        let (tree, rest) = tokens.split_at(end);
        // `use<'a>` bounds what a type captures.
        if !tree.first().is_some_and(|token| is_mark(token, '<')) {
            self.branch(&[], tree);
        }
        rest.get(1..).unwrap_or_default()
    }

    fn branch(&mut self, above: &[String], tokens: &[TokenTree]) {
        let mut path = above.to_vec();
        let mut renamed = None;
        let line = tokens.first().map_or(0, |token| token.span().start().line);
        let mut rest = tokens;
        loop {
            match rest {
                [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "as" => {
                    renamed = Some(plain(name));
                    break;
                }
                [TokenTree::Ident(name), after @ ..] => {
                    path.push(plain(name));
                    rest = after;
                }
                [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    for tree in inner.split(|token| is_mark(token, ',')).filter(|tree| !tree.is_empty()) {
                        self.branch(&path, tree);
                    }
                    return;
                }
                [token, ..] if is_mark(token, '*') => {
                    self.globs.push(path.clone());
                    self.named.push(Named { path, line });
                    return;
                }
                [_, after @ ..] => rest = after,
                [] => break,
            }
        }
        // `a::{self}` is `a`.
        if path.len() > 1 && path.last().is_some_and(|name| name == "self") {
            path.pop();
        }
        if let Some(name) = renamed.or_else(|| path.last().cloned()) {
            self.imported.insert(name, path.clone());
        }
        self.named.push(Named { path, line });
    }
}

/// What the arms of a macro expand to: the groups behind `=>`.
fn expansions(arms: TokenStream) -> Read {
    let mut read = Read::default();
    let tokens: Vec<TokenTree> = arms.into_iter().collect();
    for window in tokens.windows(3) {
        if let [one, two, TokenTree::Group(expansion)] = window
            && is_mark(one, '=')
            && is_mark(two, '>')
        {
            read.walk(expansion.stream());
        }
    }
    read
}

/// What follows the item at the start of `tokens`: its body, or its semicolon, is the last of it.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_use = tokens.iter().take(4).any(|token| matches!(token, TokenTree::Ident(word) if word == "use"));
    let is_last = |token: &TokenTree| match token {
        TokenTree::Group(group) => !is_use && group.delimiter() == Delimiter::Brace,
        token => is_mark(token, ';'),
    };
    let end = tokens.iter().position(is_last).map_or(tokens.len(), |last| last + 1);
    tokens.get(end..).unwrap_or_default()
}

fn skip_path(mut tokens: &[TokenTree]) -> &[TokenTree] {
    while let [TokenTree::Ident(_) | TokenTree::Punct(_), rest @ ..] = tokens {
        if matches!(&tokens[0], TokenTree::Punct(mark) if mark.as_char() != ':') {
            break;
        }
        tokens = rest;
    }
    tokens
}

/// `[cfg(test)]`, with nothing else that could be true outside of tests.
fn is_test(attribute: &Group) -> bool {
    attribute.stream().to_string().split_whitespace().collect::<String>() == "cfg(test)"
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_separator(one: &proc_macro2::Punct, two: &proc_macro2::Punct) -> bool {
    one.as_char() == ':' && one.spacing() == Spacing::Joint && two.as_char() == ':'
}

fn plain(name: &proc_macro2::Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}
