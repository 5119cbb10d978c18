//! Directives and handles within lines.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::build::Builder;
use super::directive::{self, Directive, Literal};
use super::{AstBlock, AstKind, Inline, InlineKind};
use crate::storage::error::ContentError;
use crate::storage::text::{part, slice};

/// Directives that stand for something within a line.
const INLINE: [&str; 6] = ["status", "date", "emoticon", "placeholder", "adf-extension", "c"];

impl<'m> Builder<'m> {
    /// Finds directives in the pieces of a finished line, and takes off its handle.
    pub(super) fn finish_line(&mut self, block: &mut AstBlock<'m>) -> Result<(), ContentError> {
        if !block
            .inline
            .iter()
            .any(|piece| matches!(&piece.kind, InlineKind::Text(text, _) if is_marked(text)))
        {
            return self.check_balance(block);
        }
        if matches!(block.kind, AstKind::Paragraph) && directive_line(&block.inline).is_some() {
            return Ok(());
        }
        take_suffix(block);
        let mut pieces = Vec::with_capacity(block.inline.len());
        let mut run: Vec<Inline<'m>> = Vec::new();
        let mut comments = 0;
        for piece in std::mem::take(&mut block.inline) {
            if matches!(piece.kind, InlineKind::Text(..)) {
                run.push(piece);
            } else {
                split_run(&mut run, &mut pieces, &mut comments);
                pieces.push(piece);
            }
        }
        split_run(&mut run, &mut pieces, &mut comments);
        block.inline = pieces;
        if comments != 0 {
            let message = "`:c[` is never closed; end the commented text with `]{reference}`";
            return Err(self.source.refuse(block.range.start, message));
        }
        self.check_balance(block)
    }

    /// Tags of HTML within a line have to nest like elements.
    fn check_balance(&self, block: &AstBlock<'m>) -> Result<(), ContentError> {
        let mut open: Vec<&str> = Vec::new();
        for piece in &block.inline {
            let at = piece.range.start;
            match &piece.kind {
                InlineKind::Open(mark) => open.push(mark),
                InlineKind::LinkOpen { .. } => open.push("["),
                InlineKind::ImageOpen { .. } => open.push("!["),
                InlineKind::CommentOpen => open.push(":c["),
                InlineKind::Close(mark) => self.expect(&mut open, mark, at)?,
                InlineKind::LinkClose => self.expect(&mut open, "[", at)?,
                InlineKind::ImageClose => self.expect(&mut open, "![", at)?,
                InlineKind::CommentClose(_) => self.expect(&mut open, ":c[", at)?,
                _ => {}
            }
        }
        match open.last() {
            Some(left) => {
                let message = format!("`{left}` is opened and not closed within the same paragraph");
                Err(self.source.refuse(block.range.start, message))
            }
            None => Ok(()),
        }
    }

    fn expect(&self, open: &mut Vec<&str>, wanted: &str, at: usize) -> Result<(), ContentError> {
        match open.pop() {
            Some(found) if found == wanted => Ok(()),
            _ => Err(self
                .source
                .refuse(at, format!("`{wanted}` ends where it was not opened; nest the marks"))),
        }
    }

    /// Turns a paragraph that is a directive into what it stands for; true if nothing is left to adopt.
    pub(super) fn take_directive(&mut self, block: &mut AstBlock<'m>) -> Result<bool, ContentError> {
        if !matches!(block.kind, AstKind::Paragraph) {
            return Ok(false);
        }
        if block.inline.is_empty()
            && let Some(handle) = block.handle
        {
            self.announce(handle);
            return Ok(true);
        }
        let Some(literal) = directive_line(&block.inline) else { return Ok(false) };
        let colons = literal.text.bytes().take_while(|&byte| byte == b':').count();
        if colons > 2 && literal.text.trim_end().len() == colons {
            return self.close_container(block.range.clone());
        }
        let Some((directive, end)) = directive::parse(&literal, colons) else {
            return if literal.text.as_bytes().get(colons).is_some_and(u8::is_ascii_alphabetic) {
                Err(self.malformed(block))
            } else {
                Ok(false)
            };
        };
        if !slice(&literal.text, end..).trim().is_empty() {
            return Err(self.malformed(block));
        }
        block.inline.clear();
        block.handle = directive.handle;
        if colons == 2 {
            block.kind = AstKind::Leaf(Box::new(directive));
            return Ok(false);
        }
        self.push(AstKind::Container(Box::new(directive)), block.range.clone())?;
        if let Some(container) = self.open.last_mut() {
            container.handle = block.handle;
        }
        Ok(true)
    }

    fn malformed(&self, block: &AstBlock<'m>) -> ContentError {
        let message = "this is not a directive; write `::name{key=value other=\"with blanks\"}` alone on its line, \
                       or `\\::` for text that starts with colons";
        self.source.refuse(block.range.start, message)
    }

    fn close_container(&mut self, range: Range<usize>) -> Result<bool, ContentError> {
        match self.open.last_mut() {
            Some(block) if matches!(block.kind, AstKind::Container(_)) => {
                block.range.end = range.end;
                self.pop()?;
                Ok(true)
            }
            _ => Err(self
                .source
                .refuse(range.start, "`:::` closes nothing here; remove it or open a container before")),
        }
    }
}

fn is_marked(text: &str) -> bool {
    text.contains([':', '{', ']', '}', '['])
}

/// The whole line as one text, if it is nothing but text.
fn literal_line(pieces: &[Inline<'_>]) -> Option<Literal> {
    let first = pieces.first()?;
    if !matches!(&first.kind, InlineKind::Text(text, _) if text.starts_with(':')) {
        return None;
    }
    let mut literal = Literal::default();
    for piece in pieces {
        let InlineKind::Text(text, escaped) = &piece.kind else { return None };
        push_literal(&mut literal, text, *escaped);
    }
    Some(literal)
}

/// The line, if it starts like a directive.
fn directive_line(pieces: &[Inline<'_>]) -> Option<Literal> {
    literal_line(pieces)
        .filter(|line| line.text.starts_with("::") && !line.is_escaped(0) && !line.is_escaped(1))
}

fn push_literal(literal: &mut Literal, text: &str, escaped: bool) {
    let start = literal.text.len();
    literal.text.push_str(text);
    if escaped {
        literal
            .escaped
            .extend((start..literal.text.len()).filter(|&at| literal.text.as_bytes().get(at) != Some(&b' ')));
    }
}

/// Moves a run of text pieces over, directives and comment marks found in it split off.
fn split_run<'m>(run: &mut Vec<Inline<'m>>, pieces: &mut Vec<Inline<'m>>, comments: &mut usize) {
    if run.is_empty() {
        return;
    }
    if !run
        .iter()
        .any(|piece| matches!(&piece.kind, InlineKind::Text(text, _) if text.contains([':', ']', '{'])))
    {
        pieces.append(run);
        return;
    }
    let mut literal = Literal::default();
    let mut places = Vec::with_capacity(run.len());
    for piece in run.iter() {
        places.push((literal.text.len(), piece.range.start));
        if let InlineKind::Text(text, escaped) = &piece.kind {
            push_literal(&mut literal, text, *escaped);
        }
    }
    run.clear();
    let source = |at: usize| {
        let index = places.partition_point(|&(place, _)| place <= at).saturating_sub(1);
        places.get(index).map_or(0, |&(place, offset)| offset + (at - place))
    };
    let mut splitter = Splitter { literal: &literal, done: 0, pieces, source: &source };
    let mut at = 0;
    while at < literal.text.len() {
        at = splitter.step(at, comments);
    }
    splitter.flush(literal.text.len());
}

struct Splitter<'a, 'm> {
    literal: &'a Literal,
    done: usize,
    pieces: &'a mut Vec<Inline<'m>>,
    source: &'a dyn Fn(usize) -> usize,
}

impl Splitter<'_, '_> {
    fn step(&mut self, at: usize, comments: &mut usize) -> usize {
        let tail = part(self.literal.text.as_bytes(), at..);
        let live = !self.literal.is_escaped(at);
        match tail.first() {
            Some(b':') if live && tail.starts_with(b":c[") && !self.literal.is_escaped(at + 2) => {
                *comments += 1;
                self.split(at, at + 3, InlineKind::CommentOpen)
            }
            Some(b':') if live => {
                match directive::parse(self.literal, at + 1).filter(|(found, _)| is_inline(found)) {
                    Some((found, end)) => self.split(at, end, InlineKind::Directive(Box::new(found))),
                    None => at + 1,
                }
            }
            Some(b']') if live && *comments > 0 && tail.get(1) == Some(&b'{') => {
                let close = self.literal.text.get(at + 2..).and_then(|rest| rest.find('}'));
                let Some(close) = close else { return at + 1 };
                *comments -= 1;
                let reference = slice(&self.literal.text, at + 2..at + 2 + close).to_owned();
                self.split(at, at + close + 3, InlineKind::CommentClose(reference))
            }
            _ => at + 1,
        }
    }

    fn split(&mut self, at: usize, end: usize, kind: InlineKind<'static>) -> usize {
        self.flush(at);
        self.pieces.push(Inline { kind, range: (self.source)(at)..(self.source)(end - 1) + 1 });
        self.done = end;
        end
    }

    fn flush(&mut self, to: usize) {
        let text = slice(&self.literal.text, self.done..to);
        if !text.is_empty() {
            let range = (self.source)(self.done)..(self.source)(to.saturating_sub(1)) + 1;
            let escaped = self.literal.is_escaped(self.done);
            self.pieces
                .push(Inline { kind: InlineKind::Text(CowStr::from(text.to_owned()), escaped), range });
        }
        self.done = to;
    }
}

/// Whether a colon and a name are meant as a directive: the name is ours, or a handle or values follow.
fn is_inline(directive: &Directive) -> bool {
    let ours =
        INLINE.contains(&&*directive.name) && (directive.label.is_some() || !directive.attributes.is_empty());
    ours || directive.label.is_none() && (directive.handle.is_some() || !directive.attributes.is_empty())
}

/// Takes ` {#b4}` off the end of a line; right behind a word it belongs to a directive.
fn take_suffix(block: &mut AstBlock<'_>) {
    let Some((last, before)) = block.inline.split_last_mut() else { return };
    let InlineKind::Text(text, false) = &mut last.kind else { return };
    let Some(start) = text.rfind("{#b") else { return };
    let Some(handle) =
        text.get(start..).filter(|tail| tail.trim_end().ends_with('}')).and_then(|tail| tail.parse().ok())
    else {
        return;
    };
    let kept = slice(text, ..start);
    let previous = match before.last().map(|piece| &piece.kind) {
        Some(InlineKind::Text(previous, _)) if kept.is_empty() => previous,
        _ => kept,
    };
    if previous.ends_with(|last: char| !last.is_whitespace()) {
        return;
    }
    let kept = kept.trim_end().to_owned();
    block.handle = Some(handle);
    if kept.is_empty() {
        block.inline.pop();
    } else {
        *text = CowStr::from(kept);
    }
}
